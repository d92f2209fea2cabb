"""How times and mappings are written down."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any


def text_of_time(moment: datetime) -> str:
    """ISO 8601 in UTC with microseconds: text that sorts in time.

    Raises:
        ValueError: The time has no zone.
    """
    if moment.utcoffset() is None:
        raise ValueError(f"The time {moment} has no zone.")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def time_of_text(text: str) -> datetime:
    """The time that was written down."""
    return datetime.fromisoformat(text)


def maybe_text(moment: datetime | None) -> str | None:
    """The text of a time that may be missing."""
    return None if moment is None else text_of_time(moment)


def maybe_time(text: str | None) -> datetime | None:
    """The time of a text that may be missing."""
    return None if text is None else time_of_text(text)


def text_of_mapping(mapping: Mapping[str, Any]) -> str:
    """A mapping as JSON, in the order of its names."""
    return json.dumps(dict(mapping), sort_keys=True)


def storable(text: str, longest: int) -> str:
    """A text that anybody wrote, cut, and with half characters spelt out: the database takes only whole ones."""
    return text[:longest].encode("utf-8", "backslashreplace").decode()


def mapping_of_text(text: str) -> dict[str, Any]:
    """The mapping that was written down."""
    mapping: dict[str, Any] = json.loads(text)
    return mapping
