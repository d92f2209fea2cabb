"""Orders through served stores: read, create with a marker, change, and leave alone."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import attrs
import pytest
from syncspider import (
    Address,
    FulfillmentStatus,
    Match,
    Money,
    Order,
    OrderLine,
    Payment,
    PaymentStatus,
    Quantity,
    Result,
    Shipment,
)
from syncspider_ecwid.orders import OrderSource, OrderTarget

#: What a created order cannot have of the one that it was made from: Ecwid gives numbers and times, takes no refunds,
#: and calls the buyer by the name in the billing address.
_OWN = {"extra", "number", "updated_at", "refunds", "refunded"}
#: A status without a word at Ecwid becomes the one that promises least.
_VAGUE = {"payment_status", "payments", "fulfillment_status"}

HOME = Address(name="Zoë Żak", street=("1 Main St", "Flat 2"), city="San Jose", region="CA", country="US")


def usd(text: str) -> Money:
    """An amount in the sandbox's currency."""
    return Money(Decimal(text), "USD")


def line(**fields: Any) -> OrderLine:
    """Two mugs with their tax."""
    given: dict[str, Any] = {
        "sku": "MUG",
        "name": "Mug",
        "quantity": Quantity(Decimal(2)),
        "unit_price": usd("10.00"),
        "discount": usd("1.00"),
        "tax": usd("1.50"),
        "options": {"Colour": "Blue"},
    }
    return OrderLine(**{**given, **fields})


def order(**fields: Any) -> Order:
    """An order from elsewhere with everything that Ecwid can hold."""
    given: dict[str, Any] = {
        "number": "12-34567-89012",
        "external_reference": "12-34567-89012",
        "origin": "ebay",
        "created_at": datetime(2026, 11, 1, 12, 0, 5, tzinfo=UTC),
        "payment_status": PaymentStatus.PAID,
        "fulfillment_status": FulfillmentStatus.OPEN,
        "email": "zoe@example.com",
        "buyer": "Zoë Żak",
        "lines": (line(),),
        "subtotal": usd("20.00"),
        "shipping": usd("4.99"),
        "discount": usd("1.00"),
        "tax": usd("1.50"),
        "total": usd("25.49"),
        "payments": (Payment(key="P1", method="Card", amount=usd("25.49"), status=PaymentStatus.PAID),),
        "shipments": (Shipment(carrier="UPS", tracking_number="1Z1"),),
        "billing_address": HOME,
        "shipping_address": attrs.evolve(HOME, city="Leeds", country="GB"),
        "shipping_method": "Ground",
        "note": "Ring twice",
    }
    return Order(**{**given, **fields})


def differing(one: Order, other: Order) -> set[str]:
    """The fields in which two orders differ; an article's key is the store's own."""

    def plain(value: Order) -> Order:
        return attrs.evolve(value, lines=tuple(attrs.evolve(entry, key=None) for entry in value.lines))

    one, other = plain(one), plain(other)
    return {name for name in attrs.fields_dict(Order) if getattr(one, name) != getattr(other, name)} - _OWN


def test_every_order_is_read_once(full: Any) -> None:
    """All orders of a store are read, each once and with every field that the source says it supplies."""
    records = full.records(OrderSource)
    assert sorted(record.key for record in records) == sorted(full.held("Orders"))
    supplied = {name for record in records for name in attrs.fields_dict(Order) if getattr(record.value, name)}
    assert supplied | {"external_reference", "origin"} == OrderSource.supplies | {"extra"}


def test_sums_of_read_orders_add_up(full: Any) -> None:
    """Lines, shipping, tax on top and discount make up the total of every order, as Ecwid has it."""
    for record in full.records(OrderSource):
        value, raw = record.value, full.held("Orders")[record.key]
        lines = sum((entry.unit_price.amount * entry.quantity.value for entry in value.lines), Decimal(0))
        tax = Decimal(0) if raw["pricesIncludeTax"] else value.tax.amount
        assert lines == value.subtotal.amount
        assert lines + value.shipping.amount + tax - value.discount.amount == value.total.amount == raw["total"]


