"""The body of a refund: how much, of what, and why (developer.ebay.com, IssueRefundRequest)."""

from __future__ import annotations

from typing import Any, Final

from syncspider import Money, Refund, RefundLine, total_of

from syncspider_ebay import wire
from syncspider_ebay.amounts import amount

Json = dict[str, Any]

_COMMENT: Final = 100
_REASONS: Final = (
    "BUYER_CANCEL",
    "SELLER_CANCEL",
    "ITEM_NOT_RECEIVED",
    "BUYER_RETURN",
    "ITEM_NOT_AS_DESCRIBED",
    "OTHER_ADJUSTMENT",
    "SHIPPING_DISCOUNT",
)
_OTHER: Final = "OTHER_ADJUSTMENT"
#: Words that tell a reason, the more telling first.
_WORDS: Final = (
    ("not received", "ITEM_NOT_RECEIVED"),
    ("never arrived", "ITEM_NOT_RECEIVED"),
    ("lost", "ITEM_NOT_RECEIVED"),
    ("not as described", "ITEM_NOT_AS_DESCRIBED"),
    ("damaged", "ITEM_NOT_AS_DESCRIBED"),
    ("defect", "ITEM_NOT_AS_DESCRIBED"),
    ("broken", "ITEM_NOT_AS_DESCRIBED"),
    ("wrong item", "ITEM_NOT_AS_DESCRIBED"),
    ("return", "BUYER_RETURN"),
    ("out of stock", "SELLER_CANCEL"),
    ("seller cancel", "SELLER_CANCEL"),
    ("cancel", "BUYER_CANCEL"),
    ("changed their mind", "BUYER_CANCEL"),
    ("changed my mind", "BUYER_CANCEL"),
    ("shipping", "SHIPPING_DISCOUNT"),
    ("delivery cost", "SHIPPING_DISCOUNT"),
)


def request_of(refund: Refund, due: Money, order: wire.Order) -> Json:
    """The body that gives back what is due.

    Of lines where the source tells them, they make up what is due, and the order has them all; else of the whole order:
    eBay takes one or the other.
    """
    comment = " ".join((refund.reason or "").split())
    body: Json = {"reasonForRefund": reason_of(refund.reason)}
    if comment:
        body["comment"] = comment if len(comment) <= _COMMENT else comment[: _COMMENT - 3] + "..."
    items = _items_of(refund.lines, due, order)
    return {**body, "refundItems": items} if items else {**body, "orderLevelRefundAmount": amount(due)}


def reason_of(text: str | None) -> str:
    """EBay's word for a reason; an adjustment where the text does not tell."""
    word = (text or "").strip().upper().replace(" ", "_")
    if word in _REASONS:
        return word
    plain = (text or "").lower()
    return next((reason for sign, reason in _WORDS if sign in plain), _OTHER)


def _items_of(lines: tuple[RefundLine, ...], due: Money, order: wire.Order) -> list[Json]:
    if not lines or any(line.amount.currency != due.currency or line.amount.amount <= 0 for line in lines):
        return []
    keys = [_key_of(line, order) for line in lines]
    if None in keys or len(set(keys)) < len(keys) or total_of((line.amount for line in lines), due.currency) != due:
        return []
    return [{"lineItemId": key, "refundAmount": amount(line.amount)} for key, line in zip(keys, lines, strict=True)]


def _key_of(line: RefundLine, order: wire.Order) -> str | None:
    """The one line of the order that is meant, or None."""
    by_key = [item.line_item_id for item in order.line_items if item.line_item_id == line.line_key]
    by_sku = [item.line_item_id for item in order.line_items if line.sku and item.sku == line.sku]
    found = by_key or by_sku
    return found[0] if len(found) == 1 else None
