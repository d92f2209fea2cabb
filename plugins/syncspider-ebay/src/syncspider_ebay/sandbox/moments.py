"""Times as eBay writes and reads them: ISO 8601 in UTC with milliseconds (developer.ebay.com, getOrders, ``filter``).

Such texts sort as their times do.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

_TEXT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z")


def text(moment: datetime) -> str:
    """``2026-11-20T14:03:27.000Z``; what is finer than a millisecond is dropped."""
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"


def parsed(given: str) -> datetime | None:
    """The time that a text tells, or None where it is not in eBay's form."""
    if not _TEXT.fullmatch(given):
        return None
    try:
        return datetime.strptime(given, "%Y-%m-%dT%H:%M:%S.%f%z")
    except ValueError:
        return None
