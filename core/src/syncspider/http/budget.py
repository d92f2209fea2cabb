"""How many requests may leave: one budget for all who share a connection."""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from collections.abc import Iterator

from syncspider.clock import Clock
from syncspider.errors import ConfigurationError

# We keep the rate a little below the allowed one, and one token of a burst back: what leaves evenly arrives unevenly
# (the first request also opens the connection), and the far end counts arrivals.
_SHARE = 0.99
_ALMOST = 1 - 1e-9
_SHORTEST = 1e-6


class Budget:
    """A token bucket: at most ``burst`` requests at once, and ``rate`` a second on average.

    Give one budget to all clients of an account. Threads are served in the order in which they came.
    """

    def __init__(self, rate: float | None, *, burst: int = 1, clock: Clock) -> None:
        """A full bucket.

        Args:
            rate: Requests a second that the far end allows, or None without a limit.
            burst: Requests that it allows at once after a rest.
            clock: Whose time counts.

        Raises:
            ConfigurationError: The rate is not above zero, or the burst below one.
        """
        if (rate is not None and not 0 < rate < float("inf")) or burst < 1:
            raise ConfigurationError(f"A budget of {rate} requests a second with a burst of {burst} lets nothing pass.")
        self._rate = None if rate is None else rate * _SHARE
        self._full = float(max(1, burst - 1))
        self._clock = clock
        self._lock = threading.Lock()
        self._queue: deque[threading.Event] = deque()
        self._tokens = self._full
        self._counted = clock.monotonic()
        self._resume = self._counted

    def take(self) -> None:
        """Wait until one request may leave, and count it."""
        if self._rate is None and self._clock.monotonic() >= self._resume:
            return
        with self._turn():
            while (wait := self._wanting()) > 0:
                self._clock.sleep(max(wait, _SHORTEST))

    def pause(self, seconds: float) -> None:
        """Let nothing leave for that long, as after a Retry-After; then begin again with one request."""
        with self._lock:
            self._refill(self._clock.monotonic())
            self._resume = max(self._resume, self._counted + max(0.0, seconds))

    def _wanting(self) -> float:
        """Seconds still to wait; a token is taken when there are none."""
        with self._lock:
            now = self._clock.monotonic()
            self._refill(now)
            if now < self._resume:
                return self._resume - now
            if self._rate is None:
                return 0.0
            if self._tokens >= _ALMOST:
                self._tokens -= 1
                return 0.0
            return (1 - self._tokens) / self._rate

    def _refill(self, now: float) -> None:
        rate = self._rate or 0.0
        full = 1.0 if self._counted < self._resume else self._full
        self._tokens = min(full, self._tokens + (now - self._counted) * rate)
        self._counted = now

    @contextlib.contextmanager
    def _turn(self) -> Iterator[None]:
        """Be the one who waits for a token; the others stand in line."""
        mine = threading.Event()
        with self._lock:
            self._queue.append(mine)
            self._queue[0].set()
        try:
            mine.wait()
            yield
        finally:
            with self._lock:
                self._queue.remove(mine)
                if self._queue:
                    self._queue[0].set()
