"""The sandbox against models and a client that were generated from eBay's own description of its APIs."""

from __future__ import annotations

import dataclasses
import functools
import inspect
import sys
import typing
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from apiroute import RequestSpec, UnexpectedResponse
from ebay_apiroute.commerce.taxonomy.category_tree.models import models as taxonomy_models
from ebay_apiroute.developer.analytics import DeveloperAnalyticsApi
from ebay_apiroute.sell.account import SellAccountApi
from ebay_apiroute.sell.account.fulfillment_policy.models import models as fulfillment_policy_models
from ebay_apiroute.sell.account.payment_policy.models import models as payment_policy_models
from ebay_apiroute.sell.account.privilege.models import models as privilege_models
from ebay_apiroute.sell.account.program.models import models as program_models
from ebay_apiroute.sell.account.return_policy.models import models as return_policy_models
from ebay_apiroute.sell.fulfillment import SellFulfillmentApi
from ebay_apiroute.sell.fulfillment.order.models import models as order_models
from ebay_apiroute.sell.fulfillment.shipping_fulfillment.models import models as shipment_models
from ebay_apiroute.sell.inventory import SellInventoryApi
from ebay_apiroute.sell.inventory.inventory_item.models import models as item_models
from ebay_apiroute.sell.inventory.inventory_item_group.models import models as group_models
from ebay_apiroute.sell.inventory.location.models import models as location_models
from ebay_apiroute.sell.inventory.offer.models import models as offer_models
from pydantic import BaseModel
from syncspider.sandbox import SandboxServer
from syncspider_ebay.sandbox import EbaySandbox, shapes
from syncspider_ebay.sandbox.access import API_SCOPE

_FULFILLMENT = "/sell/fulfillment/v1"
_INVENTORY = "/sell/inventory/v1"
_ACCOUNT = "/sell/account/v1"
#: On the wire but not in the description.
_LIVE = {("Order", "legacyOrderId")}
#: An object of lists on the wire, a text in the description.
_ASPECTS = {("Product", "aspects"), ("InventoryItemGroup", "aspects")}


@functools.cache
def _fields(model: type[BaseModel]) -> dict[str, Any]:
    hints = typing.get_type_hints(model, vars(sys.modules[model.__module__]))
    return {field.alias or name: hints[name] for name, field in model.model_fields.items()}


def _model_in(hint: Any) -> type[BaseModel] | None:
    """The model in a hint such as ``list[Order] | None``."""
    if inspect.isclass(hint) and not typing.get_args(hint) and issubclass(hint, BaseModel):
        return hint
    return next((found for part in typing.get_args(hint) if (found := _model_in(part))), None)


def _known(value: Any, model: type[BaseModel]) -> Any:
    """The value without what the description has wrong; fails on a field that the description does not have."""
    if isinstance(value, list):
        return [_known(entry, model) for entry in value]
    fields = _fields(model)
    kept = {}
    for name, inner in value.items():
        if (model.__name__, name) in _LIVE | _ASPECTS:
            continue
        assert name in fields, f"{model.__name__}.{name}"
        nested = _model_in(fields[name])
        kept[name] = _known(inner, nested) if nested and inner else inner
    return kept


def _fits(value: Any, model: type[BaseModel]) -> None:
    model.model_validate(_known(value, model), strict=True)


def test_orders_fit(http: httpx.Client, sandbox: EbaySandbox) -> None:
    """Seeded orders and shipments, in lists and alone, have the fields and types of the description, and no others."""
    _fits(http.get(f"{_FULFILLMENT}/order", params={"limit": 200}).json(), order_models.OrderSearchPagedCollection)
    for key in sandbox.holdings()["Orders"]:
        order = http.get(f"{_FULFILLMENT}/order/{key}", params={"fieldGroups": "TAX_BREAKDOWN"}).json()
        _fits(order, order_models.Order)
    for key in sandbox.holdings()["Order Status"]:
        path = f"{_FULFILLMENT}/order/{key}/shipping_fulfillment"
        page = http.get(path).json()
        _fits(page, shipment_models.ShippingFulfillmentPagedCollection)
        one = http.get(f"{path}/{page['fulfillments'][0]['fulfillmentId']}").json()
        _fits(one, shipment_models.ShippingFulfillment)


