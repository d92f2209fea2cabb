"""Marking orders as shipped."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from syncspider.clock import Clock
from syncspider_ebay.sandbox import EbaySandbox

_ORDERS = "/sell/fulfillment/v1/order"
_TRACKED = {"trackingNumber": "9400100000000000000000", "shippingCarrierCode": "USPS"}


def _error(answer: httpx.Response) -> tuple[int, int]:
    return answer.status_code, answer.json()["errors"][0]["errorId"]


@pytest.fixture
def order(sandbox: EbaySandbox) -> dict[str, Any]:
    """An open order of several lines, one of which is for several pieces."""
    orders: Any = sandbox.holdings()["Orders"].values()
    found: dict[str, Any] = next(
        order
        for order in orders
        if order["orderFulfillmentStatus"] == "NOT_STARTED"
        and order["cancelStatus"]["cancelState"] == "NONE_REQUESTED"
        and len(order["lineItems"]) > 1
        and order["lineItems"][0]["quantity"] > 1
    )
    return found


@pytest.fixture
def path(order: dict[str, Any]) -> str:
    """Where its shipments are."""
    return f"{_ORDERS}/{order['orderId']}/shipping_fulfillment"


def _line(order: dict[str, Any], turn: int, quantity: int) -> dict[str, Any]:
    return {"lineItemId": order["lineItems"][turn]["lineItemId"], "quantity": quantity}


def test_ship_whole_order(http: httpx.Client, order: dict[str, Any], path: str, clock: Clock) -> None:
    """A package with every line makes the order FULFILLED; its id is the tracking number, told by Location."""
    clock.sleep(30)
    lines = [_line(order, turn, line["quantity"]) for turn, line in enumerate(order["lineItems"])]
    answer = http.post(path, json={"lineItems": lines, **_TRACKED})
    assert (answer.status_code, answer.content) == (201, b"")
    assert answer.headers["Location"] == f"{http.base_url}{path}/{_TRACKED['trackingNumber']}"
    shipment = {
        "fulfillmentId": _TRACKED["trackingNumber"],
        "shipmentTrackingNumber": _TRACKED["trackingNumber"],
        "shippingCarrierCode": "USPS",
        "shippedDate": "2026-11-20T14:03:57.500Z",
        "lineItems": lines,
    }
    assert http.get(answer.headers["Location"]).json() == shipment
    assert http.get(path).json() == {"fulfillments": [shipment], "total": 1}
    after = http.get(f"{_ORDERS}/{order['orderId']}").json()
    assert after["orderFulfillmentStatus"] == "FULFILLED"
    assert {line["lineItemFulfillmentStatus"] for line in after["lineItems"]} == {"FULFILLED"}
    assert after["lastModifiedDate"] == "2026-11-20T14:03:57.500Z"
    assert after["fulfillmentHrefs"][0].endswith(f"/{_TRACKED['trackingNumber']}")


def test_any_piece_makes_a_line_fulfilled(http: httpx.Client, order: dict[str, Any], path: str) -> None:
    """A line counts as shipped once one piece of it is; the order is in progress while other lines are not."""
    http.post(path, json={"lineItems": [_line(order, 0, 1)], **_TRACKED})
    after = http.get(f"{_ORDERS}/{order['orderId']}").json()
    assert after["orderFulfillmentStatus"] == "IN_PROGRESS"
    states = [line["lineItemFulfillmentStatus"] for line in after["lineItems"]]
    assert states[:2] == ["FULFILLED", "NOT_STARTED"]
    rest = order["lineItems"][0]["quantity"] - 1
    assert http.post(path, json={"lineItems": [_line(order, 0, rest)]}).status_code == 201


def test_not_more_than_was_bought(http: httpx.Client, order: dict[str, Any], path: str) -> None:
    """More pieces than are left of a line are refused, so the same call twice ships nothing twice."""
    quantity = order["lineItems"][0]["quantity"]
    body = {"lineItems": [_line(order, 0, quantity)], **_TRACKED}
    assert http.post(path, json=body).status_code == 201
    assert _error(http.post(path, json=body)) == (400, 32600)
    assert http.get(path).json()["total"] == 1
    assert _error(http.post(path, json={"lineItems": [_line(order, 1, 0)]})) == (400, 32600)


def test_same_tracking_twice_makes_two_packages(http: httpx.Client, order: dict[str, Any], path: str) -> None:
    """The call is not idempotent: while pieces are left, a repeat makes another package with the same id."""
    body = {"lineItems": [_line(order, 0, 1)], **_TRACKED}
    assert [http.post(path, json=body).status_code for _ in range(2)] == [201, 201]
    assert http.get(path).json()["total"] == 2


def test_without_tracking(http: httpx.Client, order: dict[str, Any], path: str) -> None:
    """Without a tracking number the id is arbitrary, and quantity defaults to one."""
    line = {"lineItemId": order["lineItems"][0]["lineItemId"]}
    answers = [http.post(path, json={"lineItems": [line]}) for _ in range(2)]
    assert [answer.headers["Location"].rpartition("/")[2] for answer in answers] == ["999", "1000"]
    assert http.get(f"{path}/999").json()["lineItems"] == [{**line, "quantity": 1}]
    assert "shippingCarrierCode" not in http.get(f"{path}/999").json()


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"lineItems": []}, 32600),
        ({"lineItems": [{"lineItemId": "1"}]}, 32200),
        ({"lineItems": "twice"}, 32210),
        ({"trackingNumber": "940010000000"}, 32300),
        ({"shippingCarrierCode": "USPS"}, 32300),
        ({"trackingNumber": "9400 1000-0000", "shippingCarrierCode": "USPS"}, 32300),
        ({"shippedDate": "2026-11-20"}, 32500),
        ({"shippedDate": "2026-11-20T14:03:28.000Z"}, 32500),
        ({"shippedDate": "2026-01-01T00:00:00.000Z"}, 32500),
        ({"lineItems": [{"lineItemId": "1", "quantity": "1"}]}, 2004),
    ],
)
def test_wrong_shipments(
    http: httpx.Client, order: dict[str, Any], path: str, more: dict[str, Any], error: int
) -> None:
    """What is wrong with a package has its error, and nothing is shipped."""
    if more.get("lineItems") == "twice":
        more = {"lineItems": [_line(order, 0, 1), _line(order, 0, 1)]}
    answer = http.post(path, json={"lineItems": [_line(order, 0, 1)], **more})
    assert _error(answer) == (400, error)
    assert http.get(path).json() == {"fulfillments": [], "total": 0}


def test_too_many_packages(http: httpx.Client, sandbox: EbaySandbox) -> None:
    """An order has a limited number of tracking numbers."""
    sandbox.sell(100)
    orders: Any = sandbox.holdings()["Orders"].values()
    candidates = [order for order in orders if order["orderFulfillmentStatus"] == "NOT_STARTED"]
    order = max(candidates, key=lambda order: sum(line["quantity"] for line in order["lineItems"]))
    path = f"{_ORDERS}/{order['orderId']}/shipping_fulfillment"
    pieces = [_line(order, turn, 1) for turn, line in enumerate(order["lineItems"]) for _ in range(line["quantity"])]
    assert len(pieces) > 20
    answers = [
        http.post(path, json={"lineItems": [piece], "trackingNumber": f"T{number}", "shippingCarrierCode": "UPS"})
        for number, piece in enumerate(pieces)
    ]
    assert [answer.status_code for answer in answers[:20]] == [201] * 20
    assert _error(answers[20]) == (400, 34100)


def test_unknown_orders_and_packages(http: httpx.Client, path: str, sandbox: EbaySandbox) -> None:
    """An order or package that is not there is told; a cancelled order can't be shipped."""
    nothing = f"{_ORDERS}/11-11111-11111/shipping_fulfillment"
    assert _error(http.post(nothing, json={"lineItems": [{"lineItemId": "1"}]})) == (404, 32100)
    assert _error(http.get(nothing)) == (400, 32100)
    assert _error(http.get(f"{nothing}/1")) == (404, 32100)
    assert http.get(f"{path}/1").status_code == 404
    orders: Any = sandbox.holdings()["Orders"]
    key = next(key for key, order in orders.items() if order["cancelStatus"]["cancelState"] == "CANCELED")
    line = orders[key]["lineItems"][0]["lineItemId"]
    answer = http.post(f"{_ORDERS}/{key}/shipping_fulfillment", json={"lineItems": [{"lineItemId": line}]})
    assert answer.status_code == 409


def test_reads_lag_behind_writes(
    http: httpx.Client, sandbox: EbaySandbox, order: dict[str, Any], path: str, clock: Clock
) -> None:
    """With a lag, readers see neither the package nor the changed order for that long; holdings do."""
    sandbox.read_lag = 30
    http.post(path, json={"lineItems": [_line(order, 0, 1)], **_TRACKED})
    assert http.get(path).json()["total"] == 0
    assert http.get(f"{_ORDERS}/{order['orderId']}").json()["orderFulfillmentStatus"] == "NOT_STARTED"
    assert order["orderId"] in sandbox.holdings()["Order Status"]
    clock.sleep(31)
    assert http.get(path).json()["total"] == 1
    assert http.get(f"{_ORDERS}/{order['orderId']}").json()["orderFulfillmentStatus"] == "IN_PROGRESS"
