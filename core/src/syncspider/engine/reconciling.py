"""What an earlier run left open, found out before anything new is done."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any, Final

import attrs

from syncspider.clock import Clock
from syncspider.engine.converting import Candidate, Converter
from syncspider.engine.finding import Finder
from syncspider.engine.matching import REPEATABLE
from syncspider.engine.retrying import Patience
from syncspider.engine.settling import Settler
from syncspider.errors import RecordError
from syncspider.model import Change, Found, Match, Operation, Record
from syncspider.plugin import Source, WriteClass
from syncspider.state import BulkWrites, Database, Flow, Link, Links, Transaction, Write, Writes, WriteState

_GONE: Final = "The source has no such record any more."
_UNFIT: Final = "The source's record can no longer be written."


@attrs.frozen(kw_only=True)
class Settled:
    """What was found out.

    Attributes:
        again: Keys of records that are to be read again, whatever the window is.
        blocked: Source keys and match keys of writes that are still open.
        found: How many writes turned out to have been carried out.
    """

    again: tuple[str, ...]
    blocked: frozenset[str | bytes]
    found: int


@attrs.frozen(kw_only=True)
class Reconciler:
    """Settles what is open, by the class of each write.

    Attributes:
        database: Where it is remembered.
        clock: Tells how long ago something was sent.
        flow: Whose writes.
        source: Where records are read again, for nothing of their contents is kept.
        converter: Makes of them what is written.
        finder: Asks the target.
        patience: Waits until something would surely be seen.
        settler: Makes it durable.
        marker: Gives the marker of a source key.
        settle: Seconds after which a write that was carried out is surely seen.
    """

    database: Database
    clock: Clock
    flow: Flow
    source: Source[Any]
    converter: Converter
    finder: Finder
    patience: Patience
    settler: Settler
    marker: Callable[[str], str]
    settle: float

    def run(self) -> Settled:
        """Settle all that can be.

        Raises:
            SyncSpiderError: The source or the target could not be asked.
        """
        with self.database.read() as tx:
            bulk = BulkWrites().open(tx, self.flow.id)
            writes = Writes().open(tx, self.flow.id)
        if bulk:
            self.settler.mark("reconciled", lambda tx: self._forget(tx, bulk))
        again = [write.intent.origin_key for write in writes if self._settled(write)]
        with self.database.read() as tx:
            left = Writes().open(tx, self.flow.id)
            found = len(writes) - len(left)
        blocked = frozenset(key for write in left for key in (write.intent.source_key, write.intent.match))
        return Settled(again=tuple(again), blocked=blocked, found=found)

    def _forget(self, tx: Transaction, bulk: Iterable[Any]) -> None:
        """Calls that may be repeated: what the target holds is not known, so it is written again when it is read."""
        for call in bulk:
            Links().forget_contents(tx, self.flow.id, call.keys)
        BulkWrites().settle(tx, [call.id for call in bulk])

    def _settled(self, write: Write) -> bool:
        """Whether a write is no longer open, so that its record can be read again."""
        intent = write.intent
        if write.state is WriteState.PREPARED or WriteClass(intent.write_class) in REPEATABLE:
            self._supersede(write, "The run ended before it was known to be done.")
            return True
        change = self._change(write)
        if isinstance(change, str):
            return self._undecided(write, Found(match=Match.CANNOT_TELL, evidence=change))
        found = self._looked(write, change)
        if found is None:
            return False
        if found.match is Match.ONE and found.target_key:
            return self._adopt(write, found, found.target_key)
        if found.match is Match.NONE and write.intent.write_class == WriteClass.READBACK.value:
            self._supersede(write, "The target was asked twice and does not have it.")
            return True
        return self._undecided(write, found)

    def _looked(self, write: Write, change: Change[Any]) -> Found | None:
        """What the target says; None when the run shall stop before that is sure."""
        readback = write.intent.write_class == WriteClass.READBACK.value
        if not readback or write.state is WriteState.UNDECIDED:
            found = self.finder.find(change)
            if found.match is Match.ONE or write.state is WriteState.UNDECIDED:
                return self._as_undecided(found) if write.state is WriteState.UNDECIDED else found
        for times in (1, 2) if readback else (1,):
            if not self._wait(write, times * self.settle):
                return None
            found = self.finder.find(change)
            if found.match is not Match.NONE:
                break
        return found

    def _as_undecided(self, found: Found) -> Found:
        """What only a person can settle is not sent again because it is not seen now."""
        return attrs.evolve(found, match=Match.CANNOT_TELL) if found.match is Match.NONE else found

    def _wait(self, write: Write, seconds: float) -> bool:
        if write.sent_at is None or seconds <= 0:
            return True
        left = write.sent_at + timedelta(seconds=seconds) - self.clock.now()
        return self.patience.pause(left.total_seconds())

    def _change(self, write: Write) -> Change[Any] | str:
        """The change as it would be sent now, or why there is none."""
        try:
            record: Record[Any] | None = self.patience.call(lambda: self.source.fetch(write.intent.origin_key))
        except RecordError as error:
            return f"{_UNFIT} {error}"
        candidate = None if record is None else self.converter.candidate(record)
        if not isinstance(candidate, Candidate):
            return _GONE if candidate is None else _UNFIT
        intent = write.intent
        return Change(
            key=intent.source_key,
            value=candidate.record.value,
            operation=Operation(intent.operation),
            target_key=intent.target_key or None,
            marker=self.marker(intent.source_key),
            baseline=intent.baseline,
        )

    def _adopt(self, write: Write, found: Found, target_key: str) -> bool:
        intent = write.intent
        link = Link(intent.source_key, target_key, intent.version, intent.layout, intent.digests)
        taken: list[str] = []

        def act(tx: Transaction) -> None:
            holder = Links().of_targets(tx, self.flow.id, [target_key]).get(target_key)
            if holder is not None and holder.source_key != intent.source_key:
                taken.append(holder.source_key)
                return
            Links().put(tx, self.flow.id, [link])
            now = self.clock.now()
            Writes().move(tx, write.id, WriteState.DONE, now, evidence=_told(found), target_key=target_key)

        self.settler.mark("adopted", act)
        if not taken:
            return True
        evidence = f"{target_key} belongs to the source's record {taken[0]} already."
        return self._undecided(write, Found(match=Match.CANNOT_TELL, evidence=evidence))

    def _supersede(self, write: Write, evidence: str) -> None:
        def act(tx: Transaction) -> None:
            Links().forget_contents(tx, self.flow.id, [write.intent.source_key])
            Writes().move(tx, write.id, WriteState.SUPERSEDED, self.clock.now(), evidence=evidence)

        self.settler.mark("superseded", act)

    def _undecided(self, write: Write, found: Found) -> bool:
        if write.state is not WriteState.UNDECIDED:
            evidence = f"{write.evidence} {_told(found)}".strip()
            self.settler.mark(
                "undecided",
                lambda tx: Writes().move(tx, write.id, WriteState.UNDECIDED, self.clock.now(), evidence=evidence),
            )
        return False


def _told(found: Found) -> str:
    return f"The target was asked: {found.match.value}. {found.evidence}".strip()
