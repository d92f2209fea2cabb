"""Products with variants written to eBay, and read back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import attrs
import pytest
from syncspider import Change, Match, Money, Operation, Outcome, Picture, Product, Quantity, Result, Variant
from syncspider_ebay.client import Api
from syncspider_ebay.listings import Listings
from syncspider_ebay.products import Products

Put = Callable[..., Outcome]


def usd(text: str) -> Money:
    """An amount."""
    return Money(Decimal(text), "USD")


def shirt(size: str, *, price: str | None = None, stock: int = 3) -> Variant:
    """One size."""
    return Variant(
        sku=f"SHIRT-{size}",
        options={"Size": size, "Colour": "Blue"},
        price=None if price is None else usd(price),
        quantity=Quantity(Decimal(stock)),
    )


SHIRT = Product(
    sku="SHIRT",
    name="Shirt",
    description="<p>Cotton</p>",
    price=usd("19.90"),
    brand="Acme",
    pictures=(Picture(url="https://img.example/shirt.jpg"),),
    attributes={"Fabric": ("Cotton",)},
    variants=(shirt("S"), shirt("M", price="21.5")),
)


def test_variants_become_one_listing(shop: Any, api: Api, listings: Listings, put: Put) -> None:
    """Each variant has its item and its offer, and buyers see one listing with the choices."""
    outcome = put(listings, SHIRT)

    assert outcome == Outcome.applied("source-1", "SHIRT", created=True)
    group = api.inventory.group("SHIRT")
    assert group is not None
    assert group["variantSKUs"] == ["SHIRT-S", "SHIRT-M"]
    assert group["variesBy"]["specifications"] == [
        {"name": "Size", "values": ["S", "M"]},
        {"name": "Colour", "values": ["Blue"]},
    ]
    small, medium = (shop.article(sku) for sku in group["variantSKUs"])
    assert small["inventoryItem"]["product"]["aspects"] == {
        "Brand": ["Acme"],
        "Fabric": ["Cotton"],
        "Size": ["S"],
        "Colour": ["Blue"],
    }
    assert [held["offers"][0]["pricingSummary"]["price"]["value"] for held in (small, medium)] == ["19.90", "21.50"]
    assert small["offers"][0]["listing"]["listingId"] == medium["offers"][0]["listing"]["listingId"]


def test_written_variants_read_back(api: Api, listings: Listings, put: Put) -> None:
    """What was written comes back as the same product, under the group's key."""
    put(listings, SHIRT)

    record = Products(api, {}).fetch("SHIRT")

    assert record is not None
    value = record.value
    assert (record.key, value.name, value.description, value.enabled) == ("SHIRT", "Shirt", "<p>Cotton</p>", True)
    assert value.variants is not None
    assert [variant.options for variant in value.variants] == [dict(v.options) for v in SHIRT.variants or ()]
    assert [variant.price for variant in value.variants] == [usd("19.90"), usd("21.50")]
    assert (value.brand, value.attributes) == ("Acme", {"Fabric": ("Cotton",)})


def test_the_same_again_writes_nothing(shop: Any, listings: Listings, put: Put) -> None:
    """A product that eBay holds already costs reads alone."""
    put(listings, SHIRT)
    before = len(shop.sent)

    assert put(listings, SHIRT, operation=Operation.UPDATE, target_key="SHIRT").result is Result.UNCHANGED
    assert all(request.path.endswith("/bulk_get_inventory_item") for request in shop.sent[before:])


def test_new_variant_joins_the_listing(shop: Any, listings: Listings, put: Put) -> None:
    """A size that the source adds is offered with the others."""
    put(listings, SHIRT)
    more = attrs.evolve(SHIRT, variants=(*(SHIRT.variants or ()), shirt("L")))

    outcome = put(listings, more, operation=Operation.UPDATE, target_key="SHIRT", changed=frozenset({"variants"}))

    assert (outcome.result, outcome.created) == (Result.APPLIED, False)
    assert shop.article("SHIRT-L")["offers"][0]["status"] == "PUBLISHED"


