"""The far end's own clock, read from its answers."""

from __future__ import annotations

from datetime import datetime, timedelta

import attrs

from syncspider.clock import Clock
from syncspider.http.response import Headers
from syncspider.http.waiting import http_date


@attrs.frozen(kw_only=True)
class ServerTime:
    """What a far end said the time was.

    Attributes:
        date: Its Date header, aware and in UTC, in whole seconds.
        monotonic: Our clock's monotonic seconds when it came.
    """

    date: datetime
    monotonic: float


class FarClock:
    """The latest Date header, and the present that follows from it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._latest: tuple[str, float] | None = None

    def note(self, headers: Headers) -> None:
        """Remember an answer's Date; one out of a cache (with an Age) is old news."""
        date = headers.get("date")
        if date is not None and "age" not in headers:
            self._latest = (date, self._clock.monotonic())  # read lazily: it costs more than the rest

    @property
    def server_time(self) -> ServerTime | None:
        """What the latest answer said, or None before the first or where it was no date."""
        if self._latest is None:
            return None
        text, monotonic = self._latest
        date = http_date(text)
        return None if date is None else ServerTime(date=date, monotonic=monotonic)

    def now(self) -> datetime:
        """The far end's present, late by at most the answer's way and a second; our own before the first answer."""
        latest = self.server_time
        if latest is None:
            return self._clock.now()
        return latest.date + timedelta(seconds=self._clock.monotonic() - latest.monotonic)
