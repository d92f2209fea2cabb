"""Ways from one entity to another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs

from syncspider.model.entity import Entity
from syncspider.model.record import Record


@attrs.frozen(kw_only=True)
class Route:
    """Between which integrations a record travels.

    Attributes:
        source: Name of the source integration.
        target: Name of the target integration.
    """

    source: str
    target: str


@attrs.frozen
class Skip:
    """Why a record is not sent.

    Attributes:
        reason: For a person, one line; the same for all records that are left for the same reason.
    """

    reason: str


@attrs.frozen(kw_only=True)
class Conversion:
    """A declared way from one entity to another.

    Attributes:
        source: The entity that is read.
        target: The entity that is written.
        convert: Makes one record of the other, or says why not; raises RecordError for what cannot be converted.
        supplies: Fields of the target entity that the conversion can fill.
        description: What it does, one line.
    """

    source: type[Entity]
    target: type[Entity]
    convert: Callable[[Record[Any], Route], Record[Any] | Skip]
    supplies: frozenset[str]
    description: str