def test_created_order_reads_back_the_same(full: Any, shop: Any) -> None:
    """What a second store is given is read from it again field by field, apart from what an order cannot bring."""
    for record in full.records(OrderSource):
        outcome = shop.create(OrderTarget, record.value, record.key)
        assert (outcome.result, outcome.created) == (Result.APPLIED, True)
        back = shop.fetched(OrderSource, outcome.target_key)
        vague = PaymentStatus.OTHER is record.value.payment_status
        vague = vague or FulfillmentStatus.OTHER is record.value.fulfillment_status
        assert back.external_reference == record.key
        assert differing(back, record.value) - {"external_reference"} <= (_VAGUE if vague else set())
    assert shop.sandbox.ignored == set()


def test_second_pass_writes_nothing(full: Any, shop: Any) -> None:
    """A to B and back to A: neither the repetition nor the way back writes anything but the reference."""
    keys = {}
    for record in full.records(OrderSource):
        keys[record.key] = shop.create(OrderTarget, record.value, record.key).target_key
        assert shop.update(OrderTarget, record.value, keys[record.key]).result is Result.UNCHANGED
    back = {theirs: ours for ours, theirs in keys.items()}
    fields = OrderTarget.accepts - {"external_reference", "origin", "payment_status", "fulfillment_status"}
    for record in shop.records(OrderSource):
        assert full.update(OrderTarget, record.value, back[record.key], *fields).result is Result.UNCHANGED
    assert full.writes() == []


def test_every_field_is_written(shop: Any) -> None:
    """Every field that the target accepts reaches Ecwid and is read back."""
    assert {name for name in attrs.fields_dict(Order) if getattr(order(), name)} == (
        OrderTarget.accepts | {"number", "buyer"}
    )
    outcome = shop.create(OrderTarget, order())
    assert outcome.note == ""
    assert differing(shop.fetched(OrderSource, outcome.target_key), order()) == set()


def test_created_order_carries_marker_and_reference(shop: Any) -> None:
    """The marker stands where a search finds it, the source's key as the external one, and nobody gets an e-mail."""
    key = shop.create(OrderTarget, order(external_reference=None, origin=None), "ebay-1").target_key
    (request,) = shop.writes()
    body = json.loads(request.body)
    assert body["disableAllCustomerNotifications"] is True
    held = shop.held("Orders")[key]
    assert (held["externalOrderId"], held["externalFulfillment"]) == ("ebay-1", True)
    found = shop.find(OrderTarget, order(), "ebay-1")
    assert (found.match, found.target_key) == (Match.ONE, key)
    assert held["refererId"] in found.evidence
    assert shop.find(OrderTarget, order(), "ebay-2").match is Match.NONE


def test_two_orders_with_one_marker_are_many(shop: Any) -> None:
    """Two orders with one marker are told as many, never one of them taken."""
    shop.create(OrderTarget, order(), "ebay-1")
    shop.create(OrderTarget, order(), "ebay-1")
    assert shop.find(OrderTarget, order(), "ebay-1").match is Match.MANY


def test_order_of_the_store_itself_has_no_reference(full: Any) -> None:
    """An order that was placed at the store refers to nothing elsewhere."""
    assert {record.value.external_reference for record in full.records(OrderSource)} == {None}


def test_origin_is_what_ecwid_tells(shop: Any) -> None:
    """An order that Ecwid fetched from eBay itself tells eBay's key; a channel that is no name is left out."""
    base = {"subtotal": 1, "total": 1, "email": "a@example.com", "paymentStatus": "PAID"}
    exported = shop.post("/orders", {**base, "ebayId": "11-1"})["orderid"]
    named = {"externalFulfillment": True, "externalOrderId": "5"}
    other = shop.post("/orders", {**base, **named, "externalOrderData": {"refererChannel": "Some Shop!"}})["orderid"]
    value = shop.fetched(OrderSource, exported)
    assert (value.external_reference, value.origin) == ("11-1", "ebay")
    value = shop.fetched(OrderSource, other)
    assert (value.external_reference, value.origin) == ("5", None)