def test_written_orders_fit(http: httpx.Client, sandbox: EbaySandbox) -> None:
    """An order after a refund in progress has them too, and so has the answer to the refund."""
    sandbox.refund_delay = 60
    orders: Any = sandbox.holdings()["Orders"]
    keys = [key for key, order in orders.items() if order["orderPaymentStatus"] == "PAID"][:2]
    for key, whole in zip(keys, (True, False), strict=True):
        total = orders[key]["lineItems"][0]["total"]
        item = {"lineItemId": orders[key]["lineItems"][0]["lineItemId"], "refundAmount": total}
        amount = {"orderLevelRefundAmount": total} if whole else {"refundItems": [item]}
        answer = http.post(
            f"{_FULFILLMENT}/order/{key}/issue_refund", json={"reasonForRefund": "BUYER_RETURN", **amount}
        )
        _fits(answer.json(), order_models.Refund)
        _fits(http.get(f"{_FULFILLMENT}/order/{key}").json(), order_models.Order)


def test_products_fit(http: httpx.Client, sandbox: EbaySandbox) -> None:
    """Seeded items, groups, offers and locations have the fields and types of the description, and no others."""
    _fits(http.get(f"{_INVENTORY}/inventory_item", params={"limit": 200}).json(), item_models.InventoryItems)
    products = sandbox.articles()
    for sku, held in products.items():
        one = http.get(f"{_INVENTORY}/inventory_item/{sku}").json()
        _fits(one, item_models.InventoryItemWithSkuLocaleGroupid)
        if held["offers"]:
            _fits(http.get(f"{_INVENTORY}/offer", params={"sku": sku}).json(), offer_models.Offers)
            key = held["offers"][0]["offerId"]
            _fits(http.get(f"{_INVENTORY}/offer/{key}").json(), offer_models.EbayOfferDetailsWithAll)
    _fits(http.get(f"{_INVENTORY}/inventory_item_group/EB1-G001").json(), group_models.InventoryItemGroup)
    _fits(http.get(f"{_INVENTORY}/location").json(), location_models.LocationResponse)
    _fits(http.get(f"{_INVENTORY}/location/warehouse-1").json(), location_models.InventoryLocationResponse)


def test_bulk_answers_fit(http: httpx.Client, sandbox: EbaySandbox) -> None:
    """Rows that went well and rows that did not have the fields and types of the description."""
    sku, held = next((sku, held) for sku, held in _listed(sandbox))
    offer = held["offers"][0]["offerId"]
    item = {"sku": "NEW-1", "locale": "en_US", "product": {"title": "New"}}
    new = {"sku": "NEW-1", "marketplaceId": "EBAY_US", "format": "FIXED_PRICE"}
    price = {"sku": sku, "offers": [{"offerId": offer, "availableQuantity": 1}]}
    calls: list[tuple[str, list[dict[str, Any]], type[BaseModel]]] = [
        ("bulk_get_inventory_item", [{"sku": sku}, {"sku": "NOPE"}], item_models.BulkGetInventoryItemResponse),
        (
            "bulk_create_or_replace_inventory_item",
            [item, {**item, "sku": "a b"}],
            item_models.BulkInventoryItemResponse,
        ),
        ("bulk_update_price_quantity", [price, {"sku": "NOPE"}], item_models.BulkPriceQuantityResponse),
        ("bulk_create_offer", [new, {**new, "sku": "NOPE"}], offer_models.BulkOfferResponse),
        ("bulk_publish_offer", [{"offerId": offer}, {"offerId": "1"}], offer_models.BulkPublishResponse),
    ]
    for path, requests, model in calls:
        answer = http.post(f"{_INVENTORY}/{path}", json={"requests": requests})
        assert answer.status_code == 207
        assert [bool(row["errors"]) for row in answer.json()["responses"]] == [False, True]
        _fits(answer.json(), model)


def test_publishing_answers_fit(http: httpx.Client, sandbox: EbaySandbox) -> None:
    """Publishing, its warning, updating and withdrawing answer in the form of the description."""
    _, held = next(_listed(sandbox))
    offer = held["offers"][0]
    path = f"{_INVENTORY}/offer/{offer['offerId']}"
    _fits(http.post(f"{path}/publish", json={}).json(), offer_models.PublishResponse)
    _fits(http.put(path, json=offer).json(), offer_models.OfferResponse)
    _fits(http.post(f"{path}/withdraw", json={}).json(), offer_models.WithdrawResponse)


