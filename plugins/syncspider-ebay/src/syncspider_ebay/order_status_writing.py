"""How far eBay orders have come: parcels that their seller has sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from syncspider import Change, Found, FulfillmentStatus, OrderStatus, Outcome, Shipment, Target
from syncspider.errors import RecordError, SyncSpiderError

from syncspider_ebay import wire
from syncspider_ebay.client import Api
from syncspider_ebay.outcomes import outcome_of
from syncspider_ebay.parcels import Parcels
from syncspider_ebay.refund_writing import reference_of
from syncspider_ebay.wire import structured

Json = dict[str, Any]
_SENT: Final = frozenset({FulfillmentStatus.SHIPPED, FulfillmentStatus.DELIVERED})
_UNTOLD: Final = "parcel without a tracking number not told: part of the order was sent before"


class OrderStatusWriting(Target[OrderStatus]):
    """Tells eBay of parcels, each once: eBay can neither change nor forget one.

    Before anything is sent, eBay's own parcels of the order are read; one with the same tracking number is the same
    parcel. EBay knows no other step of an order that a seller could report, and takes no payment status.
    """

    api: Api

    def key_of(self, value: OrderStatus) -> str:
        """EBay's order id."""
        return reference_of(value.order_reference)

    def write(self, changes: Sequence[Change[OrderStatus]]) -> Iterable[Outcome]:
        """Tell eBay of each parcel that it does not know: one request for each parcel, none of them twice."""
        for change in changes:
            try:
                yield self._written(change)
            except SyncSpiderError as error:
                yield outcome_of(change.key, error)

    def find_existing(self, change: Change[OrderStatus]) -> Found:
        """The order, where eBay knows all that was to be told, and there was something to tell."""
        shipments = shipments_of(change.value)
        if not shipments:
            return Found.none("not shipped yet")
        parcels = self._parcels(change)
        due = [shipment for shipment in shipments if not parcels.is_known(shipment)]
        if due and next(parcels.missing(due), None) is not None:
            return Found.none(f"eBay has {len(parcels.sent)} parcels of this order")
        return Found.one(self.key_of(change.value), f"eBay has {len(parcels.sent)} parcels of this order")

    def _written(self, change: Change[OrderStatus]) -> Outcome:
        key = self.key_of(change.value)
        shipments = shipments_of(change.value)
        if not shipments:
            return Outcome.unchanged(change.key, key, note="not shipped yet")
        parcels = self._parcels(change)
        due = list(parcels.missing(shipments))
        for body in due:
            self.api.orders.send_parcel(key, body)
        if due:
            return Outcome.applied(change.key, key)
        untold = parcels.left() and not all(parcels.is_known(shipment) for shipment in shipments)
        return Outcome.unchanged(change.key, key, note=_UNTOLD if untold else "")

    def _parcels(self, change: Change[OrderStatus]) -> Parcels:
        key = self.key_of(change.value)
        raw = self.api.orders.one(key)
        if raw is None:
            raise RecordError(f"eBay has no order {key}.", path="order_reference", key=change.key)
        return Parcels(order=structured(raw, wire.Order), sent=self.api.orders.parcels(key), now=self.api.now())


def shipments_of(status: OrderStatus) -> Sequence[Shipment]:
    """The parcels to tell; one with all that is left, where an order is sent and its source tells no parcel."""
    if status.shipments:
        return status.shipments
    return (Shipment(),) if status.fulfillment_status in _SENT else ()
