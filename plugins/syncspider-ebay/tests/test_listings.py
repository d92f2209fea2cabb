"""Products written to eBay: what is kept, what is published."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import attrs
import pytest
from syncspider import (
    Change,
    Match,
    Money,
    Operation,
    Outcome,
    Product,
    Quantity,
    Result,
)
from syncspider.errors import RecordError
from syncspider_ebay.client import Api
from syncspider_ebay.listings import Listings

Put = Callable[..., Outcome]


def usd(text: str) -> Money:
    """An amount."""
    return Money(Decimal(text), "USD")


def pieces(number: int) -> Quantity:
    """A quantity."""
    return Quantity(Decimal(number))


def test_new_product_is_published(shop: Any, listings: Listings, put: Put, mug: Product) -> None:
    """A product with all that is needed becomes an item, an offer and a listing, in its own words and amounts."""
    outcome = put(listings, mug)

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


def test_the_same_again_writes_nothing(shop: Any, listings: Listings, put: Put, mug: Product) -> None:
    """A product that eBay holds already costs reads alone, whatever the link says."""
    put(listings, mug)
    before = len(shop.sent)

    outcome = put(listings, mug, operation=Operation.UPDATE, target_key="MUG-1.a")

    assert outcome == Outcome.unchanged("source-1", "MUG-1.a")
    assert all(request.path.endswith("/bulk_get_inventory_item") for request in shop.sent[before:])


def test_without_terms_the_offer_stays_unpublished(shop: Any, api: Api, put: Put, mug: Product) -> None:
    """What publishing lacks is named in the outcome, and the offer is kept for later."""
    outcome = put(Listings(api, {}), attrs.evolve(mug, condition=None, pictures=None))

    assert outcome.result is Result.APPLIED
    assert outcome.note == (
        "offer stays unpublished: no category_id, condition, fulfillment_policy_id, payment_policy_id, "
        "return_policy_id, merchant_location, pictures"
    )
    assert shop.article("MUG-1.a")["offers"][0]["status"] == "UNPUBLISHED"


def test_terms_of_the_connection_stand_in(
    shop: Any, open_api: Callable[..., Api], terms: Mapping[str, str], put: Put, mug: Product
) -> None:
    """Defaults that were given to the connection count where the task has none."""
    api = open_api(shop.session_with(**terms))

    assert not put(Listings(api, {}), mug).note
    assert shop.article("MUG-1.a")["offers"][0]["status"] == "PUBLISHED"


def test_terms_that_arrive_later_publish(shop: Any, api: Api, terms: Mapping[str, str], put: Put, mug: Product) -> None:
    """An unpublished offer is published with the next write that finds everything there."""
    put(Listings(api, {}), mug)

    outcome = put(Listings(api, terms), mug, operation=Operation.UPDATE, target_key="MUG-1.a")

    assert (outcome.result, outcome.created, outcome.note) == (Result.APPLIED, False, "")
    assert shop.article("MUG-1.a")["offers"][0]["listing"]["listingStatus"] == "ACTIVE"


def test_terms_never_change_an_offer(shop: Any, api: Api, terms: Mapping[str, str], put: Put, mug: Product) -> None:
    """Category and policies that an offer has are its seller's choice; defaults fill gaps alone."""
    put(Listings(api, terms), mug)
    before = shop.article("MUG-1.a")["offers"][0]

    put(Listings(api, {**terms, "category_id": "9355"}), attrs.evolve(mug, name="Mug, cream"))

    after = shop.article("MUG-1.a")["offers"][0]
    assert after["categoryId"] == before["categoryId"] == "15687"


def test_fields_that_we_do_not_own_stay(shop: Any, api: Api, listings: Listings, put: Put, mug: Product) -> None:
    """Writes that replace the whole send back what the source does not supply, known to us or not."""
    put(listings, mug)
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

    put(listings, attrs.evolve(mug, name="Mug, cream", description="<p>New</p>", brand=None, attributes=None))

    held = shop.article("MUG-1.a")
    product = held["inventoryItem"]["product"]
    assert (product["title"], product["subtitle"], product["epid"]) == ("Mug, cream", "By hand", "77")
    assert (product["brand"], product["videoIds"]) == ("Acme", ["v1"])
    assert product["aspects"] == {"Brand": ["Acme"], "Colour": ["White"], "Style": ["Rustic"]}
    assert held["inventoryItem"]["conditionDescription"] == "Handmade"
    assert held["inventoryItem"]["packageWeightAndSize"]["dimensions"]["unit"] == "INCH"
    assert {name: held["offers"][0][name] for name in more} == more
    assert held["offers"][0]["listingDescription"] == "<p>New</p>"


def test_only_changed_fields_are_touched(shop: Any, listings: Listings, put: Put, mug: Product) -> None:
    """A title that somebody improved at eBay stays when the source changed something else."""
    put(listings, mug)
    put(listings, attrs.evolve(mug, name="Improved at eBay"), changed=frozenset({"name"}))

    put(
        listings,
        attrs.evolve(mug, description="<p>Newer</p>"),
        operation=Operation.UPDATE,
        target_key="MUG-1.a",
        changed=frozenset({"description"}),
    )

    product = shop.article("MUG-1.a")["inventoryItem"]["product"]
    assert (product["title"], product["description"]) == ("Improved at eBay", "<p>Newer</p>")


def test_disabled_products_are_not_published(shop: Any, listings: Listings, put: Put, mug: Product) -> None:
    """What the source hides is not shown, not even by a change of its price; what buyers see is not taken away."""
    hidden = attrs.evolve(mug, enabled=False)
    first = put(listings, hidden)
    priced = put(listings, attrs.evolve(hidden, price=usd("9")), changed=frozenset({"price"}))
    put(listings, attrs.evolve(mug, enabled=True), changed=frozenset({"enabled"}))

    again = put(listings, hidden, changed=frozenset({"enabled"}))

    assert first.note == priced.note == "offer stays unpublished: disabled at the source"
    assert (again.result, again.note) == (Result.UNCHANGED, "disabled at the source, still on sale at eBay")
    assert shop.article("MUG-1.a")["offers"][0]["status"] == "PUBLISHED"


def test_sold_out_products_wait(shop: Any, listings: Listings, put: Put, mug: Product) -> None:
    """An article without stock is not published, and is as soon as some arrives."""
    empty = put(listings, attrs.evolve(mug, quantity=pieces(-2)))
    filled = put(listings, mug, changed=frozenset({"quantity"}))

    assert (empty.note, filled.note) == ("offer stays unpublished: no stock", "")
    assert shop.article("MUG-1.a")["offers"][0]["status"] == "PUBLISHED"


def test_find_existing(listings: Listings, put: Put, mug: Product) -> None:
    """A SKU is found once it is there."""
    change = Change(key="source-1", value=mug, operation=Operation.CREATE)

    assert listings.find_existing(change).match is Match.NONE
    put(listings, mug)
    assert listings.find_existing(change).target_key == "MUG-1.a"


def test_key_of_a_product_without_sku(listings: Listings, mug: Product) -> None:
    """Without a SKU eBay cannot know an article."""
    with pytest.raises(RecordError, match="SKU"):
        listings.key_of(attrs.evolve(mug, sku=None))
