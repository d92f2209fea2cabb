"""Writing orders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from syncspider.clock import Clock
from syncspider_ecwid.sandbox import EcwidSandbox

if TYPE_CHECKING:
    import httpx

ORDER: dict[str, Any] = {
    "subtotal": 59.98,
    "total": 67.48,
    "email": "jane@example.com",
    "paymentStatus": "PAID",
    "refererId": "mark-1",
    "externalFulfillment": True,
    "externalOrderId": "12-34567-89012",
    "createDate": "2026-11-01 09:00:00 +0000",
    "items": [{"name": "Cotton T-Shirt", "sku": "TSHIRT", "price": 29.99, "quantity": 2}],
    "shippingOption": {"shippingMethodName": "USPS", "shippingRate": 7.5, "fulfillmentType": "shipping"},
}


def test_create_and_find_by_referer(empty: httpx.Client) -> None:
    """An order is kept as sent, under the key called orderid, and found by its refererId."""
    answer = empty.post("/orders", json=ORDER).json()
    assert set(answer) == {"id", "orderid"}
    found = empty.get("/orders", params={"refererId": "mark-1"}).json()["items"]
    assert [order["id"] for order in found] == [answer["orderid"]]
    order = found[0]
    assert (order["total"], order["subtotal"], order["createDate"]) == (67.48, 59.98, "2026-11-01 09:00:00 +0000")
    assert (order["updateTimestamp"], order["refunds"], order["fulfillmentStatus"]) == (
        1795183407,
        [],
        "AWAITING_PROCESSING",
    )
    assert order["items"][0]["id"]
    assert empty.get(f"/orders/{answer['id']}").status_code == 404


@pytest.mark.parametrize("name", ["subtotal", "total", "email", "paymentStatus"])
def test_required(empty: httpx.Client, name: str) -> None:
    """An order without one of the four required fields is refused, and the field is named."""
    answer = empty.post("/orders", json={key: value for key, value in ORDER.items() if key != name})
    assert (answer.status_code, answer.json()["errorCode"]) == (400, "WRONG_PARAMETER")
    assert name in answer.json()["errorMessage"]
    assert empty.get("/orders").json()["total"] == 0


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"total": "67.48"}, "total"),
        ({"total": True}, "total"),
        ({"email": 5}, "email"),
        ({"paymentStatus": "PAYED"}, "paymentStatus"),
        ({"items": {}}, "items"),
        ({"items": [{"name": "x", "price": "1", "quantity": 1}]}, "items.price"),
        ({"items": [{"name": "x", "price": 1, "quantity": 1.0}]}, "items.quantity"),
        ({"createDate": "2026-11-01T09:00:00Z"}, "createDate"),
        ({"externalFulfillment": False}, "externalOrderId"),
    ],
)
def test_wrong_types(empty: httpx.Client, fields: dict[str, Any], named: str) -> None:
    """A field of another type is refused and named."""
    answer = empty.post("/orders", json={**ORDER, **fields})
    assert (answer.status_code, answer.json()["errorCode"]) == (400, "WRONG_PARAMETER")
    assert named in answer.json()["errorMessage"]


def test_bodies_that_are_no_object(empty: httpx.Client) -> None:
    """What is no JSON object is refused."""
    for body in (b"", b"{", b"[]", b"\xff"):
        assert empty.post("/orders", content=body).json()["errorCode"] == "WRONG_PARAMETER"


def test_read_only_and_unknown_fields_do_nothing_but_are_seen(http: httpx.Client, sandbox: EcwidSandbox) -> None:
    """Refunds cannot be written, and a test can see that somebody tried."""
    body = {**ORDER, "refunds": [{"amount": 1}], "refundedAmount": 1, "colour": "red", "lang": None}
    key = http.post("/orders", json=body).json()["orderid"]
    order = http.get(f"/orders/{key}").json()
    assert (order["refunds"], order["refundedAmount"], "colour" in order) == ([], 0, False)
    assert sandbox.ignored == {"orders.refunds", "orders.refundedAmount", "orders.colour", "orders.lang"}


def test_partial_update(empty: httpx.Client, clock: Clock) -> None:
    """Fields left out stay, lists are replaced, the time of change follows the clock; no change is no update."""
    key = empty.post("/orders", json=ORDER).json()["orderid"]
    clock.sleep(10)
    assert empty.put(f"/orders/{key}", json={"trackingNumber": "1Z"}).json() == {"updateCount": 1}
    order = empty.get(f"/orders/{key}").json()
    assert (order["trackingNumber"], order["total"], len(order["items"])) == ("1Z", 67.48, 1)
    assert (order["updateTimestamp"], order["updateDate"]) == (1795183417, "2026-11-20 14:03:37 +0000")
    clock.sleep(10)
    assert empty.put(f"/orders/{key}", json={"trackingNumber": "1Z"}).json() == {"updateCount": 0}
    assert empty.get(f"/orders/{key}").json()["updateTimestamp"] == 1795183417
    empty.put(f"/orders/{key}", json={"items": []})
    assert empty.get(f"/orders/{key}").json()["items"] == []
    assert empty.put("/orders/NONE", json={}).json()["errorCode"] == "ORDER_NOT_FOUND"


def test_money_keeps_its_digits(empty: httpx.Client) -> None:
    """Numbers come back with the digits they had."""
    body = b'{"subtotal": 642.404477130936, "total": 0.10, "email": "a@example.com", "paymentStatus": "PAID"}'
    key = empty.post("/orders", content=body).json()["orderid"]
    assert b'"subtotal":642.404477130936' in empty.get(f"/orders/{key}").content
    assert b'"total":0.10' in empty.get(f"/orders/{key}").content
