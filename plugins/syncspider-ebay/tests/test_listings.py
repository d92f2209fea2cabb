"""Products written to eBay: items, offers, publishing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from syncspider import (
    Change,
    Condition,
    Match,
    Money,
    Operation,
    Outcome,
    Picture,
    Product,
    Quantity,
    Result,
    Weight,
)
from syncspider.errors import AccessError, RecordError
from syncspider.sandbox import Response
from syncspider_ebay.client import Api
from syncspider_ebay.listings import Listings
from syncspider_ebay.products import Products

Put = Callable[..., Outcome]


def usd(text: str) -> Money:
    """An amount."""
    return Money(Decimal(text), "USD")


def pieces(number: int) -> Quantity:
    """A quantity."""
    return Quantity(Decimal(number))


MUG = Product(
    sku="MUG-1.a",
    name="Mug, white",
    description="<p>Ceramic</p>",
    price=usd("12.30"),
    quantity=pieces(5),
    condition=Condition.NEW,
    brand="Acme",
    mpn="AC-1",
    gtin="4006381333931",
    weight=Weight(Decimal("0.4"), "kg"),
    pictures=(Picture(url="https://img.example/mug.jpg"),),
    attributes={"Colour": ("White",), "Empty": ()},
    variants=(),
)


def test_new_product_is_published(shop: Any, listings: Listings, put: Put) -> None:
    """A product with all that is needed becomes an item, an offer and a listing, in its own words and amounts."""
    outcome = put(listings, MUG)

    assert outcome == Outcome.applied("source-1", "MUG-1.a", created=True)
    held = shop.article("MUG-1.a")
    assert held["inventoryItem"] == {
        "sku": "MUG-1.a",
        "locale": "en_US",
        "condition": "NEW",
        "availability": {"shipToLocationAvailability": {"quantity": 5}},
        "packageWeightAndSize": {"weight": {"value": Decimal("0.4"), "unit": "KILOGRAM"}},
        "product": {
            "title": "Mug, white",
            "description": "<p>Ceramic</p>",
            "aspects": {"Brand": ["Acme"], "Colour": ["White"]},
            "brand": "Acme",
            "mpn": "AC-1",
            "ean": ["4006381333931"],
            "imageUrls": ["https://img.example/mug.jpg"],
        },
    }
    (offer,) = held["offers"]
    assert offer["status"] == "PUBLISHED"
    assert offer["pricingSummary"] == {"price": {"value": "12.30", "currency": "USD"}}
    assert (offer["availableQuantity"], offer["includeCatalogProductDetails"]) == (5, False)
    assert offer["listingDescription"] == "<p>Ceramic</p>"


def test_the_same_again_writes_nothing(shop: Any, listings: Listings, put: Put) -> None:
    """A product that eBay holds already costs reads alone, whatever the link says."""
    put(listings, MUG)
    before = len(shop.sent)

    outcome = put(listings, MUG, operation=Operation.UPDATE, target_key="MUG-1.a")

    assert outcome == Outcome.unchanged("source-1", "MUG-1.a")
    assert all(request.path.endswith("/bulk_get_inventory_item") for request in shop.sent[before:])


def test_without_terms_the_offer_stays_unpublished(shop: Any, api: Api, put: Put) -> None:
    """What publishing lacks is named in the outcome, and the offer is kept for later."""
    outcome = put(Listings(api, {}), attrs.evolve(MUG, condition=None, pictures=None))

    assert outcome.result is Result.APPLIED
    assert outcome.note == (
        "offer stays unpublished: no category_id, condition, fulfillment_policy_id, payment_policy_id, "
        "return_policy_id, merchant_location, pictures"
    )
    assert shop.article("MUG-1.a")["offers"][0]["status"] == "UNPUBLISHED"


def test_terms_of_the_connection_stand_in(
    shop: Any, open_api: Callable[..., Api], terms: Mapping[str, str], put: Put
) -> None:
    """Defaults that were given to the connection count where the task has none."""
    api = open_api(shop.session_with(**terms))

    assert not put(Listings(api, {}), MUG).note
    assert shop.article("MUG-1.a")["offers"][0]["status"] == "PUBLISHED"


def test_terms_that_arrive_later_publish(shop: Any, api: Api, terms: Mapping[str, str], put: Put) -> None:
    """An unpublished offer is published with the next write that finds everything there."""
    put(Listings(api, {}), MUG)

    outcome = put(Listings(api, terms), MUG, operation=Operation.UPDATE, target_key="MUG-1.a")

    assert (outcome.result, outcome.created, outcome.note) == (Result.APPLIED, False, "")
    assert shop.article("MUG-1.a")["offers"][0]["listing"]["listingStatus"] == "ACTIVE"


def test_terms_never_change_an_offer(shop: Any, api: Api, listings: Listings, terms: Any, put: Put) -> None:
    """Category and policies that an offer has are its seller's choice; defaults fill gaps alone."""
    put(listings, MUG)
    before = shop.article("MUG-1.a")["offers"][0]

    put(Listings(api, {**terms, "category_id": "9355"}), attrs.evolve(MUG, name="Mug, cream"))

    after = shop.article("MUG-1.a")["offers"][0]
    assert after["categoryId"] == before["categoryId"] == "15687"


