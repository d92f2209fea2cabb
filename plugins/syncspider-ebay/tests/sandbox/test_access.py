"""Who is let in, with which headers, and how often."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from syncspider.clock import Clock
from syncspider.sandbox import SandboxServer
from syncspider_ebay.sandbox import EbaySandbox
from syncspider_ebay.sandbox.access import API_SCOPE, scope

TokenAnswer = Callable[..., httpx.Response]
_ITEMS = "/sell/inventory/v1/inventory_item"
_ORDERS = "/sell/fulfillment/v1/order"


def _error(answer: httpx.Response) -> tuple[int, int]:
    return answer.status_code, answer.json()["errors"][0]["errorId"]


def test_errors_have_ebays_form(http: httpx.Client) -> None:
    """An error names its id, domain, category, two texts and what fills them."""
    body = http.get(f"{_ITEMS}?limit=0").json()
    assert body == {
        "errors": [
            {
                "errorId": 25706,
                "domain": "API_INVENTORY",
                "subdomain": "Selling",
                "category": "REQUEST",
                "message": "Invalid pagination values",
                "longMessage": "Invalid pagination values. limit lies between 1 and 200.",
                "parameters": [{"name": "additionalInfo", "value": "limit"}],
            }
        ]
    }


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, (400, 1002)),
        ("Bearer", (400, 1002)),
        ("Basic abc", (400, 1002)),
        ("Bearer v^1.1#wrong", (401, 1001)),
    ],
)
def test_token_is_needed(server: SandboxServer, header: str | None, expected: tuple[int, int]) -> None:
    """A missing token and a wrong one are told apart."""
    headers = {"Accept": "application/json"} | ({} if header is None else {"Authorization": header})
    assert _error(httpx.get(server.url + _ORDERS, headers=headers)) == expected


def test_token_expires(http: httpx.Client, clock: Clock) -> None:
    """An access token is good for two hours by the clock."""
    clock.sleep(7199)
    assert http.get(_ORDERS).status_code == 200
    clock.sleep(1)
    assert _error(http.get(_ORDERS)) == (401, 1001)


def test_kind_of_token(http: httpx.Client, ask_token: TokenAnswer) -> None:
    """A seller's data needs a user token, limits and categories need an application token."""
    assert _error(http.get("/developer/analytics/v1_beta/rate_limit/")) == (400, 1003)
    token = ask_token(grant_type="client_credentials", scope=API_SCOPE).json()["access_token"]
    http.headers["Authorization"] = f"Bearer {token}"
    assert _error(http.get(_ORDERS)) == (400, 1003)
    assert http.get("/developer/analytics/v1_beta/rate_limit/").status_code == 200


@pytest.mark.parametrize(
    ("call", "names"),
    [
        (("GET", _ORDERS), ["sell.fulfillment", "sell.fulfillment.readonly"]),
        (("POST", f"{_ORDERS}/1/shipping_fulfillment"), ["sell.fulfillment"]),
        (("POST", f"{_ORDERS}/1/issue_refund"), ["sell.finances"]),
        (("GET", _ITEMS), ["sell.inventory", "sell.inventory.readonly"]),
        (("POST", "/sell/inventory/v1/bulk_get_inventory_item"), ["sell.inventory", "sell.inventory.readonly"]),
        (("PUT", f"{_ITEMS}/1"), ["sell.inventory"]),
        (("GET", "/sell/account/v1/privilege"), ["sell.account", "sell.account.readonly"]),
        (("POST", "/sell/account/v1/program/opt_in"), ["sell.account"]),
    ],
)
def test_scope_is_needed(
    http: httpx.Client, sandbox: EbaySandbox, ask_token: TokenAnswer, call: tuple[str, str], names: list[str]
) -> None:
    """Each call works with any one of its scopes, and is 403/1100 without: a read-only one does not let write."""
    every = {f"sell.{api}{end}" for api in ("fulfillment", "inventory", "account") for end in ("", ".readonly")}
    every |= {"sell.finances"}
    sandbox.scopes = frozenset(map(scope, every))
    refresh = sandbox.credentials("").secrets["refresh_token"]
    token = ask_token(grant_type="refresh_token", refresh_token=refresh).json()["access_token"]
    http.headers["Authorization"] = f"Bearer {token}"
    sandbox.scopes = frozenset(map(scope, every - set(names)))
    assert _error(http.request(*call, json={})) == (403, 1100)
    for name in names:
        sandbox.scopes = frozenset({scope(name)})
        assert http.request(*call, json={}).status_code not in {401, 403}