def test_variant_that_the_source_lost_leaves_the_group(api: Api, listings: Listings, put: Put) -> None:
    """A size that is no more at the source is no more a choice at eBay."""
    put(listings, SHIRT)

    put(listings, attrs.evolve(SHIRT, variants=(shirt("S"),)), operation=Operation.UPDATE, target_key="SHIRT")

    group = api.inventory.group("SHIRT")
    assert group is not None
    assert group["variantSKUs"] == ["SHIRT-S"]


def test_only_changed_fields_are_touched(shop: Any, api: Api, listings: Listings, put: Put) -> None:
    """A new price of the product reaches the variants without their own, and nothing else is brought."""
    put(listings, SHIRT)
    put(listings, attrs.evolve(SHIRT, name="Improved at eBay"), changed=frozenset({"name"}))

    put(listings, attrs.evolve(SHIRT, price=usd("18")), target_key="SHIRT", changed=frozenset({"price"}))

    prices = [shop.article(sku)["offers"][0]["pricingSummary"]["price"] for sku in ("SHIRT-S", "SHIRT-M")]
    assert [price["value"] for price in prices] == ["18.00", "21.50"]
    group = api.inventory.group("SHIRT")
    assert group is not None
    assert group["title"] == "Improved at eBay"


def test_what_the_group_has_besides_stays(api: Api, listings: Listings, put: Put) -> None:
    """Writing a group sends back what we do not own."""
    put(listings, SHIRT)
    group = api.inventory.group("SHIRT")
    assert group is not None
    group.pop("inventoryItemGroupKey", None)
    group["variesBy"]["aspectsImageVariesBy"] = ["Colour"]
    group["aspects"]["Style"] = ["Casual"]
    api.inventory.replace_group("SHIRT", {**group, "subtitle": "Soft"})

    put(listings, attrs.evolve(SHIRT, name="Shirt, blue"))

    after = api.inventory.group("SHIRT")
    assert after is not None
    assert (after["title"], after["subtitle"]) == ("Shirt, blue", "Soft")
    assert after["variesBy"]["aspectsImageVariesBy"] == ["Colour"]
    assert after["aspects"]["Style"] == ["Casual"]


def test_without_terms_the_group_stays_unpublished(shop: Any, api: Api, put: Put) -> None:
    """What publishing lacks is named once for all variants."""
    outcome = put(Listings(api, {"condition": "NEW"}), SHIRT)

    assert outcome.note.startswith("offer stays unpublished: no category_id, fulfillment_policy_id")
    assert shop.article("SHIRT-S")["offers"][0]["status"] == "UNPUBLISHED"


def test_variants_without_stock_wait(shop: Any, api: Api, listings: Listings, put: Put) -> None:
    """A sold-out variant does not keep the others from buyers, and joins them when stock arrives."""
    waiting = put(listings, attrs.evolve(SHIRT, variants=(shirt("S", stock=0), shirt("M"))))
    group = api.inventory.group("SHIRT")
    arrived = put(listings, SHIRT, target_key="SHIRT", changed=frozenset({"variants"}))

    assert (waiting.result, waiting.note) == (Result.APPLIED, "variants without stock left out until some arrives")
    assert group is not None
    assert group["variantSKUs"] == ["SHIRT-M"]
    assert (arrived.result, arrived.note) == (Result.APPLIED, "")
    assert {shop.article(sku)["offers"][0]["status"] for sku in ("SHIRT-S", "SHIRT-M")} == {"PUBLISHED"}


def test_variant_that_sells_out_stays(api: Api, listings: Listings, put: Put) -> None:
    """A variant that buyers see stays in the listing when its stock ends."""
    put(listings, SHIRT)

    put(listings, attrs.evolve(SHIRT, variants=(shirt("S", stock=0), shirt("M"))), target_key="SHIRT")

    group = api.inventory.group("SHIRT")
    assert group is not None
    assert group["variantSKUs"] == ["SHIRT-S", "SHIRT-M"]


