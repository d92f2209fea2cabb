"""Offers, and publishing them."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from syncspider_ebay.sandbox import EbaySandbox

_API = "/sell/inventory/v1"
_ITEM: dict[str, Any] = {
    "condition": "NEW",
    "product": {
        "title": "Cotton T-Shirt",
        "description": "<p>Plain</p>",
        "aspects": {"Brand": ["Acme"]},
        "imageUrls": ["https://i.example.com/1.jpg"],
    },
    "availability": {"shipToLocationAvailability": {"quantity": 5}},
}


def _error(answer: httpx.Response) -> tuple[int, int]:
    return answer.status_code, answer.json()["errors"][0]["errorId"]


def _policies(http: httpx.Client, marketplace: str = "EBAY_US") -> dict[str, str]:
    found = {}
    for kind, field in (
        ("fulfillment", "fulfillmentPolicies"),
        ("payment", "paymentPolicies"),
        ("return", "returnPolicies"),
    ):
        answer = http.get(f"/sell/account/v1/{kind}_policy", params={"marketplace_id": marketplace}).json()
        found[f"{kind}PolicyId"] = answer[field][0][f"{kind}PolicyId"]
    return found


@pytest.fixture
def offer(empty: httpx.Client) -> dict[str, Any]:
    """An offer that can be published, for an item that is there."""
    empty.put(f"{_API}/inventory_item/T1", json=_ITEM)
    return {
        "sku": "T1",
        "marketplaceId": "EBAY_US",
        "format": "FIXED_PRICE",
        "availableQuantity": 5,
        "categoryId": "15687",
        "listingDescription": "<p>Plain</p>",
        "listingDuration": "GTC",
        "listingPolicies": _policies(empty),
        "merchantLocationKey": "warehouse-1",
        "pricingSummary": {"price": {"value": "29.99", "currency": "USD"}},
    }


def _without(offer: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in offer.items() if name not in names}


def _created(http: httpx.Client, offer: dict[str, Any]) -> str:
    answer = http.post(f"{_API}/offer", json=offer)
    assert answer.status_code == 201
    key: str = answer.json()["offerId"]
    return key


def test_created_and_read(empty: httpx.Client, offer: dict[str, Any]) -> None:
    """A new offer is unpublished, has the usual values, and is found by its SKU."""
    key = _created(empty, offer)
    read = empty.get(f"{_API}/offer/{key}").json()
    usual = {"includeCatalogProductDetails": True, "hideBuyerDetails": False, "status": "UNPUBLISHED"}
    assert read == {**offer, **usual, "offerId": key}
    page = empty.get(f"{_API}/offer", params={"sku": "T1"}).json()
    assert page == {
        "href": f"{_API}/offer?sku=T1&limit=100&offset=0",
        "limit": 100,
        "size": 1,
        "total": 1,
        "offers": [read],
    }


def test_duplicate_names_the_offer(empty: httpx.Client, offer: dict[str, Any]) -> None:
    """A second offer of SKU, marketplace and format is refused and names the first, which stays as it was."""
    key = _created(empty, offer)
    again = empty.post(f"{_API}/offer", json={**offer, "availableQuantity": 1})
    assert _error(again) == (400, 25002)
    assert again.json()["errors"][0]["parameters"] == [{"name": "offerId", "value": key}]
    assert empty.get(f"{_API}/offer/{key}").json()["availableQuantity"] == 5
    pounds = {"price": {"value": "29.99", "currency": "GBP"}}
    assert _created(empty, {**offer, "marketplaceId": "EBAY_GB", "pricingSummary": pounds}) != key


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"sku": "NOPE"}, (404, 25702)),
        ({"sku": ""}, (400, 25735)),
        ({"sku": None}, (400, 25735)),
        ({"format": None}, (400, 25735)),
        ({"format": "SALE"}, (400, 2004)),
        ({"marketplaceId": "EBAY_XX"}, (400, 2004)),
        ({"pricingSummary": {"price": {"value": "29.99", "currency": "EUR"}}}, (400, 25003)),
        ({"pricingSummary": {"price": {"value": "0", "currency": "USD"}}}, (400, 25003)),
        ({"pricingSummary": {"price": {"value": "1.999", "currency": "USD"}}}, (400, 25003)),
        ({"pricingSummary": {"price": {"value": 29.99, "currency": "USD"}}}, (400, 2004)),
        ({"availableQuantity": -1}, (400, 25004)),
        ({"categoryId": "shirts"}, (400, 25005)),
        ({"listingDescription": "x" * 500_001}, (400, 25016)),
        ({"tax": {"vatPercentage": 101}}, (400, 25011)),
        ({"tax": {"vatPercentage": "19"}}, (400, 2004)),
        ({"merchantLocationKey": "x" * 37}, (400, 25012)),
    ],
)
def test_wrong_offers(
    empty: httpx.Client, offer: dict[str, Any], change: dict[str, Any], expected: tuple[int, int]
) -> None:
    """A wrong offer has its error, and none is made."""
    assert _error(empty.post(f"{_API}/offer", json={**offer, **change})) == expected
    assert _error(empty.get(f"{_API}/offer", params={"sku": "T1"})) == (404, 25713)


def test_search_needs_a_sku(http: httpx.Client) -> None:
    """Without a SKU there is no list of offers; a SKU without offers is 404, and pages are counted as for items."""
    assert _error(http.get(f"{_API}/offer")) == (400, 25707)
    assert _error(http.get(f"{_API}/offer", params={"sku": "NOPE"})) == (404, 25713)
    assert _error(http.get(f"{_API}/offer", params={"sku": "NOPE", "limit": "x"})) == (400, 25706)
    assert _error(http.get(f"{_API}/offer", params={"sku": "EB1-0001", "format": "SALE"})) == (400, 25709)


def test_search_by_marketplace_and_page(http: httpx.Client) -> None:
    """An item with offers on two marketplaces shows both, one of them, or one on each page."""
    both = http.get(f"{_API}/offer", params={"sku": "EB1-0002"}).json()
    assert [offer["marketplaceId"] for offer in both["offers"]] == ["EBAY_US", "EBAY_GB"]
    one = http.get(f"{_API}/offer", params={"sku": "EB1-0002", "marketplace_id": "EBAY_GB"}).json()
    assert one["offers"] == both["offers"][1:]
    page = http.get(f"{_API}/offer", params={"sku": "EB1-0002", "limit": 1, "offset": 1}).json()
    assert (page["offers"], page["size"], page["total"]) == (both["offers"][1:], 1, 2)
    assert page["prev"] == f"{_API}/offer?sku=EB1-0002&limit=1&offset=0"
    assert _error(http.get(f"{_API}/offer", params={"sku": "EB1-0002", "format": "AUCTION"})) == (404, 25713)


def test_update_replaces(empty: httpx.Client, offer: dict[str, Any], clock: Any) -> None:
    """An update erases what it does not send, apart from SKU, marketplace and format, which it can't change."""
    key = _created(empty, offer)
    answer = empty.put(f"{_API}/offer/{key}", json={"sku": "T2", "format": "AUCTION", "availableQuantity": 1})
    assert (answer.status_code, answer.content) == (204, b"")
    read = empty.get(f"{_API}/offer/{key}").json()
    assert (read["sku"], read["format"], read["availableQuantity"]) == ("T1", "FIXED_PRICE", 1)
    assert "pricingSummary" not in read
    assert _error(empty.put(f"{_API}/offer/1", json={})) == (404, 25713)


