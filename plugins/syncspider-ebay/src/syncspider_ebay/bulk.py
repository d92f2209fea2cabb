"""Calls that take several things at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

T = TypeVar("T")
#: What one bulk call takes.
BULK: Final = 25


def batched(things: Sequence[T]) -> Iterator[Sequence[T]]:
    """Parts that one bulk call takes."""
    for start in range(0, len(things), BULK):
        yield things[start : start + BULK]
