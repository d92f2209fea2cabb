"""Migrations: what they build, and what they must not lose."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, inspect
from sqlalchemy.pool import StaticPool
from syncspider.errors import ConfigurationError
from syncspider.state import Connections, Database, Tasks
from syncspider.state.database import _engine
from syncspider.state.migrating import SCRIPTS, Migrations

WHERE = "sqlite_where"

NEXT = '''
"""Change the table to which others refer."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("connections", recreate="always") as table:
        table.add_column(sa.Column("colour", sa.String(), nullable=False, server_default="blue"))
'''

BROKEN = '''
"""Lose what others refer to, then go wrong."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute("DELETE FROM connections")
'''


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    """A copy of the migrations to which a test may add."""
    copy = tmp_path / "scripts"
    shutil.copytree(SCRIPTS, copy, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


@pytest.fixture
def filled(path: Path, now: datetime) -> Path:
    """A file with two connections and a task that refers to them."""
    database = Database.open(path)
    with database.write() as tx:
        for name in ("shop", "market"):
            Connections().add(tx, name=name, integration="fake", settings={}, now=now)
        Tasks().add(
            tx,
            name="goods",
            source_connection="shop",
            source_entity="Products",
            target_connection="market",
            target_entity="Products",
            source_options={},
            target_options={},
            now=now,
        )
    database.close()
    return path


def picture_of(inspector: Any) -> dict[str, Any]:
    """All that a database says of its tables, but for the order of what has none."""
    return {
        table: {
            "columns": [
                (column["name"], str(column["type"]), column["nullable"], column["primary_key"])
                for column in inspector.get_columns(table)
            ],
            "key": inspector.get_pk_constraint(table),
            "foreign": sorted(inspector.get_foreign_keys(table), key=str),
            "unique": sorted(inspector.get_unique_constraints(table), key=str),
            "check": sorted(inspector.get_check_constraints(table), key=str),
            "indexes": sorted(
                (
                    index["name"],
                    index["column_names"],
                    index["unique"],
                    str(index["dialect_options"].get(WHERE)),
                )
                for index in inspector.get_indexes(table)
            ),
            "options": inspector.get_table_options(table),
        }
        for table in sorted(inspector.get_table_names())
        if table != "alembic_version"
    }


def rows_of(path: Path, query: str) -> list[Any]:
    """What a query gives on a file, besides us."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def upgrade(path: Path, scripts: Path) -> None:
    """Bring a file up to date with these scripts."""
    engine = _engine(str(path), StaticPool)
    try:
        Migrations(scripts, head="0002").upgrade_file(engine, path)
    finally:
        engine.dispose()


def test_migrations_build_exactly_the_tables_of_the_code(tmp_path: Path, path: Path) -> None:
    """Columns, keys, checks and indexes, partial ones too, are the same by either way."""
    Database.open(path).close()
    migrated, made = _engine(str(tmp_path / "migrated"), StaticPool), create_engine(f"sqlite:///{path}")
    with migrated.connect() as connection:
        Migrations().upgrade(connection)
    built = picture_of(inspect(migrated))
    assert built == picture_of(inspect(made))
    assert len(built) > 5
    assert "('one_due_of_key', ['task_id', 'key'], 1, \"status = 'due'\")" in str(built["dead_letters"]["indexes"])
    assert rows_of(path, "SELECT * FROM alembic_version") == rows_of(
        tmp_path / "migrated", "SELECT * FROM alembic_version"
    )
    migrated.dispose()
    made.dispose()


def test_a_new_state_is_made_without_loading_migrations(path: Path) -> None:
    """Whoever starts afresh, or is up to date, does not pay for what only an old state needs."""
    code = (
        "import sys; from pathlib import Path; from syncspider.state import Database\n"
        f"for _ in range(2): Database.open(Path({str(path)!r})).close()\n"
        "print('alembic' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"


def test_two_that_make_a_state_at_the_same_time_make_one(path: Path) -> None:
    """Many processes may come first; each finds a whole state."""
    failures: list[BaseException] = []

    def come() -> None:
        try:
            Database.open(path).close()
        except BaseException as error:  # noqa: BLE001 - told below
            failures.append(error)

    threads = [threading.Thread(target=come) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert rows_of(path, "SELECT count(*) FROM alembic_version") == [(1,)]


def test_changing_a_parent_table_keeps_its_children(filled: Path, scripts: Path) -> None:
    """A table to which others refer can be built anew without a row of theirs being deleted."""
    (scripts / "versions" / "v0002_colour.py").write_text(NEXT)
    upgrade(filled, scripts)
    assert rows_of(filled, "SELECT name, colour FROM connections ORDER BY name") == [
        ("market", "blue"),
        ("shop", "blue"),
    ]
    assert rows_of(filled, "SELECT name FROM tasks") == [("goods",)]
    assert rows_of(filled, "PRAGMA foreign_key_check") == []


def test_what_a_file_holds_is_copied_before_it_is_changed(filled: Path, scripts: Path) -> None:
    """The state as it was lies beside the new one, for its owner alone."""
    (scripts / "versions" / "v0002_colour.py").write_text(NEXT)
    upgrade(filled, scripts)
    copy = filled.with_name("state.sqlite3.before-0002")
    assert rows_of(copy, "SELECT name FROM tasks") == [("goods",)]
    assert rows_of(copy, "SELECT version_num FROM alembic_version") == [("0001",)]
    assert copy.stat().st_mode & 0o777 == 0o600


def test_a_step_that_breaks_references_changes_nothing(filled: Path, scripts: Path) -> None:
    """A migration after which rows refer to nothing is undone, as a whole."""
    (scripts / "versions" / "v0002_broken.py").write_text(BROKEN)
    with pytest.raises(ConfigurationError, match="tasks would refer to nothing"):
        upgrade(filled, scripts)
    assert rows_of(filled, "SELECT count(*) FROM connections") == [(2,)]
    assert rows_of(filled, "SELECT version_num FROM alembic_version") == [("0001",)]


def test_foreign_keys_are_on_again_after_an_update(filled: Path, scripts: Path) -> None:
    """The switch that migrations need does not stay off."""
    (scripts / "versions" / "v0002_colour.py").write_text(NEXT)
    engine = _engine(str(filled), StaticPool)
    with engine.connect() as connection:
        Migrations(scripts, head="0002").upgrade(connection)
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    engine.dispose()
