"""EBay's orders in our words."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syncspider import FulfillmentStatus, Money, Order, PaymentStatus, Quantity
from syncspider.errors import RecordError
from syncspider_ebay.order_records import record_of


def usd(text: str) -> dict[str, str]:
    """An amount of eBay's."""
    return {"value": text, "currency": "USD"}


CONTACT = {
    "fullName": "Jane Doe",
    "contactAddress": {
        "addressLine1": "1 Main St",
        "addressLine2": "Apt 4",
        "city": "San Jose",
        "stateOrProvince": "CA",
        "postalCode": "95125",
        "countryCode": "US",
    },
    "primaryPhone": {"phoneNumber": "4085550100"},
    "email": "0a1b2c@members.ebay.com",
}


def lines() -> list[dict[str, Any]]:
    """Two lines, as eBay sends them."""
    return [
        {
            "lineItemId": "101",
            "legacyItemId": "110551234567",
            "legacyVariationId": "410099887766",
            "sku": "TSHIRT-BLU-M",
            "title": "Cotton T-Shirt, blue",
            "variationAspects": [{"name": "Size", "value": "M"}],
            "lineItemCost": usd("59.98"),
            "discountedLineItemCost": usd("54.98"),
            "quantity": 2,
            "taxes": [{"amount": usd("0.5")}, {"amount": usd("0.53")}],
            "ebayCollectAndRemitTaxes": [{"taxType": "STATE_SALES_TAX", "amount": usd("5.14")}],
        },
        {"lineItemId": "102", "legacyItemId": "110551230000", "lineItemCost": usd("9.99"), "quantity": 1},
    ]


def order(**changes: Any) -> dict[str, Any]:
    """An order with two lines, as eBay sends it."""
    given: dict[str, Any] = {
        "orderId": "12-34567-89012",
        "legacyOrderId": "12-34567-89012",
        "creationDate": "2026-11-20T14:03:27.000Z",
        "lastModifiedDate": "2026-11-20T14:05:11.250Z",
        "orderFulfillmentStatus": "NOT_STARTED",
        "orderPaymentStatus": "PAID",
        "buyer": {"username": "jane_d_77", "buyerRegistrationAddress": CONTACT},
        "buyerCheckoutNotes": "Ring twice",
        "pricingSummary": {
            "priceSubtotal": usd("69.97"),
            "priceDiscount": usd("-5.0"),
            "deliveryCost": usd("7.5"),
            "deliveryDiscount": usd("-1.5"),
            "tax": usd("1.03"),
            "total": usd("72.0"),
        },
        "cancelStatus": {"cancelState": "NONE_REQUESTED", "cancelRequests": []},
        "paymentSummary": {
            "totalDueSeller": usd("54.02"),
            "refunds": [],
            "payments": [
                {
                    "paymentMethod": "EBAY",
                    "paymentReferenceId": "1234567890",
                    "paymentDate": "2026-11-20T14:03:26.511Z",
                    "amount": usd("54.02"),
                    "paymentStatus": "PAID",
                }
            ],
        },
        "fulfillmentStartInstructions": [
            {"shippingStep": {"shipTo": CONTACT, "shippingServiceCode": "USPSPriority"}},
        ],
        "lineItems": lines(),
        "ebayCollectAndRemitTax": True,
    }
    return {**given, **changes}


def value_of(**changes: Any) -> Order:
    """The order in our words."""
    return record_of(order(**changes)).value


