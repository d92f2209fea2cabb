"""Listings with variations."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from syncspider_ebay.sandbox import EbaySandbox

_API = "/sell/inventory/v1"
_PUBLISH = f"{_API}/offer/publish_by_inventory_item_group"
_WITHDRAW = f"{_API}/offer/withdraw_by_inventory_item_group"
_GROUP = "EB1-G001"
_MEMBERS = ["EB1-0005", "EB1-0006", "EB1-0007"]
_BODY = {"inventoryItemGroupKey": _GROUP, "marketplaceId": "EBAY_US"}


def _error(answer: httpx.Response) -> tuple[int, int]:
    return answer.status_code, answer.json()["errors"][0]["errorId"]


def _listings(http: httpx.Client) -> set[str | None]:
    offers = [http.get(f"{_API}/offer", params={"sku": sku}).json()["offers"][0] for sku in _MEMBERS]
    return {offer.get("listing", {}).get("listingId") for offer in offers}


@pytest.fixture
def group(http: httpx.Client) -> dict[str, Any]:
    """The seeded group."""
    found: dict[str, Any] = http.get(f"{_API}/inventory_item_group/{_GROUP}").json()
    return found


def test_group_is_one_listing(http: httpx.Client, group: dict[str, Any]) -> None:
    """The offers of a group share a listing; a repeat gives it again with a warning."""
    assert group["variantSKUs"] == _MEMBERS
    (listing,) = _listings(http)
    answer = http.post(_PUBLISH, json=_BODY).json()
    assert (answer["listingId"], answer["warnings"][0]["errorId"]) == (listing, 25402)


def test_withdraw_and_publish_again(http: httpx.Client) -> None:
    """A withdrawn group has no listing, and gets another one when it is published again."""
    (before,) = _listings(http)
    assert http.post(_WITHDRAW, json=_BODY).status_code == 204
    assert _listings(http) == {None}
    assert _error(http.post(_WITHDRAW, json=_BODY)) == (404, 25713)
    answer = http.post(_PUBLISH, json=_BODY)
    assert (answer.status_code, answer.json().keys()) == (200, {"listingId"})
    assert _listings(http) == {answer.json()["listingId"]} != {before}


def test_members_are_not_published_alone(http: httpx.Client) -> None:
    """An offer of a group can't be published on its own."""
    key = http.get(f"{_API}/offer", params={"sku": _MEMBERS[0]}).json()["offers"][0]["offerId"]
    assert _error(http.post(f"{_API}/offer/{key}/publish", json={})) == (400, 25732)


def test_replaced_as_a_whole(http: httpx.Client, group: dict[str, Any]) -> None:
    """A group is read as it was written; an update erases what it does not send."""
    body = {name: value for name, value in group.items() if name not in {"inventoryItemGroupKey", "aspects"}}
    assert http.put(f"{_API}/inventory_item_group/{_GROUP}", json=body).status_code == 204
    assert http.get(f"{_API}/inventory_item_group/{_GROUP}").json() == {**body, "inventoryItemGroupKey": _GROUP}
    alone = {"variantSKUs": ["EB1-0004"]}
    assert http.put(f"{_API}/inventory_item_group/NEW", json=alone).status_code == 201
    assert http.get(f"{_API}/inventory_item/EB1-0004").json()["groupIds"] == ["NEW"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"variantSKUs": []}, (400, 25013)),
        ({"variantSKUs": ["EB1-0005", "EB1-0005"]}, (400, 25013)),
        ({"variantSKUs": ["NOPE"]}, (404, 25702)),
        ({"variantSKUs": ["EB1-0001"]}, (400, 25013)),
        ({"title": "x" * 81}, (400, 25709)),
    ],
)
def test_wrong_groups(
    http: httpx.Client, group: dict[str, Any], change: dict[str, Any], expected: tuple[int, int]
) -> None:
    """A group of nothing, of unknown items, or of one that has a listing of its own is refused."""
    body = {**group, **change}
    assert _error(http.put(f"{_API}/inventory_item_group/{_GROUP}", json=body)) == expected
    assert http.get(f"{_API}/inventory_item_group/{_GROUP}").json() == group


@pytest.mark.parametrize(
    "change",
    [
        {"title": None},
        {"imageUrls": []},
        {"variesBy": None},
        {"variesBy": {"specifications": [{"name": "Brand", "values": ["Acme"]}]}},
        {"variesBy": {"specifications": [{"name": "Size", "values": ["S", "M"]}]}},
        {"variesBy": {"specifications": [{"name": "Weight", "values": ["S", "M", "L"]}]}},
    ],
)
def test_what_a_group_needs_to_be_published(http: httpx.Client, group: dict[str, Any], change: dict[str, Any]) -> None:
    """A group needs texts, pictures and an aspect by which its items differ and may differ."""
    http.put(f"{_API}/inventory_item_group/{_GROUP}", json={**group, **change})
    assert _error(http.post(_PUBLISH, json=_BODY)) == (400, 25013)


def test_items_must_differ(http: httpx.Client) -> None:
    """Two items of a group with the same choice can't be published."""
    item = http.get(f"{_API}/inventory_item/{_MEMBERS[0]}").json()
    body = {name: value for name, value in item.items() if name in {"condition", "product", "availability"}}
    http.put(f"{_API}/inventory_item/{_MEMBERS[1]}", json=body)
    assert _error(http.post(_PUBLISH, json=_BODY)) == (400, 25013)


def test_every_item_needs_an_offer(http: httpx.Client) -> None:
    """A group whose items have no offers on the marketplace can't be published, nor one that is not there."""
    assert _error(http.post(_PUBLISH, json={**_BODY, "marketplaceId": "EBAY_DE"})) == (404, 25713)
    assert _error(http.post(_PUBLISH, json={**_BODY, "inventoryItemGroupKey": "NOPE"})) == (404, 25710)
    assert _error(http.post(_PUBLISH, json={"marketplaceId": "EBAY_US"})) == (400, 25709)


def test_one_bad_item_publishes_none(http: httpx.Client) -> None:
    """If one item lacks something, no offer of the group is published."""
    http.post(_WITHDRAW, json=_BODY)
    http.put(f"{_API}/inventory_item/{_MEMBERS[2]}", json={"condition": "NEW", "product": {"aspects": {"Size": ["L"]}}})
    assert http.post(_PUBLISH, json=_BODY).status_code == 400
    assert _listings(http) == {None}


def test_deleted_group(http: httpx.Client, sandbox: EbaySandbox) -> None:
    """A deleted group ends its listing; its items and offers stay."""
    assert http.delete(f"{_API}/inventory_item_group/{_GROUP}").status_code == 204
    assert _error(http.get(f"{_API}/inventory_item_group/{_GROUP}")) == (404, 25710)
    assert _listings(http) == {None}
    assert "groupIds" not in http.get(f"{_API}/inventory_item/{_MEMBERS[0]}").json()
