"""What the owner of the store does by hand: ships and refunds."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal
from random import Random
from typing import Any, Final

from syncspider.sandbox import MerchantDay

from syncspider_ecwid.sandbox import moments
from syncspider_ecwid.sandbox.tables import Table

Json = dict[str, Any]
_CENT: Final = Decimal("0.01")
#: How many of the orders that came from nowhere else are worked on in a day.
_OWN: Final = 6
_OPEN: Final = ("AWAITING_PROCESSING", "PROCESSING")
_PAID: Final = "PAID"
_REASONS: Final = ("Arrived broken", "Wrong size", "Changed mind", "")


class Merchant:
    """The owner. Each day differs; the days of two stores with one seed and equal orders are alike."""

    def __init__(self, orders: Table, seed: str) -> None:
        self._orders = orders
        self._random = Random(seed)  # noqa: S311 - choices for tests

    def day(self) -> MerchantDay:
        """Work through the open orders that came from elsewhere, and a few that did not.

        Of every four orders one is shipped and refunded in two equal parts, one shipped, one refunded wholly (and not
        shipped), one refunded in part and shipped; then the next four.
        """
        shipped: dict[str, str] = {}
        refunded: dict[str, Decimal] = {}
        for place, key in enumerate(self._chosen()):
            if place % 4 != 2:  # noqa: PLR2004 - see above
                self._ship(key, shipped)
            if place % 4 != 1:
                self._refund(key, place % 4, refunded)
        external = {key: self._external(key) for key in {**shipped, **refunded} if self._external(key)}
        return MerchantDay(shipped=shipped, refunded=refunded, external=external)

    def _chosen(self) -> list[str]:
        ready = [key for key, order in self._orders.rows.items() if _workable(order)]
        ready.sort(key=lambda key: (self._external(key) or key, key))
        foreign = [key for key in ready if self._external(key)]
        own = [key for key in ready if not self._external(key)]
        self._random.shuffle(foreign)
        self._random.shuffle(own)
        return foreign[: max(4, len(foreign) * 3 // 4)] + own[:_OWN]

    def _external(self, key: str) -> str:
        order = self._orders.rows[key]
        return str(order.get("externalOrderId") or order.get("externalOrderData", {}).get("externalOrderId") or "")

    def _ship(self, key: str, shipped: dict[str, str]) -> None:
        number = f"1Z{self._random.randrange(10**14):014d}"
        order = self._orders.rows[key]
        self._orders.put(key, {**order, "fulfillmentStatus": "SHIPPED", "trackingNumber": number})
        shipped[key] = number

    def _refund(self, key: str, kind: int, refunded: dict[str, Decimal]) -> None:
        order = self._orders.rows[key]
        left = order["total"] - order["refundedAmount"]
        amounts = {0: [_part(left, 4)] * 2, 2: [left]}.get(kind, [_part(left, 3)])
        entries = [amount for amount in amounts if amount > 0]
        if not entries:
            return
        after = refund(order, entries, at=self._orders.now(), reason=self._random.choice(_REASONS))
        self._orders.put(key, after)
        refunded[key] = after["refundedAmount"]


def refund(order: Json, amounts: list[Decimal], *, at: int, reason: str) -> Json:
    """The order after refunds, whose entries have no id (docs.ecwid.com, "Get order", ``refunds``).

    Args:
        order: It stays as it is.
        amounts: Each becomes an entry.
        at: UNIX seconds.
        reason: Of all of them.
    """
    entries = [{"date": moments.text(at), "source": "CP", "reason": reason, "amount": amount} for amount in amounts]
    total = order["refundedAmount"] + sum(amounts)
    status = "REFUNDED" if total >= order["total"] else "PARTIALLY_REFUNDED"
    refunds = [*order["refunds"], *entries]
    return {**order, "refunds": refunds, "refundedAmount": total, "paymentStatus": status}


def _workable(order: Json) -> bool:
    return (
        order["fulfillmentStatus"] in _OPEN
        and order["paymentStatus"] == _PAID
        and order["total"] > order["refundedAmount"]
    )


def _part(amount: Decimal, parts: int) -> Decimal:
    return (amount / parts).quantize(_CENT, rounding=ROUND_DOWN)