def test_fields_that_we_do_not_own_stay(shop: Any, api: Api, listings: Listings, put: Put) -> None:
    """Writes that replace the whole send back what the source does not supply, known to us or not."""
    put(listings, MUG)
    inventory = api.inventory
    item = inventory.items(["MUG-1.a"])["MUG-1.a"]
    item["product"] |= {"subtitle": "By hand", "epid": "77", "videoIds": ["v1"]}
    item["product"]["aspects"]["Style"] = ["Rustic"]
    item["packageWeightAndSize"]["dimensions"] = {"height": 2, "length": 12, "width": 9, "unit": "INCH"}
    item["conditionDescription"] = "Handmade"
    inventory.replace_items({"MUG-1.a": {n: v for n, v in item.items() if n not in {"sku", "locale", "groupIds"}}})
    (offer,) = inventory.offers("MUG-1.a")
    own = {"offerId", "sku", "marketplaceId", "format", "status", "listing"}
    more = {"quantityLimitPerBuyer": 3, "tax": {"applyTax": True}, "storeCategoryNames": ["/Mugs"]}
    inventory.update_offer(offer["offerId"], {**{n: v for n, v in offer.items() if n not in own}, **more})

    put(listings, attrs.evolve(MUG, name="Mug, cream", description="<p>New</p>", brand=None, attributes=None))

    held = shop.article("MUG-1.a")
    product = held["inventoryItem"]["product"]
    assert (product["title"], product["subtitle"], product["epid"]) == ("Mug, cream", "By hand", "77")
    assert (product["brand"], product["videoIds"]) == ("Acme", ["v1"])
    assert product["aspects"] == {"Brand": ["Acme"], "Colour": ["White"], "Style": ["Rustic"]}
    assert held["inventoryItem"]["conditionDescription"] == "Handmade"
    assert held["inventoryItem"]["packageWeightAndSize"]["dimensions"]["unit"] == "INCH"
    assert {name: held["offers"][0][name] for name in more} == more
    assert held["offers"][0]["listingDescription"] == "<p>New</p>"


def test_only_changed_fields_are_touched(shop: Any, listings: Listings, put: Put) -> None:
    """A title that somebody improved at eBay stays when the source changed something else."""
    put(listings, MUG)
    put(listings, attrs.evolve(MUG, name="Improved at eBay"), changed=frozenset({"name"}))

    put(
        listings,
        attrs.evolve(MUG, description="<p>Newer</p>"),
        operation=Operation.UPDATE,
        target_key="MUG-1.a",
        changed=frozenset({"description"}),
    )

    product = shop.article("MUG-1.a")["inventoryItem"]["product"]
    assert (product["title"], product["description"]) == ("Improved at eBay", "<p>Newer</p>")


