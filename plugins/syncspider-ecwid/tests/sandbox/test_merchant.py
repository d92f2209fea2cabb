"""What the store's owner does."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

import httpx
from syncspider.clock import Clock
from syncspider.sandbox import MerchantDay, SandboxServer
from syncspider_ecwid.sandbox import EcwidSandbox


def _day(clock: Clock) -> tuple[MerchantDay, dict[str, Any], int]:
    sandbox = EcwidSandbox(seed=3, records=60, clock=clock)
    credentials = sandbox.credentials("")
    headers = {"Authorization": f"Bearer {credentials.secrets['token']}"}
    with SandboxServer(sandbox) as server, httpx.Client(headers=headers) as http:
        for number in range(12):
            body = {
                "subtotal": 20,
                "total": 20.01,
                "email": "jane@example.com",
                "paymentStatus": "PAID",
                "externalFulfillment": True,
                "externalOrderId": f"E{number}",
            }
            http.post(f"{server.url}/api/v3/{sandbox.store_id}/orders", json=body)
    clock.sleep(3600)
    orders: Any = sandbox.holdings()["Orders"]
    started = int(clock.now().timestamp())
    day = sandbox.merchant_day()
    assert orders.keys() == sandbox.holdings()["Orders"].keys()
    return day, dict(sandbox.holdings()["Orders"]), started


def test_day_is_what_the_orders_show(clock: Clock) -> None:
    """Every shipment and refund told is on its order, changed by the clock, and no refund exceeds the total."""
    day, orders, started = _day(clock)
    for key, tracking in day.shipped.items():
        assert (orders[key]["trackingNumber"], orders[key]["fulfillmentStatus"]) == (tracking, "SHIPPED")
    for key, amount in day.refunded.items():
        order = orders[key]
        assert order["refundedAmount"] == amount == sum(entry["amount"] for entry in order["refunds"]) <= order["total"]
        assert order["paymentStatus"] == ("REFUNDED" if amount == order["total"] else "PARTIALLY_REFUNDED")
        assert all(set(entry) == {"date", "source", "reason", "amount"} for entry in order["refunds"])
    touched = {*day.shipped, *day.refunded}
    assert {key for key, order in orders.items() if order["updateTimestamp"] == started} == touched


def test_day_has_every_kind(clock: Clock) -> None:
    """Foreign and own orders are shipped, refunded wholly, in part, and in two equal parts."""
    day, orders, _ = _day(clock)
    assert day.external == {
        key: orders[key]["externalOrderId"] for key in {*day.shipped, *day.refunded} if "externalOrderId" in orders[key]
    }
    foreign, own = set(day.external), {*day.shipped, *day.refunded} - set(day.external)
    for group in (foreign, own):
        assert group & day.shipped.keys()
        assert {orders[key]["paymentStatus"] for key in group & day.refunded.keys()} == {
            "REFUNDED",
            "PARTIALLY_REFUNDED",
        }
    twice = [
        key for key in foreign if max(Counter(e["amount"] for e in orders[key]["refunds"]).values(), default=0) == 2
    ]
    assert twice


def test_same_seed_same_day(clock: Clock) -> None:
    """Two stores that were seeded alike have the same day."""
    first, again = (EcwidSandbox(seed=3, records=40, clock=clock).merchant_day() for _ in range(2))
    assert first == again


def test_many_days_never_refund_too_much(clock: Clock) -> None:
    """However many days pass, no order gets back more than its total."""
    sandbox = EcwidSandbox(seed=3, records=30, clock=clock)
    for _ in range(10):
        sandbox.merchant_day()
    orders: Any = sandbox.holdings()["Orders"].values()
    assert all(Decimal(0) <= order["refundedAmount"] <= order["total"] for order in orders)
