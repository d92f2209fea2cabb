"""Links: which record of the source is which at the target, and what we last wrote to it.

They are why a run that is repeated doubles nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import attrs
from sqlalchemy import BindParameter, bindparam, delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from syncspider.state.database import Transaction
from syncspider.state.schema import LAYOUTS, LINKS


@attrs.frozen
class Link:
    """One pair of records.

    Attributes:
        source_key: The record's key at the source.
        target_key: The record's key at the target.
        version: The source's version of what was last written.
        layout: Number of the list of fields that ``digests`` is of.
        digests: Of each field's value as it was last written, one after another; empty when that is not known.
    """

    source_key: str
    target_key: str
    version: str
    layout: int
    digests: bytes


_KEYS: BindParameter[Any] = bindparam("keys", expanding=True)
_COLUMNS = (
    LINKS.c.source_key,
    LINKS.c.target_key,
    LINKS.c.version,
    LINKS.c.layout_id,
    LINKS.c.digests,
)
_OF_FLOW = select(*_COLUMNS).where(LINKS.c.flow_id == bindparam("flow"))
_BY_SOURCE = _OF_FLOW.where(LINKS.c.source_key.in_(_KEYS))
# the sum keeps SQLite from walking all links of the flow, which without statistics it believes to be few
_BY_TARGET = select(*_COLUMNS).where(LINKS.c.target_key.in_(_KEYS), LINKS.c.flow_id + 0 == bindparam("flow"))
_FORGET = (
    update(LINKS)
    .where(LINKS.c.flow_id == bindparam("flow"), LINKS.c.source_key == bindparam("key"))
    .values(digests=b"")
)
_PUT = upsert(LINKS)
_PUT = _PUT.on_conflict_do_update(
    index_elements=[LINKS.c.flow_id, LINKS.c.source_key],
    set_={name: _PUT.excluded[name] for name in ("target_key", "version", "layout_id", "digests")},
)


class Links:
    """The table of links."""

    def of_sources(self, tx: Transaction, flow: int, keys: Collection[str]) -> dict[str, Link]:
        """The links of these source keys; what is not linked is left out."""
        return {row[0]: Link(*row) for row in tx.run(_BY_SOURCE, {"flow": flow, "keys": tuple(keys)}).all()}

    def of_targets(self, tx: Transaction, flow: int, keys: Collection[str]) -> dict[str, Link]:
        """The links to these target keys; what is not linked is left out."""
        return {row[1]: Link(*row) for row in tx.run(_BY_TARGET, {"flow": flow, "keys": tuple(keys)}).all()}

    def put(self, tx: Transaction, flow: int, links: Sequence[Link]) -> None:
        """Remember these, in place of what was linked to the same source keys."""
        if links:
            tx.run_rows(_PUT, [_row_of(flow, link) for link in links])

    def forget_contents(self, tx: Transaction, flow: int, keys: Iterable[str]) -> None:
        """Say that nobody knows what the target holds for these source keys: they are written again when read."""
        rows = [{"flow": flow, "key": key} for key in keys]
        if rows:
            tx.run(_FORGET, rows)

    def remove(self, tx: Transaction, flow: int, key: str) -> None:
        """Forget one altogether, because another record of the source took its place."""
        tx.run(delete(LINKS).where(LINKS.c.flow_id == flow, LINKS.c.source_key == key))

    def layout(self, tx: Transaction, fields: Sequence[str]) -> int:
        """The number of a list of fields; it gets one when it is new."""
        text = " ".join(fields)
        query = select(LAYOUTS.c.id).where(LAYOUTS.c.fields == text)
        number: int | None = tx.run(query).scalar_one_or_none()
        if number is None:
            tx.run(insert(LAYOUTS), {"fields": text})
            number = tx.run(query).scalar_one()
        return number

    def layouts(self, tx: Transaction) -> Mapping[int, tuple[str, ...]]:
        """All lists of fields by number."""
        return {row.id: tuple(row.fields.split()) for row in tx.run(select(LAYOUTS))}


def _row_of(flow: int, link: Link) -> tuple[object, ...]:
    """In the order of the table's columns."""
    return flow, link.source_key, link.target_key, link.version, link.layout, link.digests
