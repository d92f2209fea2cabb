"""How the state is opened, locked and brought up to date."""

from __future__ import annotations

import sqlite3
import stat
import threading
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from syncspider.errors import ConfigurationError, RunError
from syncspider.state import Connections, Database


def names_in(database: Database) -> list[str]:
    """The names of the connections."""
    with database.read() as tx:
        return [connection.name for connection in Connections().all(tx)]


def add(database: Database, name: str, now: datetime) -> None:
    """Add a connection."""
    with database.write() as tx:
        Connections().add(tx, name=name, integration="fake", settings={}, now=now)


def test_the_state_is_its_owners_alone(path: Path) -> None:
    """Nobody else on the machine can read the file, its folder or its log."""
    database = Database.open(path)
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert set(modes.values()) == {0o600}
    assert f"{path.name}-wal" in modes
    database.close()


def test_every_commit_is_synced_and_references_are_kept(path: Path) -> None:
    """Each connection has the log ahead, full syncing, foreign keys and patience."""
    database = Database.open(path)
    with database.read() as tx:
        pragmas = {
            name: tx._connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}
    database.close()


def test_what_was_written_is_there_when_opened_again(path: Path, now: datetime) -> None:
    """A state outlives the process."""
    first = Database.open(path)
    add(first, "shop", now)
    first.close()
    second = Database.open(path)
    assert names_in(second) == ["shop"]
    second.close()


def test_a_transaction_that_fails_leaves_nothing(database: Database, now: datetime) -> None:
    """All of a transaction happens, or nothing of it."""

    def fail() -> None:
        with database.write() as tx:
            Connections().add(tx, name="shop", integration="fake", settings={}, now=now)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert names_in(database) == []


def test_writers_wait_for_each_other(database: Database, now: datetime) -> None:
    """Many threads write and read at once, and none is refused."""

    def work(number: int) -> None:
        for turn in range(5):
            add(database, f"shop-{number}-{turn}", now)
            names_in(database)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(names_in(database)) == 30


def test_two_openers_share_one_file(path: Path, now: datetime) -> None:
    """A second process sees what the first wrote, and can write too."""
    one, other = Database.open(path), Database.open(path)
    add(one, "shop", now)
    add(other, "market", now)
    assert names_in(one) == names_in(other) == ["market", "shop"]
    one.close()
    other.close()


def test_what_is_no_database_is_told_in_one_line(tmp_path: Path) -> None:
    """A file of something else is named, and left as it is."""
    path = tmp_path / "notes.txt"
    path.write_text("buy milk\n" * 100)
    with pytest.raises(ConfigurationError, match=r"notes\.txt is not a state of SyncSpider") as caught:
        Database.open(path)
    assert "\n" not in str(caught.value)
    assert path.read_text() == "buy milk\n" * 100


def test_a_damaged_database_is_told_in_one_line(path: Path) -> None:
    """A file that only begins like a database is named, and left as it is."""
    path.parent.mkdir()
    path.write_bytes(b"SQLite format 3\x00" + b"\xff" * 5000)
    with pytest.raises(ConfigurationError, match="is not a state of SyncSpider"):
        Database.open(path)
    assert path.read_bytes() == b"SQLite format 3\x00" + b"\xff" * 5000


def test_a_database_of_something_else_is_refused(path: Path) -> None:
    """Tables of another program are left alone."""
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE recipes (name TEXT)")
    before = path.read_bytes()
    with pytest.raises(ConfigurationError, match="a database of something else"):
        Database.open(path)
    assert path.read_bytes() == before


def test_a_newer_state_is_refused_and_not_touched(path: Path, now: datetime) -> None:
    """What a newer version wrote stays byte for byte as it is."""
    database = Database.open(path)
    add(database, "shop", now)
    database.close()
    with closing(sqlite3.connect(path)) as newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
        newer.commit()
    before = {file.name: file.read_bytes() for file in path.parent.iterdir()}
    with pytest.raises(ConfigurationError, match="newer version") as caught:
        Database.open(path)
    assert caught.value.hint
    assert {file.name: file.read_bytes() for file in path.parent.iterdir()} == before


def test_a_place_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    """A folder where the file should be is one clear line."""
    (tmp_path / "state.sqlite3").mkdir()
    with pytest.raises(ConfigurationError, match="cannot be opened"):
        Database.open(tmp_path / "state.sqlite3")


def test_a_full_disk_stops_the_run_and_loses_nothing(path: Path, now: datetime) -> None:
    """A write for which there is no room is an error that says so; what was there before stays."""
    database = Database.open(path)
    add(database, "shop", now)
    with database.read() as tx:
        pages = tx._connection.exec_driver_sql("PRAGMA page_count").scalar()

    def fill() -> None:
        with database.write() as tx:
            tx._connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
            Connections().add(tx, name="market", integration="fake", settings={"x": "y" * 100_000}, now=now)

    with pytest.raises(RunError, match="cannot be used"):
        fill()
    database.close()
    again = Database.open(path)
    assert names_in(again) == ["shop"]
    again.close()


def test_each_commit_is_announced(now: datetime) -> None:
    """Whoever watches is told of each step before and after it is durable; an error before it leaves nothing."""
    seen: list[tuple[str, str]] = []

    def observe(moment: str, step: str) -> None:
        seen.append((moment, step))
        if step == "doomed" and moment == "before":
            raise ZeroDivisionError

    database = Database.open(None, observer=observe)
    with database.write("first") as tx:
        Connections().add(tx, name="shop", integration="fake", settings={}, now=now)
    with pytest.raises(ZeroDivisionError), database.write("doomed") as tx:
        Connections().add(tx, name="market", integration="fake", settings={}, now=now)
    assert seen == [("before", "first"), ("after", "first"), ("before", "doomed")]
    assert names_in(database) == ["shop"]
