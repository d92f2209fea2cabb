"""Bringing an order that Ecwid holds to what the source has: only what differs, field by field."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

import attrs
from syncspider import Money, Order

from syncspider_ecwid import moments
from syncspider_ecwid.order_reading import order_of
from syncspider_ecwid.order_writing import (
    AMOUNTS,
    carrier_of,
    items_of,
    payment_of,
    reference_of,
    shipping_of,
    tracking_of,
)
from syncspider_ecwid.people import merged_person, person_of
from syncspider_ecwid.statuses import fulfillment_word, is_behind, payment_word
from syncspider_ecwid.store import Store
from syncspider_ecwid.wire import Json

_SHIPPING: Final = (
    "shippingMethodId", "shippingCarrierName", "shippingMethodName", "shippingRate", "estimatedTransitTime", "isPickup",
    "pickupInstruction", "fulfillmentType", "locationId",
)  # fmt: skip


@attrs.frozen(kw_only=True)
class OrderUpdate:
    """One update.

    Attributes:
        order: What is wanted.
        fields: Which of its fields count.
        adopted: Whether nothing is known of what was written last: then a status never goes back, and the list of
            articles stays, for somebody may have worked on the order.
        held: The order as it was read.
        store: In what it counts.
        notes: Filled with what the user should know.
    """

    order: Order
    fields: Collection[str]
    adopted: bool
    held: Mapping[str, Any]
    store: Store
    notes: list[str] = attrs.field(factory=list, init=False)

    def body(self) -> Json:
        """The fields to send, empty where nothing differs.

        Raises:
            RecordError: An amount is of another currency, or the order at Ecwid cannot be understood.
        """
        current = order_of(self.held, self.store)
        return {
            **self._amounts(current),
            **self._statuses(current),
            **self._texts(current),
            **self._people(),
            **self._shipping(current),
            **self._reference(current),
            **self._items(current),
        }

    def _counts(self, name: str) -> bool:
        return name in self.fields and getattr(self.order, name) is not None

    def _amounts(self, current: Order) -> Json:
        names = [name for name in AMOUNTS if self._counts(name)]
        return {
            name: self.store.amount(getattr(self.order, name), path=name)
            for name in names
            if not self._same(getattr(self.order, name), getattr(current, name), name)
        }

    def _same(self, wanted: Money, held: Money | None, path: str) -> bool:
        return held is not None and self.store.amount(wanted, path=path) == self.store.rounded(held.amount)

    def _statuses(self, current: Order) -> Json:
        order = self.order
        both = (
            ("payment_status", "paymentStatus", payment_word(order.payment_status)),
            ("fulfillment_status", "fulfillmentStatus", fulfillment_word(order.fulfillment_status)),
        )
        body: Json = {}
        for name, field, word in both:
            wanted, held = getattr(order, name), getattr(current, name)
            if name not in self.fields or word is None or wanted is held:
                continue
            if self.adopted and is_behind(wanted, held):
                self.notes.append("the order is further at Ecwid than at the source: its status was left alone")
                continue
            body[field] = word
        return body

    def _texts(self, current: Order) -> Json:
        order, body = self.order, dict[str, Any]()
        if self._counts("email") and (order.email or "").lower() != (current.email or "").lower():
            body["email"] = order.email
        if self._counts("note") and order.note and order.note != current.note:
            body["orderComments"] = order.note
        if "payments" in self.fields:
            body |= {name: text for name, text in payment_of(order).items() if self.held.get(name) != text}
        number = tracking_of(order) if "shipments" in self.fields else None
        if number and number not in {parcel.tracking_number for parcel in current.shipments}:
            body["trackingNumber"] = number
        if order.created_at and "created_at" in self.fields:
            placed = moments.text_of(order.created_at)
            if current.created_at is None or moments.text_of(current.created_at) != placed:
                body["createDate"] = placed
        return body

    def _people(self) -> Json:
        body: Json = {}
        for name, field in (("billing_address", "billingPerson"), ("shipping_address", "shippingPerson")):
            address = getattr(self.order, name)
            if name in self.fields and address is not None:
                merged = merged_person(self.held.get(field), person_of(address))
                body |= {} if merged is None else {field: merged}
        return body

    def _shipping(self, current: Order) -> Json:
        order = attrs.evolve(
            self.order,
            shipping=self.order.shipping if "shipping" in self.fields else None,
            shipping_method=self.order.shipping_method if "shipping_method" in self.fields else None,
            shipments=self.order.shipments if "shipments" in self.fields else (),
        )
        held = self.held.get("shippingOption") or {}
        same_rate = order.shipping is None or self._same(order.shipping, current.shipping, "shipping")
        same_method = order.shipping_method in (None, "", current.shipping_method)
        if same_rate and same_method and carrier_of(order) in (None, "", held.get("shippingCarrierName")):
            return {}
        kept = {name: held[name] for name in _SHIPPING if held.get(name) is not None}
        option = shipping_of(order, kept, self.store)
        return {} if option is None else {"shippingOption": option}

    def _reference(self, current: Order) -> Json:
        order = self.order
        if not self._counts("external_reference") and not self._counts("origin"):
            return {}
        reference = order.external_reference or current.external_reference
        origin = order.origin or current.origin
        if reference is None or (reference, origin) == (current.external_reference, current.origin):
            return {}
        return reference_of(reference, origin, str(self.held.get("refererId") or ""))

    def _items(self, current: Order) -> Json:
        if "lines" not in self.fields or _articles(self.order, self.store) == _articles(current, self.store):
            return {}
        if self.adopted:
            self.notes.append("the articles differ from those at the source: they were left alone")
            return {}
        return {"items": items_of(self.order, self.store, self.held.get("items") or [])}


def _articles(order: Order, store: Store) -> list[object]:
    """What makes two lists of articles the same."""
    return [
        (
            line.sku,
            line.name,
            line.quantity,
            store.amount(line.unit_price, path="lines.unit_price"),
            None if line.tax is None else store.amount(line.tax, path="lines.tax"),
            None if line.discount is None else store.amount(line.discount, path="lines.discount"),
            dict(line.options),
        )
        for line in order.lines
    ]