def test_publish_again_gives_the_same_listing(empty: httpx.Client, offer: dict[str, Any]) -> None:
    """Publishing makes a listing; a repeat gives the same one with a warning."""
    key = _created(empty, offer)
    first = empty.post(f"{_API}/offer/{key}/publish", json={})
    assert (first.status_code, first.json().keys()) == (200, {"listingId"})
    again = empty.post(f"{_API}/offer/{key}/publish", json={})
    assert again.json()["listingId"] == first.json()["listingId"]
    assert [warning["errorId"] for warning in again.json()["warnings"]] == [25402]
    read = empty.get(f"{_API}/offer/{key}").json()
    assert (read["status"], read["listing"]) == (
        "PUBLISHED",
        {"listingId": first.json()["listingId"], "listingStatus": "ACTIVE", "soldQuantity": 0},
    )


def test_withdraw_and_publish_again(empty: httpx.Client, offer: dict[str, Any]) -> None:
    """A withdrawn offer stays; published again it has another listing; twice can't be withdrawn."""
    key = _created(empty, offer)
    first = empty.post(f"{_API}/offer/{key}/publish", json={}).json()["listingId"]
    assert empty.post(f"{_API}/offer/{key}/withdraw", json={}).json() == {"listingId": first}
    read = empty.get(f"{_API}/offer/{key}").json()
    assert (read["status"], "listing" in read) == ("UNPUBLISHED", False)
    assert _error(empty.post(f"{_API}/offer/{key}/withdraw", json={})) == (404, 25713)
    assert empty.post(f"{_API}/offer/{key}/publish", json={}).json()["listingId"] != first
    assert empty.post(f"{_API}/offer/{key}/withdraw").status_code == 411


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["categoryId"], (400, 25005)),
        (["pricingSummary"], (400, 25003)),
        (["listingPolicies"], (400, 25007)),
        (["merchantLocationKey"], (400, 25012)),
        (["listingDescription"], (400, 25016)),
        (["listingDuration"], (400, 25006)),
    ],
)
def test_publish_needs_of_the_offer(
    empty: httpx.Client, offer: dict[str, Any], names: list[str], expected: tuple[int, int]
) -> None:
    """What an offer may lack to be made, it may not lack to be published."""
    key = _created(empty, _without(offer, *names))
    assert _error(empty.post(f"{_API}/offer/{key}/publish", json={})) == expected
    assert empty.get(f"{_API}/offer/{key}").json()["status"] == "UNPUBLISHED"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"listingDuration": "DAYS_7"}, (400, 25006)),
        ({"categoryId": "1"}, (400, 25005)),
        ({"categoryId": "112581"}, (400, 25002)),
        ({"categoryId": "20652"}, (400, 25002)),
        ({"merchantLocationKey": "nowhere"}, (400, 25012)),
        ({"availableQuantity": 0}, (400, 25004)),
        ({"format": "AUCTION"}, (400, 25003)),
    ],
)
def test_publish_checks_values(
    empty: httpx.Client, offer: dict[str, Any], change: dict[str, Any], expected: tuple[int, int]
) -> None:
    """Values that do not fit are refused at publishing; a category asks for aspects, or for a product code."""
    key = _created(empty, {**offer, **change})
    assert _error(empty.post(f"{_API}/offer/{key}/publish", json={})) == expected


