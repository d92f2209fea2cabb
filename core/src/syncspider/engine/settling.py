"""What became of changes, made durable: links, dead letters and the rows of writes in one commit, under the lease."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Sequence

import attrs

from syncspider.clock import Clock
from syncspider.engine.counting import Fate, Verdict
from syncspider.engine.matching import Item
from syncspider.state import (
    BulkWrites,
    Counts,
    Database,
    DeadLetters,
    Flow,
    Lease,
    Link,
    Links,
    Runs,
    Transaction,
    Writes,
    WriteState,
)

_TAKEN = "Its record at the target, {target}, belongs to the source's record {holder} already."


@attrs.frozen(kw_only=True)
class Row:
    """Where the row of a write goes.

    Attributes:
        number: The row.
        state: Its next state.
        evidence: What was seen.
        adopted: Whether the outcome was found out afterwards instead of told.
    """

    number: int
    state: WriteState
    evidence: str = ""
    adopted: bool = False


@attrs.frozen(kw_only=True)
class Written:
    """What became of one item.

    Attributes:
        item: The item.
        verdict: What became of its record.
        target_key: What holds it now; None where nothing is known to hold it.
        unsure: Whether the target may hold something else than what was last known.
        row: The row of its write, or None where it has none of its own.
    """

    item: Item
    verdict: Verdict
    target_key: str | None = None
    unsure: bool = False
    row: Row | None = None


@attrs.frozen
class _Resolved:
    """Outcomes among which no two records of the source have one record of the target.

    Attributes:
        written: The outcomes.
        replaced: Source keys that are gone and whose place others took.
        overwritten: Source keys whose record at the target may have been written by another.
    """

    written: list[Written]
    replaced: list[str] = attrs.field(factory=list)
    overwritten: list[str] = attrs.field(factory=list)


class Settler:
    """Commits outcomes; may be used from several threads, one at a time."""

    def __init__(
        self,
        *,
        database: Database,
        clock: Clock,
        lease: Lease,
        flow: Flow,
        layout: int,
        due: Collection[str],
        is_gone: Callable[[str], bool],
    ) -> None:
        """Prepare for a run.

        Args:
            database: Where it is remembered.
            clock: When.
            lease: Under which.
            flow: Whose links.
            layout: The number of the list of fields that digests are of.
            due: Keys of dead letters that a record which passes closes.
            is_gone: Whether the source has no record of that key any more.
        """
        self._database = database
        self._clock = clock
        self._lease = lease
        self._flow = flow
        self._layout = layout
        self._due = set(due)
        self._is_gone = is_gone
        self._runs = Runs()
        self._links = Links()
        self._writes = Writes()
        self._bulk = BulkWrites()
        self._letters = DeadLetters()
        self._lock = threading.RLock()

    def commit(
        self,
        step: str,
        *,
        written: Sequence[Written] = (),
        verdicts: Sequence[Verdict] = (),
        rows: Sequence[Row] = (),
        settled: Iterable[int] = (),
        calls: Sequence[Sequence[Item]] = (),
        counts: Counts | None = None,
    ) -> tuple[tuple[Verdict, ...], tuple[int, ...]]:
        """Make outcomes durable, and the intents of the next calls with them.

        Args:
            step: What it is, for whoever watches.
            written: Items that were sent.
            verdicts: Of records that were not.
            rows: Rows of writes that go on without an outcome.
            settled: Numbers of bulk writes that these are all outcomes of.
            calls: Items that are about to be sent, call by call, of classes that may be repeated.
            counts: Of the run so far, to be remembered by the way.

        Returns:
            The verdicts of ``written``, and the numbers of the bulk writes that were begun.

        Raises:
            RunError: The run was taken over or the state cannot be written; nothing of it happened.
        """
        with self._lock:
            resolved = self._resolved(list(written))
            told = tuple(item.verdict for item in resolved.written)
            closed = self._closed((*told, *verdicts))
            with self._database.write(step) as tx:
                now = self._clock.now()
                self._runs.fence(tx, self._lease, now)
                if counts is not None:
                    self._runs.note(tx, self._lease, counts=counts)
                self._settle(tx, resolved)
                self._move(tx, [(row, None) for row in rows])
                self._bulk.settle(tx, settled)
                burials = [verdict.burial for verdict in (*told, *verdicts) if verdict.burial is not None]
                self._letters.bury(tx, self._lease.task_id, self._lease.run_id, burials, now)
                self._letters.close(tx, self._lease.task_id, closed, now)
                numbers = self._bulk.begin(
                    tx, self._lease, self._flow.id, [[item.key for item in call] for call in calls], now
                )
            self._due = (self._due - set(closed)) | {burial.key for burial in burials}
        return told, numbers

    def must_commit(self, verdicts: Iterable[Verdict]) -> bool:
        """Whether any of these changes what is remembered."""
        return any(
            verdict.burial is not None or (verdict.closes and verdict.origin in self._due) for verdict in verdicts
        )

    def mark(self, step: str, act: Callable[[Transaction], None]) -> None:
        """One commit of anything else that needs the lease."""
        with self._lock, self._database.write(step) as tx:
            self._runs.fence(tx, self._lease, self._clock.now())
            act(tx)

    def _closed(self, verdicts: Iterable[Verdict]) -> list[str]:
        passed = {verdict.origin for verdict in verdicts if verdict.closes and verdict.fate is not Fate.DUE}
        return sorted(passed & self._due)

    def _settle(self, tx: Transaction, resolved: _Resolved) -> None:
        written = resolved.written
        for key in resolved.replaced:
            self._links.remove(tx, self._flow.id, key)
        unsure = [item.item.key for item in written if item.unsure]
        self._links.forget_contents(tx, self._flow.id, [*unsure, *resolved.overwritten])
        self._links.put(
            tx,
            self._flow.id,
            [self._link(item.item, item.target_key) for item in written if item.target_key is not None],
        )
        self._move(tx, [(item.row, item.target_key) for item in written if item.row is not None])

    def _move(self, tx: Transaction, rows: Iterable[tuple[Row, str | None]]) -> None:
        now = self._clock.now()
        for row, target_key in rows:
            told = target_key if row.state is WriteState.DONE else None
            self._writes.move(tx, row.number, row.state, now, evidence=row.evidence, target_key=told)

    def _link(self, item: Item, target_key: str) -> Link:
        return Link(item.key, target_key, item.candidate.record.version, self._layout, item.digests)

    def _resolved(self, written: list[Written]) -> _Resolved:
        """A record of the target belongs to one record of the source, unless that one is gone."""
        new = [item.target_key for item in written if item.target_key and not item.item.linked]
        if not new:
            return _Resolved(written)
        with self._database.read() as tx:
            links = self._links.of_targets(tx, self._flow.id, new)
        holders = {target: link.source_key for target, link in links.items()}
        resolved = _Resolved([])
        for item in written:
            target = item.target_key
            holder = holders.get(target) if target and not item.item.linked else None
            if holder is None or holder == item.item.key:
                resolved.written.append(item)
            elif self._is_gone(holder):
                resolved.written.append(item)
                resolved.replaced.append(holder)
            else:
                resolved.written.append(_refused(item, holder))
                resolved.overwritten.append(holder)
                continue
            if target:
                holders[target] = item.item.key
        return resolved


def _refused(written: Written, holder: str) -> Written:
    message = _TAKEN.format(target=written.target_key, holder=holder)
    row = written.row
    if row is not None and row.adopted:  # nobody knows what became of ours: what was found is another's
        row = attrs.evolve(row, state=WriteState.UNDECIDED, evidence=f"{row.evidence} {message}".strip())
        return Written(item=written.item, verdict=written.item.verdict(Fate.UNDECIDED), row=row)
    return Written(item=written.item, verdict=written.item.dead(message, stage="match"), row=row)