@pytest.mark.parametrize(
    ("field", "value", "body"),
    [
        ("payment_status", PaymentStatus.REFUNDED, {"paymentStatus": "REFUNDED"}),
        ("fulfillment_status", FulfillmentStatus.SHIPPED, {"fulfillmentStatus": "SHIPPED"}),
        ("shipments", (Shipment(carrier="UPS", tracking_number="1Z2"),), {"trackingNumber": "1Z2"}),
        ("note", "Do not ring", {"orderComments": "Do not ring"}),
        ("email", "z@example.com", {"email": "z@example.com"}),
        ("total", usd("26"), {"total": "26.00"}),
        ("tax", usd("2"), {"tax": "2.00"}),
        ("discount", usd("2"), {"discount": "2.00"}),
        ("subtotal", usd("21"), {"subtotal": "21.00"}),
        ("created_at", datetime(2026, 11, 2, tzinfo=UTC), {"createDate": "2026-11-02 00:00:00 +0000"}),
        ("payments", (Payment(key="P2", method="Card"),), {"externalTransactionId": "P2"}),
    ],
)
def test_update_sends_only_what_differs(shop: Any, field: str, value: object, body: dict[str, object]) -> None:
    """An update of one field is one PUT with that field alone."""
    key = shop.create(OrderTarget, order()).target_key
    done = len(shop.writes())
    assert shop.update(OrderTarget, order(**{field: value}), key, field).result is Result.APPLIED
    (request,) = shop.writes()[done:]
    assert json.loads(request.body, parse_float=str) == body
    assert shop.update(OrderTarget, order(**{field: value}), key, field).result is Result.UNCHANGED


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("shipping", usd("6")),
        ("shipping_method", "Air"),
        ("billing_address", attrs.evolve(HOME, city="Paris")),
        ("shipping_address", attrs.evolve(HOME, street=("3 Low St",))),
    ],
)
def test_part_of_an_object_changes_alone(shop: Any, field: str, value: object) -> None:
    """A change inside an object that Ecwid replaces as a whole keeps the object's other parts."""
    key = shop.create(OrderTarget, order()).target_key
    assert shop.update(OrderTarget, order(**{field: value}), key, field).result is Result.APPLIED
    assert differing(shop.fetched(OrderSource, key), order(**{field: value})) == set()


def test_lines_are_replaced_only_when_they_changed(shop: Any) -> None:
    """A changed list of articles is sent as a whole; articles that stay keep their ids."""
    key = shop.create(OrderTarget, order()).target_key
    number = shop.fetched(OrderSource, key).lines[0].key
    lines = (line(quantity=Quantity(Decimal(3))), line(sku="CUP", name="Cup", discount=None))
    assert shop.update(OrderTarget, order(lines=lines), key, "note").result is Result.UNCHANGED
    assert shop.update(OrderTarget, order(lines=lines), key, "lines").result is Result.APPLIED
    back = shop.fetched(OrderSource, key)
    assert differing(back, order(lines=lines)) == set()
    assert back.lines[0].key == number


def test_adopted_order_keeps_what_somebody_did(shop: Any) -> None:
    """Where nothing is known of the last write, articles stay and a status never goes back; the user is told."""
    key = shop.create(OrderTarget, order(fulfillment_status=FulfillmentStatus.SHIPPED)).target_key
    outcome = shop.update(OrderTarget, order(lines=(line(sku="CUP"),)), key)
    assert outcome.result is Result.UNCHANGED
    assert "further at Ecwid" in outcome.note
    assert "articles" in outcome.note
    outcome = shop.update(OrderTarget, order(), key, "fulfillment_status")
    assert outcome.result is Result.APPLIED


def test_statuses_without_a_word_are_left_alone(shop: Any) -> None:
    """A status that Ecwid cannot say changes nothing; at a creation the cautious one is taken, and told."""
    vague = order(payment_status=PaymentStatus.OTHER, fulfillment_status=FulfillmentStatus.OTHER)
    key = shop.create(OrderTarget, order()).target_key
    assert shop.update(OrderTarget, vague, key, "payment_status", "fulfillment_status").result is Result.UNCHANGED
    outcome = shop.create(OrderTarget, vague, "s2")
    assert "payment status" in outcome.note
    assert shop.held("Orders")[outcome.target_key]["paymentStatus"] == "AWAITING_PAYMENT"


