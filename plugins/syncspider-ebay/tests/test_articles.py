"""What of a product eBay can take."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from syncspider import (
    Condition,
    Money,
    Outcome,
    Picture,
    Product,
    Quantity,
    Result,
)
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


@pytest.mark.parametrize(
    "misfit",
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
def test_what_does_not_fit_is_told(
    shop: Any, listings: Listings, put: Put, mug: Product, misfit: tuple[dict[str, Any], str]
) -> None:
    """A product that eBay cannot take is refused with its field, nothing is cut and nothing sent for it."""
    change, path = misfit

    outcome = put(listings, attrs.evolve(mug, **change))

    assert outcome.result is Result.REJECTED
    assert outcome.error is not None
    assert outcome.error.path == path
    assert not shop.bodies("/bulk_create_or_replace_inventory_item")


def test_long_description_stands_in_the_offer(shop: Any, listings: Listings, put: Put, mug: Product) -> None:
    """A description beyond what an item takes is kept whole where buyers read it; the item has its first words."""
    text = "<p>Strong &amp; " + "x" * 4_100 + "</p>"

    outcome = put(listings, attrs.evolve(mug, description=text))

    assert (outcome.result, outcome.note) == (Result.APPLIED, "")
    held = shop.article("MUG-1.a")
    assert held["offers"][0]["listingDescription"] == text
    short = held["inventoryItem"]["product"]["description"]
    assert (short[:12], short[-5:], len(short)) == ("Strong & xxx", "x ...", 4_000)


def test_pictures_that_ebay_cannot_take(shop: Any, listings: Listings, put: Put, mug: Product) -> None:
    """Pictures without https and beyond the number that eBay takes are left out, and the outcome says so."""
    pictures = tuple(Picture(url=f"https://img.example/{number}.jpg") for number in range(25))

    outcome = put(listings, attrs.evolve(mug, pictures=(Picture(url="http://img.example/x.jpg"), *pictures)))

    assert outcome.note == "pictures without https left out; pictures beyond 24 left out"
    urls = shop.article("MUG-1.a")["inventoryItem"]["product"]["imageUrls"]
    assert urls == [picture.url for picture in pictures[:24]]


def test_earlier_price_below_the_price(shop: Any, listings: Listings, put: Put, mug: Product) -> None:
    """A crossed-out price is only sent where it is above the price."""
    lower = put(listings, attrs.evolve(mug, compare_at_price=usd("12.30")))
    higher = put(listings, attrs.evolve(mug, compare_at_price=usd("15")))

    assert (lower.note, higher.note) == ("earlier prices not above the price left out", "")
    pricing = shop.article("MUG-1.a")["offers"][0]["pricingSummary"]
    assert pricing["originalRetailPrice"] == {"value": "15.00", "currency": "USD"}


def test_stock_that_is_not_counted(shop: Any, api: Api, terms: Mapping[str, str], put: Put, mug: Product) -> None:
    """An article whose source does not count its stock gets the number that the task sets."""
    endless = attrs.evolve(mug, quantity=None, unlimited=True)

    assert put(Listings(api, terms), endless).note == "offer stays unpublished: no stock"
    assert put(Listings(api, {**terms, "unlimited_quantity": "7"}), endless).note == ""
    assert shop.article("MUG-1.a")["offers"][0]["availableQuantity"] == 7


def test_condition_that_ebay_tells_more_exactly(
    shop: Any, api: Api, terms: Mapping[str, str], put: Put, mug: Product
) -> None:
    """A source that says "used" does not flatten what the seller told eBay about how well kept it is."""
    used = attrs.evolve(mug, condition=Condition.USED)
    put(Listings(api, {**terms, "condition": "USED_GOOD"}), attrs.evolve(mug, condition=None))

    outcome = put(Listings(api, terms), used)

    assert outcome.result is Result.UNCHANGED
    assert shop.article("MUG-1.a")["inventoryItem"]["condition"] == "USED_GOOD"


@pytest.mark.parametrize(
    "number",
    [("4006381333931", "ean"), ("012345678905", "upc"), ("9783161484100", "isbn"), ("316148410X", "isbn")],
)
def test_gtin_goes_where_it_belongs(
    shop: Any, listings: Listings, put: Put, mug: Product, number: tuple[str, str]
) -> None:
    """EAN, UPC and ISBN have fields of their own."""
    gtin, field = number

    put(listings, attrs.evolve(mug, gtin=gtin))

    assert shop.article("MUG-1.a")["inventoryItem"]["product"][field] == [gtin]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cents=st.integers(min_value=1, max_value=10**9))
def test_amounts_keep_their_text(api: Api, listings: Listings, put: Put, mug: Product, cents: int) -> None:
    """Whatever amount the source has, eBay holds exactly that, and reading it back gives it again."""
    price = Money(Decimal(cents).scaleb(-2), "USD")

    put(listings, attrs.evolve(mug, price=price))

    (offer,) = api.inventory.offers("MUG-1.a")
    assert offer["pricingSummary"]["price"] == {"value": f"{cents // 100}.{cents % 100:02}", "currency": "USD"}
    record = Products(api, {}).fetch("MUG-1.a")
    assert record is not None
    assert record.value.price == price