@pytest.mark.parametrize(("kind", "expected"), [("fulfillment", 25007), ("payment", 25008), ("return", 25009)])
def test_publish_needs_policies(empty: httpx.Client, offer: dict[str, Any], kind: str, expected: int) -> None:
    """Each policy must be the seller's, and of the marketplace: else 404/25713, which misleads."""
    wrong = {**offer["listingPolicies"], f"{kind}PolicyId": "1"}
    key = _created(empty, {**offer, "listingPolicies": wrong})
    assert _error(empty.post(f"{_API}/offer/{key}/publish", json={})) == (400, expected)
    british = {**offer["listingPolicies"], f"{kind}PolicyId": _policies(empty, "EBAY_GB")[f"{kind}PolicyId"]}
    empty.put(f"{_API}/offer/{key}", json={**offer, "listingPolicies": british})
    assert _error(empty.post(f"{_API}/offer/{key}/publish", json={})) == (404, 25713)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"condition": None}, 25021),
        ({"availability": None}, 25004),
        ({"availability": {"shipToLocationAvailability": {"quantity": 0}}}, 25004),
        ({"product": {**_ITEM["product"], "title": None}}, 25503),
        ({"product": {**_ITEM["product"], "description": None}}, 25503),
        ({"product": {**_ITEM["product"], "imageUrls": []}}, 25014),
        ({"product": {**_ITEM["product"], "aspects": {}}}, 25002),
        ({"product": None}, 25503),
    ],
)
def test_publish_needs_of_the_item(
    empty: httpx.Client, offer: dict[str, Any], change: dict[str, Any], expected: int
) -> None:
    """What an item may lack to be made, it may not lack to be published."""
    key = _created(empty, offer)
    empty.put(f"{_API}/inventory_item/T1", json={**_ITEM, **change})
    assert _error(empty.post(f"{_API}/offer/{key}/publish", json={})) == (400, expected)


