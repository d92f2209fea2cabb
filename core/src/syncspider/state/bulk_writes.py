"""Bulk writes: calls under way that may be repeated freely, one row for all the changes of a call.

A row that is found when a run starts tells that nobody knows what the target holds for these records.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import attrs
import msgspec
from sqlalchemy import bindparam, delete, func, insert, select

from syncspider.state.database import Transaction
from syncspider.state.runs import Lease
from syncspider.state.schema import BULK_WRITES
from syncspider.state.texts import text_of_time


@attrs.frozen
class BulkWrite:
    """One call that was begun.

    Attributes:
        id: The row's number.
        keys: The source keys of its changes.
    """

    id: int
    keys: tuple[str, ...]


_ENCODE = msgspec.msgpack.Encoder().encode
_DECODE = msgspec.msgpack.Decoder(tuple[str, ...]).decode
_DELETE = delete(BULK_WRITES).where(BULK_WRITES.c.id == bindparam("number"))


class BulkWrites:
    """The table of bulk writes; a row is gone when its call is settled."""

    def begin(
        self, tx: Transaction, lease: Lease, flow: int, calls: Sequence[Sequence[str]], now: datetime
    ) -> tuple[int, ...]:
        """Remember calls before they are made; their rows' numbers, in order."""
        first = (tx.run(select(func.max(BULK_WRITES.c.id))).scalar() or 0) + 1
        at = text_of_time(now)
        same = {"flow_id": flow, "run_id": lease.run_id, "epoch": lease.epoch, "sent_at": at}
        rows = [{"id": number, "source_keys": _ENCODE(keys), **same} for number, keys in enumerate(calls, first)]
        if rows:
            tx.run(insert(BULK_WRITES), rows)
        return tuple(range(first, first + len(rows)))

    def settle(self, tx: Transaction, numbers: Iterable[int]) -> None:
        """Forget calls whose outcomes are remembered in the same transaction."""
        rows = [{"number": number} for number in numbers]
        if rows:
            tx.run(_DELETE, rows)

    def open(self, tx: Transaction, flow: int) -> tuple[BulkWrite, ...]:
        """Calls that were begun and not settled, oldest first."""
        query = select(BULK_WRITES.c.id, BULK_WRITES.c.source_keys).where(BULK_WRITES.c.flow_id == flow)
        rows = tx.run(query.order_by(BULK_WRITES.c.id)).all()
        return tuple(BulkWrite(row[0], _DECODE(row[1])) for row in rows)
