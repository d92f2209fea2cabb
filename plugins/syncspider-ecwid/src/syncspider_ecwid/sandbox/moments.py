"""Times as Ecwid writes and reads them: whole seconds, UTC (docs.ecwid.com, any search page, ``createdFrom``)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

from syncspider_ecwid.sandbox.refusals import wrong

_TEXT: Final = re.compile(r"\d{4}-\d{2}-\d{2}( \d{2}:\d{2}:\d{2}( [+-]\d{4})?)?")
_FORMS: Final = ("%Y-%m-%d %H:%M:%S %z", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d")


def seconds(moment: datetime) -> int:
    """UNIX seconds, fractions dropped."""
    return int(moment.timestamp())


def text(timestamp: int) -> str:
    """``2026-11-20 14:03:27 +0000``; such texts sort as their times do."""
    return datetime.fromtimestamp(timestamp, UTC).strftime("%Y-%m-%d %H:%M:%S +0000")


def parsed(name: str, given: str | int) -> int:
    """UNIX seconds of UNIX seconds or a date text; a text without a zone is UTC.

    Args:
        name: The parameter or field, for the message.
        given: What was sent.

    Raises:
        Refusal: It is neither.
    """
    if isinstance(given, int) or re.fullmatch(r"\d{1,11}", given):
        return int(given)
    if _TEXT.fullmatch(given):
        for form in _FORMS:
            moment = _read(given, form)
            if moment is not None:
                return seconds(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    raise wrong(f"Wrong value of {name}: expected UNIX seconds or yyyy-MM-dd HH:mm:ss Z")


def _read(given: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(given, form)  # noqa: DTZ007 - the caller adds UTC where no zone is written
    except ValueError:
        return None
