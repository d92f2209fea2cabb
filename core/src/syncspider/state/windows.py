"""Windows: how far a task has read, and the span that it is reading."""

from __future__ import annotations

from datetime import datetime

import attrs
from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert as upsert

from syncspider.state.database import Transaction
from syncspider.state.schema import WINDOWS
from syncspider.state.texts import maybe_text, maybe_time


@attrs.frozen(kw_only=True)
class Span:
    """Where a task stands in its source's time.

    Attributes:
        cursor: Everything changed up to here was dealt with; None before the first complete run.
        since: Start of the window that was begun and not finished, or None.
        until: Its end.
    """

    cursor: datetime | None = None
    since: datetime | None = None
    until: datetime | None = None


class Windows:
    """The table of windows, a row per task."""

    def of_task(self, tx: Transaction, task_id: int) -> Span:
        """Where a task stands."""
        row = tx.run(select(WINDOWS).where(WINDOWS.c.task_id == task_id)).first()
        if row is None:
            return Span()
        return Span(cursor=maybe_time(row.cursor), since=maybe_time(row.since), until=maybe_time(row.until))

    def begin(self, tx: Transaction, task_id: int, since: datetime, until: datetime) -> None:
        """Remember what is about to be read, before it is."""
        self._put(tx, task_id, since=maybe_text(since), until=maybe_text(until))

    def complete(self, tx: Transaction, task_id: int, cursor: datetime) -> None:
        """Everything of the window is dealt with: the next one starts here."""
        self._put(tx, task_id, cursor=maybe_text(cursor), since=None, until=None)

    def _put(self, tx: Transaction, task_id: int, **values: str | None) -> None:
        statement = upsert(WINDOWS).values(task_id=task_id, **values)
        tx.run(statement.on_conflict_do_update(index_elements=[WINDOWS.c.task_id], set_=values))
