"""Products without variants written to eBay: bulk calls, their rows, and answers that get lost."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import attrs
import pytest
from syncspider import (
    Change,
    Money,
    Operation,
    Outcome,
    Product,
    Quantity,
    Result,
)
from syncspider.errors import AccessError
from syncspider.sandbox import Response
from syncspider_ebay.client import Api
from syncspider_ebay.listings import Listings

Put = Callable[..., Outcome]


def usd(text: str) -> Money:
    """An amount."""
    return Money(Decimal(text), "USD")


def pieces(number: int) -> Quantity:
    """A quantity."""
    return Quantity(Decimal(number))


def test_price_and_stock_take_one_bulk_call(shop: Any, listings: Listings, put_all: Any, mug: Product) -> None:
    """Where only price and stock of published offers changed, one call writes all, and no item or offer is replaced."""
    mugs = [attrs.evolve(mug, sku=f"M{number}") for number in range(25)]
    put_all(listings, mugs)
    before = len(shop.sent)
    changes = [
        Change(
            key=str(mug.sku),
            value=attrs.evolve(mug, price=usd("9.5"), quantity=pieces(4)),
            operation=Operation.UPDATE,
            target_key=mug.sku,
            changed=frozenset({"price", "quantity"}),
        )
        for mug in mugs
    ]

    outcomes = list(listings.write(changes))

    assert {outcome.result for outcome in outcomes} == {Result.APPLIED}
    assert [request.path.rpartition("/")[2] for request in shop.sent[before:]] == [
        "bulk_get_inventory_item",
        "bulk_update_price_quantity",
    ]
    held = shop.article("M24")
    assert held["offers"][0]["pricingSummary"]["price"] == {"value": "9.50", "currency": "USD"}
    assert held["offers"][0]["availableQuantity"] == 4  # buyers see the smaller of the two
    assert held["inventoryItem"]["availability"]["shipToLocationAvailability"]["quantity"] == 4


def test_price_that_ebay_has_is_not_sent(shop: Any, listings: Listings, put: Put, mug: Product) -> None:
    """A price change that eBay holds already spends none of a listing's revisions."""
    put(listings, mug)

    outcome = put(listings, attrs.evolve(mug, price=usd("12.300")), changed=frozenset({"price"}))

    assert outcome.result is Result.UNCHANGED
    assert not shop.bodies("/bulk_update_price_quantity")


def test_price_of_an_unpublished_offer(shop: Any, api: Api, put: Put, mug: Product) -> None:
    """EBay's bulk call takes published offers alone, so another offer is replaced."""
    target = Listings(api, {})
    put(target, mug)

    outcome = put(target, attrs.evolve(mug, price=usd("9")), changed=frozenset({"price"}))

    assert outcome.result is Result.APPLIED
    assert not shop.bodies("/bulk_update_price_quantity")
    assert shop.article("MUG-1.a")["offers"][0]["pricingSummary"]["price"]["value"] == "9.00"


def test_item_that_vanished_is_written_whole(shop: Any, listings: Listings, put: Put, mug: Product) -> None:
    """A change of the price of a SKU that was deleted at eBay brings all of it back."""
    outcome = put(listings, mug, operation=Operation.UPDATE, target_key="MUG-1.a", changed=frozenset({"price"}))

    assert outcome.created
    assert shop.article("MUG-1.a")["inventoryItem"]["product"]["title"] == "Mug, white"


def test_rows_fail_alone(shop: Any, listings: Listings, put_all: Any, mug: Product) -> None:
    """Of a bulk call the row that eBay refuses becomes a dead letter with eBay's code; the others are written."""
    shop.server.after.append(_refusing_row("bulk_create_or_replace_inventory_item", "BAD"))

    outcomes = put_all(listings, [attrs.evolve(mug, sku="GOOD"), attrs.evolve(mug, sku="BAD")])

    assert outcomes["GOOD"].result is Result.APPLIED
    error = outcomes["BAD"].error
    assert outcomes["BAD"].result is Result.REJECTED
    assert error is not None
    assert (error.code, error.key, error.parameters) == ("25002", "BAD", {"additionalInfo": "Colour is missing"})
    assert "Colour is missing" in error.message


