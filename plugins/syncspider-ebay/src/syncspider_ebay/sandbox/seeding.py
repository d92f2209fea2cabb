"""Fills an empty account with varied records."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

import attrs

from syncspider_ebay.sandbox import moments, stories
from syncspider_ebay.sandbox.catalogue import Catalogue
from syncspider_ebay.sandbox.money import amount, rounded, value_of
from syncspider_ebay.sandbox.order_table import OrderTable
from syncspider_ebay.sandbox.refunds import with_refunds
from syncspider_ebay.sandbox.seeded_buyers import buyers
from syncspider_ebay.sandbox.seeded_items import LOCATION, ItemStories
from syncspider_ebay.sandbox.seeded_orders import OrderStories
from syncspider_ebay.sandbox.seller import Seller
from syncspider_ebay.sandbox.shipments import shipped

Json = dict[str, Any]
_AGE: Final = timedelta(days=60)
_HOUR: Final = timedelta(hours=1)
#: What becomes of each of twelve orders; the others stay as they are.
_FATES: Final = {
    1: "shipped", 2: "part shipped", 3: "refunded", 5: "part refunded", 6: "cancelled", 7: "line refunded",
    9: "cancelling", 10: "shipped, part refunded", 11: "sent untracked",
}  # fmt: skip
_TURNS: Final = 12


@attrs.define
class Seeding:
    """Makes up the records of one account.

    Attributes:
        orders: Where orders are kept.
    """

    _random: Random
    _catalogue: Catalogue
    orders: OrderTable
    _refund_ids: Iterator[int]
    _stories: OrderStories
    _placed: Iterator[int] = attrs.field(factory=itertools.count, init=False)

    @classmethod
    def of(
        cls,
        random: Random,
        *,
        seller: Seller,
        account: int,
        catalogue: Catalogue,
        orders: OrderTable,
        refund_ids: Iterator[int],
        records: int,
    ) -> Seeding:
        """What fills an account, with the items that its orders are made of."""
        catalogue.locations[LOCATION] = _location(seller)
        items = ItemStories(random, catalogue, seller, f"EB{account}-")
        for place in range(records):
            items.tell(place, records)
        people = buyers(random, seller.site, account, max(1, records))
        sales = OrderStories(random, seller, catalogue, account, people, list(catalogue.items))
        return cls(random, catalogue, orders, refund_ids, sales)

    def fill(self, records: int) -> None:
        """Add orders of the last two months, oldest first, with what became of them."""
        now = self.orders.now()
        span = (_AGE - 2 * _HOUR) / max(1, records)
        for number in range(records):
            jitter = timedelta(milliseconds=math.floor(span.total_seconds() * 1000 * self._random.random()))
            created = now - _AGE + number * span + jitter
            place = next(self._placed)
            order = self._stories.tell(place, created)
            self._live(order, _FATES.get(place % _TURNS, ""), place, created)

    def sell(self, count: int) -> list[str]:
        """Buyers buy now; gives the ids of the orders."""
        keys = []
        for _ in range(count):
            now = self.orders.now()
            order = self._stories.tell(next(self._placed), now)
            self.orders.put(order)
            keys.append(order["orderId"])
        return keys

    def _live(self, order: Json, fate: str, place: int, created: datetime) -> None:
        changed = order["lastModifiedDate"]
        latest = self.orders.now()
        if "shipped" in fate or "sent" in fate:
            at = moments.text(min(created + _HOUR * 20, latest))
            order, changed = self._shipped(order, fate, place, at), at
        if "refunded" in fate or fate == "cancelled":
            at = moments.text(min(created + _HOUR * 40, latest))
            order, changed = self._refunded(order, fate, at), at
        if "cancel" in fate:
            at = moments.text(min(created + _HOUR * 40, latest))
            order, changed = {**order, "cancelStatus": self._cancel(fate, created, at)}, at
        self.orders.put(order, changed=changed)

    def _shipped(self, order: Json, fate: str, place: int, at: str) -> Json:
        lines = order["lineItems"][: 1 if fate == "part shipped" else None]
        number = f"1Z{self._random.randrange(10**14):014d}"
        carrier = stories.CARRIERS[place % len(stories.CARRIERS)]
        tracked = {"shipmentTrackingNumber": number, "shippingCarrierCode": carrier}
        untracked = fate == "sent untracked"
        shipment = {
            "fulfillmentId": "999" if untracked else number,
            **({} if untracked else tracked),
            "shippedDate": at,
            "lineItems": [{"lineItemId": line["lineItemId"], "quantity": line["quantity"]} for line in lines],
        }
        self.orders.ship(order["orderId"], shipment, at=at)
        return shipped(order, [shipment])

    def _refunded(self, order: Json, fate: str, at: str) -> Json:
        total = order["pricingSummary"]["total"]
        value = rounded(value_of(total) / 4) if "part" in fate else value_of(total)
        first = order["lineItems"][0]
        by_line = {"refundItems": [{"lineItemId": first["lineItemId"], "amount": first["total"]}]}
        refund: Json = {
            "refundId": str(next(self._refund_ids)),
            "refundStatus": "REFUNDED",
            "amount": first["total"] if "line" in fate else amount(value, total["currency"]),
            **(by_line if "line" in fate else {}),
            "reasonForRefund": "BUYER_CANCEL" if fate == "cancelled" else "BUYER_RETURN",
            "requestedDate": at,
            "refundDate": at,
        }
        if not value_of(refund["amount"]):
            return order
        self.orders.refunds[order["orderId"]] = [refund]
        return with_refunds(order, [refund])

    def _cancel(self, fate: str, created: datetime, at: str) -> Json:
        done = fate == "cancelled"
        request = {
            "cancelRequestId": str(self._random.randrange(5 * 10**9, 6 * 10**9)),
            "cancelReason": "ORDERED_BY_MISTAKE",
            "cancelRequestedDate": moments.text(created + _HOUR if created + _HOUR < self.orders.now() else created),
            "cancelInitiator": "BUYER",
            "cancelRequestState": "COMPLETED" if done else "REQUESTED",
            **({"cancelCompletedDate": at} if done else {}),
        }
        dated = {"cancelledDate": at} if done else {}
        return {"cancelState": "CANCELED" if done else "IN_PROGRESS", **dated, "cancelRequests": [request]}


def _location(seller: Seller) -> Json:
    address = {
        "addressLine1": "2055 Hamilton Ave",
        "city": "Leeds" if seller.site.country == "GB" else "San Jose",
        "postalCode": "95125",
        "country": seller.site.country,
    }
    return {
        "merchantLocationKey": LOCATION,
        "name": "Warehouse",
        "merchantLocationStatus": "ENABLED",
        "locationTypes": ["WAREHOUSE"],
        "location": {"address": address, "locationId": f"loc-{LOCATION}"},
    }
