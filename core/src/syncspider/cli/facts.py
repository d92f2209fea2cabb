"""Stored things as facts for programs and as cells for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import attrs

from syncspider.cli.text import one_line
from syncspider.state import Connection, Counts, DeadLetter, Run, Task

_NUMBERS = ("read", "created", "updated", "unchanged", "skipped", "dead", "undecided")


def time_fact(moment: datetime | None) -> str | None:
    """A moment in UTC, ISO 8601; None stays None."""
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def time_cell(moment: datetime | None) -> str:
    """A moment in UTC to the second, for people."""
    return "" if moment is None else f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


def pairs_cell(pairs: Mapping[str, str]) -> str:
    """Settings on one line."""
    return one_line(", ".join(f"{name}={value}" for name, value in pairs.items()), limit=80)


def connection_facts(connection: Connection, secret_names: Iterable[str]) -> dict[str, Any]:
    """A connection; its secrets are stars."""
    return {
        "name": connection.name,
        "integration": connection.integration,
        "settings": dict(connection.settings),
        "secrets": dict.fromkeys(secret_names, "***"),
        "created_at": time_fact(connection.created_at),
        "updated_at": time_fact(connection.updated_at),
    }


def task_facts(task: Task) -> dict[str, Any]:
    """A task."""
    return {
        "name": task.name,
        "source": {"connection": task.source_connection, "entity": task.source_entity},
        "target": {"connection": task.target_connection, "entity": task.target_entity},
        "source_options": dict(task.source_options),
        "target_options": dict(task.target_options),
        "enabled": task.enabled,
        "created_at": time_fact(task.created_at),
        "updated_at": time_fact(task.updated_at),
    }


def run_facts(run: Run) -> dict[str, Any]:
    """A run with its counts."""
    return {
        "id": run.id,
        "task": run.task,
        "status": run.status.value,
        "trigger": run.trigger,
        "since": time_fact(run.since),
        "until": time_fact(run.until),
        "counts": numbers_of(run.counts),
        "skips": dict(run.counts.reasons),
        "notes": dict(run.counts.notes),
        "started_at": time_fact(run.started_at),
        "finished_at": time_fact(run.finished_at),
        "error": run.error,
    }


def letter_facts(letter: DeadLetter) -> dict[str, Any]:
    """A dead letter."""
    facts = attrs.asdict(letter)
    return facts | {"first_at": time_fact(letter.first_at), "last_at": time_fact(letter.last_at)}


def numbers_of(counts: Counts) -> dict[str, int]:
    """The counts alone, in the order in which they are shown."""
    return {name: getattr(counts, name) for name in _NUMBERS}