def test_price_rows_fail_alone(shop: Any, listings: Listings, put_all: Any, mug: Product) -> None:
    """Of a bulk call for prices, too, only the row that eBay refuses becomes a dead letter."""
    mugs = [attrs.evolve(mug, sku=sku) for sku in ("GOOD", "BAD")]
    put_all(listings, mugs)
    shop.server.after.append(_refusing_row("bulk_update_price_quantity", "BAD"))
    changes = [
        Change(
            key=str(each.sku),
            value=attrs.evolve(each, quantity=pieces(1)),
            operation=Operation.UPDATE,
            target_key=each.sku,
            changed=frozenset({"quantity"}),
        )
        for each in mugs
    ]

    outcomes = {outcome.key: outcome for outcome in listings.write(changes)}

    assert (outcomes["GOOD"].result, outcomes["BAD"].result) == (Result.APPLIED, Result.REJECTED)


def test_offer_that_vanished_is_made_whole(shop: Any, api: Api, listings: Listings, put: Put, mug: Product) -> None:
    """A change of the stock of an item whose offer was deleted at eBay makes the whole offer again."""
    put(listings, mug)
    (offer,) = api.inventory.offers("MUG-1.a")
    api.inventory._client.send("DELETE", f"/sell/inventory/v1/offer/{offer['offerId']}")

    outcome = put(listings, attrs.evolve(mug, quantity=pieces(2)), changed=frozenset({"quantity"}))

    assert (outcome.result, outcome.note) == (Result.APPLIED, "")
    (made,) = shop.article("MUG-1.a")["offers"]
    assert (made["pricingSummary"]["price"]["value"], made["availableQuantity"]) == ("12.30", 2)


def test_rows_that_ebay_leaves_out_are_unknown(shop: Any, listings: Listings, put_all: Any, mug: Product) -> None:
    """A row without an answer may have been written: it is asked about again, not taken as done."""

    def shorten(request: Any, response: Response) -> Response:
        if not request.path.endswith("bulk_create_or_replace_inventory_item"):
            return response
        return Response.of_json({"responses": [{"sku": "GOOD", "statusCode": 200}]}, status=207)

    shop.server.after.append(shorten)

    outcomes = put_all(listings, [attrs.evolve(mug, sku="GOOD"), attrs.evolve(mug, sku="GONE")])

    assert outcomes["GOOD"].result is Result.APPLIED
    assert outcomes["GONE"].result is Result.UNKNOWN


def test_sku_that_ebay_cannot_take(shop: Any, listings: Listings, put_all: Any, mug: Product) -> None:
    """A SKU with characters that eBay refuses is refused alone, whether eBay says so in a row or for the whole call."""
    outcomes = put_all(listings, [attrs.evolve(mug, sku="GOOD"), attrs.evolve(mug, sku="Mug / white")])

    assert outcomes["GOOD"].result is Result.APPLIED
    error = outcomes["Mug / white"].error
    assert error is not None
    assert error.code.startswith("257")


def test_one_bad_item_does_not_stop_the_call(shop: Any, listings: Listings, put_all: Any, mug: Product) -> None:
    """A call that eBay refuses as a whole is made again for each item alone."""

    def refuse(request: Any) -> Response | None:
        if not request.path.endswith("bulk_create_or_replace_inventory_item") or b'"BAD"' not in request.body:
            return None
        error = {"errorId": 2004, "domain": "ACCESS", "message": "Could not serialize field [x]"}
        return Response.of_json({"errors": [error]}, status=400)

    shop.server.before.append(refuse)

    outcomes = put_all(listings, [attrs.evolve(mug, sku="GOOD"), attrs.evolve(mug, sku="BAD")])

    assert outcomes["GOOD"].result is Result.APPLIED
    assert outcomes["BAD"].error is not None
    assert outcomes["BAD"].error.code == "2004"


