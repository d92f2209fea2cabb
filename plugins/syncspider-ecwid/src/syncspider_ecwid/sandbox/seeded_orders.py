"""Made-up orders, whose sums are right to the cent."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Any, Final

import attrs

from syncspider_ecwid.sandbox import moments, stories
from syncspider_ecwid.sandbox.keys import letters
from syncspider_ecwid.sandbox.merchant import refund
from syncspider_ecwid.sandbox.shapes import FULFILLMENT_STATUSES, PAYMENT_STATUSES

Json = dict[str, Any]
_DAY: Final = 86_400
_HOUR: Final = 3_600
_AGE: Final = 60 * _DAY
_CENT: Final = Decimal("0.01")
_ZERO: Final = Decimal(0)
_PERCENT: Final = Decimal(100)
#: What part of the sum of the items a coupon takes off.
_COUPON: Final = Decimal("0.1")


@attrs.frozen
class OrderStories:
    """Tells one order after another.

    Attributes:
        stats: Customer id as text to what that customer bought, in the form of the customer's ``stats``.
    """

    _random: Random
    _now: int
    _products: list[Json]
    _customers: list[Json]
    stats: dict[str, Json] = attrs.field(factory=dict, init=False)

    def tell(self, place: int, number: Callable[[], int]) -> tuple[Json, int]:
        """An order and the UNIX seconds of its last change."""
        random = self._random
        created = self._now - random.randrange(_DAY, _AGE)
        internal = number()
        key = letters(internal)
        customer = self._customers[random.randrange(max(1, len(self._customers) * 2 // 3))]
        order: Json = {
            "id": key,
            "internalId": internal,
            "orderNumber": internal,
            "vendorOrderNumber": key,
            "email": customer["email"],
            "ipAddress": "192.0.2.10",
            "hidden": False,
            "createDate": moments.text(created),
            "customerId": customer["id"],
            "acceptMarketing": customer["acceptMarketing"],
            "billingPerson": customer["billingPerson"],
            "shippingPerson": _without_id(random.choice(customer["shippingAddresses"])),
            "orderComments": "Please ring twice ✓" if place % 8 == 0 else "",
            "privateAdminNotes": "",
            "externalFulfillment": False,
            "orderExtraFields": [],
            "additionalInfo": {},
            "paymentParams": {},
            "b2b_b2c": customer["b2b_b2c"],
            **self._sums(place, self._items(place, number), customer["billingPerson"]),
            **self._payment(place),
        }
        order = self._with_state(order, place, created)
        self._count(order)
        return order, random.randrange(created + _HOUR, self._now)

    def _items(self, place: int, number: Callable[[], int]) -> list[Json]:
        count = min(1 + place % 4, len(self._products))
        return [self._item(product, number) for product in self._random.sample(self._products, count)]

    def _item(self, product: Json, number: Callable[[], int]) -> Json:
        chosen = self._random.choice(product["combinations"]) if product["combinations"] else {}
        named = {"combinationId": chosen["id"], "selectedOptions": _selected(chosen)} if chosen else {}
        price = chosen.get("price", product["price"])
        return {
            "id": number(),
            "productId": product["id"],
            "name": product["name"],
            "sku": chosen.get("sku", product["sku"]),
            "quantity": self._random.choice((1, 1, 1, 2, 3, 7)),
            "price": price,
            "productPrice": price,
            "weight": product["weight"],
            "trackQuantity": not product["unlimited"],
            "isShippingRequired": product["isShippingRequired"],
            **named,
        }

    def _sums(self, place: int, items: list[Json], buyer: Json) -> Json:
        rate, included = next(
            where.tax
            for where in stories.PLACES
            if (where.city[0], where.country[0]) == (buyer["city"], buyer["countryCode"])
        )
        subtotal: Decimal = sum((item["price"] * item["quantity"] for item in items), _ZERO)
        coupon = (subtotal * _COUPON).quantize(_CENT, ROUND_HALF_UP) if place % 5 == 3 else _ZERO  # noqa: PLR2004 - one in five
        _spread(coupon, subtotal, items)
        for item in items:
            _tax(item, Decimal(rate), included=included)
        tax: Decimal = sum((item["tax"] for item in items), _ZERO)
        method, carrier, cost = self._random.choice(stories.METHODS)
        total = subtotal + Decimal(cost) - coupon + (_ZERO if included else tax)
        return {
            "items": items,
            "subtotal": subtotal,
            "subtotalWithoutTax": subtotal - tax if included else subtotal,
            "tax": tax,
            "couponDiscount": coupon,
            "discount": coupon,
            "volumeDiscount": _ZERO,
            **({"discountCoupon": _coupon()} if coupon else {}),
            "total": total,
            "totalWithoutTax": total - tax,
            "usdTotal": total,
            "pricesIncludeTax": included,
            "shippingOption": {
                "shippingMethodName": method,
                "shippingCarrierName": carrier,
                "shippingRate": Decimal(cost),
                "isPickup": False,
                "fulfillmentType": "SHIPPING",
            },
        }

    def _payment(self, place: int) -> Json:
        method, module = stories.PAYMENTS[place % len(stories.PAYMENTS)]
        return {
            "paymentMethod": method,
            "paymentModule": module,
            "externalTransactionId": f"pi_{self._random.randrange(10**12):012d}",
        }

    def _with_state(self, order: Json, place: int, created: int) -> Json:
        """Half of the orders are paid and open; the other half goes through all other states."""
        turn = place // 2
        payment = "PAID" if place % 2 == 0 else PAYMENT_STATUSES[turn % len(PAYMENT_STATUSES)]
        fulfillment = (
            "AWAITING_PROCESSING" if place % 2 == 0 else FULFILLMENT_STATUSES[turn % len(FULFILLMENT_STATUSES)]
        )
        moved = fulfillment in {"SHIPPED", "DELIVERED", "OUT_FOR_DELIVERY"}
        order = {
            **order,
            "paymentStatus": payment,
            "fulfillmentStatus": fulfillment,
            "trackingNumber": f"1Z{self._random.randrange(10**14):014d}" if moved else "",
            "refunds": [],
            "refundedAmount": _ZERO,
        }
        total = order["total"]
        part = {"REFUNDED": total, "PARTIALLY_REFUNDED": (total / 4).quantize(_CENT, ROUND_HALF_UP)}.get(payment)
        return refund(order, [part], at=created + _HOUR, reason="Wrong size") if part else order

    def _count(self, order: Json) -> None:
        before = self.stats.get(str(order["customerId"]), {})
        count, value = before.get("numberOfOrders", 0) + 1, before.get("salesValue", _ZERO) + order["total"]
        self.stats[str(order["customerId"])] = {
            "numberOfOrders": count,
            "salesValue": value,
            "averageOrderValue": (value / count).quantize(_CENT, ROUND_HALF_UP),
            "firstOrderDate": min(before.get("firstOrderDate", order["createDate"]), order["createDate"]),
            "lastOrderDate": max(before.get("lastOrderDate", order["createDate"]), order["createDate"]),
        }


def _spread(coupon: Decimal, subtotal: Decimal, items: list[Json]) -> None:
    """Share a coupon out over the items so that the parts make up the whole."""
    left = coupon
    for item in items[:-1]:
        part = (coupon * item["price"] * item["quantity"] / subtotal).quantize(_CENT, ROUND_HALF_UP)
        item.update({"couponAmount": part, "couponApplied": part > 0})
        left -= part
    items[-1].update({"couponAmount": left, "couponApplied": left > 0})


def _tax(item: Json, rate: Decimal, *, included: bool) -> None:
    paid = item["price"] * item["quantity"] - item["couponAmount"]
    base = rate / (_PERCENT + rate) if included else rate / _PERCENT
    tax = (paid * base).quantize(_CENT, ROUND_HALF_UP)
    line = {
        "name": "VAT" if included else "Sales tax",
        "value": rate,
        "total": tax,
        "taxOnDiscountedSubtotal": tax,
        "taxOnShipping": _ZERO,
        "includeInPrice": included,
    }
    share = (item["price"] * base).quantize(_CENT, ROUND_HALF_UP) if included else _ZERO
    item.update({"tax": tax, "taxes": [line] if rate else [], "priceWithoutTax": item["price"] - share})


def _coupon() -> Json:
    return {
        "name": "Ten off",
        "code": "TEN",
        "discountType": "PERCENT",
        "status": "ACTIVE",
        "discount": _PERCENT * _COUPON,
    }


def _selected(variation: Json) -> list[Json]:
    return [{"name": option["name"], "value": option["value"], "type": "CHOICE"} for option in variation["options"]]


def _without_id(address: Json) -> Json:
    return {name: value for name, value in address.items() if name not in {"id", "defaultAddress"}}
