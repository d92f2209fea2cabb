"""Searches: pages, filters, times."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from syncspider.clock import Clock
from syncspider_ecwid.sandbox import EcwidSandbox

if TYPE_CHECKING:
    import httpx


def _all(http: httpx.Client, path: str, **query: str) -> list[Any]:
    items: list[Any] = []
    while True:
        page = http.get(path, params={**query, "offset": str(len(items))}).json()
        items += page["items"]
        if not page["count"] or len(items) >= page["total"]:
            return items


@pytest.mark.parametrize("kind", ["orders", "products", "customers"])
def test_pages_cover_everything_once(http: httpx.Client, sandbox: EcwidSandbox, kind: str) -> None:
    """Pages of 100 hold each record once."""
    page = http.get(f"/{kind}").json()
    assert (page["total"], page["count"], page["offset"], page["limit"]) == (300, 100, 0, 100)
    keys = [str(item["id"]) for item in _all(http, f"/{kind}")]
    assert len(keys) == 300
    assert set(keys) == set(sandbox.holdings()[kind.capitalize()])


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ({"limit": "101"}, "limit"),
        ({"offset": "-1"}, "offset"),
        ({"updatedFrom": "yesterday"}, "updatedFrom"),
        ({"updatedFrom": "2026-11-20 14:03:27 0000"}, "updatedFrom"),
        ({"paymentStatus": "PAYED"}, "paymentStatus"),
        ({"responseFields": "items(id"}, "responseFields"),
        ({"pickupTimeFrom": "1"}, "pickupTimeFrom"),
    ],
)
def test_wrong_parameter(http: httpx.Client, query: dict[str, str], name: str) -> None:
    """A parameter that cannot be read is 400 WRONG_PARAMETER and named."""
    answer = http.get("/orders", params=query)
    assert (answer.status_code, answer.json()["errorCode"]) == (400, "WRONG_PARAMETER")
    assert name in answer.json()["errorMessage"]


def test_unknown_parameter_is_remembered(http: httpx.Client, sandbox: EcwidSandbox) -> None:
    """Orders have no sortBy: it does nothing, and a test can see that it was sent."""
    assert http.get("/orders", params={"sortBy": "UPDATED_TIME_ASC"}).status_code == 200
    assert sandbox.ignored == {"orders?sortBy"}


def test_response_fields(http: httpx.Client) -> None:
    """Only the fields that were asked for are sent, nested ones too."""
    page = http.get("/orders", params={"limit": 2, "responseFields": "total,items(id,items(sku,price))"}).json()
    assert set(page) == {"total", "items"}
    assert all(set(order) == {"id", "items"} for order in page["items"])
    assert all(set(item) == {"sku", "price"} for order in page["items"] for item in order["items"])
    key = page["items"][0]["id"]
    assert http.get(f"/orders/{key}", params={"responseFields": "id"}).json() == {"id": key}


def test_updated_window_includes_both_ends(http: httpx.Client, sandbox: EcwidSandbox) -> None:
    """UNIX seconds and date texts bound the time of change, both ends included."""
    order: Any = next(iter(sandbox.holdings()["Orders"].values()))
    at = order["updateTimestamp"]
    for low in (str(at), order["updateDate"], order["updateDate"].removesuffix(" +0000")):
        found = _all(http, "/orders", updatedFrom=low, updatedTo=str(at))
        assert order["id"] in {item["id"] for item in found}
    assert order["id"] not in {item["id"] for item in _all(http, "/orders", updatedFrom=str(at + 1))}


@pytest.mark.parametrize(("kind", "sort", "field"), [
    ("products", "UPDATED_TIME_ASC", "updated"), ("customers", "UPDATED_DATE_ASC", "updated"),
])  # fmt: skip
def test_sorting(http: httpx.Client, kind: str, sort: str, field: str) -> None:
    """Products and customers can be read oldest change first."""
    times = [item[field] for item in _all(http, f"/{kind}", sortBy=sort)]
    assert times == sorted(times)
    assert times != sorted(times, reverse=True)


def test_order_filters(http: httpx.Client, sandbox: EcwidSandbox) -> None:
    """Each filter finds exactly the orders that it names."""
    orders: list[Any] = list(sandbox.holdings()["Orders"].values())
    one = orders[5]
    cases = {
        "ids": (f"{one['id']},{orders[6]['id']}", {one["id"], orders[6]["id"]}),
        "email": (one["email"].upper(), {order["id"] for order in orders if order["email"] == one["email"]}),
        "customerId": (one["customerId"], {o["id"] for o in orders if o["customerId"] == one["customerId"]}),
        "keywords": (one["externalTransactionId"], {one["id"]}),
        "paymentStatus": (
            "REFUNDED,CANCELLED",
            {o["id"] for o in orders if o["paymentStatus"] in ("REFUNDED", "CANCELLED")},
        ),
        "fulfillmentStatus": ("SHIPPED", {o["id"] for o in orders if o["fulfillmentStatus"] == "SHIPPED"}),
        "totalFrom": ("500", {o["id"] for o in orders if o["total"] >= 500}),
        "refererId": ("nobody", set()),
    }
    for name, (value, expected) in cases.items():
        assert {order["id"] for order in _all(http, "/orders", **{name: value})} == expected, name


def test_product_filters(http: httpx.Client, sandbox: EcwidSandbox) -> None:
    """A SKU is exact, finds a variation's product, and overrides other filters."""
    products: list[Any] = list(sandbox.holdings()["Products"].values())
    varied = next(product for product in products if product["combinations"])
    for sku in (varied["sku"], varied["combinations"][0]["sku"]):
        found = http.get("/products", params={"sku": sku, "enabled": str(not varied["enabled"]).lower()}).json()
        assert [product["id"] for product in found["items"]] == [varied["id"]]
    assert http.get("/products", params={"sku": varied["sku"].lower()}).json()["total"] == 0
    hidden = {product["id"] for product in products if not product["enabled"]}
    assert {product["id"] for product in _all(http, "/products", enabled="false")} == hidden
    assert http.get("/products", params={"productId": f"{varied['id']},1"}).json()["total"] == 1


