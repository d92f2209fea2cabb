"""Parcels told to eBay."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import attrs
import pytest
from syncspider import (
    Change,
    Found,
    FulfillmentStatus,
    Match,
    Operation,
    OrderStatus,
    Outcome,
    Quantity,
    Result,
    Shipment,
    ShipmentLine,
)
from syncspider.errors import RecordError
from syncspider.sandbox import Response
from syncspider_ebay.carriers import carrier_code
from syncspider_ebay.client import Api
from syncspider_ebay.order_statuses import OrderStatuses

Open = Callable[..., Api]
PARCEL = Shipment(carrier="Royal Mail", tracking_number="AB 123-456/7 GB")


@attrs.frozen
class Desk:
    """The target and one order that nothing was sent of, with two lines that have SKUs."""

    target: OrderStatuses
    shop: Any
    order: dict[str, Any]

    @property
    def key(self) -> str:
        """EBay's id of the order."""
        return str(self.order["orderId"])

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Its lines."""
        return list(self.order["lineItems"])

    def change(
        self, *shipments: Shipment, status: FulfillmentStatus = FulfillmentStatus.SHIPPED
    ) -> Change[OrderStatus]:
        """How far the order has come."""
        value = OrderStatus(order_reference=self.key, fulfillment_status=status, shipments=shipments)
        return Change(key="source-1", value=value, operation=Operation.CREATE)

    def write(self, *shipments: Shipment, status: FulfillmentStatus = FulfillmentStatus.SHIPPED) -> Outcome:
        """The outcome of telling it."""
        (outcome,) = self.target.write([self.change(*shipments, status=status)])
        return outcome

    def parcels(self) -> list[dict[str, Any]]:
        """What eBay knows."""
        return list(self.shop.sandbox.holdings()["Order Status"].get(self.key, []))


@pytest.fixture
def desk(full: Any, open_api: Open) -> Desk:
    """An order to send."""
    order = next(
        order
        for order in full.sandbox.holdings()["Orders"].values()
        if order["orderFulfillmentStatus"] == "NOT_STARTED"
        and order["cancelStatus"]["cancelState"] == "NONE_REQUESTED"
        and len({line.get("sku") for line in order["lineItems"]} - {None}) == len(order["lineItems"]) > 1
    )
    return Desk(OrderStatuses(open_api(full.session), {}), full, order)


def of(line: dict[str, Any], quantity: int) -> ShipmentLine:
    """Some of a line, by its SKU."""
    return ShipmentLine(line_key="another system's", sku=line["sku"], quantity=Quantity(Decimal(quantity)))


def test_parcel_is_told_once(desk: Desk) -> None:
    """A parcel with all that was ordered is told with carrier and number as eBay takes them, and only once."""
    outcome = desk.write(PARCEL)
    again = desk.write(PARCEL)

    assert outcome == Outcome.applied("source-1", desk.key)
    assert again == Outcome.unchanged("source-1", desk.key)
    (parcel,) = desk.parcels()
    assert (parcel["shippingCarrierCode"], parcel["shipmentTrackingNumber"]) == ("RoyalMail", "AB1234567GB")
    assert parcel["lineItems"] == [
        {"lineItemId": line["lineItemId"], "quantity": line["quantity"]} for line in desk.lines
    ]
    assert desk.shop.held("Orders", desk.key)["orderFulfillmentStatus"] == "FULFILLED"


def test_parcels_of_some_lines(desk: Desk) -> None:
    """Each parcel names the lines that it holds; the last one takes what is left."""
    first, *_ = desk.lines
    one = attrs.evolve(PARCEL, tracking_number="ONE", lines=(of(first, 1),))
    rest = attrs.evolve(PARCEL, tracking_number="TWO")

    desk.write(one, status=FulfillmentStatus.IN_PROGRESS)
    desk.write(one, rest)

    parcels = {parcel["shipmentTrackingNumber"]: parcel["lineItems"] for parcel in desk.parcels()}
    assert parcels["ONE"] == [{"lineItemId": first["lineItemId"], "quantity": 1}]
    told = {line["lineItemId"]: 0 for line in desk.lines}
    for lines in parcels.values():
        for line in lines:
            told[line["lineItemId"]] += line["quantity"]
    assert told == {line["lineItemId"]: line["quantity"] for line in desk.lines}


def test_lines_by_ebays_own_key(desk: Desk) -> None:
    """A source that kept eBay's line ids is understood by them."""
    line = desk.lines[-1]
    inside = ShipmentLine(line_key=line["lineItemId"], quantity=Quantity(Decimal(1)))

    desk.write(attrs.evolve(PARCEL, lines=(inside,)))

    assert [row["lineItemId"] for row in desk.parcels()[0]["lineItems"]] == [line["lineItemId"]]


def test_more_than_was_ordered(desk: Desk) -> None:
    """A parcel never holds more of a line than the order has left."""
    first = desk.lines[0]

    desk.write(attrs.evolve(PARCEL, lines=(of(first, 999),)))

    assert desk.parcels()[0]["lineItems"] == [{"lineItemId": first["lineItemId"], "quantity": first["quantity"]}]


def test_nothing_sent_yet(desk: Desk) -> None:
    """An order that waits to be sent is no news for eBay, and costs it no call."""
    outcome = desk.write(status=FulfillmentStatus.OPEN)

    assert outcome == Outcome.unchanged("source-1", desk.key, note="not shipped yet")
    assert not desk.shop.server.exchanges


