"""Orders as eBay has them, by the time of their last change."""

from __future__ import annotations

from syncspider import DeferredSource, Order


class Orders(DeferredSource[Order]):
    """Orders of one seller that are paid; eBay shows no others.

    Parcels are not part of what eBay lists with an order, and reading them costs a call for each, so they are left out.
    """

    entity = Order
    supplies = frozenset(
        {
            "number", "created_at", "updated_at", "payment_status", "fulfillment_status", "email", "buyer", "lines",
            "subtotal", "shipping", "discount", "tax", "total", "payments", "refunds", "refunded", "billing_address",
            "shipping_address", "shipping_method", "note",
        }
    )  # fmt: skip
    work = "syncspider_ebay.order_reading:OrderReading"