def test_price_and_stock_take_one_bulk_call(shop: Any, listings: Listings, put_all: Any) -> None:
    """Where only price and stock of published offers changed, one call writes all, and no item or offer is replaced."""
    mugs = [attrs.evolve(MUG, sku=f"M{number}") for number in range(25)]
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


def test_price_that_ebay_has_is_not_sent(shop: Any, listings: Listings, put: Put) -> None:
    """A price change that eBay holds already spends none of a listing's revisions."""
    put(listings, MUG)

    outcome = put(listings, attrs.evolve(MUG, price=usd("12.300")), changed=frozenset({"price"}))

    assert outcome.result is Result.UNCHANGED
    assert not shop.bodies("/bulk_update_price_quantity")


def test_price_of_an_unpublished_offer(shop: Any, api: Api, put: Put) -> None:
    """EBay's bulk call takes published offers alone, so another offer is replaced."""
    target = Listings(api, {})
    put(target, MUG)

    outcome = put(target, attrs.evolve(MUG, price=usd("9")), changed=frozenset({"price"}))

    assert outcome.result is Result.APPLIED
    assert not shop.bodies("/bulk_update_price_quantity")
    assert shop.article("MUG-1.a")["offers"][0]["pricingSummary"]["price"]["value"] == "9.00"


def test_item_that_vanished_is_written_whole(shop: Any, listings: Listings, put: Put) -> None:
    """A change of the price of a SKU that was deleted at eBay brings all of it back."""
    outcome = put(listings, MUG, operation=Operation.UPDATE, target_key="MUG-1.a", changed=frozenset({"price"}))

    assert outcome.created
    assert shop.article("MUG-1.a")["inventoryItem"]["product"]["title"] == "Mug, white"


def test_rows_fail_alone(shop: Any, listings: Listings, put_all: Any) -> None:
    """Of a bulk call the row that eBay refuses becomes a dead letter with eBay's code; the others are written."""
    shop.server.after.append(_refusing_row("bulk_create_or_replace_inventory_item", "BAD"))

    outcomes = put_all(listings, [attrs.evolve(MUG, sku="GOOD"), attrs.evolve(MUG, sku="BAD")])

    assert outcomes["GOOD"].result is Result.APPLIED
    error = outcomes["BAD"].error
    assert outcomes["BAD"].result is Result.REJECTED
    assert error is not None
    assert (error.code, error.key, error.parameters) == ("25002", "BAD", {"additionalInfo": "Colour is missing"})
    assert "Colour is missing" in error.message


def test_rows_that_ebay_leaves_out_are_unknown(shop: Any, listings: Listings, put_all: Any) -> None:
    """A row without an answer may have been written: it is asked about again, not taken as done."""

    def shorten(request: Any, response: Response) -> Response:
        if not request.path.endswith("bulk_create_or_replace_inventory_item"):
            return response
        return Response.of_json({"responses": [{"sku": "GOOD", "statusCode": 200}]}, status=207)

    shop.server.after.append(shorten)

    outcomes = put_all(listings, [attrs.evolve(MUG, sku="GOOD"), attrs.evolve(MUG, sku="GONE")])

    assert outcomes["GOOD"].result is Result.APPLIED
    assert outcomes["GONE"].result is Result.UNKNOWN


def test_sku_that_ebay_cannot_take(shop: Any, listings: Listings, put_all: Any) -> None:
    """A SKU with characters that eBay refuses is refused alone, whether eBay says so in a row or for the whole call."""
    outcomes = put_all(listings, [attrs.evolve(MUG, sku="GOOD"), attrs.evolve(MUG, sku="Mug / white")])

    assert outcomes["GOOD"].result is Result.APPLIED
    error = outcomes["Mug / white"].error
    assert error is not None
    assert error.code.startswith("257")