def test_customer_email_is_exact_only_when_asked(empty: httpx.Client) -> None:
    """An e-mail filter finds parts; with useExactEmailMatch only the address itself, in any case."""
    for email in ("Ann@example.com", "joann@example.com"):
        empty.post("/customers", json={"email": email})
    assert empty.get("/customers", params={"email": "ann@example.com"}).json()["total"] == 2
    exact = empty.get("/customers", params={"email": "ann@example.com", "useExactEmailMatch": "true"}).json()
    assert [customer["email"] for customer in exact["items"]] == ["Ann@example.com"]
    assert exact["allCustomerCount"] == 2


def test_churn_moves_records_between_pages(http: httpx.Client, sandbox: EcwidSandbox, clock: Clock) -> None:
    """With churn, naive paging by offset inside a closed window misses records; without, it does not."""
    window = {"updatedTo": str(int(clock.now().timestamp()))}
    assert len({order["id"] for order in _all(http, "/orders", **window)}) == 300
    clock.sleep(5)
    sandbox.churn = 3
    first = http.get("/orders", params=window).json()
    second = http.get("/orders", params={**window, "offset": 100}).json()
    assert (first["total"], second["total"]) == (300, 297)


def test_deleted(http: httpx.Client, sandbox: EcwidSandbox, clock: Clock) -> None:
    """What is deleted is gone and listed with its time."""
    key = next(iter(sandbox.holdings()["Orders"]))
    clock.sleep(60)
    assert http.delete(f"/orders/{key}").json() == {"deleteCount": 1}
    assert http.get(f"/orders/{key}").json()["errorCode"] == "ORDER_NOT_FOUND"
    assert http.get("/orders/deleted").json()["items"] == [{"id": key, "date": "2026-11-20 14:04:27 +0000"}]
    assert http.get("/orders/deleted", params={"from_date": "2026-11-21"}).json()["total"] == 0
