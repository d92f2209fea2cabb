"""The sandbox: one store behind Ecwid's addresses."""

from __future__ import annotations

import threading
import urllib.parse
from collections.abc import Mapping
from email.utils import format_datetime
from random import Random
from typing import Any, ClassVar, Final

import attrs
from syncspider.clock import Clock
from syncspider.sandbox import Credentials, MerchantDay, Request, Response, Sandbox

from syncspider_ecwid.sandbox import moments, profile, routing
from syncspider_ecwid.sandbox.access import SCOPES, Access
from syncspider_ecwid.sandbox.batches import Batches
from syncspider_ecwid.sandbox.bodies import Bodies
from syncspider_ecwid.sandbox.combinations import Combinations
from syncspider_ecwid.sandbox.customers import Customers, customer_table
from syncspider_ecwid.sandbox.entities import Entity
from syncspider_ecwid.sandbox.merchant import Merchant
from syncspider_ecwid.sandbox.oauth import OAuth
from syncspider_ecwid.sandbox.orders import Orders, order_table
from syncspider_ecwid.sandbox.products import Products, product_table
from syncspider_ecwid.sandbox.refusals import Refusal
from syncspider_ecwid.sandbox.seeding import Seeding

_FIRST_STORE: Final = 10_000_000
_NO_LIMIT: Final = 60_000
_BASE: Final = "/api/v3/"
_LATEST_SETTINGS: Final = 200 * 86_400