def test_publish_needs_the_language(empty: httpx.Client, offer: dict[str, Any]) -> None:
    """An item written in another language than the marketplace's can't be published there."""
    key = _created(empty, offer)
    empty.put(f"{_API}/inventory_item/T1", json=_ITEM, headers={"Content-Language": "de-DE"})
    assert _error(empty.post(f"{_API}/offer/{key}/publish", json={})) == (400, 25604)


def test_published_offers_stay_whole(empty: httpx.Client, offer: dict[str, Any]) -> None:
    """An update of a published offer must leave it fit to be published; its listing stays."""
    key = _created(empty, offer)
    listing = empty.post(f"{_API}/offer/{key}/publish", json={}).json()["listingId"]
    assert _error(empty.put(f"{_API}/offer/{key}", json=_without(offer, "listingDescription"))) == (400, 25016)
    dearer = {**offer, "pricingSummary": {"price": {"value": "31.00", "currency": "USD"}}}
    assert empty.put(f"{_API}/offer/{key}", json=dearer).json() == {"offerId": key}
    read = empty.get(f"{_API}/offer/{key}").json()
    assert (read["listing"]["listingId"], read["pricingSummary"]) == (listing, dearer["pricingSummary"])


def test_listing_outlives_the_items_text(empty: httpx.Client, offer: dict[str, Any]) -> None:
    """Erasing an item's text leaves its listing up, until somebody publishes; erasing its stock sells it out."""
    key = _created(empty, offer)
    empty.post(f"{_API}/offer/{key}/publish", json={})
    assert empty.put(f"{_API}/inventory_item/T1", json={"condition": "NEW"}).status_code == 204
    assert empty.get(f"{_API}/offer/{key}").json()["listing"]["listingStatus"] == "OUT_OF_STOCK"
    assert empty.post(f"{_API}/offer/{key}/publish", json={}).status_code == 400


def test_deleted_offer(empty: httpx.Client, offer: dict[str, Any]) -> None:
    """A deleted offer is gone, and another can be made in its place."""
    key = _created(empty, offer)
    assert empty.delete(f"{_API}/offer/{key}").status_code == 204
    assert _error(empty.delete(f"{_API}/offer/{key}")) == (404, 25713)
    assert _created(empty, offer) != key


def test_bulk_create_and_publish(empty: httpx.Client, offer: dict[str, Any]) -> None:
    """Each offer has a row, with its keys and what became of it."""
    empty.put(f"{_API}/inventory_item/T2", json=_ITEM)
    requests = [offer, {**offer, "sku": "T2"}, {**offer, "sku": "NOPE"}]
    made = empty.post(f"{_API}/bulk_create_offer", json={"requests": requests})
    rows = made.json()["responses"]
    assert (made.status_code, [row["statusCode"] for row in rows]) == (207, [200, 200, 404])
    assert rows[1].keys() == {"statusCode", "sku", "marketplaceId", "format", "offerId", "warnings", "errors"}
    keys = [{"offerId": row["offerId"]} for row in rows[:2]]
    sent = empty.post(f"{_API}/bulk_publish_offer", json={"requests": [*keys, {"offerId": "1"}]})
    assert [row.get("listingId", "") != "" for row in sent.json()["responses"]] == [True, True, False]
    again = empty.post(f"{_API}/bulk_create_offer", json={"requests": [offer]})
    assert again.json()["responses"][0]["errors"][0]["parameters"][0] == {
        "name": "offerId",
        "value": keys[0]["offerId"],
    }
    for path, wrong, error in (
        ("bulk_create_offer", [offer, offer], 25729),
        ("bulk_create_offer", [{**offer, "sku": str(number)} for number in range(26)], 25730),
        ("bulk_publish_offer", [*keys, keys[0]], 25731),
        ("bulk_publish_offer", [{"offerId": str(number)} for number in range(26)], 25730),
    ):
        assert _error(empty.post(f"{_API}/{path}", json={"requests": wrong})) == (400, error)


def test_seeded_listings_can_be_published_again(http: httpx.Client, sandbox: EbaySandbox) -> None:
    """Every seeded listing has what a listing needs, unless it is sold out."""
    products = sandbox.articles()
    checked = 0
    for held in products.values():
        for offer in held["offers"]:
            if offer.get("listing", {}).get("listingStatus") == "ACTIVE" and "groupIds" not in held["inventoryItem"]:
                assert http.post(f"{_API}/offer/{offer['offerId']}/publish", json={}).status_code == 200
                checked += 1
    assert checked > 20
