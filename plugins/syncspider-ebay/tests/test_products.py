"""Products read from eBay."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syncspider import BEGINNING, Batch, Condition, Money, Product, Quantity, Weight, Window
from syncspider.errors import TransientError
from syncspider.sandbox import Response
from syncspider_ebay.client import Api
from syncspider_ebay.product_records import Article, record_of
from syncspider_ebay.products import Products

Open = Callable[..., Api]
ITEM: dict[str, Any] = {
    "sku": "TSHIRT-BLU",
    "locale": "en_US",
    "condition": "USED_GOOD",
    "packageWeightAndSize": {"weight": {"value": Decimal("8.0"), "unit": "OUNCE"}, "packageType": "MAILING_BOX"},
    "product": {
        "title": "Cotton T-Shirt",
        "aspects": {"Brand": ["Acme"], "Colour": ["Blue", "Navy"]},
        "brand": "Acme",
        "mpn": "AC-TS-1",
        "ean": ["Does not apply"],
        "upc": ["012345678905"],
        "subtitle": "Soft",
        "imageUrls": ["https://i.ebayimg.com/images/g/mock/s-l1600.jpg"],
    },
    "availability": {"shipToLocationAvailability": {"quantity": 42}},
    "newField": {"of": "eBay"},
}
OFFER: dict[str, Any] = {
    "offerId": "36445435465",
    "listingDescription": "<p>Plain</p>",
    "status": "PUBLISHED",
    "pricingSummary": {
        "price": {"value": "29.90", "currency": "USD"},
        "originalRetailPrice": {"value": "35.0", "currency": "USD"},
    },
}


def window(api: Api) -> Window:
    """All time."""
    return Window(BEGINNING, api.now())


def sweep(source: Products, window: Window) -> list[Batch[Product]]:
    """Every batch of a window, part by part."""
    batches = []
    for part in source.split(window):
        page = None
        while True:
            batch = source.read(part, page)
            batches.append(batch)
            page = batch.resume
            if page is None:
                break
    return batches


def keys_of(batches: list[Batch[Product]]) -> list[str]:
    """The keys of all records."""
    return [record.key for batch in batches for record in batch.records]


def test_everything_is_read_once(full: Any, open_api: Open) -> None:
    """Single items come under their SKU, items of a group together under its key, each once."""
    api = open_api(full.session)

    batches = sweep(Products(api, {}), window(api))

    assert sorted(keys_of(batches)) == sorted(full.sandbox.holdings()["Products"])
    assert not [broken for batch in batches for broken in batch.broken]
    skus = {
        sku
        for batch in batches
        for record in batch.records
        for sku in ([variant.sku for variant in record.value.variants or ()] or [record.key])
    }
    assert skus == set(full.sandbox.articles())


def test_parts_are_pages_of_their_own(full: Any, open_api: Open) -> None:
    """Parts may be read in any order and at the same time."""
    api = open_api(full.session)
    source = Products(api, {})
    parts = list(source.split(window(api)))

    backwards = [source.read(part, None) for part in reversed(parts)]

    assert len(parts) == 3
    assert sorted(keys_of(backwards)) == sorted(keys_of(sweep(source, window(api))))
    assert [part for part in parts for _ in source.split(part)] == parts  # a part is not split again


def test_without_parts_it_reads_page_by_page(full: Any, open_api: Open) -> None:
    """A reader that does not split gets everything too."""
    api = open_api(full.session)
    source, page, batches = Products(api, {}), None, []
    while True:
        batches.append(source.read(window(api), page))
        page = batches[-1].resume
        if page is None:
            break

    assert sorted(keys_of(batches)) == sorted(full.sandbox.holdings()["Products"])


def test_deletion_while_reading_loses_nothing(full: Any, open_api: Open) -> None:
    """An item that is deleted moves all later ones up; the one that crosses a page's border is still read."""
    api = open_api(full.session)
    source = Products(api, {})
    first, *others = list(source.split(window(api)))
    batches = [source.read(first, None)]
    gone = next(iter(full.sandbox.articles()))
    delete(api, gone)
    batches += [source.read(part, None) for part in others]

    assert set(full.sandbox.holdings()["Products"]) <= set(keys_of(batches))


def test_new_items_while_reading_are_found(full: Any, open_api: Open) -> None:
    """Items that are added while the last part is read come with it."""
    api = open_api(full.session)
    source = Products(api, {})
    parts = list(source.split(window(api)))
    api.inventory.replace_items({f"ZZ-{number:02}": {"product": {"title": "New"}} for number in range(25)})

    batches = [source.read(part, None) for part in parts[:-1]]
    page: str | None = None
    while True:
        batches.append(source.read(parts[-1], page))
        page = batches[-1].resume
        if page is None:
            break

    assert set(keys_of(batches)) >= {f"ZZ-{number:02}" for number in range(25)}


