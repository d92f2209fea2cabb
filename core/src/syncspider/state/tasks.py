"""Tasks: saved pairs of a source and a target."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import attrs
from sqlalchemy import Row, Select, delete, insert, select, update

from syncspider.errors import ConfigurationError
from syncspider.state.database import Transaction
from syncspider.state.schema import CONNECTIONS, RUNS, TASKS
from syncspider.state.texts import mapping_of_text, text_of_mapping, text_of_time, time_of_text


@attrs.frozen(kw_only=True)
class Task:
    """What is moved from where to where.

    Attributes:
        id: The row's number.
        name: Unique.
        source_connection: Name of the connection that is read.
        source_entity: Title of the entity that is read.
        target_connection: Name of the connection that is written.
        target_entity: Title of the entity that is written.
        source_options: Answers to the source's form.
        target_options: Answers to the target's form.
        enabled: Whether it takes part when all tasks are run.
        created_at: When it was added, UTC.
        updated_at: When it was last changed, UTC.
    """

    id: int
    name: str
    source_connection: str
    source_entity: str
    target_connection: str
    target_entity: str
    source_options: Mapping[str, str]
    target_options: Mapping[str, str]
    enabled: bool
    created_at: datetime
    updated_at: datetime


class Tasks:
    """The table of tasks."""

    def add(
        self,
        tx: Transaction,
        *,
        name: str,
        source_connection: str,
        source_entity: str,
        target_connection: str,
        target_entity: str,
        source_options: Mapping[str, str],
        target_options: Mapping[str, str],
        now: datetime,
    ) -> Task:
        """Add one, enabled.

        Raises:
            ConfigurationError: The name is taken, or a connection does not exist.
        """
        self._must_be_free(tx, name)
        row = {
            "name": name,
            "source_connection_id": _connection_id(tx, source_connection),
            "source_entity": source_entity,
            "target_connection_id": _connection_id(tx, target_connection),
            "target_entity": target_entity,
            "source_options": text_of_mapping(source_options),
            "target_options": text_of_mapping(target_options),
            "enabled": 1,
            "created_at": text_of_time(now),
            "updated_at": text_of_time(now),
        }
        tx.run(insert(TASKS), row)
        return _task_of(tx.run(_tasks().where(TASKS.c.name == name)).one())

    def all(self, tx: Transaction) -> tuple[Task, ...]:
        """All of them, by name."""
        return tuple(map(_task_of, tx.run(_tasks().order_by(TASKS.c.name))))

    def named(self, tx: Transaction, name: str) -> Task | None:
        """The one of that name, or None."""
        row = tx.run(_tasks().where(TASKS.c.name == name)).first()
        return None if row is None else _task_of(row)

    def change(
        self,
        tx: Transaction,
        id: int,  # noqa: A002 - the column's name
        *,
        source_options: Mapping[str, str] | None = None,
        target_options: Mapping[str, str] | None = None,
        name: str | None = None,
        now: datetime,
    ) -> None:
        """Change what is given.

        Raises:
            ConfigurationError: The new name is taken.
        """
        values: dict[str, Any] = {"updated_at": text_of_time(now)}
        if name is not None:
            self._must_be_free(tx, name, but=id)
            values["name"] = name
        if source_options is not None:
            values["source_options"] = text_of_mapping(source_options)
        if target_options is not None:
            values["target_options"] = text_of_mapping(target_options)
        tx.run(update(TASKS).where(TASKS.c.id == id).values(values))

    def enable(self, tx: Transaction, id: int, enabled: bool, now: datetime) -> None:  # noqa: A002, FBT001 - the column's name; the value itself
        """Say whether it takes part when all tasks are run."""
        values = {"enabled": int(enabled), "updated_at": text_of_time(now)}
        tx.run(update(TASKS).where(TASKS.c.id == id).values(values))

    def remove(self, tx: Transaction, id: int) -> None:  # noqa: A002 - the column's name
        """Remove one, with its runs, its cursor and its dead letters; what is linked stays.

        Raises:
            ConfigurationError: A run of it is under way.
        """
        running = tx.run(select(RUNS.c.id).where(RUNS.c.task_id == id, RUNS.c.status == "running")).first()
        if running is not None:
            hint = "Stop it first, or run the task once more if that process is gone."
            raise ConfigurationError(f"Run {running.id} of this task is not finished.", hint=hint)
        tx.run(delete(TASKS).where(TASKS.c.id == id))

    def _must_be_free(self, tx: Transaction, name: str, but: int | None = None) -> None:
        found = tx.run(select(TASKS.c.id).where(TASKS.c.name == name)).first()
        if found is not None and found.id != but:
            raise ConfigurationError(f"There is a task {name} already.", hint="Choose another name.")


_SOURCE = CONNECTIONS.alias("source_connections")
_TARGET = CONNECTIONS.alias("target_connections")


def _tasks() -> Select[Any]:
    joined = TASKS.join(_SOURCE, _SOURCE.c.id == TASKS.c.source_connection_id)
    joined = joined.join(_TARGET, _TARGET.c.id == TASKS.c.target_connection_id)
    names = (_SOURCE.c.name.label("source_connection"), _TARGET.c.name.label("target_connection"))
    return select(TASKS, *names).select_from(joined)


def _connection_id(tx: Transaction, name: str) -> int:
    row = tx.run(select(CONNECTIONS.c.id).where(CONNECTIONS.c.name == name)).first()
    if row is None:
        raise ConfigurationError(f"There is no connection {name}.", hint="syncspider connections list shows them.")
    number: int = row.id
    return number


def _task_of(row: Row[Any]) -> Task:
    return Task(
        id=row.id,
        name=row.name,
        source_connection=row.source_connection,
        source_entity=row.source_entity,
        target_connection=row.target_connection,
        target_entity=row.target_entity,
        source_options=mapping_of_text(row.source_options),
        target_options=mapping_of_text(row.target_options),
        enabled=bool(row.enabled),
        created_at=time_of_text(row.created_at),
        updated_at=time_of_text(row.updated_at),
    )