class EcwidSandbox(Sandbox):
    """One Ecwid store.

    Attributes:
        ignored: What clients sent in vain: ``orders.refunds`` for a field that is unknown, read-only or null,
            ``orders?sort`` for a parameter that is unknown.
        oauth: The app that may ask this store's owner for a token.
    """

    integration: ClassVar[str] = "ecwid"

    def __init__(self, *, seed: int, records: int, clock: Clock, account: int = 1) -> None:
        """A store with ``records`` products, orders and customers each; 0 makes an empty one."""
        random = Random(f"{seed}/{account}")  # noqa: S311 - records for tests, no secrets
        self.ignored: set[str] = set()
        self._clock = clock
        self._lock = threading.RLock()
        opened = moments.seconds(clock.now()) - _LATEST_SETTINGS
        number = _FIRST_STORE + account
        self._store = profile.Store(number=number, name=f"Corner shop {account}", currency="USD", opened=opened)
        self._token = f"secret_{random.getrandbits(128):032x}"
        self._access = Access(clock, {self._token: SCOPES})
        self.oauth = OAuth(self._access, number, random)
        bodies = Bodies(self.ignored)
        self._orders = Orders(order_table(clock, account), bodies)
        self._products = Products(product_table(clock, account), bodies)
        self._combinations = Combinations(self._products, bodies)
        self._customers = Customers(customer_table(clock, account), bodies)
        self._entities: dict[str, Entity] = {
            entity.name: entity for entity in (self._products, self._orders, self._customers)
        }
        self._batches = Batches(random)
        self._routes = self._all_routes()
        self._merchant = Merchant(self._orders.table, f"{seed}/{account}/merchant")
        Seeding(seed=f"{seed}/{account}/records", account=account, now=moments.seconds(clock.now())).fill(
            self._products.table, self._customers.table, self._orders.table, records
        )

    @property
    def store_id(self) -> str:
        """The store's number as text."""
        return str(self._store.number)

    @property
    def scopes(self) -> frozenset[str]:
        """What the custom app's token may do; all of it unless set."""
        return self._access.tokens[self._token]

    @scopes.setter
    def scopes(self, scopes: frozenset[str]) -> None:
        self._access.tokens[self._token] = frozenset(scopes)

    @property
    def rate(self) -> int | None:
        """Requests in a minute for one token; None, as at first, for no limit. Ecwid allows 600."""
        return self._access.rate

    @rate.setter
    def rate(self, rate: int | None) -> None:
        self._access.rate = rate

    @property
    def churn(self) -> int:
        """How many records of a page change right after it was sent, while more pages follow; at first 0."""
        return self._orders.churn

    @churn.setter
    def churn(self, churn: int) -> None:
        for entity in self._entities.values():
            entity.churn = churn

    def credentials(self, url: str) -> Credentials:
        """The store id and the token that Ecwid's admin shows for a custom app; and how fast it may be asked."""
        settings = {"base_url": url, "store_id": self.store_id, "requests_per_minute": str(self.rate or _NO_LIMIT)}
        return Credentials(settings=settings, secrets={"token": self._token})

    def answers(self, entity: str) -> Mapping[str, str]:
        """An address of the shop's own for orders whose buyer's is not known; products as they come."""
        return {"default_email": "orders@shop.example"} if entity == "Orders" else {}

    def holdings(self) -> Mapping[str, Mapping[str, object]]:
        """Products, Orders and Customers by their keys as text."""
        with self._lock:
            return {
                name.capitalize(): {key: _copied(record) for key, record in entity.table.rows.items()}
                for name, entity in self._entities.items()
            }

    def merchant_day(self) -> MerchantDay:
        """Some orders are shipped, some refunded, wholly or in part."""
        with self._lock:
            return self._merchant.day()

    def answer(self, request: Request) -> Response:
        """The answer of Ecwid, dated by the clock."""
        with self._lock:
            try:
                response = self._answered(request)
            except Refusal as refusal:
                response = refusal.response()
        return attrs.evolve(
            response, headers={**response.headers, "Date": format_datetime(self._clock.now(), usegmt=True)}
        )

    def _answered(self, request: Request) -> Response:
        if (request.method, request.path) == ("GET", "/api/oauth/authorize"):
            return self.oauth.authorize(request)
        if (request.method, request.path) == ("POST", "/api/oauth/token"):
            return self.oauth.exchange(request)
        if not request.path.startswith(_BASE):
            raise Refusal("WRONG_URL", "Wrong URL")
        store, slash, rest = request.path.removeprefix(_BASE).partition("/")
        if store != self.store_id:
            raise Refusal("STORE_NOT_FOUND", "Store not found")
        token = self._access.token(request)
        return self._served(attrs.evolve(request, path=slash + rest), token)

    def _served(self, request: Request, token: str) -> Response:
        if request.path == "/batch":
            return Response.of_json(self._batch(request, token))
        route, parts = self._routes.find(request)
        self._access.require(token, *route.scopes)
        return Response.of_json(route.answer(request, *map(urllib.parse.unquote, parts)))

    def _batch(self, request: Request, token: str) -> object:
        if request.method == "POST":
            return self._batches.run(request, lambda single: self._single(single, token))
        if request.method == "GET":
            return self._batches.status(request)
        raise Refusal("METHOD_NOT_ALLOWED", "Method not allowed")

    def _single(self, request: Request, token: str) -> Response:
        try:
            return self._served(request, token)
        except Refusal as refusal:
            return refusal.response()

    def _all_routes(self) -> routing.Routes:
        reads = ("read_store_profile",)
        routes = [
            routing.route("GET", "/profile", reads, lambda _: self._store.profile()),
            routing.route("GET", "/profile/order_statuses", reads, lambda _: profile.statuses()),
            routing.route("GET", "/profile/order_status/*", reads, lambda _, identity: profile.status(identity)),
            routing.route("GET", "/latest-stats", reads, lambda _: self._store.stats(self._entities)),
            *routing.variation_routes(self._combinations),
            *routing.product_routes(self._products),
        ]
        for entity in self._entities.values():
            routes += routing.entity_routes(entity)
        return routing.Routes(routes)


def _copied(value: Any) -> Any:  # noqa: ANN401 - a JSON tree
    if isinstance(value, dict):
        return {name: _copied(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_copied(inner) for inner in value]
    return value
