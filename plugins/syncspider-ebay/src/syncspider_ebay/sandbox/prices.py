"""Prices and stock of several items at once (developer.ebay.com, bulkUpdatePriceQuantity)."""

from __future__ import annotations

from typing import Any

from syncspider.sandbox import Request, Response

from syncspider_ebay.sandbox import bulk
from syncspider_ebay.sandbox.bodies import Bodies
from syncspider_ebay.sandbox.catalogue import Catalogue
from syncspider_ebay.sandbox.items import with_quantity
from syncspider_ebay.sandbox.offer_rules import check_price, check_quantity
from syncspider_ebay.sandbox.refusals import refusal
from syncspider_ebay.sandbox.shapes import PRICES

Json = dict[str, Any]


class Prices:
    """Changes of price and stock that leave the rest alone."""

    def __init__(self, catalogue: Catalogue, bodies: Bodies) -> None:
        self._catalogue = catalogue
        self._bodies = bodies

    def update(self, request: Request) -> Response:
        """One row for each offer that was sent, or one for the item where none was."""
        requests = bulk.requests_of(self._bodies.read(request, "bulk_price_quantity", PRICES), error=25727)
        bulk.unique([entry.get("sku", "") for entry in requests], error=25734)
        return bulk.answer(row for entry in requests for row in self._rows(entry))

    def _rows(self, entry: Json) -> list[Json]:
        sku = entry.get("sku", "")
        item = bulk.row({"sku": sku}, self._stock, sku, entry.get("shipToLocationAvailability", {}))
        if item["errors"] or not entry.get("offers"):
            return [item]
        return [
            bulk.row({"offerId": offer.get("offerId", ""), "sku": sku}, self._offer, entry, offer)
            for offer in entry["offers"]
        ]

    def _stock(self, sku: str, ship_to: Json) -> tuple[int, Json]:
        if sku not in self._catalogue.items:
            raise refusal(25702, f"SKU {sku}.", text1=sku)
        check_quantity(ship_to.get("quantity"))
        if ship_to:
            self._catalogue.revise(self._catalogue.offers_of(sku))
            self._catalogue.items[sku] = with_quantity(self._catalogue.items[sku], ship_to)
        return 200, {}

    def _offer(self, entry: Json, sent: Json) -> tuple[int, Json]:
        offer = self._catalogue.offers.get(sent.get("offerId", ""))
        if offer is None or offer["sku"] != entry["sku"] or "listing" not in offer:
            raise refusal(25713, "Only offers that are published can be changed here.", additionalInfo=entry["sku"])
        check_quantity(sent.get("availableQuantity"))
        if "price" in sent:
            check_price(sent["price"], offer["marketplaceId"])
            offer = {**offer, "pricingSummary": {**offer.get("pricingSummary", {}), "price": sent["price"]}}
        if "availableQuantity" in sent:
            offer = {**offer, "availableQuantity": sent["availableQuantity"]}
        if not entry.get("shipToLocationAvailability"):  # else the change of the item's stock was counted
            self._catalogue.revise([offer])
        self._catalogue.put_offer(offer)
        return 200, {}
