"""How long to wait before asking again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from random import Random

DAY = 86_400
CAP = 60.0
_SECONDS = re.compile(r"[0-9]{1,6}")


def retry_after_of(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that the Retry-After header asks to wait, 0 to 86,400; None where it is missing, past or absurd.

    Both forms of RFC 9110, section 10.2.3, are read: whole seconds, and a date, which is UTC even without a zone.

    Args:
        headers: The answer's; names in any case.
        now: The far end's present, aware.
    """
    text = next((value.strip() for name, value in headers.items() if name.lower() == "retry-after"), "")
    if _SECONDS.fullmatch(text):
        seconds = float(text)
    else:
        moment = http_date(text)
        if moment is None:
            return None
        seconds = (moment - now).total_seconds()
    return seconds if 0 <= seconds <= DAY else None


def http_date(text: str) -> datetime | None:
    """The moment that an HTTP date names, aware and in UTC, or None where it is no date."""
    try:
        moment = parsedate_to_datetime(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def backoff(attempt: int, random: Random) -> float:
    """Seconds to wait after the attempt of that number (from 1): anything up to a bound that doubles, 60 at most.

    Full jitter: threads that failed together do not come back together.
    """
    return random.uniform(0, min(CAP, 2.0 ** min(attempt, 10)))
