"""Flows: pairs of a source and a target entity between two connections. What is linked belongs to a flow."""

from __future__ import annotations

from typing import Any

import attrs
from sqlalchemy import Row, insert, select

from syncspider.state.database import Transaction
from syncspider.state.schema import FLOWS, TASKS


@attrs.frozen(kw_only=True)
class Flow:
    """One pair.

    Attributes:
        id: The row's number.
        reverse_id: The flow that goes the other way with the same entity, or None where there is none.
    """

    id: int
    reverse_id: int | None


class Flows:
    """The table of flows."""

    def of_task(self, tx: Transaction, task_id: int) -> Flow:
        """The flow of a task; it is made when it is asked for the first time."""
        task = tx.run(select(TASKS).where(TASKS.c.id == task_id)).one()
        number = self._find(tx, task)
        if number is None:
            columns = ("source_connection_id", "source_entity", "target_connection_id", "target_entity")
            tx.run(insert(FLOWS), {name: getattr(task, name) for name in columns})
            return self.of_task(tx, task_id)
        reverse = self._find_reverse(tx, task) if task.source_entity == task.target_entity else None
        return Flow(id=number, reverse_id=None if reverse == number else reverse)

    def _find(self, tx: Transaction, task: Row[Any]) -> int | None:
        query = select(FLOWS.c.id).where(
            FLOWS.c.source_connection_id == task.source_connection_id,
            FLOWS.c.source_entity == task.source_entity,
            FLOWS.c.target_connection_id == task.target_connection_id,
            FLOWS.c.target_entity == task.target_entity,
        )
        return tx.run(query).scalar_one_or_none()

    def _find_reverse(self, tx: Transaction, task: Row[Any]) -> int | None:
        query = select(FLOWS.c.id).where(
            FLOWS.c.source_connection_id == task.target_connection_id,
            FLOWS.c.source_entity == task.target_entity,
            FLOWS.c.target_connection_id == task.source_connection_id,
            FLOWS.c.target_entity == task.source_entity,
        )
        return tx.run(query).scalar_one_or_none()
