"""A task on paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

import attrs

from syncspider.state import Task


@attrs.frozen(kw_only=True)
class Draft:
    """What a person wants moved; nothing in it was checked yet.

    Attributes:
        name: The task's name.
        source_connection: By name.
        source_entity: As a person writes it.
        target_connection: By name.
        target_entity: As a person writes it.
        source_options: Answers to the source's form, question to text.
        target_options: Answers to the target's form, question to text.
        enabled: Whether it may run.
    """

    name: str
    source_connection: str
    source_entity: str
    target_connection: str
    target_entity: str
    source_options: Mapping[str, str] = attrs.field(factory=dict)
    target_options: Mapping[str, str] = attrs.field(factory=dict)
    enabled: bool = True

    @classmethod
    def of(cls, task: Task) -> Self:
        """A stored task, as it may look since something else was changed or removed."""
        return cls(
            name=task.name,
            source_connection=task.source_connection,
            source_entity=task.source_entity,
            target_connection=task.target_connection,
            target_entity=task.target_entity,
            source_options=task.source_options,
            target_options=task.target_options,
            enabled=task.enabled,
        )