def test_nothing_in_stock(listings: Listings, put: Put) -> None:
    """A product of which no variant is in stock is kept unpublished, with all its variants."""
    outcome = put(listings, attrs.evolve(SHIRT, variants=(shirt("S", stock=0),)))

    assert outcome.note == "offer stays unpublished: no stock"


def test_waiting_variants_are_not_left_about(shop: Any, api: Api, listings: Listings, put: Put) -> None:
    """A variant that waits is nowhere at eBay, so that nobody takes it for a product of its own."""
    put(listings, attrs.evolve(SHIRT, variants=(shirt("S", stock=0), shirt("M"))))

    assert set(shop.sandbox.articles()) == {"SHIRT-M"}


def test_some_of_the_stock_arrives(shop: Any, listings: Listings, put: Put) -> None:
    """Where eBay does not take a listing for one variant without stock, the run says so and tries again next time."""
    put(listings, attrs.evolve(SHIRT, variants=(shirt("S", stock=0), shirt("M", stock=0))))
    some = attrs.evolve(SHIRT, variants=(shirt("S", stock=0), shirt("M")))

    outcome = put(listings, some, target_key="SHIRT", changed=frozenset({"variants"}))
    put(listings, SHIRT, target_key="SHIRT", changed=frozenset({"variants"}))

    assert outcome.note == "offer stays unpublished: a variant has no stock"
    assert shop.article("SHIRT-S")["offers"][0]["status"] == "PUBLISHED"


@pytest.mark.parametrize(
    ("variants", "path"),
    [
        ((attrs.evolve(shirt("S"), sku=None),), "variants[0].sku"),
        ((shirt("S"), shirt("S")), "variants[1].sku"),
        ((shirt("S"), attrs.evolve(shirt("M"), options={})), "variants[1].options"),
        ((shirt("S"), shirt("M", price="0")), "variants[1].price"),
        ((attrs.evolve(shirt("S"), quantity=Quantity(Decimal("0.5"))),), "variants[0].quantity"),
    ],
)
def test_what_does_not_fit_is_told(
    shop: Any, listings: Listings, put: Put, variants: tuple[Variant, ...], path: str
) -> None:
    """A variant that eBay cannot take is named by its place, and nothing of the product is written."""
    outcome = put(listings, attrs.evolve(SHIRT, variants=variants))

    assert outcome.error is not None
    assert outcome.error.path == path
    assert not shop.sent


def test_many_variants(shop: Any, api: Api, listings: Listings, put: Put) -> None:
    """More variants than one bulk call takes go in several."""
    many = tuple(shirt(f"{number}") for number in range(60))

    assert put(listings, attrs.evolve(SHIRT, variants=many)).result is Result.APPLIED
    assert [len(body["requests"]) for body in shop.bodies("/bulk_create_or_replace_inventory_item")] == [25, 25, 10]
    record = Products(api, {}).fetch("SHIRT")
    assert record is not None
    assert len(record.value.variants or ()) == 60


def test_lost_answer_to_publishing(shop: Any, listings: Listings, put: Put) -> None:
    """A listing of variants whose answer was lost is not published a second time."""
    shop.lose_answers("/publish_by_inventory_item_group")

    lost = put(listings, SHIRT)
    again = put(listings, SHIRT)

    assert (lost.result, again.result) == (Result.UNKNOWN, Result.UNCHANGED)
    assert shop.asked("POST", "/publish_by_inventory_item_group") == 1


def test_find_existing(listings: Listings, put: Put) -> None:
    """A group is found by its key, not by its variants."""
    change = Change(key="source-1", value=SHIRT, operation=Operation.CREATE)

    assert listings.find_existing(change).match is Match.NONE
    put(listings, SHIRT)
    assert listings.find_existing(change).target_key == "SHIRT"


def test_batch_with_both_kinds(listings: Listings, put_all: Any, terms: Mapping[str, str]) -> None:
    """Products with and without variants may come together."""
    mug = attrs.evolve(SHIRT, sku="MUG", name="Mug", variants=(), quantity=Quantity(Decimal(1)))

    outcomes = put_all(listings, [SHIRT, mug])

    assert {outcome.result for outcome in outcomes.values()} == {Result.APPLIED}
