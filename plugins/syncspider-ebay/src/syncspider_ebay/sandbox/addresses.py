"""The addresses that are served, and the rooms behind them."""

from __future__ import annotations

from collections.abc import Callable

import attrs
from syncspider.sandbox import Request, Response

from syncspider_ebay.sandbox import taxonomy
from syncspider_ebay.sandbox.access import API_SCOPE, scope
from syncspider_ebay.sandbox.bodies import Bodies
from syncspider_ebay.sandbox.catalogue import Catalogue
from syncspider_ebay.sandbox.dials import Dials
from syncspider_ebay.sandbox.groups import Groups
from syncspider_ebay.sandbox.items import Items
from syncspider_ebay.sandbox.limits import Limits
from syncspider_ebay.sandbox.locations import Locations
from syncspider_ebay.sandbox.offers import Offers
from syncspider_ebay.sandbox.order_table import OrderTable
from syncspider_ebay.sandbox.orders import Orders
from syncspider_ebay.sandbox.prices import Prices
from syncspider_ebay.sandbox.publishing import Publishing
from syncspider_ebay.sandbox.refunds import Refunds
from syncspider_ebay.sandbox.routing import Api, Route, Routes
from syncspider_ebay.sandbox.seller import Seller
from syncspider_ebay.sandbox.shipments import Shipments


@attrs.frozen(kw_only=True)
class Rooms:
    """What answers."""

    orders: Orders
    shipments: Shipments
    items: Items
    prices: Prices
    groups: Groups
    offers: Offers
    locations: Locations
    seller: Seller

    @classmethod
    def of(cls, table: OrderTable, catalogue: Catalogue, seller: Seller, bodies: Bodies, dials: Dials) -> Rooms:
        """The rooms of one account."""
        publishing = Publishing(catalogue, seller)
        return cls(
            orders=Orders(table, bodies, dials),
            shipments=Shipments(table, bodies),
            items=Items(catalogue, bodies, dials),
            prices=Prices(catalogue, bodies),
            groups=Groups(catalogue, publishing, bodies),
            offers=Offers(catalogue, publishing, bodies),
            locations=Locations(catalogue, bodies),
            seller=seller,
        )


def routes_of(rooms: Rooms, refunds: Refunds, limits: Limits, check: Callable[[Request], None]) -> Routes:
    """All addresses of an account.

    Args:
        rooms: What answers.
        refunds: Where refunds are asked for.
        limits: What tells about limits.
        check: Raises where a request needs a signature and has none that is right.
    """

    def refund(request: Request, key: str) -> Response:
        check(request)
        return refunds.issue(request, key)

    return Routes(
        [
            *_fulfillment(rooms, refund),
            *_items(rooms),
            *_offers(rooms),
            *_account(rooms.seller),
            *_developer(limits),
        ]
    )


def _api(name: str, root: str) -> Api:
    writes = (scope(f"sell.{name}"),)
    return Api(name=name, root=root, reads=(*writes, scope(f"sell.{name}.readonly")), writes=writes)


def _fulfillment(rooms: Rooms, refund: Callable[..., Response]) -> list[Route]:
    api = _api("fulfillment", "/sell/fulfillment/v1")
    shipments = rooms.shipments
    return [
        api.get("/order", rooms.orders.search),
        api.get("/order/*", rooms.orders.one),
        api.get("/order/*/shipping_fulfillment", shipments.all),
        api.get("/order/*/shipping_fulfillment/*", shipments.one),
        api.write("POST", "/order/*/shipping_fulfillment", shipments.create),
        api.write("POST", "/order/*/issue_refund", refund, scopes=(scope("sell.finances"),)),
    ]


def _items(rooms: Rooms) -> list[Route]:
    api = _api("inventory", "/sell/inventory/v1")
    items, groups, locations = rooms.items, rooms.groups, rooms.locations
    return [
        api.get("/inventory_item", items.search),
        api.get("/inventory_item/*", items.one),
        api.write("PUT", "/inventory_item/*", items.put, language=True),
        api.write("DELETE", "/inventory_item/*", items.remove),
        api.ask("/bulk_get_inventory_item", items.bulk_get),
        api.write("POST", "/bulk_create_or_replace_inventory_item", items.bulk_put, language=True),
        api.write("POST", "/bulk_update_price_quantity", rooms.prices.update),
        api.get("/inventory_item_group/*", groups.one),
        api.write("PUT", "/inventory_item_group/*", groups.put, language=True),
        api.write("DELETE", "/inventory_item_group/*", groups.remove),
        api.get("/location", locations.all),
        api.get("/location/*", locations.one),
        api.write("POST", "/location/*", locations.create),
    ]


def _offers(rooms: Rooms) -> list[Route]:
    api = _api("inventory", "/sell/inventory/v1")
    offers, groups = rooms.offers, rooms.groups
    return [
        api.write("POST", "/offer/publish_by_inventory_item_group", groups.publish),
        api.write("POST", "/offer/withdraw_by_inventory_item_group", groups.withdraw),
        api.get("/offer", offers.search),
        api.write("POST", "/offer", offers.create, language=True),
        api.get("/offer/*", offers.one),
        api.write("PUT", "/offer/*", offers.update, language=True),
        api.write("DELETE", "/offer/*", offers.remove),
        api.write("POST", "/offer/*/publish", offers.publish),
        api.write("POST", "/offer/*/withdraw", offers.withdraw),
        api.write("POST", "/bulk_create_offer", offers.bulk_create, language=True),
        api.write("POST", "/bulk_publish_offer", offers.bulk_publish),
    ]


def _account(seller: Seller) -> list[Route]:
    api = _api("account", "/sell/account/v1")
    return [
        api.write("POST", "/program/opt_in", seller.opt_in),
        api.get("/program/get_opted_in_programs", seller.opted_in),
        api.get("/privilege", seller.privilege),
        api.get("/fulfillment_policy", lambda request: seller.listed(request, "fulfillment")),
        api.get("/payment_policy", lambda request: seller.listed(request, "payment")),
        api.get("/return_policy", lambda request: seller.listed(request, "return")),
    ]


def _developer(limits: Limits) -> list[Route]:
    root, tree = "/developer/analytics/v1_beta", "/commerce/taxonomy/v1"
    scopes = (API_SCOPE,)
    analytics = Api(name="analytics", root=root, reads=scopes, writes=(), token="application")  # noqa: S106 - a kind
    categories = Api(name="taxonomy", root=tree, reads=scopes, writes=(), token="application")  # noqa: S106 - a kind
    selling = tuple(
        scope(f"sell.{name}{end}") for name in ("fulfillment", "inventory", "account") for end in ("", ".readonly")
    )
    user = Api(name="analytics", root=root, reads=(*selling, scope("sell.finances")), writes=())
    return [
        analytics.get("/rate_limit/", limits.report),
        user.get("/user_rate_limit/", limits.report),
        categories.get("/get_default_category_tree_id", taxonomy.default_tree),
        categories.get("/category_tree/*/get_category_suggestions", taxonomy.suggestions),
        categories.get("/category_tree/*/get_item_aspects_for_category", taxonomy.aspects),
    ]
