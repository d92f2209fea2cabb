"""Which record has which match key in a run, in so little room that millions can be told apart."""

from __future__ import annotations

import array
from typing import Final

_SMALLEST: Final = 1024
_WORD: Final = 8
_MASK: Final = 2 ** (8 * _WORD) - 1


class Claims:
    """A table of match keys, each with the record that came first; sixteen bytes an entry, both as hashes.

    It lives no longer than the process, so Python's own keyed hash will do.
    """

    def __init__(self) -> None:
        self._slots = array.array("Q", bytes(2 * _WORD * _SMALLEST))
        self._mask = _SMALLEST - 1
        self._used = 0

    def claim(self, match: bytes, key: str) -> bool:
        """Whether the record may have this match key: nobody has it yet, or it has it itself.

        Args:
            match: Digest of the match key.
            key: The record's key.
        """
        name = hash(match) & _MASK or 1
        holder = hash(key) & _MASK
        place = self._place(name)
        if self._slots[place]:
            return self._slots[place + 1] == holder
        self._slots[place] = name
        self._slots[place + 1] = holder
        self._used += 1
        if 2 * self._used > self._mask:
            self._grow()
        return True

    def _place(self, name: int) -> int:
        """Where it is, or the free place where it belongs."""
        slots, mask = self._slots, self._mask
        at = name & mask
        while slots[2 * at] not in (0, name):
            at = (at + 1) & mask
        return 2 * at

    def _grow(self) -> None:
        old = self._slots
        size = 2 * (self._mask + 1)
        self._slots = array.array("Q", bytes(2 * _WORD * size))
        self._mask = size - 1
        for at in range(0, len(old), 2):
            if old[at]:
                place = self._place(old[at])
                self._slots[place] = old[at]
                self._slots[place + 1] = old[at + 1]
