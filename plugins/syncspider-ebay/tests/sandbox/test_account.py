"""Policies, programs, locations and categories."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from syncspider_ebay.sandbox import EbaySandbox
from syncspider_ebay.sandbox.access import API_SCOPE

TokenAnswer = Callable[..., httpx.Response]
_ACCOUNT = "/sell/account/v1"
_LOCATIONS = "/sell/inventory/v1/location"
_TAXONOMY = "/commerce/taxonomy/v1"
_PROGRAM = {"programType": "SELLING_POLICY_MANAGEMENT"}


def _error(answer: httpx.Response) -> tuple[int, int]:
    return answer.status_code, answer.json()["errors"][0]["errorId"]


@pytest.mark.parametrize(
    ("kind", "field"),
    [("fulfillment", "fulfillmentPolicies"), ("payment", "paymentPolicies"), ("return", "returnPolicies")],
)
def test_policies_of_a_marketplace(http: httpx.Client, kind: str, field: str) -> None:
    """Policies belong to a marketplace; several at home, of which one is the default; none where none were made."""
    path = f"{_ACCOUNT}/{kind}_policy"
    home = http.get(path, params={"marketplace_id": "EBAY_US"}).json()
    assert (home["total"], len(home[field])) == (2, 2)
    assert [policy["categoryTypes"][0]["default"] for policy in home[field]] == [False, True]
    assert {policy["marketplaceId"] for policy in home[field]} == {"EBAY_US"}
    assert http.get(path, params={"marketplace_id": "EBAY_FR"}).json() == {"total": 0, field: []}
    assert _error(http.get(path)) == (400, 20401)
    assert _error(http.get(path, params={"marketplace_id": "US"})) == (400, 20403)


def test_policies_need_the_program(http: httpx.Client, sandbox: EbaySandbox) -> None:
    """A seller who has not opted in has no policies until the opt-in; twice is 409, a wrong name can't be read."""
    sandbox.seller.programs.clear()
    path, query = f"{_ACCOUNT}/payment_policy", {"marketplace_id": "EBAY_US"}
    refused = http.get(path, params=query)
    assert _error(refused) == (400, 20403)
    assert "not eligible for Business Policy" in refused.json()["errors"][0]["longMessage"]
    assert _error(http.post(f"{_ACCOUNT}/program/opt_in", json={"programType": "BUSINESS_POLICIES"})) == (400, 2004)
    assert _error(http.post(f"{_ACCOUNT}/program/opt_in", json={})) == (400, 20401)
    assert http.post(f"{_ACCOUNT}/program/opt_in", json=_PROGRAM).status_code == 200
    assert _error(http.post(f"{_ACCOUNT}/program/opt_in", json=_PROGRAM)) == (409, 25803)
    assert http.get(f"{_ACCOUNT}/program/get_opted_in_programs").json() == {"programs": [_PROGRAM]}
    assert http.get(path, params=query).json()["total"] == 2


def test_privilege(http: httpx.Client, sandbox: EbaySandbox) -> None:
    """The privileges tell whether the seller may sell, in the currency of the account."""
    told = http.get(f"{_ACCOUNT}/privilege").json()
    assert (told["sellerRegistrationCompleted"], told["sellingLimit"]["amount"]["currency"]) == (True, "USD")
    sandbox.seller.registered = False
    assert http.get(f"{_ACCOUNT}/privilege").json()["sellerRegistrationCompleted"] is False


_PLACE: dict[str, Any] = {
    "location": {"address": {"country": "US", "postalCode": "95125"}},
    "name": "Second",
    "merchantLocationStatus": "ENABLED",
    "locationTypes": ["WAREHOUSE"],
}


def test_locations(http: httpx.Client) -> None:
    """A location is made once and listed after those before."""
    assert http.post(f"{_LOCATIONS}/second", json=_PLACE).status_code == 204
    assert _error(http.post(f"{_LOCATIONS}/second", json=_PLACE)) == (409, 25803)
    page = http.get(_LOCATIONS).json()
    assert [(row["merchantLocationKey"], row["name"]) for row in page["locations"]] == [
        ("warehouse-1", "Warehouse"),
        ("second", "Second"),
    ]
    assert (page["total"], page["limit"], page["offset"]) == (2, 100, 0)
    assert http.get(f"{_LOCATIONS}/second").json() == page["locations"][1]
    assert http.get(f"{_LOCATIONS}/third").status_code == 404
    skipped = http.get(_LOCATIONS, params={"limit": 1, "offset": 1}).json()
    assert skipped["locations"] == page["locations"][1:]
    assert http.get(http.get(_LOCATIONS, params={"limit": 1}).json()["next"]).json() == skipped


@pytest.mark.parametrize(
    ("key", "address", "expected"),
    [
        ("second", None, (400, 25801)),
        ("second", {"postalCode": "95125"}, (400, 25801)),
        ("second", {"country": "US"}, (400, 25802)),
        ("second", {"country": "US", "city": "San Jose"}, (400, 25802)),
        ("x" * 37, {"country": "US", "postalCode": "95125"}, (400, 25802)),
    ],
)
def test_wrong_locations(http: httpx.Client, key: str, address: Any, expected: tuple[int, int]) -> None:
    """A location needs a country, and a postal code or city and state."""
    assert _error(http.post(f"{_LOCATIONS}/{key}", json={**_PLACE, "location": {"address": address}})) == expected
    assert http.get(_LOCATIONS).json()["total"] == 1


def test_categories(http: httpx.Client, ask_token: TokenAnswer) -> None:
    """A title has a category, and a category tells the aspects that it requires."""
    token = ask_token(grant_type="client_credentials", scope=API_SCOPE).json()["access_token"]
    http.headers["Authorization"] = f"Bearer {token}"
    tree = http.get(f"{_TAXONOMY}/get_default_category_tree_id", params={"marketplace_id": "EBAY_DE"}).json()
    assert tree["categoryTreeId"] == "77"
    path = f"{_TAXONOMY}/category_tree/77"
    found = http.get(f"{path}/get_category_suggestions", params={"q": "“Old” Tin Lamp"}).json()
    assert found["categorySuggestions"][0]["category"] == {"categoryId": "112581", "categoryName": "Lamps"}
    aspects = http.get(f"{path}/get_item_aspects_for_category", params={"category_id": "112581"}).json()["aspects"]
    required = [entry["localizedAspectName"] for entry in aspects if entry["aspectConstraint"]["aspectRequired"]]
    assert required == ["Brand", "Type"]
    for wrong in (
        f"{_TAXONOMY}/get_default_category_tree_id?marketplace_id=DE",
        f"{path}/get_category_suggestions",
        f"{path}/get_item_aspects_for_category?category_id=1",
    ):
        assert _error(http.get(wrong)) == (400, 2004)
    assert _error(http.get(f"{_TAXONOMY}/category_tree/9/get_category_suggestions?q=x")) == (404, 2002)
