"""Inventory items (developer.ebay.com, Inventory API, inventory_item)."""

from __future__ import annotations

from typing import Any

from syncspider.sandbox import Request, Response

from syncspider_ebay.sandbox import bulk
from syncspider_ebay.sandbox.bodies import Bodies
from syncspider_ebay.sandbox.catalogue import Catalogue, quantity_of
from syncspider_ebay.sandbox.dials import Dials
from syncspider_ebay.sandbox.headers import locale_of
from syncspider_ebay.sandbox.item_rules import check_item, check_sku
from syncspider_ebay.sandbox.paging import Page
from syncspider_ebay.sandbox.refusals import refusal
from syncspider_ebay.sandbox.shapes import ITEM, ITEMS, SKUS

Json = dict[str, Any]


class Items:
    """The inventory items of a seller."""

    def __init__(self, catalogue: Catalogue, bodies: Bodies, dials: Dials) -> None:
        self._dials = dials
        self._catalogue = catalogue
        self._bodies = bodies

    def search(self, request: Request) -> Response:
        """One page; ``offset`` is its number and ``size`` the number of pages."""
        self._bodies.query(request, "inventory_item", ("limit", "offset"))
        page = Page.of(request, usual=25)
        skus = list(self._catalogue.items)
        envelope = {**page.envelope(request, len(skus)), "size": -(-len(skus) // page.limit)}
        rows = [self._catalogue.shown_item(sku, ids=False) for sku in page.rows(skus)]
        if page.follows(len(skus)):
            for sku in page.rows(skus)[: self._dials.churn]:
                item = self._catalogue.items[sku]
                self._catalogue.items[sku] = with_quantity(item, {"quantity": (quantity_of(item) or 0) + 1})
        return Response.of_json({**envelope, "inventoryItems": rows})

    def one(self, _: Request, sku: str) -> Response:
        """One item."""
        self._require(sku)
        return Response.of_json(self._catalogue.shown_item(sku, ids=True))

    def put(self, request: Request, sku: str) -> Response:
        """Replace an item as a whole, or make it: what is not sent is gone."""
        body = self._bodies.read(request, "inventory_item", ITEM)
        created = self._replace(sku, locale_of(request), body)
        return Response(status=201 if created else 204)

    def remove(self, _: Request, sku: str) -> Response:
        """Delete an item with its offers."""
        self._require(sku)
        self._catalogue.remove_item(sku)
        return Response(status=204)

    def bulk_get(self, request: Request) -> Response:
        """Several items."""
        requests = bulk.requests_of(self._bodies.read(request, "bulk_get", SKUS), error=25727)
        skus = [entry.get("sku", "") for entry in requests]
        bulk.unique(skus, error=25734)
        return bulk.answer(bulk.row({"sku": sku}, self._found, sku) for sku in skus)

    def bulk_put(self, request: Request) -> Response:
        """Replace or make several items."""
        requests = bulk.requests_of(self._bodies.read(request, "bulk_inventory_item", ITEMS), error=25727)
        if any("sku" not in entry or "locale" not in entry for entry in requests):
            raise refusal(25733)
        bulk.unique([entry["sku"] for entry in requests], error=25728)
        return bulk.answer(
            bulk.row({"sku": entry["sku"], "locale": entry["locale"]}, self._put_row, entry) for entry in requests
        )

    def _found(self, sku: str) -> tuple[int, Json]:
        if sku not in self._catalogue.items:
            raise refusal(25702, f"SKU {sku}.", text1=sku)
        return 200, {"inventoryItem": self._catalogue.shown_item(sku, ids=False)}

    def _put_row(self, entry: Json) -> tuple[int, Json]:
        body = {name: value for name, value in entry.items() if name not in {"sku", "locale"}}
        self._replace(entry["sku"], entry["locale"], body)
        return 200, {}

    def _replace(self, sku: str, locale: str, body: Json) -> bool:
        check_sku(sku)
        check_item(body)
        self._catalogue.revise(self._catalogue.offers_of(sku))
        created = sku not in self._catalogue.items
        self._catalogue.items[sku] = {"sku": sku, "locale": locale, **body}
        return created

    def _require(self, sku: str) -> None:
        check_sku(sku)
        if sku not in self._catalogue.items:
            raise refusal(25710, f"There is no item {sku}.")


def with_quantity(item: Json, ship_to: Json) -> Json:
    """An item with another stock."""
    availability = item.get("availability", {})
    merged = {**availability.get("shipToLocationAvailability", {}), **ship_to}
    return {**item, "availability": {**availability, "shipToLocationAvailability": merged}}
