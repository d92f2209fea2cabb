"""Writes that must not be repeated blindly (READBACK, MONEY): a durable intent, one request, a durable outcome.

::

    snapshot and look-up > prepared > sending > the request > outcome

Each step is a commit of its own, in the thread that makes the call; what lies between two commits is known after a
crash. Of an unknown outcome the target's own records are asked; what they do not tell is for a person to decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import attrs

from syncspider.clock import Clock
from syncspider.engine.counting import Fate, Verdict
from syncspider.engine.finding import Finder
from syncspider.engine.matching import REPEATABLE, Item
from syncspider.engine.repeating import DONE, Answers, Sender, rejected_of, unreachable, written_of
from syncspider.engine.retrying import Patience
from syncspider.engine.settling import Row, Settler, Written
from syncspider.errors import RecordError, SyncSpiderError
from syncspider.model import Found, Match, Operation, Outcome, Result
from syncspider.plugin import WriteClass, WritePolicy
from syncspider.state import Flow, Intent, Lease, Transaction, Writes, WriteState

_LONGEST_EVIDENCE: Final = 1000


@attrs.frozen(kw_only=True)
class Guard:
    """Sends items of classes that must not be repeated; used by several threads.

    Attributes:
        sender: Makes the calls.
        finder: Looks records up at the target.
        settler: Makes outcomes durable.
        policy: How the target's writes may be repeated.
        patience: Between attempts.
        clock: When.
        lease: Under which rows are made.
        flow: Whose rows.
        layout: The number of the list of fields that digests are of.
        blocked: Source keys and match keys to which nothing may be written; an undecided write adds its own.
    """

    sender: Sender
    finder: Finder
    settler: Settler
    policy: WritePolicy
    patience: Patience
    clock: Clock
    lease: Lease
    flow: Flow
    layout: int
    blocked: set[str | bytes]

    def write(self, items: Sequence[Item]) -> Answers:
        """Send items, each at most once for all that is known; their outcomes are durable when this returns."""
        guarding = _Guarding(self)
        guarding.run(items)
        return Answers(verdicts=tuple(guarding.verdicts), failure=guarding.failure)

    def look(self, item: Item) -> Item | Written:
        """What is to be sent, after a look at what is there: a creation of what exists becomes an update."""
        if item.change.operation is Operation.CREATE and item.write_class is not WriteClass.CONDITIONAL:
            found = self.finder.find(item.change)
            if found.match is Match.ONE and found.target_key:
                item = item.found(found.target_key, self.policy)
            elif found.match is Match.MANY or (
                found.match is not Match.NONE and item.write_class is WriteClass.READBACK
            ):
                message = f"Whether the target has it already: {found.match.value}. {found.evidence}".strip()
                return Written(item=item, verdict=item.dead(message, stage="match"))
        if item.write_class is WriteClass.MONEY:
            change = attrs.evolve(item.change, baseline=self.finder.snapshot(item.change))
            item = attrs.evolve(item, change=change)
        return item

    def prepare(self, tx: Transaction, item: Item) -> int:
        """Remember what is about to be written; the number of its row."""
        intent = Intent(
            source_key=item.key,
            origin_key=item.candidate.origin,
            match=item.candidate.match,
            operation=item.change.operation.value,
            write_class=item.write_class.value,
            version=item.candidate.record.version,
            layout=self.layout,
            digests=item.digests,
            target_key=item.change.target_key or "",
            baseline=item.change.baseline,
        )
        return Writes().prepare(tx, self.lease, self.flow.id, intent, self.clock.now())


@attrs.define
class _Pending:
    """An item that is not settled.

    Attributes:
        item: What is to be written.
        row: The number of its row.
        outcome: What is known of the last attempt, or None before the first.
    """

    item: Item
    row: int
    outcome: Outcome | None = None

    def row_to(self, state: WriteState, *, evidence: str = "", adopted: bool = False) -> Row:
        """Where its row goes."""
        return Row(number=self.row, state=state, evidence=evidence[:_LONGEST_EVIDENCE], adopted=adopted)


class _Guarding:
    """One call with all that it takes."""

    def __init__(self, guard: Guard) -> None:
        self.verdicts: list[Verdict] = []
        self.failure: SyncSpiderError | None = None
        self._guard = guard
        self._writes = Writes()
        self._left: dict[str, _Pending] = {}

    def run(self, items: Sequence[Item]) -> None:
        """Until every item has its outcome."""
        ready = self._look(items)
        if not ready:
            return
        self._prepare(ready)
        attempt = 1
        while True:
            self._send()
            if not self._left or self.failure is not None or not self._guard.patience.wait(attempt, self._asked()):
                break
            attempt += 1
        self._give_up(attempt)

    def _look(self, items: Sequence[Item]) -> list[Item]:
        ready: list[Item] = []
        written: list[Written] = []
        for item in items:
            try:
                looked = item if self.failure is not None else self._guard.look(item)
            except RecordError as error:
                looked = rejected_of(item, error, stage="match")
            except SyncSpiderError as error:
                self.failure = error
                looked = item
            if isinstance(looked, Item):
                ready.append(looked)
            else:
                written.append(looked)
        if written:
            self._commit("looked up", written)
        if self.failure is not None:
            self.verdicts += [item.verdict(Fate.DUE) for item in ready]
            return []
        return ready

    def _prepare(self, items: Sequence[Item]) -> None:
        def act(tx: Transaction) -> None:
            for item in items:
                self._left[item.key] = _Pending(item, self._guard.prepare(tx, item))

        self._guard.settler.mark("prepared", act)

    def _send(self) -> None:
        """One request for each, its answers made durable, and what they do not tell found out."""
        pending = list(self._left.values())

        def act(tx: Transaction) -> None:
            for one in pending:
                self._writes.send(tx, one.row, self._guard.clock.now())

        self._guard.settler.mark("sending", act)
        outcomes = self._guard.sender.send([one.item for one in pending])
        for one in pending:
            one.outcome = outcomes[one.item.key]
            self.failure = self.failure or one.outcome.cause
        told = [written for one in pending if (written := self._told(one)) is not None]
        self._commit("outcome", told, [row for one in pending if (row := _onward(one)) is not None])
        for one in pending:
            if one.outcome is not None and one.outcome.result in (Result.UNKNOWN, Result.EXISTS):
                self._find_out(one)

    def _told(self, one: _Pending) -> Written | None:
        """What an answer settles, or None where it settles nothing."""
        item, outcome = one.item, one.outcome
        if outcome is None:
            return None
        if outcome.result in DONE:
            return written_of(item, outcome, row=one.row_to(WriteState.DONE, evidence=_evidence(outcome)))
        if outcome.result is Result.REJECTED:
            row = one.row_to(WriteState.REJECTED, evidence=_evidence(outcome))
            return rejected_of(item, outcome.error, row=row)
        return None

    def _find_out(self, one: _Pending) -> None:
        """What became of a request whose answer does not tell."""
        try:
            if one.outcome is not None and one.outcome.result is Result.EXISTS:
                self._adopt_existing(one)
            elif one.item.write_class in REPEATABLE:
                self._again(one, one.item)
            elif one.item.write_class is WriteClass.READBACK:
                self._read_back(one)
            else:
                self._look_for_money(one)
        except SyncSpiderError as error:  # the row stays as it is: the next run finds out
            self.failure = self.failure or error

    def _adopt_existing(self, one: _Pending) -> None:
        found = self._guard.finder.find(one.item.change)
        if one.item.change.operation is Operation.CREATE and found.match is Match.ONE and found.target_key:
            self._again(one, one.item.found(found.target_key, self._guard.policy))
            return
        evidence = f"The target says that it has this record already: {found.match.value}. {found.evidence}".strip()
        row = one.row_to(WriteState.REJECTED, evidence=evidence)
        self._commit("outcome", [Written(item=one.item, verdict=one.item.dead(evidence, stage="match"), row=row)])

    def _read_back(self, one: _Pending) -> None:
        """Twice nothing after the time that a creation needs to be seen: it was not carried out."""
        settle = self._guard.policy.settle
        found = Found.none()
        for _ in range(2):
            if not self._guard.patience.pause(settle):
                return
            found = self._guard.finder.find(one.item.change)
            if found.match is not Match.NONE:
                break
        if found.match is Match.NONE:
            self._again(one, one.item)
        else:
            self._conclude(one, found)

    def _look_for_money(self, one: _Pending) -> None:
        """At once, and again when it would surely be seen; never sent again from here."""
        found = self._guard.finder.find(one.item.change)
        settle = self._guard.policy.settle
        if found.match is not Match.ONE and settle > 0:
            if not self._guard.patience.pause(settle):
                return
            found = self._guard.finder.find(one.item.change)
        self._conclude(one, found)

    def _conclude(self, one: _Pending, found: Found) -> None:
        self._commit("found out", [concluded(one.item, one.row, found, seen=_evidence(one.outcome))])

    def _again(self, one: _Pending, item: Item) -> None:
        """A new row for another attempt; the old one is not carried on."""
        guard = self._guard

        def act(tx: Transaction) -> None:
            self._writes.move(tx, one.row, WriteState.SUPERSEDED, guard.clock.now(), evidence="sent again")
            self._left[item.key] = _Pending(item, guard.prepare(tx, item), one.outcome)

        guard.settler.mark("prepared again", act)

    def _asked(self) -> float | None:
        asked = [one.outcome.retry_after for one in self._left.values() if one.outcome is not None]
        return max((seconds for seconds in asked if seconds is not None), default=None)

    def _give_up(self, attempts: int) -> None:
        """What has no outcome: dead where the record itself may be the reason, else due again."""
        stopping = self.failure is not None or self._guard.patience.stopping
        written: list[Written] = []
        for one in self._left.values():
            outcome = one.outcome
            if outcome is None or (outcome.result is Result.UNKNOWN and stopping):
                continue
            row = one.row_to(WriteState.SUPERSEDED, evidence=_evidence(outcome))
            if outcome.result is Result.UNKNOWN:
                message = f"No answer that tells anything, {attempts} times. {outcome.evidence}".strip()
                written.append(Written(item=one.item, verdict=one.item.dead(message), unsure=True, row=row))
                continue
            if not stopping:
                self.failure = self.failure or unreachable(outcome)
            written.append(Written(item=one.item, verdict=one.item.verdict(Fate.DUE), row=row))
        if written:
            self._commit("given up", written)
        self.verdicts += [one.item.verdict(Fate.DUE) for one in self._left.values()]
        self._left.clear()

    def _commit(self, step: str, written: Sequence[Written], rows: Sequence[Row] = ()) -> None:
        told, _numbers = self._guard.settler.commit(step, written=written, rows=rows)
        self.verdicts += told
        for one, verdict in zip(written, told, strict=True):
            self._left.pop(one.item.key, None)
            if verdict.fate is Fate.UNDECIDED:
                self._guard.blocked.update((one.item.key, one.item.candidate.match))


def concluded(item: Item, number: int, found: Found, *, seen: str) -> Written:
    """What the target's own records say about a write whose answer was lost."""
    evidence = f"{seen} Then the target was asked: {found.match.value}. {found.evidence}".strip()[:_LONGEST_EVIDENCE]
    if found.match is Match.ONE and found.target_key:
        fate = Fate.CREATED if item.change.operation is Operation.CREATE else Fate.UPDATED
        row = Row(number=number, state=WriteState.DONE, evidence=evidence, adopted=True)
        return Written(item=item, verdict=item.verdict(fate), target_key=found.target_key, row=row)
    row = Row(number=number, state=WriteState.UNDECIDED, evidence=evidence)
    return Written(item=item, verdict=item.verdict(Fate.UNDECIDED), unsure=True, row=row)


def _onward(one: _Pending) -> Row | None:
    """Where the row of a write goes whose answer settles nothing."""
    if one.outcome is None:
        return None
    evidence = _evidence(one.outcome)
    if one.outcome.result in (Result.NOT_SENT, Result.THROTTLED):  # nothing was done: the one arc back
        return one.row_to(WriteState.PREPARED, evidence=evidence)
    if one.outcome.result is Result.UNKNOWN:
        return one.row_to(WriteState.UNKNOWN, evidence=evidence)
    return None


def _evidence(outcome: Outcome | None) -> str:
    if outcome is None:
        return ""
    told = outcome.evidence or ("" if outcome.error is None else str(outcome.error))
    return f"{outcome.result.value}: {told}" if told else outcome.result.value