def test_one_bad_item_does_not_stop_the_call(shop: Any, listings: Listings, put_all: Any) -> None:
    """A call that eBay refuses as a whole is made again for each item alone."""

    def refuse(request: Any) -> Response | None:
        if not request.path.endswith("bulk_create_or_replace_inventory_item") or b'"BAD"' not in request.body:
            return None
        error = {"errorId": 2004, "domain": "ACCESS", "message": "Could not serialize field [x]"}
        return Response.of_json({"errors": [error]}, status=400)

    shop.server.before.append(refuse)

    outcomes = put_all(listings, [attrs.evolve(MUG, sku="GOOD"), attrs.evolve(MUG, sku="BAD")])

    assert outcomes["GOOD"].result is Result.APPLIED
    assert outcomes["BAD"].error is not None
    assert outcomes["BAD"].error.code == "2004"


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"sku": None}, "sku"),
        ({"sku": "x" * 51}, "sku"),
        ({"name": "x" * 81}, "name"),
        ({"price": Money(Decimal(5), "EUR")}, "price"),
        ({"price": usd("0")}, "price"),
        ({"price": usd("1.005")}, "price"),
        ({"quantity": Quantity(Decimal("1.5"))}, "quantity"),
        ({"attributes": {"x" * 41: ("y",)}}, "attributes." + "x" * 41),
        ({"attributes": {"Size": ("y" * 51,)}}, "attributes.Size"),
        ({"description": "x" * 500_001}, "description"),
    ],
)
def test_what_does_not_fit_is_told(shop: Any, listings: Listings, put: Put, change: dict[str, Any], path: str) -> None:
    """A product that eBay cannot take is refused with its field, nothing is cut and nothing sent for it."""
    outcome = put(listings, attrs.evolve(MUG, **change))

    assert outcome.result is Result.REJECTED
    assert outcome.error is not None
    assert outcome.error.path == path
    assert not shop.bodies("/bulk_create_or_replace_inventory_item")


def test_bad_products_leave_the_others_alone(listings: Listings, put_all: Any) -> None:
    """In one batch only the product that does not fit is refused."""
    outcomes = put_all(listings, [attrs.evolve(MUG, sku="LONG", name="x" * 81), MUG])

    assert {key: outcome.result for key, outcome in outcomes.items()} == {
        "LONG": Result.REJECTED,
        "MUG-1.a": Result.APPLIED,
    }


def test_long_description_stands_in_the_offer(shop: Any, listings: Listings, put: Put) -> None:
    """A description beyond what an item takes is kept whole where buyers read it; the item has its first words."""
    text = "<p>Strong &amp; " + "x" * 4_100 + "</p>"

    outcome = put(listings, attrs.evolve(MUG, description=text))

    assert (outcome.result, outcome.note) == (Result.APPLIED, "")
    held = shop.article("MUG-1.a")
    assert held["offers"][0]["listingDescription"] == text
    short = held["inventoryItem"]["product"]["description"]
    assert (short[:12], short[-5:], len(short)) == ("Strong & xxx", "x ...", 4_000)


def test_pictures_that_ebay_cannot_take(shop: Any, listings: Listings, put: Put) -> None:
    """Pictures without https and beyond the number that eBay takes are left out, and the outcome says so."""
    pictures = tuple(Picture(url=f"https://img.example/{number}.jpg") for number in range(25))

    outcome = put(listings, attrs.evolve(MUG, pictures=(Picture(url="http://img.example/x.jpg"), *pictures)))

    assert outcome.note == "pictures without https left out; pictures beyond 24 left out"
    urls = shop.article("MUG-1.a")["inventoryItem"]["product"]["imageUrls"]
    assert urls == [picture.url for picture in pictures[:24]]


