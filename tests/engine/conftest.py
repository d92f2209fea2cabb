"""Two accounts in memory with a task between them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.engine.worlds import World


@pytest.fixture
def world() -> Iterator[World]:
    """A target that may be written over freely."""
    world = World()
    yield world
    world.database.close()
