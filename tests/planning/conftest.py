"""A registry and connections to plan with."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from syncspider.plugin.discovery import load_registry
from syncspider.plugin.registry import Registry
from syncspider.state import Connection

TOYSHOP = Path(__file__).parent.parent / "toyshop"


@pytest.fixture(scope="session")
def registry() -> Iterator[Registry]:
    """The toy shop alone."""
    sys.path.insert(0, str(TOYSHOP))
    try:
        found = load_registry()
        yield load_registry(disabled=[plugin.name for plugin in found.plugins if plugin.name not in {"core", "toy"}])
    finally:
        sys.path.remove(str(TOYSHOP))


@pytest.fixture
def connections() -> tuple[Connection, ...]:
    """Two toy shops, and an account whose plugin is gone."""
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    rows: tuple[tuple[str, str, dict[str, str]], ...] = (
        ("one", "toy", {}),
        ("two", "toy", {"category": "7"}),
        ("lost", "gone", {}),
    )
    return tuple(
        Connection(id=number, name=name, integration=app, settings=settings, created_at=moment, updated_at=moment)
        for number, (name, app, settings) in enumerate(rows, 1)
    )