def test_account_answers_fit(http: httpx.Client, server: SandboxServer, ask_token: Any) -> None:
    """Policies, programs, privileges and categories answer in the form of the description."""
    query = {"marketplace_id": "EBAY_US"}
    answers: list[tuple[str, type[BaseModel]]] = [
        ("fulfillment_policy", fulfillment_policy_models.FulfillmentPolicyResponse),
        ("payment_policy", payment_policy_models.PaymentPolicyResponse),
        ("return_policy", return_policy_models.ReturnPolicyResponse),
        ("program/get_opted_in_programs", program_models.Programs),
        ("privilege", privilege_models.SellingPrivileges),
    ]
    for path, model in answers:
        _fits(http.get(f"{_ACCOUNT}/{path}", params=query).json(), model)
    token = ask_token(grant_type="client_credentials", scope=API_SCOPE).json()["access_token"]
    http.headers["Authorization"] = f"Bearer {token}"
    root = "/commerce/taxonomy/v1"
    tree = f"{root}/category_tree/0"
    _fits(http.get(f"{root}/get_default_category_tree_id", params=query).json(), taxonomy_models.BaseCategoryTree)
    suggested = http.get(f"{tree}/get_category_suggestions", params={"q": "lamp"}).json()
    _fits(suggested, taxonomy_models.CategorySuggestionResponse)
    asked = http.get(f"{tree}/get_item_aspects_for_category", params={"category_id": "112581"}).json()
    _fits(asked, taxonomy_models.AspectMetadata)


@pytest.mark.parametrize(
    ("shape", "model"),
    [
        (shapes.ITEM, item_models.InventoryItem),
        (shapes.ITEMS, item_models.BulkInventoryItem),
        (shapes.SKUS, item_models.BulkGetInventoryItem),
        (shapes.PRICES, item_models.BulkPriceQuantity),
        (shapes.GROUP, group_models.InventoryItemGroup),
        (shapes.OFFER, offer_models.EbayOfferDetailsWithId),
        (shapes.NEW_OFFERS, offer_models.BulkEbayOfferDetailsWithKeys),
        (shapes.OFFER_IDS, offer_models.BulkOffer),
        (shapes.GROUP_OFFER, offer_models.PublishByInventoryItemGroupRequest),
        (shapes.LOCATION, location_models.InventoryLocationFull),
        (shapes.PROGRAM, program_models.Program),
        (shapes.SHIPMENT, shipment_models.ShippingFulfillmentDetails),
        (shapes.REFUND, order_models.IssueRefundRequest),
    ],
)
def test_bodies_are_those_of_the_description(shape: dict[str, Any], model: type[BaseModel]) -> None:
    """What the sandbox reads of a body is what the description has, name by name and type by type."""
    _compare(model.__name__, shape, model)


def _compare(path: str, shape: dict[str, Any], model: type[BaseModel]) -> None:
    fields = _fields(model)
    own = {"inventoryItemGroupKey"} if model is group_models.InventoryItemGroup else set[str]()
    assert shape.keys() == fields.keys() - own, path
    for name, kind in shape.items():
        if (model.__name__, name) not in _ASPECTS:
            _compare_kind(f"{path}.{name}", kind, fields[name])


def _compare_kind(path: str, kind: Any, hint: Any) -> None:
    text = str(hint)
    assert isinstance(kind, list) == ("list[" in text), path
    inner = kind[0] if isinstance(kind, list) else kind
    nested = _model_in(hint)
    if isinstance(inner, dict):
        assert nested is not None, path
        _compare(path, inner, nested)
    elif inner == "map":
        assert nested is not None, path
    else:
        expected = {"str": "str", "int": "int", "num": "float", "bool": "bool"}.get(str(inner), "str")
        assert expected in text, path


def _listed(sandbox: EbaySandbox) -> Iterator[tuple[str, Any]]:
    """Products that are on sale on their own."""
    products = sandbox.articles()
    for sku, held in products.items():
        listings = [offer.get("listing", {}).get("listingStatus") for offer in held["offers"][:1]]
        if listings == ["ACTIVE"] and "groupIds" not in held["inventoryItem"]:
            yield sku, held


class _Accepting:
    """Adds the Accept header, which this client leaves to its transport."""

    def on_request(self, request: RequestSpec) -> RequestSpec:
        """The request with the header."""
        return dataclasses.replace(request, headers={**request.headers, "Accept": "application/json"})


class _Fulfillment(_Accepting, SellFulfillmentApi):
    pass


class _Inventory(_Accepting, SellInventoryApi):
    pass


class _Account(_Accepting, SellAccountApi):
    pass


class _Analytics(_Accepting, DeveloperAnalyticsApi):
    pass


