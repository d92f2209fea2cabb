"""Inventory items."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from syncspider.clock import Clock
from syncspider_ebay.sandbox import EbaySandbox

_API = "/sell/inventory/v1"
_ITEMS = f"{_API}/inventory_item"
_WHOLE: dict[str, Any] = {
    "condition": "NEW",
    "conditionDescription": "As new",
    "packageWeightAndSize": {
        "packageType": "MAILING_BOX",
        "dimensions": {"height": 2.0, "length": 12.5, "width": 9, "unit": "INCH"},
        "weight": {"value": 8.0, "unit": "OUNCE"},
    },
    "product": {
        "title": "Crème “Tin” ✓",
        "description": "<p>Tin</p>",
        "aspects": {"Brand": ["Acme"], "Größe": ["M", "L"]},
        "imageUrls": ["https://i.example.com/1.jpg"],
        "upc": ["012345678905"],
    },
    "availability": {"shipToLocationAvailability": {"quantity": 42}},
}


def _error(answer: httpx.Response) -> tuple[int, int]:
    return answer.status_code, answer.json()["errors"][0]["errorId"]


def test_offset_is_the_number_of_a_page(http: httpx.Client, sandbox: EbaySandbox) -> None:
    """The second page is offset 1, not offset 40; size tells the number of pages, addresses are relative."""
    skus = list(sandbox.articles())
    page = http.get(_ITEMS, params={"limit": 40, "offset": 1}).json()
    assert [item["sku"] for item in page["inventoryItems"]] == skus[40:80]
    assert (page["size"], page["total"], page["limit"]) == (3, 96, 40)
    assert page["href"] == f"{_ITEMS}?limit=40&offset=1"
    assert (page["next"], page["prev"]) == (f"{_ITEMS}?limit=40&offset=2", f"{_ITEMS}?limit=40&offset=0")
    last = http.get(page["next"]).json()
    assert (len(last["inventoryItems"]), "next" in last) == (16, False)
    assert http.get(_ITEMS, params={"offset": 40}).json()["inventoryItems"] == []
    assert len(http.get(_ITEMS).json()["inventoryItems"]) == 25


@pytest.mark.parametrize("query", [{"limit": "201"}, {"limit": "0"}, {"limit": "x"}, {"offset": "-1"}])
def test_wrong_pages(http: httpx.Client, query: dict[str, str]) -> None:
    """Pages out of range are refused, not clamped."""
    assert _error(http.get(_ITEMS, params=query)) == (400, 25706)


def test_created_then_replaced(empty: httpx.Client) -> None:
    """A new item is 201, a replaced one 204; both have no body, and what was written is read back."""
    answers = [empty.put(f"{_ITEMS}/TIN-1", json=_WHOLE) for _ in range(2)]
    assert [(answer.status_code, answer.content) for answer in answers] == [(201, b""), (204, b"")]
    assert empty.get(f"{_ITEMS}/TIN-1").json() == {"sku": "TIN-1", "locale": "en_US", **_WHOLE}


def test_replacing_erases(empty: httpx.Client) -> None:
    """What a PUT does not send is gone, the stock too, and the language is that of the last write."""
    empty.put(f"{_ITEMS}/TIN-1", json=_WHOLE)
    empty.put(f"{_ITEMS}/TIN-1", json={"product": {"title": "Dose"}}, headers={"Content-Language": "de-DE"})
    assert empty.get(f"{_ITEMS}/TIN-1").json() == {"sku": "TIN-1", "locale": "de_DE", "product": {"title": "Dose"}}


def test_unknown_sku(http: httpx.Client) -> None:
    """An item that is not there is 404/25710."""
    assert _error(http.get(f"{_ITEMS}/NOPE")) == (404, 25710)
    assert _error(http.delete(f"{_ITEMS}/NOPE")) == (404, 25710)


@pytest.mark.parametrize("sku", ["A B", "Größe", "A/B", "A" * 51, "A+B"])
def test_wrong_skus(http: httpx.Client, sku: str) -> None:
    """A SKU with other characters, or with more than 50, is refused."""
    path = f"{_ITEMS}/" + httpx.QueryParams({"": sku}).__str__().removeprefix("=").replace("+", "%20")
    assert _error(http.put(path, json={})) == (400, 25707)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"product": {"title": "x" * 81}}, 25709),
        ({"product": {"title": ""}}, 25709),
        ({"product": {"description": "x" * 4001}}, 25709),
        ({"product": {"imageUrls": ["http://i.example.com/1.jpg"]}}, 25015),
        ({"product": {"imageUrls": ["https://i.example.com/1.jpg"] * 25}}, 25014),
        ({"product": {"aspects": {"x" * 41: ["a"]}}}, 25601),
        ({"product": {"aspects": {"Size": ["x" * 51]}}}, 25601),
        ({"product": {"aspects": {"Size": []}}}, 25601),
        ({"conditionDescription": "x" * 1001}, 25021),
        ({"availability": {"shipToLocationAvailability": {"quantity": -1}}}, 25004),
        ({"packageWeightAndSize": {"weight": {"value": 0, "unit": "GRAM"}}}, 25020),
        ({"packageWeightAndSize": {"weight": {"value": 1}}}, 25020),
    ],
)
def test_wrong_items(empty: httpx.Client, change: dict[str, Any], error: int) -> None:
    """A value out of range has its error, and nothing is written."""
    assert _error(empty.put(f"{_ITEMS}/TIN-1", json={**_WHOLE, **change})) == (400, error)
    assert empty.get(f"{_ITEMS}/TIN-1").status_code == 404


def test_deleting_takes_offers_along(http: httpx.Client, sandbox: EbaySandbox) -> None:
    """A deleted item leaves no offers, and its group loses it."""
    products = sandbox.articles()
    sku = next(sku for sku, held in products.items() if "groupIds" in held["inventoryItem"] and held["offers"])
    (key,) = products[sku]["inventoryItem"]["groupIds"]
    assert http.delete(f"{_ITEMS}/{sku}").status_code == 204
    assert _error(http.get(f"{_API}/offer", params={"sku": sku})) == (404, 25713)
    assert _error(http.get(f"{_API}/offer/{products[sku]['offers'][0]['offerId']}")) == (404, 25713)
    assert sku not in http.get(f"{_API}/inventory_item_group/{key}").json()["variantSKUs"]


def test_group_keys(http: httpx.Client, sandbox: EbaySandbox) -> None:
    """An item in a group tells the group, alone under two names, in lists under one."""
    products = sandbox.articles()
    sku = next(sku for sku, held in products.items() if "groupIds" in held["inventoryItem"])
    one = http.get(f"{_ITEMS}/{sku}").json()
    assert one["groupIds"] == one["inventoryItemGroupKeys"] != []
    listed = http.get(_ITEMS, params={"limit": 200}).json()["inventoryItems"]
    (row,) = [item for item in listed if item["sku"] == sku]
    assert "groupIds" not in row
    assert row["inventoryItemGroupKeys"] == one["groupIds"]


def test_250_revisions_in_a_day(http: httpx.Client, sandbox: EbaySandbox, clock: Clock) -> None:
    """The 251st revision of a listing in a day is refused; the next day it works; unlisted items are not counted."""
    products = sandbox.articles()
    sku, held = next(
        (sku, held) for sku, held in products.items() if held["offers"][:1] and "listing" in held["offers"][0]
    )
    item = {name: value for name, value in held["inventoryItem"].items() if name not in {"sku", "locale"}}
    for _ in range(250):
        http.put(f"{_ITEMS}/{sku}", json=item)
    assert _error(http.put(f"{_ITEMS}/{sku}", json=item)) == (400, 25019)
    offer = held["offers"][0]["offerId"]
    price = {"requests": [{"sku": sku, "offers": [{"offerId": offer, "availableQuantity": 3}]}]}
    answer = http.post(f"{_API}/bulk_update_price_quantity", json=price)
    assert (answer.status_code, answer.json()["responses"][0]["errors"][0]["errorId"]) == (207, 25019)
    assert _error(http.post(f"{_API}/offer/{offer}/publish", json={})) == (400, 25019)
    clock.sleep(3600)
    assert http.put(f"{_ITEMS}/NEW-1", json=item).status_code == 201
    clock.sleep(9 * 3600)
    refresh = sandbox.credentials("").secrets["refresh_token"]
    token = http.post(
        "/identity/v1/oauth2/token",
        data={"grant_type": "refresh_token", "refresh_token": refresh},
        auth=(sandbox.oauth.client_id, sandbox.oauth.client_secret),
    ).json()["access_token"]
    http.headers["Authorization"] = f"Bearer {token}"
    assert http.put(f"{_ITEMS}/{sku}", json=item).status_code == 204


def test_items_that_change_while_they_are_read(http: httpx.Client, sandbox: EbaySandbox) -> None:
    """With churn, the stock of items of a page changes after it was sent."""
    sandbox.churn = 2
    first = http.get(_ITEMS, params={"limit": 10}).json()["inventoryItems"]
    sandbox.churn = 0
    again = http.get(_ITEMS, params={"limit": 10}).json()["inventoryItems"]
    assert [before != after for before, after in zip(first, again, strict=True)] == [True, True] + [False] * 8


def test_bulk_get(http: httpx.Client, sandbox: EbaySandbox) -> None:
    """Each SKU has a row; one that is missing makes the answer 207."""
    sku = next(iter(sandbox.articles()))
    path = f"{_API}/bulk_get_inventory_item"
    fine = http.post(path, json={"requests": [{"sku": sku}]})
    assert (fine.status_code, fine.json()["responses"][0]["inventoryItem"]["sku"]) == (200, sku)
    mixed = http.post(path, json={"requests": [{"sku": sku}, {"sku": "NOPE"}]})
    assert mixed.status_code == 207
    second = mixed.json()["responses"][1]
    assert (second["statusCode"], second["sku"], second["errors"][0]["errorId"]) == (404, "NOPE", 25702)
    assert _error(http.post(path, json={"requests": [{"sku": str(n)} for n in range(26)]})) == (400, 25727)
    assert _error(http.post(path, json={"requests": [{"sku": sku}, {"sku": sku}]})) == (400, 25734)
    assert _error(http.post(path, json={})) == (400, 25709)


def test_bulk_put(empty: httpx.Client) -> None:
    """Each item has a row; what is wrong with one leaves the others alone; wrong requests write nothing."""
    path = f"{_API}/bulk_create_or_replace_inventory_item"
    good, bad = {**_WHOLE, "sku": "A1", "locale": "de_DE"}, {"sku": "A2", "locale": "en_US", "product": {"title": ""}}
    answer = empty.post(path, json={"requests": [good, bad]})
    assert answer.status_code == 207
    assert [row["statusCode"] for row in answer.json()["responses"]] == [200, 400]
    assert answer.json()["responses"][0] == {
        "statusCode": 200,
        "sku": "A1",
        "locale": "de_DE",
        "warnings": [],
        "errors": [],
    }
    assert empty.get(f"{_ITEMS}/A1").json()["locale"] == "de_DE"
    many = [{**good, "sku": f"B{number}"} for number in range(26)]
    for requests, error in (
        (many, 25727),
        ([good, good], 25728),
        ([{"sku": "B1"}], 25733),
        ([{"locale": "en_US"}], 25733),
        ([{**good, "sku": "B1", "locale": "en-US"}], 2004),
    ):
        assert _error(empty.post(path, json={"requests": requests})) == (400, error)
    assert empty.get(_ITEMS).json()["total"] == 1


def test_prices_and_stock(http: httpx.Client, sandbox: EbaySandbox) -> None:
    """Price and stock change and nothing else; a row for each offer, or for the item where there is none."""
    products = sandbox.articles()
    listed = [sku for sku, held in products.items() if held["offers"][:1] and "listing" in held["offers"][0]]
    first, second = listed[:2]
    key = products[first]["offers"][0]["offerId"]
    offer = {"offerId": key, "availableQuantity": 7, "price": {"value": "27.99", "currency": "USD"}}
    answer = http.post(
        f"{_API}/bulk_update_price_quantity",
        json={
            "requests": [
                {"sku": first, "shipToLocationAvailability": {"quantity": 40}, "offers": [offer]},
                {"sku": second, "shipToLocationAvailability": {"quantity": 0}},
            ]
        },
    )
    rows = answer.json()["responses"]
    assert (answer.status_code, [(row["sku"], row.get("offerId")) for row in rows]) == (
        200,
        [(first, key), (second, None)],
    )
    expected = {**products[first]["inventoryItem"], "availability": {"shipToLocationAvailability": {"quantity": 40}}}
    assert http.get(f"{_ITEMS}/{first}").json() == expected
    changed = {"availableQuantity": 7, "pricingSummary": {"price": offer["price"]}}
    assert http.get(f"{_API}/offer/{key}").json() == {
        **products[first]["offers"][0],
        **changed,
        "listing": _any_listing(products, first),
    }
    (sold_out,) = http.get(f"{_API}/offer", params={"sku": second, "marketplace_id": "EBAY_US"}).json()["offers"]
    assert sold_out["listing"]["listingStatus"] == "OUT_OF_STOCK"


def _any_listing(products: Any, sku: str) -> Any:
    return {**products[sku]["offers"][0]["listing"], "listingStatus": "ACTIVE"}


def test_prices_row_by_row(http: httpx.Client, sandbox: EbaySandbox) -> None:
    """Offers that are not published, wrong prices and unknown SKUs fail alone, each in its row."""
    products = sandbox.articles()
    listed, offer = next(
        (sku, held["offers"][0]) for sku, held in products.items() if "listing" in str(held["offers"][:1])
    )
    draft, idle = next(
        (sku, held["offers"][0])
        for sku, held in products.items()
        if held["offers"] and sku != listed and "listing" not in held["offers"][0]
    )
    rows = http.post(
        f"{_API}/bulk_update_price_quantity",
        json={
            "requests": [
                {"sku": draft, "offers": [{"offerId": idle["offerId"], "availableQuantity": 1}]},
                {
                    "sku": listed,
                    "offers": [
                        {"offerId": offer["offerId"], "price": {"value": "1.00", "currency": "EUR"}},
                        {"offerId": offer["offerId"], "availableQuantity": -1},
                        {"offerId": idle["offerId"], "availableQuantity": 1},
                    ],
                },
                {"sku": "NOPE", "shipToLocationAvailability": {"quantity": 1}},
            ]
        },
    )
    assert rows.status_code == 207
    found = [(row["statusCode"], row["errors"][0]["errorId"]) for row in rows.json()["responses"]]
    assert found == [(404, 25713), (400, 25003), (400, 25004), (404, 25713), (404, 25702)]
    after = sandbox.articles()
    assert after == products
