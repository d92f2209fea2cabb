"""The records that a store starts with."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from syncspider.clock import Clock
from syncspider_ecwid.sandbox import EcwidSandbox, shapes

if TYPE_CHECKING:
    import httpx


def test_same_seed_same_records(clock: Clock) -> None:
    """A seed decides the records; another gives others."""
    first, again, other = (EcwidSandbox(seed=seed, records=20, clock=clock).holdings() for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_order_sums_are_right(sandbox: EcwidSandbox) -> None:
    """Items, tax, shipping and discount make up the total of each order to the cent."""
    orders: dict[str, Any] = dict(sandbox.holdings()["Orders"])
    for order in orders.values():
        _check_sums(order)


def _check_sums(order: dict[str, Any]) -> None:
    items = order["items"]
    assert order["subtotal"] == sum(item["price"] * item["quantity"] for item in items)
    assert order["tax"] == sum(item["tax"] for item in items)
    assert order["couponDiscount"] == sum(item["couponAmount"] for item in items)
    outside = Decimal(0) if order["pricesIncludeTax"] else order["tax"]
    assert order["total"] == order["subtotal"] + outside + order["shippingOption"]["shippingRate"] - order["discount"]
    assert order["refundedAmount"] == sum(entry["amount"] for entry in order["refunds"])


def test_variety(sandbox: EcwidSandbox) -> None:
    """Every state and kind that a connector must cope with is there."""
    held: dict[str, Any] = {kind: list(records.values()) for kind, records in sandbox.holdings().items()}
    orders, products, customers = held["Orders"], held["Products"], held["Customers"]
    assert {order["paymentStatus"] for order in orders} == set(shapes.PAYMENT_STATUSES)
    assert {order["fulfillmentStatus"] for order in orders} == set(shapes.FULFILLMENT_STATUSES)
    assert {len(order["items"]) for order in orders} == {1, 2, 3, 4}
    assert len({order["billingPerson"]["countryCode"] for order in orders}) > 5
    assert len({order["customerId"] for order in orders}) < len(orders)
    assert not any("externalOrderId" in order for order in orders)
    assert {len(product["media"]["images"]) for product in products} == {0, 1, 2, 3, 4}
    assert all(product["sku"].startswith("EC1-") for product in products)
    assert (
        {product["unlimited"] for product in products} == {product["enabled"] for product in products} == {True, False}
    )
    assert any(product.get("quantity") == 0 for product in products)
    assert any(product["combinations"] for product in products)
    assert len({customer["email"].lower() for customer in customers}) == len(customers)
    assert {customer["b2b_b2c"] for customer in customers} == {"b2b", "b2c"}


def test_store(http: httpx.Client, empty: httpx.Client) -> None:
    """The profile tells name, currency, units and languages; a store for nothing is empty."""
    profile = http.get("/profile").json()
    assert profile["settings"]["storeName"]
    assert (profile["formatsAndUnits"]["currency"], profile["formatsAndUnits"]["weightUnit"]) == ("USD", "KILOGRAM")
    assert {status["id"] for status in http.get("/profile/order_statuses").json()} > {"PAID", "SHIPPED"}
    assert [empty.get(f"/{kind}").json()["total"] for kind in ("orders", "products", "customers")] == [0, 0, 0]


def test_latest_stats_follow_changes(http: httpx.Client, clock: Clock) -> None:
    """The probe tells when orders changed last."""
    before = http.get("/latest-stats").json()
    clock.sleep(30)
    key = http.get("/orders", params={"limit": 1}).json()["items"][0]["id"]
    http.put(f"/orders/{key}", json={"privateAdminNotes": "seen"})
    after = http.get("/latest-stats").json()
    assert (after["ordersUpdated"], after["productsUpdated"]) == (
        "2026-11-20 14:03:57 +0000",
        before["productsUpdated"],
    )
