"""Dead letters: records that could not pass, with the stage, the field and the reason. They stay due."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, Final

import attrs
from sqlalchemy import Row, Select, bindparam, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from syncspider.state.database import Transaction
from syncspider.state.schema import DEAD_LETTERS, TASKS
from syncspider.state.texts import storable, text_of_time, time_of_text

_LONGEST: Final = 1000


@attrs.frozen(kw_only=True)
class Burial:
    """What makes a record a dead letter.

    Attributes:
        key: The key by which the source knows it.
        stage: Where it failed: read, convert, match or write.
        message: Why, one line.
        path: The field that is wrong, or empty.
        code: The far end's own error code, or empty.
        version: The source's version of it, or empty.
    """

    key: str
    stage: str
    message: str
    path: str = ""
    code: str = ""
    version: str = ""


@attrs.frozen(kw_only=True)
class DeadLetter:
    """One record that could not pass.

    Attributes:
        id: The row's number.
        task: The task's name.
        run: The run in which it failed last.
        key: The key by which the source knows it.
        stage: Where it failed: read, convert, match or write.
        path: The field that is wrong, or empty.
        code: The far end's own error code, or empty.
        message: Why, one line.
        attempts: How often it failed.
        first_at: When it first failed, UTC.
        last_at: When it last failed, UTC.
        version: The source's version of it, or empty.
        status: ``due`` until it passes, then ``closed``.
    """

    id: int
    task: str
    run: int
    key: str
    stage: str
    path: str
    code: str
    message: str
    attempts: int
    first_at: datetime
    last_at: datetime
    version: str
    status: str


_ROW = upsert(DEAD_LETTERS)
_BURY = _ROW.on_conflict_do_update(
    index_elements=[DEAD_LETTERS.c.task_id, DEAD_LETTERS.c.key],
    index_where=DEAD_LETTERS.c.status == "due",
    set_={name: _ROW.excluded[name] for name in ("run_id", "stage", "path", "code", "message", "last_at", "version")}
    | {"attempts": DEAD_LETTERS.c.attempts + 1},
)
_CLOSE = (
    update(DEAD_LETTERS)
    .where(
        DEAD_LETTERS.c.task_id == bindparam("of_task"),
        DEAD_LETTERS.c.status == "due",
        DEAD_LETTERS.c.key.in_(bindparam("keys", expanding=True)),
    )
    .values(status="closed", last_at=bindparam("at"))
)


class DeadLetters:
    """The table of dead letters; a record has one that is due at most."""

    def bury(self, tx: Transaction, task_id: int, run_id: int, burials: Iterable[Burial], now: datetime) -> None:
        """Remember records that could not pass; one that is remembered already has failed once more."""
        at = text_of_time(now)
        same = {"task_id": task_id, "run_id": run_id, "attempts": 1, "first_at": at, "last_at": at, "status": "due"}
        rows = [
            {name: storable(text, _LONGEST) for name, text in attrs.asdict(burial).items()} | same for burial in burials
        ]
        for row in rows:  # one by one: two burials of one key in one statement would count as one
            tx.run(_BURY, row)

    def close(self, tx: Transaction, task_id: int, keys: Collection[str], now: datetime) -> None:
        """These records have passed."""
        if keys:
            tx.run(_CLOSE, {"of_task": task_id, "keys": tuple(keys), "at": text_of_time(now)})

    def all(
        self, tx: Transaction, *, task: str | None = None, limit: int = 50, closed: bool = False
    ) -> tuple[DeadLetter, ...]:
        """The latest that are due, of all tasks or of one, newest first; with ``closed`` also those that passed."""
        query = _letters().order_by(DEAD_LETTERS.c.last_at.desc(), DEAD_LETTERS.c.id.desc()).limit(limit)
        if task is not None:
            query = query.where(TASKS.c.name == task)
        if not closed:
            query = query.where(DEAD_LETTERS.c.status == "due")
        return tuple(map(_letter_of, tx.run(query)))

    def numbered(self, tx: Transaction, id: int) -> DeadLetter | None:  # noqa: A002 - the column's name
        """The one of that number, or None."""
        row = tx.run(_letters().where(DEAD_LETTERS.c.id == id)).first()
        return None if row is None else _letter_of(row)

    def keys(self, tx: Transaction, task_id: int) -> tuple[str, ...]:
        """The keys of a task's records that are due, oldest first."""
        return tuple(self.stages(tx, task_id))

    def stages(self, tx: Transaction, task_id: int) -> dict[str, str]:
        """Where each of a task's records that are due failed, by key, oldest first."""
        columns = select(DEAD_LETTERS.c.key, DEAD_LETTERS.c.stage)
        due = columns.where(DEAD_LETTERS.c.task_id == task_id, DEAD_LETTERS.c.status == "due")
        return {row.key: row.stage for row in tx.run(due.order_by(DEAD_LETTERS.c.id))}


def _letters() -> Select[Any]:
    return select(DEAD_LETTERS, TASKS.c.name.label("task")).join(TASKS, TASKS.c.id == DEAD_LETTERS.c.task_id)


def _letter_of(row: Row[Any]) -> DeadLetter:
    return DeadLetter(
        id=row.id,
        task=row.task,
        run=row.run_id,
        key=row.key,
        stage=row.stage,
        path=row.path,
        code=row.code,
        message=row.message,
        attempts=row.attempts,
        first_at=time_of_text(row.first_at),
        last_at=time_of_text(row.last_at),
        version=row.version,
        status=row.status,
    )
