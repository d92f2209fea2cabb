"""Reading and writing orders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from syncspider import Change, Found, Match, Operation, Order, Outcome, Record, Target
from syncspider.errors import RecordError

from syncspider_ecwid import moments
from syncspider_ecwid.client import PAGE, Api
from syncspider_ecwid.order_reading import order_of
from syncspider_ecwid.order_updating import OrderUpdate
from syncspider_ecwid.order_writing import new_order, notes_of
from syncspider_ecwid.orders import FIELDS
from syncspider_ecwid.reading import Reading
from syncspider_ecwid.store import Store


class OrderReading(Reading[Order]):
    """Reads orders of one store."""

    kind = "orders"

    def record_of(self, raw: Mapping[str, Any], store: Store) -> Record[Order]:
        """An order under its key."""
        order = order_of(raw, store)
        return Record(key=str(raw["id"]), value=order, version=moments.version_of(order.updated_at))


class OrderWriting(Target[Order]):
    """Writes orders of one store."""

    api: Api

    def key_of(self, value: Order) -> str:
        """The number that people quote, else whatever tells orders apart."""
        return value.number or value.external_reference or f"{value.created_at} {value.email} {value.total}"

    def write(self, changes: Sequence[Change[Order]]) -> Iterator[Outcome]:
        """One outcome per change; an update reads the order first."""
        for change in changes:
            try:
                yield self._create(change) if change.operation is Operation.CREATE else self._update(change)
            except RecordError as error:
                yield Outcome.rejected(change.key, error)

    def find_existing(self, change: Change[Order]) -> Found:
        """The order with the change's marker."""
        if not change.marker:
            return Found(match=Match.CANNOT_TELL, evidence="The change has no marker.")
        page = self.api.orders.found(refererId=change.marker)
        keys = [str(item.get("id")) for item in page.items if item.get("refererId") == change.marker]
        if len(keys) > 1:
            return Found(match=Match.MANY, evidence=f"{len(keys)} orders have the marker: {', '.join(keys)}.")
        if keys:
            return Found.one(keys[0], f"refererId {change.marker}")
        if page.total > PAGE:
            return Found(match=Match.CANNOT_TELL, evidence="Ecwid's search did not look for the marker.")
        return Found.none()

    def _create(self, change: Change[Order]) -> Outcome:
        email = self.options.get("default_email", "")
        order, store = change.value, self.api.store
        body = new_order(order, key=change.key, marker=change.marker, email=email, store=store)
        key = self.api.orders.create(body)
        return Outcome.applied(change.key, key, created=True, note="; ".join(notes_of(order)))

    def _update(self, change: Change[Order]) -> Outcome:
        key = change.target_key or ""
        held = self.api.orders.get(key)
        if held is None:
            raise RecordError(f"Order {key} is no longer at Ecwid.", code="ORDER_NOT_FOUND", status=404)
        update = OrderUpdate(
            order=change.value,
            fields=FIELDS if change.changed is None else FIELDS & change.changed,
            adopted=change.changed is None,
            held=held,
            store=self.api.store,
        )
        body = update.body()
        written = bool(body) and self.api.orders.update(key, body)
        note = "; ".join(dict.fromkeys(update.notes))
        return Outcome.applied(change.key, key, note=note) if written else Outcome.unchanged(change.key, key, note=note)
