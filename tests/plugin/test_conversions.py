"""What an order tells of its refunds, its progress and its buyer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from syncspider import (
    Address,
    Customer,
    FulfillmentStatus,
    Money,
    Order,
    OrderStatus,
    PaymentStatus,
    Record,
    Refund,
    RefundLine,
    Route,
    Shipment,
    Skip,
    total_of,
)
from syncspider.errors import RecordError
from syncspider.plugin.conversions import CONVERSIONS, customer_of, order_status_of, refund_of

ROUTE = Route(source="shop", target="market")
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def euros(amount: str) -> Money:
    """Some money."""
    return Money(Decimal(amount), "EUR")


def an_order(**fields: Any) -> Record[Order]:
    """An order that came from the market."""
    known: dict[str, Any] = {
        "subtotal": euros("30"),
        "total": euros("30"),
        "external_reference": "M-1",
        "origin": "market",
        "created_at": NOON,
    }
    return Record(key="7", value=Order(**(known | fields)), version="v5")


def a_refund(amount: str, *lines: RefundLine, reason: str | None = None) -> Refund:
    """Money given back."""
    return Refund(amount=euros(amount), reason=reason, refunded_at=NOON, lines=lines)


def converted(outcome: Record[Any] | Skip) -> Any:
    """The value of what was not skipped."""
    assert isinstance(outcome, Record)
    return outcome.value


@pytest.mark.parametrize("convert", [refund_of, order_status_of])
@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"external_reference": None}, "not from elsewhere"),
        ({"external_reference": ""}, "not from elsewhere"),
        ({"origin": "bazaar"}, "placed elsewhere: bazaar"),
    ],
)
def test_an_order_of_no_concern_to_the_target_is_skipped(convert: Any, fields: dict[str, Any], reason: str) -> None:
    """An order that did not come from the target, or came from another place, is left alone for that reason."""
    outcome = convert(an_order(refunded=euros("5"), **fields), ROUTE)
    assert isinstance(outcome, Skip)
    assert reason in outcome.reason


@pytest.mark.parametrize("origin", [None, "market", "Market"])
def test_an_order_of_unknown_or_matching_origin_is_converted(origin: str | None) -> None:
    """Where the source does not tell the origin, the reference is enough."""
    assert converted(order_status_of(an_order(origin=origin), ROUTE)).order_reference == "M-1"


def test_all_refunds_of_an_order_are_one_record() -> None:
    """One refund with the sum under the order's own key, so that a target sends only what is missing."""
    lines = (RefundLine(line_key="a", amount=euros("2")), RefundLine(line_key="b", amount=euros("1")))
    refunds = (a_refund("3", *lines), a_refund("2", RefundLine(line_key="a", amount=euros("2")), reason="late"))
    outcome = refund_of(an_order(refunds=refunds), ROUTE)
    assert isinstance(outcome, Record)
    assert (outcome.key, outcome.version) == ("7", "v5")
    assert (outcome.value.amount, outcome.value.total, outcome.value.reason) == (euros("5"), euros("5"), "late")
    assert outcome.value.refunded_at == NOON
    assert [(line.line_key, line.amount) for line in outcome.value.lines] == [("a", euros("4")), ("b", euros("1"))]


def test_the_sum_that_the_source_tells_counts() -> None:
    """Where a source tells the sum itself, that is what was given back, listed or not."""
    assert converted(refund_of(an_order(refunded=euros("9"), refunds=(a_refund("4"),)), ROUTE)).total == euros("9")


@pytest.mark.parametrize("refunded", [None, euros("0"), euros("0.00")])
def test_an_order_without_refunds_is_skipped(refunded: Money | None) -> None:
    """Nothing was given back, so there is nothing to tell."""
    assert refund_of(an_order(refunded=refunded), ROUTE) == Skip("nothing was given back")


def test_refunds_in_two_currencies_cannot_be_summed() -> None:
    """They are a dead letter, never a wrong sum."""
    refunds = (a_refund("4"), attrs.evolve(a_refund("4"), amount=Money(Decimal(4), "USD")))
    with pytest.raises(RecordError, match="different currencies"):
        refund_of(an_order(refunds=refunds), ROUTE)


