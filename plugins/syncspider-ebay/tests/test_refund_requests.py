"""The body of a refund."""

from __future__ import annotations

from decimal import Decimal

import pytest
from syncspider import Money, Refund, RefundLine
from syncspider_ebay import wire
from syncspider_ebay.refund_requests import reason_of, request_of


def usd(text: str) -> Money:
    """An amount."""
    return Money(Decimal(text), "USD")


def order_of(total: str, refunds: list[tuple[str, str]]) -> wire.Order:
    """An order with two lines and refunds of it, amount and status."""
    rows = [
        {"refundId": str(number), "refundStatus": status, "amount": {"value": value, "currency": "USD"}}
        for number, (value, status) in enumerate(refunds)
    ]
    return wire.structured(
        {
            "orderId": "1",
            "lineItems": [
                {"lineItemId": key, "sku": sku, "quantity": 1, "lineItemCost": {"value": "9", "currency": "USD"}}
                for key, sku in (("101", "A"), ("102", "B"))
            ],
            "pricingSummary": {"total": {"value": total, "currency": "USD"}},
            "paymentSummary": {"refunds": rows},
        },
        wire.Order,
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (None, "OTHER_ADJUSTMENT"),
        ("goodwill", "OTHER_ADJUSTMENT"),
        ("BUYER_RETURN", "BUYER_RETURN"),
        ("Item not received", "ITEM_NOT_RECEIVED"),
        ("Returned: defective zip", "ITEM_NOT_AS_DESCRIBED"),
        ("Customer returned it", "BUYER_RETURN"),
        ("Cancelled by customer", "BUYER_CANCEL"),
        ("cancelled, out of stock", "SELLER_CANCEL"),
        ("Shipping was too dear", "SHIPPING_DISCOUNT"),
    ],
)
def test_reasons(text: str | None, reason: str) -> None:
    """The words of a shop become one of eBay's reasons."""
    assert reason_of(text) == reason


def test_long_reasons_are_shortened() -> None:
    """EBay takes a comment of a hundred characters."""
    body = request_of(Refund(amount=usd("1"), reason="x " * 90), usd("1"), order_of("5.0", []))

    assert len(body["comment"]) == 100
    assert body["comment"].endswith("...")


LINES = (RefundLine(line_key="101", amount=usd("2")), RefundLine(sku="B", amount=usd("3")))


def test_lines_that_make_up_the_amount() -> None:
    """A refund whose lines are lines of the order, and add up to what is due, goes to these lines."""
    body = request_of(Refund(amount=usd("5"), lines=LINES), usd("5"), order_of("50.0", []))

    assert [(item["lineItemId"], item["refundAmount"]["value"]) for item in body["refundItems"]] == [
        ("101", "2.00"),
        ("102", "3.00"),
    ]
    assert "orderLevelRefundAmount" not in body


@pytest.mark.parametrize(
    "lines",
    [
        (),
        LINES[:1],
        (*LINES, RefundLine(line_key="103", amount=usd("0"))),
        (RefundLine(line_key="101", amount=usd("2")), RefundLine(sku="A", amount=usd("3"))),
        (RefundLine(line_key="101", amount=Money(Decimal(5), "EUR")),),
    ],
)
def test_lines_that_do_not_fit(lines: tuple[RefundLine, ...]) -> None:
    """Lines that are unknown, named twice or add up to something else: the whole order is refunded by what is due."""
    body = request_of(Refund(amount=usd("5"), lines=lines), usd("5"), order_of("50.0", []))

    assert body["orderLevelRefundAmount"] == {"value": "5.00", "currency": "USD"}
    assert "refundItems" not in body