@pytest.fixture
def token(sandbox: EbaySandbox, ask_token: Any) -> str:
    """A user token."""
    refresh = sandbox.credentials("").secrets["refresh_token"]
    text: str = ask_token(grant_type="refresh_token", refresh_token=refresh).json()["access_token"]
    return text


def test_client_ships_and_refunds(server: SandboxServer, sandbox: EbaySandbox, token: str) -> None:
    """A client that is not ours reads orders page by page, ships one and refunds it."""
    api = _Fulfillment(token=token, base_url=server.url + _FULFILLMENT)
    page = api.order.models.get_orders(limit="50", filter="lastmodifieddate:[2026-09-01T00:00:00.000Z..]")
    assert (page.total, len(page.orders or [])) == (96, 50)
    order = next(order for order in page.orders or [] if order.order_payment_status == "PAID")
    key = order.order_id or ""
    line = (order.line_items or [])[0]
    api.shipping_fulfillment.create_shipping_fulfillment(
        key,
        body={
            "lineItems": [{"lineItemId": line.line_item_id, "quantity": 1}],
            "shippingCarrierCode": "USPS",
            "trackingNumber": "9400100000000000000000",
        },
    )
    shipped = api.shipping_fulfillment.models.get_shipping_fulfillments(key)
    assert shipped.total == 1
    request = order_models.IssueRefundRequest.model_validate(
        {"reasonForRefund": "BUYER_RETURN", "orderLevelRefundAmount": {"value": "0.01", "currency": "USD"}}
    )
    assert api.order.models.issue_refund(key, body=request).refund_status == "PENDING"
    after = api.order.models.get_order(key, field_groups="TAX_BREAKDOWN")
    refunds = after.payment_summary.refunds if after.payment_summary else None
    assert [refund.refund_status for refund in refunds or []] == ["REFUNDED"]
    assert sandbox.ignored == set()


def test_client_lists_a_product(server: SandboxServer, sandbox: EbaySandbox, token: str) -> None:
    """A client that is not ours makes an item, offers it, finds the offer again and changes the stock."""
    api = _Inventory(token=token, marketplace_id="EBAY_US", base_url=server.url + _INVENTORY)
    account = _Account(token=token, base_url=server.url + _ACCOUNT)
    _, held = next(_listed(sandbox))
    content = {name: value for name, value in held["inventoryItem"].items() if name not in {"sku", "locale"}}
    language = "en-US"
    api.inventory_item.create_or_replace_inventory_item("NEW-1", body=content, content_language=language)
    policies = account.payment_policy.models.get_payment_policies(marketplace_id="EBAY_US")
    assert policies.total == 2
    offer = {name: value for name, value in held["offers"][0].items() if name not in {"offerId", "status", "listing"}}
    made = api.offer.models.create_offer(
        body=offer_models.EbayOfferDetailsWithKeys.model_validate({**offer, "sku": "NEW-1"}), content_language=language
    )
    key = made.offer_id or ""
    with pytest.raises(UnexpectedResponse) as refused:
        api.offer.create_offer(body={**offer, "sku": "NEW-1"}, content_language=language)
    assert refused.value.response.json()["errors"][0]["errorId"] == 25002
    changed = api.inventory_item.bulk_update_price_quantity(
        body={"requests": [{"sku": "NEW-1", "shipToLocationAvailability": {"quantity": 2}}]}
    )
    assert changed["responses"][0]["statusCode"] == 200
    listed = api.offer.models.get_offers(sku="NEW-1")
    assert [entry.offer_id for entry in listed.offers or []] == [key]
    assert sandbox.ignored == set()


def test_clients_publish_fails_at_the_edge(server: SandboxServer, sandbox: EbaySandbox, token: str) -> None:
    """The description declares no body for publishOffer, so a client made from it runs into the edge's 411."""
    api = _Inventory(token=token, base_url=server.url + _INVENTORY)
    _, held = next(_listed(sandbox))
    with pytest.raises(UnexpectedResponse) as refused:
        api.offer.publish_offer(held["offers"][0]["offerId"])
    assert refused.value.response.status_code == 411


def test_client_reads_limits(server: SandboxServer, ask_token: Any) -> None:
    """A client that is not ours reads the limits."""
    text = ask_token(grant_type="client_credentials", scope=API_SCOPE).json()["access_token"]
    api = _Analytics(token=text, base_url=f"{server.url}/developer/analytics/v1_beta")
    limits = api.rate_limit.models.get_rate_limits(api_context="sell", api_name="inventory")
    assert [row.api_name for row in limits.rate_limits or []] == ["inventory"]
