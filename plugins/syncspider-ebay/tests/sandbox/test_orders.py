"""Reading orders."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from syncspider.clock import Clock
from syncspider_ebay.sandbox import EbaySandbox

_ORDERS = "/sell/fulfillment/v1/order"
_START = "2026-11-01T00:00:00.000Z"
_NOW = "2026-11-20T14:03:27.000Z"


def _error(answer: httpx.Response) -> tuple[int, int]:
    return answer.status_code, answer.json()["errors"][0]["errorId"]


def _pages(http: httpx.Client, **query: Any) -> list[dict[str, Any]]:
    """All orders by following ``next``."""
    answer = http.get(_ORDERS, params=query).json()
    found = list(answer["orders"])
    while "next" in answer:
        answer = http.get(answer["next"]).json()
        found += answer["orders"]
    return found


def test_pages_hold_every_order_once_oldest_first(http: httpx.Client, sandbox: EbaySandbox) -> None:
    """Following next from page to page gives every order once, by the time of creation."""
    found = _pages(http, limit=30)
    assert [order["orderId"] for order in found] == list(sandbox.holdings()["Orders"])
    dates = [order["creationDate"] for order in found]
    assert dates == sorted(dates)


def test_envelope(http: httpx.Client) -> None:
    """A page tells its address, its neighbours and the total; the filter stands in the addresses, encoded."""
    query: dict[str, Any] = {"filter": f"creationdate:[{_START}..]", "limit": 5, "offset": 7}
    page = http.get(_ORDERS, params=query).json()
    assert (page["limit"], page["offset"], len(page["orders"])) == (5, 7, 5)
    assert page["href"].startswith(f"{http.base_url}/sell/fulfillment/v1/order?filter=creationdate:%5B2026")
    assert page["next"].endswith("&limit=5&offset=12")
    assert page["prev"].endswith("&limit=5&offset=2")
    assert http.get(page["next"]).json()["total"] == page["total"]


def test_empty_result(empty: httpx.Client) -> None:
    """No orders are a page with a total of 0."""
    assert empty.get(_ORDERS).json() == {
        "href": f"{empty.base_url}/sell/fulfillment/v1/order?limit=50&offset=0",
        "total": 0,
        "limit": 50,
        "offset": 0,
        "orders": [],
    }


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ({"limit": "201"}, 31100),
        ({"limit": "0"}, 31100),
        ({"limit": "ten"}, 31100),
        ({"offset": "-1"}, 31000),
        ({"offset": "x"}, 31000),
        ({"fieldGroups": "ALL"}, 32800),
        ({"filter": "creation_date:[x..]"}, 30700),
        ({"filter": "creationdate:2026-11-01"}, 30800),
        ({"filter": "creationdate:[2026-11-01..]"}, 30810),
        ({"filter": "creationdate:[2026-11-01T00:00:00Z..]"}, 30810),
        ({"filter": "creationdate:[2026-13-01T00:00:00.000Z..]"}, 30810),
        ({"filter": f"creationdate:[..{_NOW}]"}, 30820),
        ({"filter": f"creationdate:[2024-01-01T00:00:00.000Z..{_NOW}]"}, 30830),
        ({"filter": f"creationdate:[{_NOW}..{_START}]"}, 30840),
        ({"filter": f"creationdate:[{_START}..2026-11-20T14:03:28.000Z]"}, 30850),
        ({"filter": "lastmodifieddate:[2026-12-01T00:00:00.000Z..]"}, 30850),
        ({"filter": f"creationdate:[{_START}..],creationdate:[{_START}..]"}, 30800),
        ({"filter": "orderfulfillmentstatus:{FULFILLED}"}, 30800),
        ({"filter": "orderfulfillmentstatus:FULFILLED"}, 30800),
        ({"orderIds": ",".join(["11-00000-00000"] * 51)}, 30900),
        ({"orderIds": "1"}, 32100),
    ],
)
def test_wrong_queries(http: httpx.Client, query: dict[str, str], error: int) -> None:
    """Each wrong parameter has its error; nothing is clamped or left out."""
    assert _error(http.get(_ORDERS, params=query)) == (400, error)


def test_creation_filter(http: httpx.Client) -> None:
    """A range of creation holds both of its ends."""
    every = _pages(http, limit=200)
    low, high = every[20]["creationDate"], every[40]["creationDate"]
    found = _pages(http, filter=f"creationdate:[{low}..{high}]")
    assert found == every[20:41]


def test_modification_filter(http: httpx.Client, sandbox: EbaySandbox) -> None:
    """A range of modification finds what changed within, old orders too."""
    orders: Any = sandbox.holdings()["Orders"].values()
    expected = {order["orderId"] for order in orders if _START <= order["lastModifiedDate"] <= _NOW}
    found = _pages(http, filter=f"lastmodifieddate:[{_START}..{_NOW}]")
    assert {order["orderId"] for order in found} == expected
    assert any(order["creationDate"] < _START for order in found)


def test_creation_wins_over_modification(http: httpx.Client) -> None:
    """With both dates only the creation counts."""
    both = _pages(http, filter=f"creationdate:[{_START}..],lastmodifieddate:[2026-11-20T14:00:00.000Z..]")
    assert both == _pages(http, filter=f"creationdate:[{_START}..]")


def test_status_filter(http: httpx.Client) -> None:
    """The two documented sets of statuses find their orders, together with dates."""
    open_ones = _pages(http, filter="orderfulfillmentstatus:{NOT_STARTED|IN_PROGRESS}", limit=200)
    assert {order["orderFulfillmentStatus"] for order in open_ones} == {"NOT_STARTED", "IN_PROGRESS"}
    sent = _pages(http, filter=f"creationdate:[{_START}..],orderfulfillmentstatus:{{FULFILLED|IN_PROGRESS}}", limit=200)
    assert {order["orderFulfillmentStatus"] for order in sent} == {"FULFILLED", "IN_PROGRESS"}
    assert all(order["creationDate"] >= _START for order in sent)


def test_without_filter_ninety_days(http: httpx.Client, sandbox: EbaySandbox, clock: Clock) -> None:
    """Without dates only orders of the last 90 days are found; older ones are still there."""
    clock.sleep(5000)
    total = http.get(_ORDERS).json()["total"]
    oldest = next(iter(sandbox.holdings()["Orders"]))
    clock.sleep(86_400 * 60)
    refresh = sandbox.credentials("").secrets["refresh_token"]
    answer = http.post(
        "/identity/v1/oauth2/token",
        data={"grant_type": "refresh_token", "refresh_token": refresh},
        auth=(sandbox.oauth.client_id, sandbox.oauth.client_secret),
    )
    http.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
    assert http.get(_ORDERS).json()["total"] < total
    assert http.get(f"{_ORDERS}/{oldest}").status_code == 200


def test_by_ids_all_else_is_ignored(http: httpx.Client, sandbox: EbaySandbox) -> None:
    """With orderIds other parameters count for nothing, wrong ones too; unknown ids are left out."""
    keys = list(sandbox.holdings()["Orders"])[:3]
    query = {"orderIds": ",".join([*keys, "99-00000-00000"]), "limit": "9999", "filter": "nonsense"}
    assert [order["orderId"] for order in http.get(_ORDERS, params=query).json()["orders"]] == keys


def test_one_order(http: httpx.Client, sandbox: EbaySandbox) -> None:
    """An order alone tells cancel requests and tax number, which lists leave out; an unknown one is 404."""
    orders: Any = sandbox.holdings()["Orders"]
    cancelled = next(key for key, order in orders.items() if order["cancelStatus"]["cancelRequests"])
    taxed = next(key for key, order in orders.items() if "taxIdentifier" in order["buyer"])
    assert http.get(f"{_ORDERS}/{cancelled}").json()["cancelStatus"]["cancelRequests"]
    assert "taxIdentifier" in http.get(f"{_ORDERS}/{taxed}").json()["buyer"]
    for order in _pages(http, limit=200):
        assert order["cancelStatus"]["cancelRequests"] == []
        assert "taxIdentifier" not in order["buyer"]
    assert _error(http.get(f"{_ORDERS}/11-11111-11111")) == (404, 32100)
    assert _error(http.get(f"{_ORDERS}/12")) == (400, 32100)


def test_tax_breakdown(http: httpx.Client, sandbox: EbaySandbox) -> None:
    """With TAX_BREAKDOWN the totals contain the tax that eBay collects, else they do not."""
    orders: Any = sandbox.holdings()["Orders"]
    key = next(
        key for key, order in orders.items() if order.get("ebayCollectAndRemitTax") and len(order["lineItems"]) > 1
    )
    plain = http.get(f"{_ORDERS}/{key}").json()
    broken = http.get(f"{_ORDERS}/{key}", params={"fieldGroups": "TAX_BREAKDOWN"}).json()
    assert "tax" not in plain["pricingSummary"]
    tax = float(broken["pricingSummary"]["tax"]["value"])
    assert tax > 0
    for order, extra in ((plain, 0), (broken, tax)):
        lines = sum(float(line["total"]["value"]) for line in order["lineItems"])
        assert lines == pytest.approx(float(order["pricingSummary"]["total"]["value"]))
        assert lines == pytest.approx(float(plain["pricingSummary"]["total"]["value"]) + extra)


def test_personal_data_goes(http: httpx.Client, sandbox: EbaySandbox, clock: Clock) -> None:
    """The buyer's e-mail address is there for 14 days, name, phone and street for 90."""
    (key,) = sandbox.sell()
    clock.sleep(60)

    def contacts() -> list[dict[str, Any]]:
        refresh = sandbox.credentials("").secrets["refresh_token"]
        token = http.post(
            "/identity/v1/oauth2/token",
            data={"grant_type": "refresh_token", "refresh_token": refresh},
            auth=(sandbox.oauth.client_id, sandbox.oauth.client_secret),
        ).json()["access_token"]
        order = http.get(f"{_ORDERS}/{key}", headers={"Authorization": f"Bearer {token}"}).json()
        return [
            order["buyer"]["buyerRegistrationAddress"],
            order["fulfillmentStartInstructions"][0]["shippingStep"]["shipTo"],
        ]

    assert all({"email", "fullName"} <= contact.keys() for contact in contacts())
    clock.sleep(14 * 86_400)
    assert all("email" not in contact and "fullName" in contact for contact in contacts())
    clock.sleep(76 * 86_400)
    for contact in contacts():
        assert contact.keys() == {"contactAddress"}
        assert "addressLine1" not in contact["contactAddress"]
        assert contact["contactAddress"]["city"]


def test_orders_that_change_while_they_are_read(http: httpx.Client, sandbox: EbaySandbox, clock: Clock) -> None:
    """With churn, orders of a page change after it was sent and so leave the window of modification."""
    sandbox.churn = 2
    query: dict[str, Any] = {"filter": f"lastmodifieddate:[{_START}..{_NOW}]", "limit": 10}
    first = http.get(_ORDERS, params=query).json()
    clock.sleep(10)
    second = http.get(_ORDERS, params=query).json()
    assert first["total"] - second["total"] == 2
    gone = first["orders"][0]["orderId"]
    assert http.get(f"{_ORDERS}/{gone}").json()["lastModifiedDate"] == "2026-11-20T14:03:27.500Z"


def test_sales(http: httpx.Client, sandbox: EbaySandbox, clock: Clock) -> None:
    """New orders appear at the end, and a filter from before finds them."""
    clock.sleep(100)
    keys = sandbox.sell(3)
    found = _pages(http, filter="creationdate:[2026-11-20T14:05:00.000Z..]")
    assert sorted(order["orderId"] for order in found) == sorted(keys)
