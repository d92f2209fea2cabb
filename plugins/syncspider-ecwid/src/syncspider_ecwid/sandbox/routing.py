"""Which address does what, and which scope it needs."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

import attrs
from syncspider.sandbox import Request

from syncspider_ecwid.sandbox.combinations import Combinations
from syncspider_ecwid.sandbox.entities import Entity
from syncspider_ecwid.sandbox.products import Products
from syncspider_ecwid.sandbox.refusals import Refusal
from syncspider_ecwid.sandbox.searching import Parameters, trimmed

_READS: Final = {"orders": "read_orders", "products": "read_catalog", "customers": "read_customers"}
_CREATES: Final = {"orders": "create_orders", "products": "create_catalog", "customers": "create_customers"}
_UPDATES: Final = {
    "orders": ("update_orders", "read_orders"),
    "products": ("update_catalog",),
    "customers": ("update_customers",),
}


@attrs.frozen
class Route:
    """One method of one address.

    Attributes:
        path: Matches all of the path below the store's.
        method: In capitals.
        scopes: What the token needs.
        answer: Takes the request and the parts of the path, gives JSON.
    """

    path: re.Pattern[str]
    method: str
    scopes: tuple[str, ...]
    answer: Callable[..., object]


class Routes:
    """All addresses of a store."""

    def __init__(self, routes: list[Route]) -> None:
        self._routes = routes

    def find(self, request: Request) -> tuple[Route, tuple[str, ...]]:
        """The route of a request and the parts of its path.

        Raises:
            Refusal: There is no such address, or not with this method.
        """
        fits = [(route, match) for route in self._routes if (match := route.path.fullmatch(request.path))]
        if not fits:
            raise Refusal("WRONG_URL", "Wrong URL")
        for route, match in fits:
            if route.method == request.method:
                return route, match.groups()
        raise Refusal("METHOD_NOT_ALLOWED", "Method not allowed")


def route(method: str, path: str, scopes: tuple[str, ...], answer: Callable[..., object]) -> Route:
    """A route; ``*`` in the path stands for one part of it."""
    return Route(re.compile(re.escape(path).replace(r"\*", "([^/]+)")), method, scopes, answer)


def entity_routes(entity: Entity) -> list[Route]:
    """Search, get, create, update, delete and the deleted of one kind of record."""
    name = entity.name
    reads, updates = (_READS[name],), _UPDATES[name]
    return [
        route("GET", f"/{name}/deleted", reads, lambda request: entity.deleted(Parameters.of(request))),
        route("GET", f"/{name}", reads, lambda request: _search(entity, request)),
        route("POST", f"/{name}", (_CREATES[name],), entity.create),
        route("GET", f"/{name}/*", reads, lambda request, key: entity.one(key, Parameters.of(request))),
        route("PUT", f"/{name}/*", updates, lambda request, key: entity.update(key, request)),
        route("DELETE", f"/{name}/*", updates, lambda _, key: entity.remove(key)),
    ]


def variation_routes(combinations: Combinations) -> list[Route]:
    """Variations and their stock."""
    all_of, one_of = "/products/*/combinations", "/products/*/combinations/*"
    reads, updates = ("read_catalog",), ("update_catalog",)
    return [
        route("GET", all_of, reads, lambda _, key: combinations.all_of(key)),
        route("POST", all_of, updates, lambda request, key: combinations.add(key, request)),
        route("GET", one_of, reads, lambda _, key, number: combinations.one(key, number)),
        route("PUT", one_of, updates, lambda sent, key, number: combinations.change(key, number, sent)),
        route("DELETE", one_of, updates, lambda _, key, number: combinations.remove(key, number)),
        route("PUT", f"{one_of}/inventory", updates, lambda sent, key, number: combinations.adjust(key, number, sent)),
    ]


def product_routes(products: Products) -> list[Route]:
    """Stock, and pictures that Ecwid fetches by their addresses."""
    scopes = ("update_catalog",)
    return [
        route("PUT", "/products/*/inventory", scopes, lambda request, key: products.adjust(key, request)),
        route("POST", "/products/*/image", scopes, lambda sent, key: products.add_picture(key, sent, main=True)),
        route("POST", "/products/*/gallery", scopes, lambda sent, key: products.add_picture(key, sent, main=False)),
    ]


def _search(entity: Entity, request: Request) -> Any:  # noqa: ANN401 - a page, maybe trimmed
    parameters = Parameters.of(request)
    return trimmed(entity.search(parameters), parameters.get("responseFields"))
