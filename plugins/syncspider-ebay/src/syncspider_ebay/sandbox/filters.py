"""The ``filter`` of getOrders (developer.ebay.com, getOrders, "filter")."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any, Final

import attrs

from syncspider_ebay.sandbox import moments
from syncspider_ebay.sandbox.refusals import refusal

Json = dict[str, Any]
_RANGE: Final = re.compile(r"\[(.*?)\.\.(.*?)\]")
_WORDS: Final = re.compile(r"\{([A-Z_|]+)\}")
_DATES: Final = ("creationdate", "lastmodifieddate")
_STATUSES: Final = "orderfulfillmentstatus"
_COMBINATIONS: Final = (frozenset({"NOT_STARTED", "IN_PROGRESS"}), frozenset({"FULFILLED", "IN_PROGRESS"}))
_USUAL: Final = timedelta(days=90)
_LONGEST: Final = timedelta(days=730)


@attrs.frozen
class Window:
    """A span of time, both ends within.

    Attributes:
        field: Of the order.
        low: The start.
        high: The end, or None for an open one.
    """

    field: str
    low: str
    high: str | None

    def holds(self, order: Json) -> bool:
        """Whether an order's time lies within."""
        return bool(self.low <= order[self.field] and (self.high is None or order[self.field] <= self.high))


@attrs.frozen
class Filter:
    """What an order must be to be found.

    Attributes:
        window: When it was made or changed.
        statuses: How far it is shipped, or None for any.
    """

    window: Window
    statuses: frozenset[str] | None

    def holds(self, order: Json) -> bool:
        """Whether an order is found."""
        found = self.statuses is None or order["orderFulfillmentStatus"] in self.statuses
        return found and self.window.holds(order)


def parsed(text: str | None, now: datetime) -> Filter:
    """A filter from its text; without dates it finds the orders of the last 90 days.

    Raises:
        Refusal: It is malformed, or a date is out of range.
    """
    given: dict[str, str] = {}
    for part in text.split(",") if text else ():
        name, _, value = part.partition(":")
        if name not in {*_DATES, _STATUSES}:
            raise refusal(30700, f"{name} is no filter.", fieldname=name)
        if name in given:
            raise refusal(30800, f"{name} is given twice.", filter=name, fieldvalue=value)
        given[name] = value
    windows = {name: _window(name, given[name], now) for name in _DATES if name in given}
    usual = Window("creationDate", moments.text(now - _USUAL), None)
    window = windows.get("creationdate") or windows.get("lastmodifieddate") or usual
    return Filter(window, _statuses(given[_STATUSES]) if _STATUSES in given else None)


def _window(name: str, value: str, now: datetime) -> Window:
    match = _RANGE.fullmatch(value)
    if match is None:
        raise refusal(30800, f"{value} is no range of {name}.", filter=name, fieldvalue=value)
    if not match[1]:
        raise refusal(30820, f"{name} needs a start.", filter=name)
    low, high = _date(match[1]), _date(match[2]) if match[2] else None
    if low > now or (high is not None and high > now):
        raise refusal(30850, "The start and end dates can't be in the future.")
    if high is not None and high < low:
        raise refusal(30840, "The start must lie before the end.")
    if (high or now) - low > _LONGEST or now - low > _LONGEST:
        raise refusal(30830, "At most 2 years lie within reach.", allowedTime="2")
    field = "creationDate" if name == "creationdate" else "lastModifiedDate"
    return Window(field, match[1], match[2] or None)


def _date(text: str) -> datetime:
    moment = moments.parsed(text)
    if moment is None:
        raise refusal(30810, f"{text} is not of the form 2026-11-20T14:03:27.000Z.")
    return moment


def _statuses(value: str) -> frozenset[str]:
    match = _WORDS.fullmatch(value)
    words = frozenset(match[1].split("|")) if match else frozenset[str]()
    if words not in _COMBINATIONS:
        raise refusal(30800, f"{value} is no set of statuses.", filter=_STATUSES, fieldvalue=value)
    return words