def test_bad_products_leave_the_others_alone(listings: Listings, put_all: Any, mug: Product) -> None:
    """In one batch only the product that does not fit is refused."""
    outcomes = put_all(listings, [attrs.evolve(mug, sku="LONG", name="x" * 81), mug])

    assert {key: outcome.result for key, outcome in outcomes.items()} == {
        "LONG": Result.REJECTED,
        "MUG-1.a": Result.APPLIED,
    }


def test_lost_answer_to_a_new_offer(shop: Any, listings: Listings, put: Put, mug: Product) -> None:
    """An offer whose answer was lost is found and used by the next attempt, never made twice."""
    shop.lose_answers("/offer")

    lost = put(listings, mug)
    again = put(listings, mug)

    assert (lost.result, again.result) == (Result.UNKNOWN, Result.APPLIED)
    assert len(shop.article("MUG-1.a")["offers"]) == 1
    assert shop.article("MUG-1.a")["offers"][0]["status"] == "PUBLISHED"


def test_lost_answer_to_publishing(shop: Any, listings: Listings, put: Put, mug: Product) -> None:
    """A listing whose answer was lost is not published a second time."""
    shop.lose_answers("/publish")

    lost = put(listings, mug)
    again = put(listings, mug)

    assert (lost.result, again.result) == (Result.UNKNOWN, Result.UNCHANGED)
    assert shop.asked("POST", "/publish") == 1


def test_offer_made_by_somebody_else_meanwhile(shop: Any, api: Api, listings: Listings, put: Put, mug: Product) -> None:
    """An offer that appears between our look and our creation is taken over."""
    made: list[Any] = []

    def race(request: Any) -> None:
        if request.method == "POST" and request.path.endswith("/offer") and not made:
            made.append(request)
            answer = shop.sandbox.answer(request)
            assert answer.status == 201

    shop.server.before.append(race)

    outcome = put(listings, mug)

    assert outcome.result is Result.APPLIED
    assert len(shop.article("MUG-1.a")["offers"]) == 1


def test_refusal_to_publish_is_a_dead_letter(shop: Any, listings: Listings, put: Put, mug: Product) -> None:
    """What eBay says against a listing reaches the user with its code and its parameters."""
    error = {
        "errorId": 25029,
        "domain": "API_INVENTORY",
        "message": "Required.",
        "parameters": [{"name": "field", "value": "Department"}],
    }
    shop.answer_instead("/publish", Response.of_json({"errors": [error]}, status=400))

    outcome = put(listings, mug)

    assert outcome.error is not None
    assert (outcome.error.code, outcome.error.parameters) == ("25029", {"field": "Department"})
    assert outcome.error.message == "eBay says: Required. (25029: Department)"


def test_trouble_at_ebay_is_not_a_dead_letter(shop: Any, listings: Listings, put: Put, mug: Product) -> None:
    """Concurrent access and system errors may be over soon: nothing is buried for them."""
    error = {"errorId": 25025, "domain": "API_INVENTORY", "message": "Concurrent access"}
    shop.answer_instead("/publish", Response.of_json({"errors": [error]}, status=500))

    assert put(listings, mug).result is Result.UNKNOWN


def test_a_dead_connection_stops_everything(shop: Any, listings: Listings, put: Put, mug: Product) -> None:
    """A revoked consent is no matter of one record."""
    shop.sandbox.oauth.revoke()

    with pytest.raises(AccessError):
        put(listings, mug)


def _refusing_row(ending: str, sku: str) -> Callable[[Any, Response], Response]:
    """EBay's answer to a bulk call with one row refused."""

    def refuse(request: Any, response: Response) -> Response:
        if not request.path.endswith(ending):
            return response
        error = {
            "errorId": 25002,
            "domain": "API_INVENTORY",
            "message": "Any User error.",
            "parameters": [{"name": "additionalInfo", "value": "Colour is missing"}],
        }
        rows = [{"sku": row["sku"], "statusCode": 200} for row in request.json()["requests"] if row["sku"] != sku]
        return Response.of_json({"responses": [*rows, {"sku": sku, "statusCode": 400, "errors": [error]}]}, status=207)

    return refuse