@given(st.lists(st.decimals("0.01", "9999", places=2), min_size=1, max_size=6))
def test_the_total_is_the_exact_sum(amounts: list[Decimal]) -> None:
    """Not a cent is lost between the refunds and their sum."""
    refunds = tuple(a_refund(str(amount)) for amount in amounts)
    value = converted(refund_of(an_order(refunds=refunds), ROUTE))
    assert value.total == total_of((refund.amount for refund in refunds), "EUR")


def test_the_progress_of_an_order_is_told() -> None:
    """Parcels and statuses, under the order's own key."""
    shipments = (Shipment(carrier="DHL", tracking_number="T1"),)
    order = an_order(
        payment_status=PaymentStatus.PAID,
        fulfillment_status=FulfillmentStatus.SHIPPED,
        shipments=shipments,
        updated_at=NOON,
    )
    outcome = order_status_of(order, ROUTE)
    assert outcome == Record(
        key="7",
        version="v5",
        value=OrderStatus(
            order_reference="M-1",
            payment_status=PaymentStatus.PAID,
            fulfillment_status=FulfillmentStatus.SHIPPED,
            shipments=shipments,
            updated_at=NOON,
        ),
    )


def test_all_orders_of_a_buyer_are_one_customer() -> None:
    """However the address is written, the key is the same, and it does not show the address."""
    outcomes = [customer_of(an_order(email=email), ROUTE) for email in ("Jane@example.com", " jane@EXAMPLE.com ")]
    keys = {outcome.key for outcome in outcomes if isinstance(outcome, Record)}
    assert len(keys) == 1
    assert "jane" not in keys.pop()
    assert converted(outcomes[1]).email == "jane@EXAMPLE.com"


def test_the_newest_order_of_a_buyer_counts() -> None:
    """The version is when the order was placed, in UTC, so that a touched old order changes no address."""
    east = timezone(timedelta(hours=9))
    older = customer_of(an_order(email="a@b.c", created_at=datetime(2026, 1, 1, 20, tzinfo=east)), ROUTE)
    newer = customer_of(an_order(email="a@b.c", created_at=NOON), ROUTE)
    assert isinstance(older, Record)
    assert isinstance(newer, Record)
    assert older.version < newer.version


def test_a_buyer_has_what_the_order_tells() -> None:
    """Names and addresses come from the order; what it does not tell is not supplied."""
    home = Address(name="Jane Doe", street=("Road 1",), country="DE", phone="1")
    work = Address(name="J. Doe", company="Doe Ltd", country="DE")
    value = converted(customer_of(an_order(email="a@b.c", billing_address=work, shipping_address=home), ROUTE))
    assert value == Customer(
        email="a@b.c", name="J. Doe", company="Doe Ltd", phone="1", billing_address=work, shipping_addresses=(home,)
    )
    bare = converted(customer_of(an_order(email="a@b.c", buyer="jane77"), ROUTE))
    assert bare == Customer(email="a@b.c", name="jane77")


@pytest.mark.parametrize("email", [None, "", "  "])
def test_an_order_without_address_of_its_buyer_is_skipped(email: str | None) -> None:
    """No customer can be known without one."""
    assert customer_of(an_order(email=email), ROUTE) == Skip("the order has no e-mail address")


@pytest.mark.parametrize("conversion", CONVERSIONS, ids=lambda way: way.target.title)
def test_conversions_declare_what_they_supply(conversion: Any) -> None:
    """Every field that a conversion can fill is declared, and is one of the entity's."""
    full = an_order(
        email="a@b.c",
        buyer="Jane",
        updated_at=NOON,
        billing_address=Address(name="J", company="C", phone="1"),
        shipping_address=Address(),
        shipments=(Shipment(),),
        refunds=(a_refund("1", RefundLine(amount=euros("1")), reason="x"),),
    )
    value = converted(conversion.convert(full, ROUTE))
    assert isinstance(value, conversion.target)
    filled = {
        field.name for field in attrs.fields(conversion.target) if getattr(value, field.name) not in (None, (), {})
    }
    assert filled == conversion.supplies