def test_parcel_without_a_number(desk: Desk) -> None:
    """An order that was sent without a tracking number is told as sent, once."""
    outcome = desk.write()
    again = desk.write()

    assert (outcome.result, again.result, again.note) == (Result.APPLIED, Result.UNCHANGED, "")
    (parcel,) = desk.parcels()
    assert "shippingCarrierCode" not in parcel


def test_number_that_is_none(desk: Desk) -> None:
    """A tracking number without letters or digits is none."""
    desk.write(attrs.evolve(PARCEL, tracking_number=" - "))

    assert "shipmentTrackingNumber" not in desk.parcels()[0]


def test_parcel_without_a_number_after_another(desk: Desk) -> None:
    """Once part of an order was sent, a parcel that nobody could recognise again is left to the seller, with a note."""
    desk.write(attrs.evolve(PARCEL, lines=(of(desk.lines[0], 1),)), status=FulfillmentStatus.IN_PROGRESS)

    outcome = desk.write()

    assert outcome.result is Result.UNCHANGED
    assert outcome.note == "parcel without a tracking number not told: part of the order was sent before"
    assert len(desk.parcels()) == 1


def test_order_that_the_seller_marked_himself(desk: Desk) -> None:
    """Lines that eBay knows as sent are not sent again, whatever number comes later."""
    desk.write()

    assert desk.write(PARCEL).result is Result.UNCHANGED
    assert len(desk.parcels()) == 1


def test_lost_answer(desk: Desk) -> None:
    """A parcel whose answer was lost is found by its number and not told twice."""
    desk.shop.lose_answers("/shipping_fulfillment")
    change = desk.change(PARCEL)
    before = desk.target.find_existing(change)

    lost = desk.write(PARCEL)
    found = desk.target.find_existing(change)
    again = desk.write(PARCEL)

    assert (before.match, lost.result, found.match, again.result) == (
        Match.NONE,
        Result.UNKNOWN,
        Match.ONE,
        Result.UNCHANGED,
    )
    assert found.target_key == desk.key
    assert len(desk.parcels()) == 1


def test_lost_answer_between_two_parcels(desk: Desk) -> None:
    """Of two parcels the one that eBay took is kept and the other is told by the next attempt."""
    first, second, *_ = desk.lines
    one = attrs.evolve(PARCEL, tracking_number="ONE", lines=(of(first, first["quantity"]),))
    two = attrs.evolve(PARCEL, tracking_number="TWO", lines=(of(second, second["quantity"]),))
    desk.shop.lose_answers("/shipping_fulfillment")

    lost = desk.write(one, two)
    found = desk.target.find_existing(desk.change(one, two))
    again = desk.write(one, two)

    assert (lost.result, found.match, again.result) == (Result.UNKNOWN, Match.NONE, Result.APPLIED)
    assert [parcel["shipmentTrackingNumber"] for parcel in desk.parcels()] == ["ONE", "TWO"]


def test_nothing_to_find(desk: Desk) -> None:
    """An order that is not sent has no parcel to find."""
    assert desk.target.find_existing(desk.change(status=FulfillmentStatus.OPEN)) == Found.none("not shipped yet")


def test_when_it_left(desk: Desk) -> None:
    """The time at which a parcel left is told where eBay takes it: after the sale and not in the future."""
    now = desk.shop.clock.now()
    desk.write(attrs.evolve(PARCEL, shipped_at=now - timedelta(minutes=1), lines=(of(desk.lines[0], 1),)))
    desk.write(
        attrs.evolve(PARCEL, tracking_number="LATE", shipped_at=now + timedelta(days=1), lines=(of(desk.lines[1], 1),))
    )

    assert [body.get("shippedDate") for body in desk.shop.bodies("/shipping_fulfillment")] == [
        "2026-11-24T11:59:00.000Z",
        None,
    ]


@pytest.mark.parametrize("reference", [None, "99-99999-99999"])
def test_order_that_ebay_has_not(desk: Desk, reference: str | None) -> None:
    """A status that belongs to no eBay order is a dead letter that says so."""
    value = OrderStatus(order_reference=reference, shipments=(PARCEL,))

    (outcome,) = desk.target.write([Change(key="source-1", value=value, operation=Operation.CREATE)])

    assert outcome.error is not None
    assert (outcome.result, outcome.error.path) == (Result.REJECTED, "order_reference")


def test_parcel_with_another_orders_goods(desk: Desk) -> None:
    """A parcel of which nothing was ordered here is no parcel of this order."""
    stranger = ShipmentLine(sku="NOT-ORDERED", quantity=Quantity(Decimal(1)))

    outcome = desk.write(attrs.evolve(PARCEL, lines=(stranger,)))

    assert outcome.error is not None
    assert outcome.error.path == "shipments.lines"
    assert not desk.parcels()


def test_refused_in_ebays_words(desk: Desk) -> None:
    """What eBay refuses is a dead letter with its code."""
    error = {"errorId": 32300, "domain": "API_FULFILLMENT", "message": "Invalid tracking number"}
    desk.shop.answer_instead("/shipping_fulfillment", Response.of_json({"errors": [error]}, status=400))

    outcome = desk.write(PARCEL)

    assert isinstance(outcome.error, RecordError)
    assert outcome.error.code == "32300"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("USPS", "USPS"),
        ("Fed Ex", "FedEx"),
        ("DHL Express", "DHL"),
        ("australia-post", "AustraliaPost"),
        (None, "Other"),
    ],
)
def test_carriers(name: str | None, code: str) -> None:
    """Carriers are known however people write them, and others are told as such."""
    assert carrier_code(name) == code