def test_earlier_price_below_the_price(shop: Any, listings: Listings, put: Put) -> None:
    """A crossed-out price is only sent where it is above the price."""
    lower = put(listings, attrs.evolve(MUG, compare_at_price=usd("12.30")))
    higher = put(listings, attrs.evolve(MUG, compare_at_price=usd("15")))

    assert (lower.note, higher.note) == ("earlier prices not above the price left out", "")
    pricing = shop.article("MUG-1.a")["offers"][0]["pricingSummary"]
    assert pricing["originalRetailPrice"] == {"value": "15.00", "currency": "USD"}


def test_disabled_products_are_not_published(shop: Any, listings: Listings, put: Put) -> None:
    """What the source hides is not shown, not even by a change of its price; what buyers see is not taken away."""
    hidden = attrs.evolve(MUG, enabled=False)
    first = put(listings, hidden)
    priced = put(listings, attrs.evolve(hidden, price=usd("9")), changed=frozenset({"price"}))
    put(listings, attrs.evolve(MUG, enabled=True), changed=frozenset({"enabled"}))

    again = put(listings, hidden, changed=frozenset({"enabled"}))

    assert first.note == priced.note == "offer stays unpublished: disabled at the source"
    assert (again.result, again.note) == (Result.UNCHANGED, "disabled at the source, still on sale at eBay")
    assert shop.article("MUG-1.a")["offers"][0]["status"] == "PUBLISHED"


def test_sold_out_products_wait(shop: Any, listings: Listings, put: Put) -> None:
    """An article without stock is not published, and is as soon as some arrives."""
    empty = put(listings, attrs.evolve(MUG, quantity=pieces(-2)))
    filled = put(listings, MUG, changed=frozenset({"quantity"}))

    assert (empty.note, filled.note) == ("offer stays unpublished: no stock", "")
    assert shop.article("MUG-1.a")["offers"][0]["status"] == "PUBLISHED"


def test_stock_that_is_not_counted(shop: Any, api: Api, terms: Mapping[str, str], put: Put) -> None:
    """An article whose source does not count its stock gets the number that the task sets."""
    endless = attrs.evolve(MUG, quantity=None, unlimited=True)

    assert put(Listings(api, terms), endless).note == "offer stays unpublished: no stock"
    assert put(Listings(api, {**terms, "unlimited_quantity": "7"}), endless).note == ""
    assert shop.article("MUG-1.a")["offers"][0]["availableQuantity"] == 7


def test_condition_that_ebay_tells_more_exactly(shop: Any, api: Api, terms: Mapping[str, str], put: Put) -> None:
    """A source that says "used" does not flatten what the seller told eBay about how well kept it is."""
    used = attrs.evolve(MUG, condition=Condition.USED)
    put(Listings(api, {**terms, "condition": "USED_GOOD"}), attrs.evolve(MUG, condition=None))

    outcome = put(Listings(api, terms), used)

    assert outcome.result is Result.UNCHANGED
    assert shop.article("MUG-1.a")["inventoryItem"]["condition"] == "USED_GOOD"


@pytest.mark.parametrize(
    ("gtin", "field"),
    [("4006381333931", "ean"), ("012345678905", "upc"), ("9783161484100", "isbn"), ("316148410X", "isbn")],
)
def test_gtin_goes_where_it_belongs(shop: Any, listings: Listings, put: Put, gtin: str, field: str) -> None:
    """EAN, UPC and ISBN have fields of their own."""
    put(listings, attrs.evolve(MUG, gtin=gtin))

    assert shop.article("MUG-1.a")["inventoryItem"]["product"][field] == [gtin]


def test_lost_answer_to_a_new_offer(shop: Any, listings: Listings, put: Put) -> None:
    """An offer whose answer was lost is found and used by the next attempt, never made twice."""
    shop.lose_answers("/offer")

    lost = put(listings, MUG)
    again = put(listings, MUG)

    assert (lost.result, again.result) == (Result.UNKNOWN, Result.APPLIED)
    assert len(shop.article("MUG-1.a")["offers"]) == 1
    assert shop.article("MUG-1.a")["offers"][0]["status"] == "PUBLISHED"


