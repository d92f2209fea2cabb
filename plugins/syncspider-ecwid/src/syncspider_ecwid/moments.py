"""Times as Ecwid writes them: UNIX seconds, or ``2026-11-20 14:03:27 +0000`` (docs.ecwid.com, "Search orders")."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from typing import Final

from syncspider.errors import RecordError

from syncspider_ecwid.wire import Date

_FORMS: Final = ("%Y-%m-%d %H:%M:%S %z", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d")
#: The first of the forms, as Ecwid itself writes it.
_USUAL: Final = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2} [+-]\d{2}[0-5]\d", re.ASCII)
_LATEST: Final = 253_402_300_799  # the last second of the year 9999


def seconds_of(date: Date | None, *, path: str) -> int | None:
    """UNIX seconds; a text without a zone is UTC. None for nothing.

    Raises:
        RecordError: It is no such time.
    """
    if date is None or date == "":
        return None
    second = date if isinstance(date, int) else _parsed(date)
    if second is None or not 0 <= second <= _LATEST:
        raise RecordError(f"{str(date)[:40]!r} is no time such as 2026-11-20 14:03:27 +0000.", path=path)
    return second


def moment_of(*dates: tuple[Date | None, str]) -> datetime | None:
    """The first of several dates that is given, each with its path; aware and in UTC.

    Raises:
        RecordError: It is no time.
    """
    found = (seconds_of(date, path=path) for date, path in dates)
    second = next((second for second in found if second is not None), None)
    return None if second is None else datetime.fromtimestamp(second, UTC)


def text_of(moment: datetime) -> str:
    """A time as Ecwid takes it; fractions of a second are dropped."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S +0000")


def version_of(moment: datetime | None) -> str:
    """A text that sorts in time; empty for none."""
    return "" if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def floor_of(moment: datetime) -> int:
    """The whole UNIX second at or before a time."""
    return math.floor(moment.timestamp())


def ceiling_of(moment: datetime) -> int:
    """The whole UNIX second at or after a time."""
    return math.ceil(moment.timestamp())


def _parsed(text: str) -> int | None:
    if _USUAL.fullmatch(text):  # several times as fast as the forms below
        try:
            return int(datetime.fromisoformat(f"{text[:10]}T{text[11:19]}{text[20:]}").timestamp())
        except ValueError:
            return None
    for form in _FORMS:
        try:
            moment = datetime.strptime(text.strip(), form)  # noqa: DTZ007 - UTC is added where no zone is written
        except ValueError:
            continue
        return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
    return None
