"""The records that an account starts with."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from syncspider.clock import Clock
from syncspider_ebay.sandbox import EbaySandbox
from syncspider_ebay.sandbox.marketplaces import SITES

_NOW = "2026-11-20T14:03:27.500Z"


def _value(amount: Any) -> Decimal:
    return Decimal(amount["value"])


@pytest.fixture
def held(clock: Clock) -> dict[str, Any]:
    """Three hundred records of each kind."""
    sandbox = EbaySandbox(seed=7, records=300, clock=clock)
    return {**sandbox.holdings(), "Articles": sandbox.articles()}


def test_same_seed_same_records(clock: Clock) -> None:
    """A seed decides records and credentials; another gives others."""
    first, again, other = (EbaySandbox(seed=seed, records=20, clock=clock) for seed in (1, 1, 2))
    assert first.holdings() == again.holdings()
    assert first.credentials("u") == again.credentials("u")
    assert first.holdings() != other.holdings()


def test_as_many_as_asked_for(held: dict[str, Any], clock: Clock) -> None:
    """There are as many items and orders as asked for, also none and one."""
    assert (len(held["Orders"]), len(held["Articles"])) == (300, 300)
    for count in (0, 1):
        few = EbaySandbox(seed=7, records=count, clock=clock)
        assert (len(few.holdings()["Orders"]), len(few.articles())) == (count, count)


def test_order_sums_are_right(held: dict[str, Any]) -> None:
    """Lines, discounts and delivery make up the total of each order to the cent; discounts are negative."""
    for order in held["Orders"].values():
        pricing = order["pricingSummary"]
        parts = [_value(amount) for name, amount in pricing.items() if name != "total"]
        assert sum(parts) == _value(pricing["total"])
        assert sum(_value(line["total"]) for line in order["lineItems"]) == _value(pricing["total"])
        assert all(_value(pricing.get(name, {"value": "-1"})) < 0 for name in ("priceDiscount", "deliveryDiscount"))
        for line in order["lineItems"]:
            paid = _value(line.get("discountedLineItemCost", line["lineItemCost"]))
            assert paid + _value(line["deliveryCost"]["shippingCost"]) == _value(line["total"])


def test_amounts_are_written_as_ebay_does(held: dict[str, Any]) -> None:
    """Amounts are texts with one decimal or two."""
    total = [order["pricingSummary"]["total"]["value"] for order in held["Orders"].values()]
    assert {len(value.partition(".")[2]) for value in total} == {1, 2}


@pytest.mark.parametrize("marketplace", ["EBAY_US", "EBAY_GB", "EBAY_DE"])
def test_currency_is_the_marketplaces(clock: Clock, marketplace: str) -> None:
    """Every amount of an order is in its marketplace's currency; what the seller gets is in the account's."""
    sandbox = EbaySandbox(seed=7, records=60, clock=clock, marketplace=marketplace)
    held: Any = sandbox.holdings()
    home = SITES[marketplace].currency
    converted = 0
    for order in held["Orders"].values():
        currency = SITES[order["lineItems"][0]["listingMarketplaceId"]].currency
        payment = order["paymentSummary"]
        assert {*_currencies(order["lineItems"]), *_currencies(order["pricingSummary"])} == {currency}
        assert payment["totalDueSeller"]["currency"] == home
        assert payment["payments"][0]["amount"]["currency"] == home
        converted += payment["totalDueSeller"].get("convertedFromCurrency", home) != home
    assert 0 < converted < 20
    offers = [offer for product in sandbox.articles().values() for offer in product["offers"]]
    for offer in offers:
        assert offer["pricingSummary"]["price"]["currency"] == SITES[offer["marketplaceId"]].currency
    assert sandbox.credentials("u").settings["marketplace"] == marketplace


def _currencies(tree: Any) -> set[str]:
    if isinstance(tree, list):
        return set().union(*map(_currencies, tree))
    if not isinstance(tree, dict):
        return set()
    own = {tree["currency"]} if "currency" in tree else set()
    return own.union(*map(_currencies, tree.values()))


def test_dates(held: dict[str, Any]) -> None:
    """Orders are of the last two months, change after they were made, and nothing lies ahead."""
    created = [order["creationDate"] for order in held["Orders"].values()]
    assert "2026-09-21" <= min(created) < "2026-09-23"
    assert "2026-11-19" < max(created) < _NOW
    for order in held["Orders"].values():
        assert order["creationDate"] <= order["lastModifiedDate"] <= _NOW


def test_refunds_and_shipments_agree_with_orders(held: dict[str, Any]) -> None:
    """What was paid back and shipped makes up the status of each order."""
    for key, order in held["Orders"].items():
        refunds = held["Refunds"].get(key, [])
        back = sum((_value(refund["amount"]) for refund in refunds), Decimal(0))
        total = _value(order["pricingSummary"]["total"])
        expected = "PAID" if not back else "FULLY_REFUNDED" if back == total else "PARTIALLY_REFUNDED"
        assert order["orderPaymentStatus"] == expected
        sent = {line["lineItemId"] for shipment in held["Order Status"].get(key, []) for line in shipment["lineItems"]}
        states = {line["lineItemId"] in sent for line in order["lineItems"]}
        assert (
            order["orderFulfillmentStatus"]
            == {
                frozenset({True}): "FULFILLED",
                frozenset({False}): "NOT_STARTED",
                frozenset({True, False}): "IN_PROGRESS",
            }[frozenset(states)]
        )
        assert len(order["fulfillmentHrefs"]) == len(held["Order Status"].get(key, []))


def test_variety_of_orders(held: dict[str, Any]) -> None:
    """Every state and kind of order that a connector must cope with is there."""
    orders = list(held["Orders"].values())
    lines = [line for order in orders for line in order["lineItems"]]
    assert {order["orderPaymentStatus"] for order in orders} == {"PAID", "PARTIALLY_REFUNDED", "FULLY_REFUNDED"}
    assert {order["orderFulfillmentStatus"] for order in orders} == {"NOT_STARTED", "IN_PROGRESS", "FULFILLED"}
    assert {order["cancelStatus"]["cancelState"] for order in orders} == {"NONE_REQUESTED", "IN_PROGRESS", "CANCELED"}
    assert {len(order["lineItems"]) for order in orders} == {1, 2, 3, 4}
    assert {line["quantity"] for line in lines} == {1, 2, 3, 7}
    assert {"sku" in line for line in lines} == {True, False}
    assert {"legacyVariationId" in line for line in lines} == {True, False}
    assert any(line["refunds"] for line in lines)
    assert any(order["paymentSummary"]["refunds"] for order in orders)
    assert any(tax["collectionMethod"] == "NET" for line in lines for tax in line["ebayCollectAndRemitTaxes"])
    kinds = {order["fulfillmentStartInstructions"][0]["fulfillmentInstructionsType"] for order in orders}
    assert kinds == {"SHIP_TO", "DIGITAL"}
    assert {step["ebaySupportedFulfillment"] for order in orders for step in order["fulfillmentStartInstructions"]} == {
        True,
        False,
    }
    buyers = [order["buyer"]["username"] for order in orders]
    assert len(set(buyers)) < len(buyers)
    names = [order["buyer"].get("buyerRegistrationAddress", {}).get("fullName", "") for order in orders]
    assert any(not name.isascii() for name in names)
    assert "" in names
    assert any("-" in order["legacyOrderId"] and order["legacyOrderId"] != order["orderId"] for order in orders)


def test_variety_of_products(held: dict[str, Any]) -> None:
    """Every state and kind of product that a connector must cope with is there."""
    products = list(held["Articles"].values())
    items = [product["inventoryItem"] for product in products]
    assert {len(product["offers"]) for product in products} == {0, 1, 2}
    offers = [offer for product in products for offer in product["offers"]]
    assert {offer["status"] for offer in offers} == {"PUBLISHED", "UNPUBLISHED"}
    assert {offer["listing"]["listingStatus"] for offer in offers if "listing" in offer} == {"ACTIVE", "OUT_OF_STOCK"}
    assert len({item["condition"] for item in items if "condition" in item}) > 10
    for optional in ("condition", "packageWeightAndSize", "availability", "groupIds", "conditionDescription"):
        assert {optional in item for item in items} == {True, False}
    for optional in ("description", "brand", "imageUrls", "upc", "ean"):
        assert {optional in item["product"] for item in items} == {True, False}
    stock = {item.get("availability", {}).get("shipToLocationAvailability", {}).get("quantity") for item in items}
    assert {None, 0, 9999} <= stock
    assert any(not item["product"]["title"].isascii() for item in items)
    assert {"0.01", "100.0", "33.33"} <= {offer["pricingSummary"]["price"]["value"] for offer in offers}
    assert all(sku.startswith("EB1-") for sku in held["Products"])


def test_products_are_items_and_groups(held: dict[str, Any]) -> None:
    """What a shop would call a product is an item that is in no group, or a group with its items as variants."""
    singles = [held for held in held["Products"].values() if "inventoryItem" in held]
    groups = [held for held in held["Products"].values() if "variants" in held]
    assert (len(singles), len(groups)) == (210, 30)
    assert all("groupIds" not in held["inventoryItem"] for held in singles)
    for group in groups:
        assert list(group["variants"]) == group["inventoryItemGroup"]["variantSKUs"]
        prices = [variant["offers"][0]["pricingSummary"]["price"]["value"] for variant in group["variants"].values()]
        assert len(set(prices)) == 3


def test_holdings_are_a_copy(sandbox: EbaySandbox) -> None:
    """What a test does to the holdings does not reach the account."""
    held: Any = sandbox.holdings()
    key = next(iter(held["Orders"]))
    held["Orders"][key]["lineItems"].clear()
    fresh: Any = sandbox.holdings()
    assert fresh["Orders"][key]["lineItems"]


def test_no_merchant_day(sandbox: EbaySandbox) -> None:
    """A seller's own work by hand is not modelled: orders come with it."""
    assert sandbox.merchant_day() is None
