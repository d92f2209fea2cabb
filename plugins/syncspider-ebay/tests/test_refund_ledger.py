"""What was given back on an order, and what is left."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syncspider import Money
from syncspider.errors import RecordError
from syncspider_ebay import wire
from syncspider_ebay.refund_ledger import Ledger


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


@given(
    st.lists(st.integers(min_value=1, max_value=10_000), max_size=6),
    st.lists(st.sampled_from(["REFUNDED", "FAILED"]), min_size=6, max_size=6),
    st.integers(min_value=0, max_value=60_000),
)
def test_never_more_than_wanted_nor_than_was_paid(cents: list[int], statuses: list[str], wanted: int) -> None:
    """Whatever was given back before, what is sent brings it to the total wanted, and never beyond the order."""
    refunds = [(f"{cent / Decimal(100):.2f}", status) for cent, status in zip(cents, statuses, strict=False)]
    ledger = Ledger.of(order_of("600.00", refunds))
    goal = Money(Decimal(wanted).scaleb(-2), "USD")

    due = ledger.missing(goal)

    given_back = sum((Decimal(value) for value, status in refunds if status == "REFUNDED"), Decimal(0))
    if due is None:
        assert given_back >= goal.amount
    else:
        assert due.amount > 0
        assert given_back + due.amount == goal.amount <= Decimal(600)


def test_amount_before_conversion_counts() -> None:
    """Where eBay tells refunds in the seller's money, the order's money before conversion is what counts."""
    row = {
        "refundId": "1",
        "refundStatus": "REFUNDED",
        "amount": {"value": "8.5", "currency": "GBP", "convertedFromValue": "10.0", "convertedFromCurrency": "USD"},
    }
    raw = {
        "orderId": "1",
        "lineItems": [],
        "pricingSummary": {"total": {"value": "50.0", "currency": "USD"}},
        "paymentSummary": {"refunds": [row]},
    }

    assert Ledger.of(wire.structured(raw, wire.Order)).missing(usd("12.5")) == usd("2.5")
    row["amount"] = {"value": "8.5", "currency": "GBP"}
    with pytest.raises(RecordError, match="USD"):
        Ledger.of(wire.structured(raw, wire.Order))
