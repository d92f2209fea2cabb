"""A state in memory and one in a file, with a task in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from syncspider.state import Connections, Database, Task, Tasks

NOW = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    """Some moment."""
    return NOW


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a state may be made."""
    return tmp_path / "home" / "state.sqlite3"


@pytest.fixture(params=["memory", "file"])
def database(request: pytest.FixtureRequest, path: Path) -> Iterator[Database]:
    """An open state, of either kind."""
    database = Database.open(None if request.param == "memory" else path)
    yield database
    database.close()


@pytest.fixture
def task(database: Database, now: datetime) -> Task:
    """A task from one connection to another."""
    with database.write() as tx:
        for name in ("shop", "market"):
            Connections().add(tx, name=name, integration="fake", settings={"url": name}, now=now)
        return Tasks().add(
            tx,
            name="goods",
            source_connection="shop",
            source_entity="Products",
            target_connection="market",
            target_entity="Products",
            source_options={"a": "1"},
            target_options={},
            now=now,
        )
