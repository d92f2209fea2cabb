"""What was given back on one eBay order, and what is left.

A refund of the whole order stands in the order's payment summary with its status, one of lines with the lines and
without a status (developer.ebay.com, getOrder). Amounts leave out tax that eBay collected and returns by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, Self

import attrs
from syncspider import Money, total_of
from syncspider.errors import RecordError

from syncspider_ebay import wire
from syncspider_ebay.refusals import REFUND_UNDER_WAY

_FAILED: Final = "FAILED"
_PENDING: Final = "PENDING"


@attrs.frozen(kw_only=True)
class Entry:
    """One refund.

    Attributes:
        key: EBay's id of it.
        status: ``REFUNDED``, ``PENDING``, ``FAILED``, or empty where eBay tells none.
        amount: In the order's currency.
    """

    key: str
    status: str
    amount: Money

    def __str__(self) -> str:
        return f"refund {self.key} of {self.amount} {self.status}".rstrip()


@attrs.frozen(kw_only=True)
class Ledger:
    """The refunds of an order.

    Attributes:
        order: The order.
        total: What the buyer paid to the seller.
        entries: Its refunds, in eBay's order.
    """

    order: wire.Order
    total: Money
    entries: tuple[Entry, ...]

    @classmethod
    def of(cls, order: wire.Order) -> Self:
        """Read from an order.

        Raises:
            RecordError: An amount cannot be told in the order's currency.
        """
        total = order.pricing_summary.total
        if total is None:
            raise RecordError("eBay tells no total of the order.", path="pricingSummary.total")
        return cls(order=order, total=total, entries=tuple(_entries_of(order, total.currency)))

    @property
    def given(self) -> Money:
        """What was given back, with what is under way."""
        amounts = (entry.amount for entry in self.entries if entry.status != _FAILED)
        return total_of(amounts, self.total.currency)

    @property
    def latest(self) -> str | None:
        """The id of the last refund."""
        return self.entries[-1].key if self.entries else None

    def missing(self, wanted: Money) -> Money | None:
        """What has to be given back until it is as much as wanted; None where it is already.

        Raises:
            RecordError: It is in another currency, more than is left, or another refund is still being worked on.
        """
        if wanted.currency != self.total.currency:
            raise RecordError(
                f"The refund is in {wanted.currency}, and the order was paid in {self.total.currency}.", path="amount"
            )
        due = wanted - self.given
        if due.amount <= 0 or self.order.order_payment_status == "FULLY_REFUNDED":
            return None
        if any(entry.status == _PENDING for entry in self.entries):
            raise RecordError(
                "eBay is still working on an earlier refund of this order.",
                code=REFUND_UNDER_WAY,
                hint="Retry it once eBay has finished that one.",
            )
        left = self.total - self.given
        if due.amount > left.amount:
            raise RecordError(f"{due} are to be refunded, and of the order only {left} are left.", path="total")
        return due

    def snapshot(self) -> Mapping[str, Any]:
        """What is there, as JSON."""
        return {
            "refunds": {entry.key: {"status": entry.status, "amount": str(entry.amount)} for entry in self.entries},
            "given": str(self.given),
            "total": str(self.total),
        }

    def since(self, baseline: Mapping[str, Any]) -> tuple[Entry, ...]:
        """Refunds that a snapshot does not have and that have not failed."""
        known = baseline.get("refunds", {})
        return tuple(entry for entry in self.entries if entry.key not in known and entry.status != _FAILED)


def _entries_of(order: wire.Order, currency: str) -> Iterable[Entry]:
    amounts: dict[str, list[Money]] = {}
    status: dict[str, str] = {}
    whole = {refund.refund_id for refund in order.payment_summary.refunds}
    for refund in order.payment_summary.refunds:
        _note(refund, currency, amounts, status)
    for line in order.line_items:
        for refund in line.refunds:
            if refund.refund_id not in whole:
                _note(refund, currency, amounts, status)
    for key, parts in amounts.items():
        yield Entry(key=key, status=status[key], amount=total_of(parts, currency))


def _note(refund: wire.OrderRefund, currency: str, amounts: dict[str, list[Money]], status: dict[str, str]) -> None:
    if refund.refund_id is None or refund.amount is None:
        raise RecordError("eBay tells a refund of this order without its id or amount.", path="refunds")
    amounts.setdefault(refund.refund_id, []).append(refund.amount.money_in(currency, "refunds.amount"))
    status[refund.refund_id] = refund.refund_status or ""
