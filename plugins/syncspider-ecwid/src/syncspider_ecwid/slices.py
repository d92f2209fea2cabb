"""Reading a window in slices of time, each of which is one page and so one consistent picture.

Pages by offset lose records of a set that changes while it is read: what was on page two moves to page one. A search
whose result fits one page cannot lose any. So a window is cut until that is so. Where more records than a page holds
share one second, that second is read by offset from its end to its beginning: records only ever leave the past (a
change moves them to the present), so those still unread move towards the beginning, and none is missed.

Whether Ecwid includes the upper end of a search is not documented, so each search asks for one second more, and what
lies in that second is left to the slice that owns it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import attrs
from syncspider.errors import ConfigurationError, Delivery, RecordError, TransientError

from syncspider_ecwid.client import PAGE, Collection, Page
from syncspider_ecwid.moments import seconds_of

Json = Mapping[str, Any]
#: How many records a slice aims at: below a page, so that a busier moment still fits.
_AIM: Final = 70
#: Up to how many records a span is cut evenly, without asking for the number in each part.
_EVEN: Final = 1_000
#: One half of a span with less than this part of its records says that they do not lie evenly.
_LOPSIDED: Final = 4
#: How much longer than the slice before it the next one may be.
_GROWTH: Final = 4
_TOKEN: Final = re.compile(r"(\d{1,12})\+(\d{1,12})")


@attrs.frozen(kw_only=True)
class Slice:
    """What one call of :meth:`Slices.read` gives.

    Attributes:
        items: The records, oldest change first.
        resume: Where to go on, or None at the end of the window.
        total: How many records the whole window holds, told with its first slice.
    """

    items: tuple[Json, ...]
    resume: str | None
    total: int | None


class Slices:
    """Reads one collection in slices."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    def read(self, since: int, until: int, token: str | None) -> Slice:
        """The next slice between two seconds, both included.

        Raises:
            TransientError: The set changes too fast, or was not reached.
        """
        low, length = _place(token) or (since, until - since + 1)
        total: int | None = None
        while True:
            high = min(low + length - 1, until)
            page = self._collection.changed(low, high + 1)
            total = page.total if token is None and total is None else total
            if page.total <= PAGE or low == high:
                break
            length = max(1, min((high - low + 1) * _AIM // page.total, (high - low + 1) // 2))
        read = self._all_of(page) if page.total <= PAGE else self._second(low, page)
        items = sorted((item for item in read if stamp_of(item) != high + 1), key=_age)
        at_once = token is None and high >= until
        return Slice(
            items=tuple(items),
            resume=None if high >= until else f"{high + 1}+{_next_length(high - low + 1, page.total)}",
            total=len(items) if at_once else total,
        )

    def parts(self, since: int, until: int) -> Iterator[tuple[int, int]]:
        """Parts of a window without a gap, oldest first, of about a page each.

        The numbers are an estimate, for the set moves on: :meth:`read` copes with a part that holds more.
        """
        start, held = since, 0
        for low, high, count in self._spans(since, until, self._collection.total(since, until)):
            if held + count <= _AIM:
                held += count
                continue
            if held:
                yield start, low - 1
                start = low
            pieces = math.ceil(count / _AIM)
            for piece in range(1, pieces):
                end = low + (high - low + 1) * piece // pieces - 1
                if end >= start:
                    yield start, end
                    start = end + 1
            held = count // pieces
        yield start, until

    def _spans(self, low: int, high: int, count: int) -> Iterator[tuple[int, int, int]]:
        """Spans that together are the whole, each with its number of records, in which these seem to lie evenly."""
        if count <= _AIM or low == high:
            yield low, high, count
            return
        middle = (low + high) // 2
        before = min(count, self._collection.total(low, middle))
        halves = (low, middle, before), (middle + 1, high, count - before)
        if count <= _EVEN and min(before, count - before) * _LOPSIDED >= count:
            yield from halves
            return
        for half in halves:
            yield from self._spans(*half)

    def _all_of(self, page: Page) -> tuple[Json, ...]:
        if len(page.items) < page.total:
            message = f"Ecwid sent {len(page.items)} of {page.total} {self._collection.name} that fit one page."
            raise TransientError(message, delivery=Delivery.UNKNOWN)
        return page.items

    def _second(self, second: int, first: Page) -> tuple[Json, ...]:
        """All records of one second that holds more than a page."""
        offset, seen = (first.total - 1) // PAGE * PAGE, dict[object, Json]()
        total = first.total
        while True:
            page = self._collection.changed(second, second + 1, offset=offset)
            seen.update((item.get("id"), item) for item in page.items)
            total = page.total
            if offset == 0:
                break
            offset -= PAGE
        if len(seen) < total:
            raise TransientError(
                f"Ecwid showed {len(seen)} of {total} {self._collection.name} of one second.", delivery=Delivery.UNKNOWN
            )
        return tuple(seen.values())


def stamp_of(record: Json) -> int | None:
    """The UNIX second of a record's last change, None where it cannot be read."""
    stamp = record.get("updateTimestamp")
    if isinstance(stamp, int):
        return stamp
    date = record.get("updateDate") or record.get("updated")
    try:
        return seconds_of(date, path="updated") if isinstance(date, int | str) else None
    except RecordError:
        return None


def _age(record: Json) -> int:
    """Sorts the oldest change first, what cannot be read before all others."""
    return stamp_of(record) or 0


def _place(token: str | None) -> tuple[int, int] | None:
    if token is None:
        return None
    match = _TOKEN.fullmatch(token)
    if match is None:
        raise ConfigurationError(f"{token[:40]!r} is no page of an Ecwid search.", hint="Run the task again.")
    return int(match[1]), max(1, int(match[2]))


def _next_length(length: int, count: int) -> int:
    """How long the next slice may be, given how many records the one before it had."""
    return max(1, min(length * _AIM // max(1, count), length * _GROWTH))