def test_lost_answer_to_publishing(shop: Any, listings: Listings, put: Put) -> None:
    """A listing whose answer was lost is not published a second time."""
    shop.lose_answers("/publish")

    lost = put(listings, MUG)
    again = put(listings, MUG)

    assert (lost.result, again.result) == (Result.UNKNOWN, Result.UNCHANGED)
    assert shop.asked("POST", "/publish") == 1


def test_offer_made_by_somebody_else_meanwhile(shop: Any, api: Api, listings: Listings, put: Put) -> None:
    """An offer that appears between our look and our creation is taken over."""
    made: list[Any] = []

    def race(request: Any) -> None:
        if request.method == "POST" and request.path.endswith("/offer") and not made:
            made.append(request)
            answer = shop.sandbox.answer(request)
            assert answer.status == 201

    shop.server.before.append(race)

    outcome = put(listings, MUG)

    assert outcome.result is Result.APPLIED
    assert len(shop.article("MUG-1.a")["offers"]) == 1


def test_refusal_to_publish_is_a_dead_letter(shop: Any, listings: Listings, put: Put) -> None:
    """What eBay says against a listing reaches the user with its code and its parameters."""
    error = {
        "errorId": 25029,
        "domain": "API_INVENTORY",
        "message": "Required.",
        "parameters": [{"name": "field", "value": "Department"}],
    }
    shop.answer_instead("/publish", Response.of_json({"errors": [error]}, status=400))

    outcome = put(listings, MUG)

    assert outcome.error is not None
    assert (outcome.error.code, outcome.error.parameters) == ("25029", {"field": "Department"})
    assert outcome.error.message == "eBay says: Required. (25029: Department)"


def test_trouble_at_ebay_is_not_a_dead_letter(shop: Any, listings: Listings, put: Put) -> None:
    """Concurrent access and system errors may be over soon: nothing is buried for them."""
    error = {"errorId": 25025, "domain": "API_INVENTORY", "message": "Concurrent access"}
    shop.answer_instead("/publish", Response.of_json({"errors": [error]}, status=500))

    assert put(listings, MUG).result is Result.UNKNOWN


def test_a_dead_connection_stops_everything(shop: Any, listings: Listings, put: Put) -> None:
    """A revoked consent is no matter of one record."""
    shop.sandbox.oauth.revoke()

    with pytest.raises(AccessError):
        put(listings, MUG)


def test_find_existing(listings: Listings, put: Put) -> None:
    """A SKU is found once it is there."""
    change = Change(key="source-1", value=MUG, operation=Operation.CREATE)

    assert listings.find_existing(change).match is Match.NONE
    put(listings, MUG)
    assert listings.find_existing(change).target_key == "MUG-1.a"


def test_key_of_a_product_without_sku(listings: Listings) -> None:
    """Without a SKU eBay cannot know an article."""
    with pytest.raises(RecordError, match="SKU"):
        listings.key_of(attrs.evolve(MUG, sku=None))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cents=st.integers(min_value=1, max_value=10**9))
def test_amounts_keep_their_text(shop: Any, api: Api, listings: Listings, put: Put, cents: int) -> None:
    """Whatever amount the source has, eBay holds exactly that, and reading it back gives it again."""
    price = Money(Decimal(cents).scaleb(-2), "USD")

    put(listings, attrs.evolve(MUG, price=price))

    held = shop.article("MUG-1.a")["offers"][0]["pricingSummary"]["price"]
    assert held == {"value": f"{cents // 100}.{cents % 100:02}", "currency": "USD"}
    record = Products(api, {}).fetch("MUG-1.a")
    assert record is not None
    assert record.value.price == price


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