def test_accounts_are_apart(http: httpx.Client, sandbox: EbaySandbox, clock: Clock) -> None:
    """Another account has other keys and secrets, and its refresh token is refused here."""
    other = EbaySandbox(seed=7, records=200, clock=clock, account=2)
    for title, records in sandbox.holdings().items():
        assert records.keys().isdisjoint(other.holdings()[title])
    mine, others = sandbox.credentials(""), other.credentials("")
    assert set(mine.secrets.values()).isdisjoint(others.secrets.values())
    answer = http.post(
        "/identity/v1/oauth2/token",
        data={"grant_type": "refresh_token", "refresh_token": others.secrets["refresh_token"]},
        auth=(sandbox.oauth.client_id, sandbox.oauth.client_secret),
    )
    assert answer.json()["error"] == "invalid_grant"


def test_wrong_address_and_method(http: httpx.Client) -> None:
    """An address that is none is 404/2002, a method that it has not is 405."""
    assert _error(http.get("/sell/fulfillment/v1/orders")) == (404, 2002)
    answer = http.delete(_ORDERS)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET")


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Accept": "*/*"}, (406, 2004)),
        ({"Content-Type": "text/plain"}, (415, 2004)),
        ({"Content-Language": "de"}, (400, 25709)),
        ({"Content-Language": "*"}, (400, 25709)),
        ({"Accept-Language": "*"}, (400, 25709)),
        ({"Accept-Language": "en-US,en;q=0.9"}, (400, 25709)),
        ({"Accept-Language": "fr-BE"}, None),
    ],
)
def test_headers(http: httpx.Client, headers: dict[str, str], expected: tuple[int, int] | None) -> None:
    """Each header must be as eBay documents it."""
    answer = http.put(f"{_ITEMS}/A1", headers={"Content-Type": "application/json", **headers}, content=b"{}")
    assert (answer.status_code == 201) if expected is None else (_error(answer) == expected)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", f"{_ITEMS}/A1"),
        ("POST", "/sell/inventory/v1/bulk_create_or_replace_inventory_item"),
        ("PUT", "/sell/inventory/v1/inventory_item_group/G1"),
        ("POST", "/sell/inventory/v1/offer"),
        ("PUT", "/sell/inventory/v1/offer/1"),
        ("POST", "/sell/inventory/v1/bulk_create_offer"),
    ],
)
def test_content_language_is_needed(http: httpx.Client, method: str, path: str) -> None:
    """Calls that write texts need Content-Language; the error names the header."""
    del http.headers["Content-Language"]
    answer = http.request(method, path, json={})
    assert _error(answer) == (400, 25709)
    assert answer.json()["errors"][0]["parameters"] == [{"name": "additionalInfo", "value": "Content-Language"}]


def test_post_without_a_body_fails_at_the_edge(http: httpx.Client) -> None:
    """A POST with no body at all is 411 with a page that is no JSON."""
    answer = http.post("/sell/inventory/v1/offer/1/publish")
    assert (answer.status_code, answer.headers["Content-Type"]) == (411, "text/html")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"{", "body"),
        (b"[]", "body"),
        (b'{"condition": "Mint"}', "condition"),
        (b'{"product": {"title": 7}}', "product.title"),
        (b'{"product": {"aspects": {"Brand": "Acme"}}}', "product.aspects.Brand"),
        (b'{"availability": {"shipToLocationAvailability": {"quantity": "7"}}}', "quantity"),
        (b'{"packageWeightAndSize": {"weight": {"value": "7"}}}', "weight.value"),
    ],
)
def test_bodies_have_types(http: httpx.Client, body: bytes, field: str) -> None:
    """A body that is no JSON, or a field with another type or an unknown word, is refused and named."""
    answer = http.put(f"{_ITEMS}/A1", content=body, headers={"Content-Type": "application/json"})
    assert _error(answer) == (400, 2004)
    reason: Any = answer.json()["errors"][0]["parameters"][0]["value"]
    assert reason.startswith("Could not serialize field [")
    assert reason.endswith(f"{field}]")


def test_unknown_fields_are_remembered(http: httpx.Client, sandbox: EbaySandbox) -> None:
    """Unknown fields, nulls and parameters have no effect, and the sandbox tells which there were."""
    http.put(f"{_ITEMS}/A1", json={"sku": "A1", "condition": None, "product": {"colour": "red", "title": "T"}})
    http.get(_ORDERS, params={"sort": "date"})
    assert http.get(f"{_ITEMS}/A1").json() == {"sku": "A1", "locale": "en_US", "product": {"title": "T"}}
    assert sandbox.ignored == {
        "inventory_item.sku",
        "inventory_item.condition",
        "inventory_item.product.colour",
        "order?sort",
    }


def test_rate(http: httpx.Client, sandbox: EbaySandbox, clock: Clock) -> None:
    """Above the rate an answer is 429/2001 with seconds to wait, after which requests work again."""
    sandbox.rate = 3
    assert [http.get(_ORDERS).status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = http.get(_ORDERS)
    assert _error(refused) == (429, 2001)
    clock.sleep(int(refused.headers["Retry-After"]))
    assert http.get(_ORDERS).status_code == 200


def test_quota_of_a_day(http: httpx.Client, sandbox: EbaySandbox, ask_token: TokenAnswer, clock: Clock) -> None:
    """When the day's calls are used up, 429 tells no time to wait; getRateLimits tells when it ends."""
    sandbox.limits.quotas["fulfillment"] = 2
    assert [http.get(_ORDERS).status_code for _ in range(3)] == [200, 200, 429]
    assert "Retry-After" not in http.get(_ORDERS).headers
    assert http.get(_ITEMS).status_code == 200
    token = ask_token(grant_type="client_credentials", scope=API_SCOPE).json()["access_token"]
    query = {"api_context": "sell", "api_name": "fulfillment"}
    limits = http.get(
        "/developer/analytics/v1_beta/rate_limit/", params=query, headers={"Authorization": f"Bearer {token}"}
    ).json()
    (row,) = limits["rateLimits"]
    (rate,) = row["resources"][0]["rates"]
    assert rate == {"count": 2, "limit": 2, "remaining": 0, "reset": "2026-11-21T00:00:00.000Z", "timeWindow": 86_400}
    clock.sleep(3600)
    assert http.get(_ORDERS).status_code == 429


def test_new_day_new_calls(sandbox: EbaySandbox, ask_token: TokenAnswer, clock: Clock, http: httpx.Client) -> None:
    """At midnight UTC the calls of a day begin anew."""
    sandbox.limits.quotas["fulfillment"] = 1
    clock.sleep(9 * 3600 + 56 * 60)
    refresh = sandbox.credentials("").secrets["refresh_token"]
    token = ask_token(grant_type="refresh_token", refresh_token=refresh).json()["access_token"]
    http.headers["Authorization"] = f"Bearer {token}"
    assert [http.get(_ORDERS).status_code for _ in range(2)] == [200, 429]
    clock.sleep(60)
    assert http.get(_ORDERS).status_code == 200


def test_limits_that_match_nothing(http: httpx.Client, ask_token: TokenAnswer) -> None:
    """Limits of an API that there is not are 204; the user's own form takes a user token."""
    path = "/developer/analytics/v1_beta/user_rate_limit/"
    assert http.get(path, params={"api_context": "buy"}).status_code == 204
    assert len(http.get(path).json()["rateLimits"]) == 5
    assert _error(http.get(path.rstrip("/"))) == (404, 2002)


def test_answers_are_dated_by_the_clock(http: httpx.Client) -> None:
    """The Date header tells the sandbox's time, once."""
    assert http.get(_ORDERS).headers.get_list("Date") == ["Fri, 20 Nov 2026 14:03:27 GMT"]
