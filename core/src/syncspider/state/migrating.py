"""Bringing an older state up to date, step by step, without losing a row of it.

SQLite changes a table by building another and dropping the first. With foreign keys on, that drop deletes every row
that refers to it; so they are off while migrations run, and are checked before anything is kept.
"""

from __future__ import annotations

import contextlib
import importlib
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine

from syncspider.errors import ConfigurationError
from syncspider.state.schema import METADATA, REVISION

_VERSION_FILE: Final = re.compile(r"v(\d{4})_\w+\.py")
_VERSION_TABLE: Final = (
    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
    "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
)
SCRIPTS: Final = Path(__file__).parent / "migrations"


class Migrations:
    """The steps, in a folder of scripts."""

    def __init__(self, scripts: Path = SCRIPTS, *, head: str = REVISION) -> None:
        self._scripts = scripts
        self._head = head

    def known(self) -> frozenset[str]:
        """The revisions that the scripts know."""
        names = (_VERSION_FILE.fullmatch(path.name) for path in (self._scripts / "versions").iterdir())
        return frozenset(name[1] for name in names if name)

    def upgrade_file(self, engine: Engine, path: Path) -> None:
        """Bring a file up to date; what it holds is copied beside it first.

        Raises:
            ConfigurationError: A step failed or would have left rows that refer to nothing; the file is as it was.
        """
        _copy(path, path.with_name(f"{path.name}.before-{self._head}"))
        with engine.connect() as connection:
            self.upgrade(connection)

    def upgrade(self, connection: Connection) -> None:
        """Run every step that is missing, all in one transaction that nobody else can enter.

        Raises:
            ConfigurationError: As above.
        """
        connection = connection.execution_options(syncspider_begin="BEGIN EXCLUSIVE")
        with _foreign_keys_off(connection):
            transaction = connection.begin()
            try:
                run_scripts(connection, self._scripts)
                _check_references(connection)
            except BaseException:
                transaction.rollback()
                raise
            transaction.commit()


def make_tables(connection: Connection) -> None:
    """All tables at once in a database that has none: the same that all migrations build, without loading them.

    Of two processes that come at the same time the second finds them made.
    """
    connection = connection.execution_options(syncspider_begin="BEGIN EXCLUSIVE")
    with connection.begin():
        if connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar():
            return
        METADATA.create_all(connection)
        connection.exec_driver_sql(_VERSION_TABLE)
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (REVISION,))


def _check_references(connection: Connection) -> None:
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if orphans:
        tables = ", ".join(sorted({row[0] for row in orphans}))
        raise ConfigurationError(f"The state was not updated: rows of {tables} would refer to nothing.")


@contextlib.contextmanager
def _foreign_keys_off(connection: Connection) -> Iterator[None]:
    """The switch does nothing inside a transaction, so it is turned at the driver, around it."""
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys = ON")


def state_of(path: Path, migrations: Migrations) -> str | None:
    """The revision of a file, read without changing it; None for an empty one.

    It is read through SQLite alone: whoever else opens and closes the file drops the locks that this process has on it.

    Raises:
        ConfigurationError: It is no state of ours, or newer than this version.
    """
    if not path.is_file():
        raise ConfigurationError(f"{path} cannot be opened: it is no file.", hint=_ELSEWHERE)
    if not path.stat().st_size:
        return None
    revision = _revision_in(path)
    if revision is not None and revision not in migrations.known():
        hint = "Update SyncSpider, or choose another place with SYNCSPIDER_HOME or --home."
        raise ConfigurationError(f"{path} was written by a newer version of SyncSpider.", hint=hint)
    return revision


_ELSEWHERE: Final = "Choose another place with SYNCSPIDER_HOME or --home."


def _revision_in(path: Path) -> str | None:
    try:
        with contextlib.closing(_connect_readonly(path)) as connection:
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if not tables:
                return None
            if "alembic_version" in tables:
                row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
                return None if row is None else str(row[0])
    except sqlite3.DatabaseError as error:
        what = "cannot be opened" if isinstance(error, sqlite3.OperationalError) else "is not a state of SyncSpider"
        raise ConfigurationError(f"{path} {what}: {error}.", hint=_ELSEWHERE) from error
    raise ConfigurationError(f"{path} is a database of something else.", hint=_ELSEWHERE)


def _connect_readonly(path: Path) -> sqlite3.Connection:
    """Without a log beside it nobody has the file open, and it can be read without making a log for it."""
    log = path.with_name(f"{path.name}-wal")
    mode = "mode=ro" if log.exists() else "mode=ro&immutable=1"
    return sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True)


def _copy(path: Path, copy: Path) -> None:
    """A copy with what is still in the log, for its owner alone."""
    copy.touch(mode=0o600)
    with contextlib.closing(sqlite3.connect(path)) as source, contextlib.closing(sqlite3.connect(copy)) as target:
        source.backup(target)


def run_scripts(connection: Connection, scripts: Path) -> None:
    """Run the missing steps inside the connection's transaction.

    Alembic takes longer to load than most commands take to run: only a state that is behind pays for it.
    """
    importlib.import_module("syncspider.state.stepping").upgrade(connection, scripts)
