"""Writes that must not be repeated blindly: one row per intended change, from intent to outcome.

::

    prepared > sending > done | rejected | unknown > done | rejected | undecided

A row never goes back but for one arc: from sending to prepared, by the process that saw that nothing was done. A row
that will not be carried out is superseded, never deleted. While it is open, nothing else is written to its record.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import attrs
from sqlalchemy import Row, select, update

from syncspider.errors import RunError
from syncspider.state.database import Transaction
from syncspider.state.runs import Lease
from syncspider.state.schema import WRITES
from syncspider.state.texts import mapping_of_text, maybe_time, storable, text_of_mapping, text_of_time


class WriteState(enum.Enum):
    """How far a write has come."""

    PREPARED = "prepared"  #: Nothing was sent.
    SENDING = "sending"  #: A request may have left.
    UNKNOWN = "unknown"  #: A request left, and its answer tells nothing.
    UNDECIDED = "undecided"  #: Only a person can tell what became of it.
    DONE = "done"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"  #: It will not be carried out; what was read later takes its place.


#: States in which a row keeps everything else from its record.
OPEN: Final = tuple(
    state.value for state in (WriteState.PREPARED, WriteState.SENDING, WriteState.UNKNOWN, WriteState.UNDECIDED)
)

_LONGEST: Final = 2000
_BEFORE: Final[Mapping[WriteState, tuple[WriteState, ...]]] = {
    WriteState.PREPARED: (WriteState.SENDING,),
    WriteState.SENDING: (WriteState.PREPARED,),
    WriteState.UNKNOWN: (WriteState.SENDING,),
    WriteState.UNDECIDED: (WriteState.SENDING, WriteState.UNKNOWN, WriteState.UNDECIDED),
    WriteState.DONE: (WriteState.SENDING, WriteState.UNKNOWN, WriteState.UNDECIDED),
    WriteState.REJECTED: (WriteState.SENDING, WriteState.UNKNOWN, WriteState.UNDECIDED),
    WriteState.SUPERSEDED: (WriteState.PREPARED, WriteState.SENDING, WriteState.UNKNOWN, WriteState.UNDECIDED),
}


@attrs.frozen(kw_only=True)
class Intent:
    """What is to be written, before it is.

    Attributes:
        source_key: The record's key at the source.
        origin_key: The key of what was read and converted to it; the same where nothing was converted.
        match: Digest of its match key.
        operation: ``create`` or ``update``.
        write_class: The class of the write, such as ``money``.
        version: The source's version.
        layout: Number of the list of fields that ``digests`` is of.
        digests: Of each field's value.
        target_key: What is updated, or empty.
        baseline: What was at the target before, or None.
    """

    source_key: str
    origin_key: str
    match: bytes
    operation: str
    write_class: str
    version: str
    layout: int
    digests: bytes
    target_key: str = ""
    baseline: Mapping[str, Any] | None = None


@attrs.frozen(kw_only=True)
class Write:
    """One write, from intent to outcome.

    Attributes:
        id: The row's number.
        intent: What is to be written.
        state: How far it has come.
        attempts: How often it was sent.
        evidence: What was seen, for a person.
        sent_at: When it was last sent, or None.
    """

    id: int
    intent: Intent
    state: WriteState
    attempts: int
    evidence: str
    sent_at: datetime | None


class Writes:
    """The table of writes."""

    def prepare(self, tx: Transaction, lease: Lease, flow: int, intent: Intent, now: datetime) -> int:
        """Remember an intent; the row's number."""
        values = attrs.asdict(intent, recurse=False)
        baseline = values.pop("baseline")
        values["layout_id"] = values.pop("layout")
        values |= {"flow_id": flow, "run_id": lease.run_id, "epoch": lease.epoch, "state": WriteState.PREPARED.value}
        values |= {"baseline": None if baseline is None else text_of_mapping(baseline)}
        values |= {"attempts": 0, "evidence": "", "prepared_at": text_of_time(now)}
        return tx.insert(WRITES, values)

    def send(self, tx: Transaction, number: int, now: datetime) -> None:
        """The last act before a request leaves."""
        values = {"sent_at": text_of_time(now), "attempts": WRITES.c.attempts + 1}
        self._move(tx, number, WriteState.SENDING, values)

    def move(
        self,
        tx: Transaction,
        number: int,
        state: WriteState,
        now: datetime,
        *,
        evidence: str = "",
        target_key: str | None = None,
    ) -> None:
        """Go on to another state.

        Raises:
            RunError: There is no way to it from where the row is.
        """
        values: dict[str, Any] = {"evidence": storable(evidence, _LONGEST)} if evidence else {}
        if target_key is not None:
            values["target_key"] = target_key
        if state.value not in OPEN:
            values["settled_at"] = text_of_time(now)
        self._move(tx, number, state, values)

    def open(self, tx: Transaction, flow: int) -> tuple[Write, ...]:
        """Rows that are not settled, oldest first."""
        query = select(WRITES).where(WRITES.c.flow_id == flow, WRITES.c.state.in_(OPEN)).order_by(WRITES.c.id)
        return tuple(map(_write_of, tx.run(query)))

    def all(self, tx: Transaction, flow: int) -> tuple[Write, ...]:
        """All rows of a flow, oldest first."""
        query = select(WRITES).where(WRITES.c.flow_id == flow).order_by(WRITES.c.id)
        return tuple(map(_write_of, tx.run(query)))

    def _move(self, tx: Transaction, number: int, state: WriteState, values: Mapping[str, Any]) -> None:
        before = tuple(earlier.value for earlier in _BEFORE[state])
        statement = update(WRITES).where(WRITES.c.id == number, WRITES.c.state.in_(before))
        if tx.run(statement.values(state=state.value, **values)).rowcount != 1:
            raise RunError(f"Write {number} cannot become {state.value} from where it is.")


def _write_of(row: Row[Any]) -> Write:
    intent = Intent(
        source_key=row.source_key,
        origin_key=row.origin_key,
        match=row.match,
        operation=row.operation,
        write_class=row.write_class,
        version=row.version,
        layout=row.layout_id,
        digests=row.digests,
        target_key=row.target_key,
        baseline=None if row.baseline is None else mapping_of_text(row.baseline),
    )
    return Write(
        id=row.id,
        intent=intent,
        state=WriteState(row.state),
        attempts=row.attempts,
        evidence=row.evidence,
        sent_at=maybe_time(row.sent_at),
    )