def test_whole_order() -> None:
    """Everything that has a field stands in it, and the rest stays readable by eBay's names."""
    record = record_of(order())

    value = record.value
    assert (record.key, record.version) == ("12-34567-89012", "2026-11-20T14:05:11.250Z")
    assert value.number == "12-34567-89012"
    assert value.created_at == datetime(2026, 11, 20, 14, 3, 27, tzinfo=UTC)
    assert (value.email, value.buyer, value.note) == ("0a1b2c@members.ebay.com", "jane_d_77", "Ring twice")
    assert (value.payment_status, value.fulfillment_status) == (PaymentStatus.PAID, FulfillmentStatus.OPEN)
    first, second = value.lines
    assert (first.key, first.sku, first.quantity) == ("101", "TSHIRT-BLU-M", Quantity(Decimal(2)))
    assert (first.unit_price, first.tax) == (Money(Decimal("29.99"), "USD"), Money(Decimal("1.03"), "USD"))
    assert first.options == {"Size": "M"}
    assert (second.sku, second.name) == (None, "110551230000")
    assert value.billing_address is not None
    assert value.shipping_address == value.billing_address
    assert value.shipping_address.street == ("1 Main St", "Apt 4")
    assert value.shipping_address.phone == "4085550100"
    assert value.shipping_method == "USPSPriority"
    assert [(payment.key, payment.method) for payment in value.payments] == [("1234567890", "EBAY")]
    assert value.refunded is None


def test_parts_add_up_to_the_total() -> None:
    """Lines, shipping and tax less what is taken off are what the buyer pays to the seller."""
    value = value_of()

    assert value.shipping is not None
    assert value.discount is not None
    assert value.tax is not None
    assert value.discount == Money(Decimal("6.5"), "USD")
    assert value.subtotal + value.shipping + value.tax - value.discount == value.total


def test_lines_without_sku_stay_findable() -> None:
    """The listing of a line, and the tax that eBay collects itself, are in extra."""
    first, second = value_of().extra["lineItems"]

    assert (first["legacyItemId"], first["legacyVariationId"]) == ("110551234567", "410099887766")
    assert second == {"lineItemId": "102", "legacyItemId": "110551230000"}
    assert first["ebayCollectAndRemitTaxes"][0]["amount"]["value"] == "5.14"


@pytest.mark.parametrize(
    ("changes", "payment", "fulfillment"),
    [
        ({"orderFulfillmentStatus": "FULFILLED"}, PaymentStatus.PAID, FulfillmentStatus.SHIPPED),
        ({"orderFulfillmentStatus": "IN_PROGRESS"}, PaymentStatus.PAID, FulfillmentStatus.IN_PROGRESS),
        ({"orderPaymentStatus": "FULLY_REFUNDED"}, PaymentStatus.REFUNDED, FulfillmentStatus.OPEN),
        ({"orderPaymentStatus": "PARTIALLY_REFUNDED"}, PaymentStatus.PARTIALLY_REFUNDED, FulfillmentStatus.OPEN),
        ({"orderPaymentStatus": "NEW_WORD"}, PaymentStatus.OTHER, FulfillmentStatus.OPEN),
        ({"orderFulfillmentStatus": None}, PaymentStatus.PAID, FulfillmentStatus.OTHER),
        ({"cancelStatus": {"cancelState": "CANCELED"}}, PaymentStatus.PAID, FulfillmentStatus.CANCELLED),
        (
            {"cancelStatus": {"cancelState": "CANCELED"}, "orderPaymentStatus": "PENDING"},
            PaymentStatus.CANCELLED,
            FulfillmentStatus.CANCELLED,
        ),
    ],
)
def test_statuses(changes: dict[str, Any], payment: PaymentStatus, fulfillment: FulfillmentStatus) -> None:
    """EBay's words, those of tomorrow among them, become ours."""
    value = value_of(**changes)

    assert (value.payment_status, value.fulfillment_status) == (payment, fulfillment)


