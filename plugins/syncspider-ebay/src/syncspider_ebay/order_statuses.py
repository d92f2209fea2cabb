"""How far eBay orders have come: parcels that their seller has sent."""

from __future__ import annotations

from typing import Final

from syncspider import DeferredTarget, OrderStatus, WriteClass, WritePolicy

#: Seconds after which a parcel that eBay took is surely in its list. eBay names no figure.
_SETTLE: Final = 60.0


class OrderStatuses(DeferredTarget[OrderStatus]):
    """Tells eBay of parcels, each once: eBay can neither change nor forget one.

    Before anything is sent, eBay's own parcels of the order are read; one with the same tracking number is the same
    parcel. EBay knows no other step of an order that a seller could report, and takes no payment status.
    """

    entity = OrderStatus
    requires = frozenset({"order_reference"})
    accepts = frozenset({"order_reference", "fulfillment_status", "shipments"})
    policy = WritePolicy.readback("order_reference", settle=_SETTLE, update=WriteClass.READBACK)
    work = "syncspider_ebay.order_status_writing:OrderStatusWriting"
