"""The sandbox: one seller behind eBay's addresses."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Mapping
from decimal import Decimal
from email.utils import format_datetime
from random import Random
from typing import Any, ClassVar, Final

import attrs
from syncspider.clock import Clock
from syncspider.sandbox import Credentials, Request, Response, Sandbox

from syncspider_ebay.sandbox import headers
from syncspider_ebay.sandbox.access import CONSENTED, Access, require
from syncspider_ebay.sandbox.addresses import Rooms, routes_of
from syncspider_ebay.sandbox.bodies import Bodies
from syncspider_ebay.sandbox.catalogue import Catalogue, article_of, products_of
from syncspider_ebay.sandbox.dials import Dials
from syncspider_ebay.sandbox.limits import Limits
from syncspider_ebay.sandbox.marketplaces import SITES
from syncspider_ebay.sandbox.oauth import OAuth
from syncspider_ebay.sandbox.order_table import OrderTable
from syncspider_ebay.sandbox.refunds import Refunds
from syncspider_ebay.sandbox.refusals import EdgeRefusal, Refusal
from syncspider_ebay.sandbox.seeding import Seeding
from syncspider_ebay.sandbox.seller import Seller
from syncspider_ebay.sandbox.signing import SigningKey
from syncspider_ebay.sandbox.taxonomy import OTHER

_REFUND_IDS: Final = 5_000_000_000
_ACCOUNT: Final = 10_000_000
_DOORS: Final = {("GET", "/oauth2/authorize"), ("POST", "/identity/v1/oauth2/token")}


class EbaySandbox(Dials, Sandbox):
    """One seller at eBay, with its dials.

    Attributes:
        ignored: What clients sent in vain: ``inventory_item.product.colour`` for a field that is unknown or null,
            ``order?sort`` for a query parameter that is unknown.
        oauth: The app that may ask the seller for a token, and whether the seller agrees.
        limits: How often the app may ask in a day.
        seller: Programs, policies, privileges.
    """

    integration: ClassVar[str] = "ebay"

    def __init__(
        self,
        *,
        seed: int,
        records: int,
        clock: Clock,
        account: int = 1,
        marketplace: str = "EBAY_US",
        eu: bool = False,
    ) -> None:
        """An account with ``records`` inventory items and orders each; 0 leaves a location and policies.

        Args:
            seed: The same one gives the same records.
            records: How many of each.
            clock: Times come from it.
            account: Tells accounts apart.
            marketplace: Where the seller sells; decides currency and language.
            eu: Whether the seller is at home in the EU or the UK.
        """
        random = Random(f"{seed}/{account}")  # noqa: S311 - records for tests, no secrets
        super().__init__(eu=eu)
        self.ignored: set[str] = set()
        self._clock = clock
        self._lock = threading.RLock()
        self._access = Access(clock)
        self._key = SigningKey.of(random)
        secret = f"SBX-{random.getrandbits(128):032x}"
        self.oauth = OAuth(clock, random, self._access, f"SyncSpid-app{account}-SBX", secret, f"SyncSpider-ru{account}")
        self._refresh_token, self._consent = self.oauth.agree(CONSENTED)
        bodies = Bodies(self.ignored)
        self.limits = Limits(clock, self)
        self.seller = Seller(SITES[marketplace], account, bodies)
        self._catalogue = Catalogue(clock, account)
        self._table = OrderTable(clock, self)
        refund_ids = itertools.count(_REFUND_IDS + account * _ACCOUNT + 1)
        self._refunds = Refunds(self._table, bodies, self, refund_ids)
        rooms = Rooms.of(self._table, self._catalogue, self.seller, bodies, self)
        self._routes = routes_of(rooms, self._refunds, self.limits, self._check_signature)
        self._seeding = Seeding.of(
            Random(f"{seed}/{account}/records"),  # noqa: S311 - as above
            seller=self.seller,
            account=account,
            catalogue=self._catalogue,
            orders=self._table,
            refund_ids=refund_ids,
            records=records,
        )
        self._seeding.fill(records)

    @property
    def scopes(self) -> frozenset[str]:
        """What the seller has agreed to; setting it changes what every token made from the consent may do."""
        return self._consent.scopes

    @scopes.setter
    def scopes(self, scopes: frozenset[str]) -> None:
        self._consent.scopes = frozenset(scopes)

    def sell(self, count: int = 1) -> list[str]:
        """Buyers buy now; gives the ids of the new orders."""
        with self._lock:
            return self._seeding.sell(count)

    def credentials(self, url: str) -> Credentials:
        """What a user has once the seller has agreed, with the signing key where refunds need it."""
        settings = {
            "base_url": url,
            "marketplace": self.seller.site.marketplace,
            "client_id": self.oauth.client_id,
            "ru_name": self.oauth.ru_name,
        }
        secrets = {"client_secret": self.oauth.client_secret, "refresh_token": self._refresh_token}
        if self.eu:
            secrets |= {"signing_private_key": self._key.private_key, "signing_jwe": self._key.jwe}
        return Credentials(settings=settings, secrets=secrets)

    def answers(self, entity: str) -> Mapping[str, str]:
        """A category that asks nothing of its articles, and how used they are where nobody tells."""
        return (
            {"category_id": OTHER.key, "condition": "NEW", "unlimited_quantity": "10"} if entity == "Products" else {}
        )

    def holdings(self) -> Mapping[str, Mapping[str, object]]:
        """What the seller has.

        ``Orders``: order id to order as getOrder gives it, personal data never gone. ``Products``: SKU to
        ``inventoryItem`` and ``offers`` as getInventoryItem and getOffers give them, for an item that is in no group;
        group key to ``inventoryItemGroup`` and ``variants``, which are SKU to the same, for the others. ``Refunds``:
        order id to refunds in the form that :mod:`.refunds` tells. ``Order Status``: order id to shipments as
        getShippingFulfillments gives them. Orders without refunds or shipments are not in the last two.
        """
        with self._lock:
            self._refunds.settle()
            shipments = {key: self._table.shipments(key) for key in self._table.rows}
            held: dict[str, dict[str, object]] = {
                "Orders": dict(self._table.rows),
                "Products": products_of(self._catalogue),
                "Refunds": dict(self._table.refunds),
                "Order Status": {key: sent for key, sent in shipments.items() if sent},
            }
            return {title: {key: _copied(record) for key, record in rows.items()} for title, rows in held.items()}

    def unfit(self, entity: str) -> frozenset[str]:
        """Products without any price, which only an offer has; orders in another currency than the marketplace's."""
        with self._lock:
            if entity == "Products":
                return frozenset(key for key, product in products_of(self._catalogue).items() if not _priced(product))
            home = self.seller.site.currency
            orders = self._table.rows.items() if entity == "Orders" else ()
            return frozenset(key for key, order in orders if order["pricingSummary"]["total"]["currency"] != home)

    def articles(self) -> dict[str, Any]:
        """SKU to ``inventoryItem`` and ``offers``, whether the item is in a group or not."""
        with self._lock:
            return {sku: _copied(article_of(self._catalogue, sku)) for sku in self._catalogue.items}

    def refunds(self) -> Mapping[str, Decimal]:
        """What was given back so far, by order id, in the order's currency."""
        with self._lock:
            self._refunds.settle()
            return self._refunds.totals()

    def answer(self, request: Request) -> Response:
        """The answer of eBay, dated by the clock."""
        with self._lock:
            try:
                response = self._answered(request)
            except (Refusal, EdgeRefusal) as refused:
                response = refused.response()
        dated = {**response.headers, "Date": format_datetime(self._clock.now(), usegmt=True)}
        return attrs.evolve(response, headers=dated)

    def _answered(self, request: Request) -> Response:
        self._refunds.settle()
        if (request.method, request.path) in _DOORS:
            return self.oauth.authorize(request) if request.method == "GET" else self.oauth.exchange(request)
        if request.method == "POST" and not request.body:
            raise EdgeRefusal
        route, parts = self._routes.find(request)
        token = self._access.token(request)
        self.limits.count(route.api)
        require(token, route.token, route.scopes)
        headers.check(request, api=route.api, language=route.language)
        return route.answer(request, *parts)

    def _check_signature(self, request: Request) -> None:
        if self.eu or request.headers.get("x-ebay-enforce-signature") == "true":
            self._key.check(request, self._clock)


def _priced(product: Any) -> bool:  # noqa: ANN401 - a JSON tree
    articles = product["variants"].values() if "variants" in product else (product,)
    offers = (offer for article in articles for offer in article["offers"])
    return any("price" in offer.get("pricingSummary", {}) for offer in offers)


def _copied(value: Any) -> Any:  # noqa: ANN401 - a JSON tree
    if isinstance(value, dict):
        return {name: _copied(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_copied(inner) for inner in value]
    return value