def test_changes_while_reading(full: Any, open_api: Open) -> None:
    """Items that change between pages are read as they are."""
    full.sandbox.churn = 3
    api = open_api(full.session)

    batches = sweep(Products(api, {}), window(api))

    assert set(full.sandbox.holdings()["Products"]) <= set(keys_of(batches))


def test_fetch(full: Any, open_api: Open) -> None:
    """One product is read by its key as it is now, and one that is gone is none."""
    api = open_api(full.session)
    source = Products(api, {})
    records = {record.key: record for batch in sweep(source, window(api)) for record in batch.records}
    group = next(key for key, record in records.items() if record.value.variants)
    single = next(key for key, record in records.items() if not record.value.variants)

    assert source.fetch(group) == records[group]
    assert source.fetch(single) == records[single]
    assert source.fetch("NOBODY") is None


def test_group_without_its_first_item(full: Any, open_api: Open) -> None:
    """A group whose first variant was deleted is still read, once, by those that are left."""
    api = open_api(full.session)
    source = Products(api, {})
    before = {record.key: record for batch in sweep(source, window(api)) for record in batch.records}
    key, record = next((key, record) for key, record in before.items() if len(record.value.variants or ()) > 1)
    variants = record.value.variants or ()
    delete(api, str(variants[0].sku))

    keys = keys_of(sweep(source, window(api)))

    assert keys.count(key) == 1
    after = source.fetch(key)
    assert after is not None
    assert [variant.sku for variant in after.value.variants or ()] == [variant.sku for variant in variants[1:]]


def test_broken_item_is_told_and_the_others_are_read(full: Any, open_api: Open) -> None:
    """An item that cannot be understood never fails its page."""

    def spoil(request: Any, response: Response) -> Response:
        if request.method != "GET" or not request.path.endswith("/inventory_item"):
            return response
        page = json.loads(response.body)
        page["inventoryItems"][0]["product"]["title"] = 7
        return Response.of_json(page)

    full.server.after.append(spoil)
    api = open_api(full.session)

    batch = Products(api, {}).read(next(iter(Products(api, {}).split(window(api)))), None)

    (broken,) = batch.broken
    assert broken.error.path == "product.title"
    assert broken.key == broken.error.key
    assert '"title":7' in broken.raw
    assert batch.records


def test_html_instead_of_json(shop: Any, api: Api) -> None:
    """A proxy's page is a passing trouble, told as such after the attempts that a read has."""
    shop.server.before.append(
        lambda request: (
            Response(status=200, body=b"<html>", headers={"Content-Type": "text/html"})
            if request.path.endswith("/inventory_item")
            else None
        )
    )

    with pytest.raises(TransientError, match="HTML"):
        Products(api, {}).read(window(api), None)


def test_fields_of_a_record() -> None:
    """Each field of an item and its offer stands where it belongs, and what has none stays readable."""
    record = record_of(Article.of(ITEM, OFFER))

    value = record.value
    assert record.key == value.sku == "TSHIRT-BLU"
    assert (value.name, value.description) == ("Cotton T-Shirt", "<p>Plain</p>")
    assert (value.price, value.compare_at_price) == (
        Money(Decimal("29.90"), "USD"),
        Money(Decimal("35.0"), "USD"),
    )
    assert (value.quantity, value.unlimited, value.enabled) == (Quantity(Decimal(42)), False, True)
    assert (value.condition, value.brand, value.mpn, value.gtin) == (Condition.USED, "Acme", "AC-TS-1", "012345678905")
    assert value.weight == Weight(Decimal("8.0"), "oz")
    assert value.attributes == {"Brand": ("Acme",), "Colour": ("Blue", "Navy")}
    assert value.pictures is not None
    assert [picture.url for picture in value.pictures] == ITEM["product"]["imageUrls"]
    assert value.variants == ()
    assert value.extra["newField"] == {"of": "eBay"}
    assert value.extra["product"]["subtitle"] == "Soft"
    assert value.extra["offer"]["offerId"] == "36445435465"


def test_item_without_anything() -> None:
    """Only the SKU is sure to be there: what is missing was not supplied."""
    value = record_of(Article.of({"sku": "X"}, None)).value

    assert (value.price, value.quantity, value.unlimited, value.description) == (None, None, None, None)
    assert (value.enabled, value.condition, value.gtin) == (False, None, None)


@given(st.decimals(min_value=0, max_value=10**9, places=2), st.sampled_from(["USD", "EUR", "GBP"]))
def test_prices_keep_their_text(amount: Decimal, currency: str) -> None:
    """A price is exactly what eBay wrote, with its own currency."""
    offer = {"offerId": "1", "pricingSummary": {"price": {"value": str(amount), "currency": currency}}}

    price = record_of(Article.of({"sku": "X"}, offer)).value.price

    assert price is not None
    assert (str(price.amount), price.currency) == (str(amount), currency)


def delete(api: Api, sku: str) -> None:
    """What a seller does at eBay."""
    api.inventory._client.send("DELETE", f"/sell/inventory/v1/inventory_item/{sku}")