def test_refunds_add_up() -> None:
    """Refunds come in the order in which they were made, each with the total so far; those not carried out are left."""
    refunds = [
        {"refundId": "3", "refundDate": "2026-11-23T00:00:00.000Z", "refundStatus": "REFUNDED", "amount": usd("2.50")},
        {"refundId": "1", "refundDate": "2026-11-21T00:00:00.000Z", "refundStatus": "REFUNDED", "amount": usd("1.0")},
        {"refundId": "4", "refundStatus": "PENDING", "amount": usd("30")},
        {"refundId": "5", "refundStatus": "FAILED", "amount": usd("40")},
    ]
    lines = order()["lineItems"]
    lines[0]["refunds"] = [
        {"refundId": "2", "refundDate": "2026-11-22T00:00:00.000Z", "amount": usd("3")},
        {"refundId": "1", "refundDate": "2026-11-21T00:00:00.000Z", "amount": usd("1.0")},
    ]
    lines[1]["refunds"] = [{"refundId": "2", "refundDate": "2026-11-22T00:00:00.000Z", "amount": usd("4")}]

    value = value_of(paymentSummary={"refunds": refunds}, lineItems=lines)

    assert [refund.extra["refundId"] for refund in value.refunds] == ["1", "2", "3"]
    assert [str(refund.total) for refund in value.refunds] == ["1.0 USD", "8.0 USD", "10.50 USD"]
    assert [line.line_key for line in value.refunds[1].lines] == ["101", "102"]
    assert {refund.order_reference for refund in value.refunds} == {"12-34567-89012"}
    assert value.refunded == Money(Decimal("10.5"), "USD")


def test_converted_amounts_are_never_mixed() -> None:
    """A value goes with its own currency; the one before conversion stays out of it."""
    total = {"value": "72.0", "currency": "EUR", "convertedFromValue": "61.2", "convertedFromCurrency": "GBP"}
    paid = {"value": "61.2", "currency": "GBP", "convertedFromValue": "72.0", "convertedFromCurrency": "EUR"}
    line = {"lineItemId": "1", "quantity": 1, "lineItemCost": total}

    value = value_of(pricingSummary={"total": total}, paymentSummary={"payments": [{"amount": paid}]}, lineItems=[line])

    assert value.total == value.subtotal == Money(Decimal("72.0"), "EUR")
    assert value.payments[0].amount == Money(Decimal("61.2"), "GBP")


def test_expired_personal_data() -> None:
    """An order whose buyer's data eBay has deleted is still an order."""
    value = value_of(
        buyer={"username": "jane"}, fulfillmentStartInstructions=[{"shippingStep": {"shipTo": {"primaryPhone": {}}}}]
    )

    assert (value.email, value.billing_address, value.shipping_address) == (None, None, None)


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"orderId": None}, "orderId"),
        ({"pricingSummary": {}}, "pricingSummary.total"),
        ({"pricingSummary": {"total": {"value": "1e3", "currency": "USD"}}}, "pricingSummary.total"),
        ({"pricingSummary": {"total": {"value": "5", "currency": "dollars"}}}, "pricingSummary.total"),
        ({"pricingSummary": {"total": {"value": 5, "currency": "USD"}}}, "pricingSummary.total.value"),
        ({"lineItems": [{"lineItemId": "1", "quantity": 0, "lineItemCost": usd("1")}]}, "lineItems[0].quantity"),
        ({"creationDate": "2026-11-20T14:03:27"}, "creationDate"),
    ],
)
def test_what_cannot_be_understood_is_named(changes: dict[str, Any], path: str) -> None:
    """A wrong field is told by its place, never guessed at."""
    with pytest.raises(RecordError) as caught:
        record_of(order(**changes))

    assert caught.value.path == path


@given(
    st.decimals(min_value=0, max_value=10**9, places=2, allow_nan=False),
    st.integers(min_value=1, max_value=40),
    st.sampled_from(["", "0"]),
)
def test_amounts_keep_their_text(unit: Decimal, quantity: int, more: str) -> None:
    """The total is what eBay wrote, digit by digit, and the price of one times the quantity is what eBay wrote."""
    cost = unit * quantity
    line = {"lineItemId": "1", "quantity": quantity, "lineItemCost": usd(f"{cost}")}

    value = value_of(lineItems=[line], pricingSummary={"total": usd(f"{cost}{more}")})

    assert format(value.total.amount, "f") == f"{cost}{more}"
    assert value.lines[0].unit_price.amount * quantity == cost