def test_order_without_email_needs_the_option(shop: Any) -> None:
    """An order without an e-mail address is rejected with advice, and taken with the task's default address."""
    outcome = shop.create(OrderTarget, order(email=None))
    assert (outcome.result, outcome.error.path) == (Result.REJECTED, "email")
    assert "default_email" in outcome.error.hint
    assert shop.writes() == []
    outcome = shop.create(OrderTarget, order(email=None), default_email="orders@example.com")
    assert shop.held("Orders")[outcome.target_key]["email"] == "orders@example.com"


@pytest.mark.parametrize("name", ["subtotal", "total", "tax", "discount", "shipping"])
def test_foreign_currency_is_not_sent(shop: Any, name: str) -> None:
    """An amount in another currency than the store's rejects the order, naming both; nothing is sent."""
    outcome = shop.create(OrderTarget, order(**{name: Money(Decimal(1), "EUR")}))
    assert (outcome.result, outcome.error.path) == (Result.REJECTED, name)
    assert "EUR" in outcome.error.message
    assert "USD" in outcome.error.message
    assert shop.writes() == []


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"unit_price": Money(Decimal(1), "EUR")}, "lines[0].unit_price"),
        ({"tax": Money(Decimal(1), "EUR")}, "lines[0].tax"),
        ({"discount": Money(Decimal(1), "EUR")}, "lines[0].discount"),
        ({"quantity": Quantity(Decimal("0.5"))}, "quantity"),
    ],
)
def test_line_that_ecwid_cannot_hold_is_not_sent(shop: Any, fields: dict[str, object], path: str) -> None:
    """A line that cannot be written rejects the order with the field's name; nothing is sent."""
    outcome = shop.create(OrderTarget, order(lines=(line(**fields),)))
    assert (outcome.result, outcome.error.path) == (Result.REJECTED, path)
    assert shop.writes() == []


def test_tax_inside_the_price_is_said(shop: Any) -> None:
    """Whether prices contain the tax follows from the sums, and is said of the order and of each tax line."""
    inside = order(total=usd("23.99"))
    outside = order()
    neither = order(total=usd("99.00"))
    for key, value, included in (("a", inside, True), ("b", outside, False), ("c", neither, False)):
        outcome = shop.create(OrderTarget, value, key)
        held = shop.held("Orders")[outcome.target_key]
        assert held["pricesIncludeTax"] is included
        assert held["items"][0]["taxes"][0]["includeInPrice"] is included
        assert ("do not add up" in outcome.note) is (key == "c")
        assert held["total"] == value.total.amount


def test_missing_target_is_rejected(shop: Any) -> None:
    """An update of an order that somebody deleted at Ecwid is rejected."""
    outcome = shop.update(OrderTarget, order(), "NONE")
    assert (outcome.result, outcome.error.code) == (Result.REJECTED, "ORDER_NOT_FOUND")
    assert OrderSource(shop.api, {}).fetch("NONE") is None


def test_refunds_are_cumulative(full: Any) -> None:
    """Refunds by hand are read one by one with the total up to each, and the order's own total beside them."""
    day = full.sandbox.merchant_day()
    assert day.refunded
    for key, total in day.refunded.items():
        value = full.fetched(OrderSource, key)
        assert value.refunded == Money(total, "USD")
        assert value.refunds[-1].total == value.refunded
        assert sum((refund.amount.amount for refund in value.refunds), Decimal(0)) == total
    for key, number in day.shipped.items():
        value = full.fetched(OrderSource, key)
        assert [parcel.tracking_number for parcel in value.shipments] == [number]
        assert value.fulfillment_status is FulfillmentStatus.SHIPPED


def test_requires_is_true(shop: Any) -> None:
    """What the target says it requires is enough."""
    assert OrderTarget.requires == {"email", "subtotal", "total"}
    bare = Order(email="a@example.com", subtotal=usd("1"), total=usd("1"))
    assert shop.create(OrderTarget, bare).result is Result.APPLIED


def test_match_keys_tell_orders_apart() -> None:
    """The match key is the number; an order without any still has one of its own."""
    target = OrderTarget(None, {})
    assert target.key_of(order()) == "12-34567-89012"
    nameless = order(number=None, external_reference=None)
    assert target.key_of(nameless) != target.key_of(attrs.evolve(nameless, total=usd("1")))
