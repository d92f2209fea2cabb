"""Runs: who is running a task, and what came of it.

A run is owned by whoever holds its lease. Each claim has a higher epoch; every commit of a run renews the lease and is
refused when the run was taken over, so a process that slept and woke up cannot go on.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import attrs
from sqlalchemy import Row, bindparam, func, or_, select, update

from syncspider.errors import RunError
from syncspider.state.database import Transaction
from syncspider.state.flows import Flows
from syncspider.state.owners import owner_is_dead
from syncspider.state.schema import RUNS, TASKS
from syncspider.state.texts import (
    mapping_of_text,
    maybe_text,
    maybe_time,
    storable,
    text_of_mapping,
    text_of_time,
    time_of_text,
)

#: How long a run is its owner's without a sign of life.
LEASE: Final = timedelta(seconds=30)
_LONGEST: Final = 2000


class RunStatus(enum.Enum):
    """How far a run got."""

    RUNNING = "running"
    DONE = "done"  #: Everything passed.
    PARTIAL = "partial"  #: Some records are dead or undecided.
    FAILED = "failed"  #: It could not go on; what it had begun is begun again.
    STOPPED = "stopped"  #: A person stopped it; the next run goes on.


@attrs.frozen(kw_only=True)
class Counts:
    """What became of the records of a run; each of those read is in exactly one of the others.

    Attributes:
        read: Records whose fate is known. What a run had in hand when it failed is not among them: it stays due.
        created: New at the target.
        updated: Changed at the target.
        unchanged: Nothing to do.
        skipped: Left alone for a reason.
        dead: Dead letters.
        undecided: Only a person can tell what became of them.
        reasons: How many were skipped for each reason.
        notes: How often something else was said of records that passed.
    """

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    dead: int = 0
    undecided: int = 0
    reasons: Mapping[str, int] = attrs.field(factory=dict)
    notes: Mapping[str, int] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class Run:
    """One execution of a task.

    Attributes:
        id: Its number.
        task: The task's name.
        status: How far it got.
        trigger: What started it, such as ``manual``.
        since: Start of what was read in the source's time, or None.
        until: End of it, or None.
        counts: What became of the records; of a run under way, as of its last commit.
        started_at: When, UTC.
        finished_at: When, UTC, or None.
        error: Why it failed, or empty.
    """

    id: int
    task: str
    status: RunStatus
    trigger: str
    since: datetime | None
    until: datetime | None
    counts: Counts
    started_at: datetime
    finished_at: datetime | None
    error: str


@attrs.frozen(kw_only=True)
class Lease:
    """The right to commit for a run.

    Attributes:
        run_id: The run.
        task_id: Its task.
        epoch: Higher than that of any earlier run of the task.
        owner: Whose it is.
    """

    run_id: int
    task_id: int
    epoch: int
    owner: str


_RENEW = (
    update(RUNS)
    .where(
        RUNS.c.id == bindparam("run"),
        RUNS.c.epoch == bindparam("of_epoch"),
        RUNS.c.owner == bindparam("of_owner"),
        RUNS.c.status == RunStatus.RUNNING.value,
    )
    .values(lease_until=bindparam("renewed"))
)


class Runs:
    """The table of runs."""

    def __init__(self, *, is_dead: Callable[[str], bool] = owner_is_dead) -> None:
        """A table that asks ``is_dead`` whether the owner of an unfinished run is surely gone."""
        self._is_dead = is_dead

    def claim(self, tx: Transaction, task_id: int, *, owner: str, trigger: str, now: datetime) -> Lease:
        """Begin a run. An unfinished one whose owner is gone, or was silent for longer than its lease, is closed.

        Raises:
            RunError: The same records are being moved by another run just now.
        """
        flow = Flows().of_task(tx, task_id)
        query = _runs().where(RUNS.c.status == RunStatus.RUNNING.value)
        for row in tx.run(query.where(or_(RUNS.c.task_id == task_id, RUNS.c.flow_id == flow.id))).all():
            self._close_dead(tx, row, now)
        newest = tx.run(select(func.max(RUNS.c.epoch)).where(RUNS.c.flow_id == flow.id)).scalar()
        epoch = (newest or 0) + 1
        row_of_run = {
            "task_id": task_id,
            "flow_id": flow.id,
            "status": RunStatus.RUNNING.value,
            "trigger": trigger,
            "epoch": epoch,
            "owner": owner,
            "lease_until": text_of_time(now + LEASE),
            "counts": _text_of_counts(Counts()),
            "started_at": text_of_time(now),
            "error": "",
        }
        return Lease(run_id=tx.insert(RUNS, row_of_run), task_id=task_id, epoch=epoch, owner=owner)

    def fence(self, tx: Transaction, lease: Lease, now: datetime) -> None:
        """Renew the lease; part of every commit of a run.

        Raises:
            RunError: The run was taken over or closed: nothing of this transaction may happen.
        """
        until = text_of_time(now + LEASE)
        mine = {"run": lease.run_id, "of_epoch": lease.epoch, "of_owner": lease.owner, "renewed": until}
        if tx.run(_RENEW, mine).rowcount != 1:
            raise RunError(f"Run {lease.run_id} was taken over by another process.", hint="That one goes on.")

    def note(
        self,
        tx: Transaction,
        lease: Lease,
        *,
        counts: Counts | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> None:
        """Write down how far a run has come."""
        values: dict[str, Any] = {} if counts is None else {"counts": _text_of_counts(counts)}
        if since is not None:
            values |= {"since": maybe_text(since), "until": maybe_text(until)}
        tx.run(update(RUNS).where(RUNS.c.id == lease.run_id).values(values))

    def finish(
        self, tx: Transaction, lease: Lease, *, status: RunStatus, counts: Counts, error: str, now: datetime
    ) -> None:
        """End a run, and its lease with it.

        Raises:
            RunError: The run was taken over or closed.
        """
        self.fence(tx, lease, now)
        values = {"status": status.value, "error": storable(error, _LONGEST), "finished_at": text_of_time(now)}
        tx.run(update(RUNS).where(RUNS.c.id == lease.run_id).values(values | {"counts": _text_of_counts(counts)}))

    def all(self, tx: Transaction, *, task: str | None = None, limit: int = 50) -> tuple[Run, ...]:
        """The latest runs, of all tasks or of one, newest first."""
        query = _runs().order_by(RUNS.c.id.desc()).limit(limit)
        if task is not None:
            query = query.where(TASKS.c.name == task)
        return tuple(map(_run_of, tx.run(query)))

    def numbered(self, tx: Transaction, id: int) -> Run | None:  # noqa: A002 - the column's name
        """The run of that number, or None."""
        row = tx.run(_runs().where(RUNS.c.id == id)).first()
        return None if row is None else _run_of(row)

    def _close_dead(self, tx: Transaction, row: Row[Any], now: datetime) -> None:
        if text_of_time(now) < row.lease_until and not self._is_dead(row.owner):
            hint = "Wait until it has finished."
            raise RunError(f"Run {row.id} of {row.task} is under way and moves the same records.", hint=hint)
        error = "The process that ran it is gone; what it had begun is begun again by the next run."
        values = {"status": RunStatus.FAILED.value, "finished_at": text_of_time(now), "error": error}
        tx.run(update(RUNS).where(RUNS.c.id == row.id).values(values))


def _runs() -> Any:  # noqa: ANN401 - a select of two tables
    return select(RUNS, TASKS.c.name.label("task")).join(TASKS, TASKS.c.id == RUNS.c.task_id)


def _text_of_counts(counts: Counts) -> str:
    return text_of_mapping(attrs.asdict(counts))


def _run_of(row: Row[Any]) -> Run:
    return Run(
        id=row.id,
        task=row.task,
        status=RunStatus(row.status),
        trigger=row.trigger,
        since=maybe_time(row.since),
        until=maybe_time(row.until),
        counts=Counts(**mapping_of_text(row.counts)),
        started_at=time_of_text(row.started_at),
        finished_at=maybe_time(row.finished_at),
        error=row.error,
    )
