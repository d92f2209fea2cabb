"""When what failed is tried again, and when it is not."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Final, TypeVar

from syncspider.clock import Clock
from syncspider.errors import TransientError

T = TypeVar("T")

ATTEMPTS: Final = 5
_LONGEST: Final = 60.0
_FIRST: Final = 1.0
_SLICE: Final = 1.0


class Patience:
    """Waits between attempts: longer each time, by chance (full jitter), or as long as the far end asks."""

    def __init__(self, clock: Clock, random: Random, stop: Callable[[], bool]) -> None:
        """Wait by this clock and this chance, and not at all once ``stop`` says so."""
        self._clock = clock
        self._random = random
        self._stop = stop

    @property
    def stopping(self) -> bool:
        """Whether the run shall stop, so that nothing is waited for."""
        return self._stop()

    def call(self, function: Callable[[], T]) -> T:
        """Call what only reads, again while it may succeed.

        Raises:
            SyncSpiderError: What it raised, when it is of no use to go on.
        """
        attempt = 1
        while True:
            try:
                return function()
            except TransientError as error:
                if not self.wait(attempt, error.retry_after):
                    raise
            attempt += 1

    def wait(self, attempt: int, asked: float | None = None) -> bool:
        """Wait before the next attempt; False when there shall be none.

        Args:
            attempt: How many there were.
            asked: Seconds that the far end asked to wait, or None. For longer than a minute nobody waits here.
        """
        if attempt >= ATTEMPTS or self._stop() or (asked is not None and asked > _LONGEST):
            return False
        seconds = self._random.uniform(0, min(_LONGEST, _FIRST * 2 ** (attempt - 1)))
        return self.pause(max(seconds, asked or 0.0))

    def pause(self, seconds: float) -> bool:
        """Wait that long; False as soon as the run shall stop."""
        left = seconds
        while left > 0 and not self._stop():
            self._clock.sleep(min(left, _SLICE))
            left -= _SLICE
        return not self._stop()
