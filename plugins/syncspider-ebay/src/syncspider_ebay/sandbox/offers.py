"""Offers and their listings (developer.ebay.com, Inventory API, offer)."""

from __future__ import annotations

from typing import Any, Final

import attrs
from syncspider.sandbox import Request, Response

from syncspider_ebay.sandbox import bulk
from syncspider_ebay.sandbox.bodies import Bodies
from syncspider_ebay.sandbox.catalogue import Catalogue, listed, unlisted
from syncspider_ebay.sandbox.item_rules import check_sku
from syncspider_ebay.sandbox.marketplaces import MARKETPLACES
from syncspider_ebay.sandbox.offer_rules import check_offer
from syncspider_ebay.sandbox.paging import Page
from syncspider_ebay.sandbox.publishing import Publishing
from syncspider_ebay.sandbox.refusals import error_of, refusal
from syncspider_ebay.sandbox.shapes import EMPTY, FORMATS, NEW_OFFER, NEW_OFFERS, OFFER, OFFER_IDS

Json = dict[str, Any]
_KEY: Final = ("sku", "marketplaceId", "format")
_USUAL: Final = {"includeCatalogProductDetails": True, "hideBuyerDetails": False}


@attrs.frozen
class Offers:
    """The offers of a seller."""

    _catalogue: Catalogue
    _publishing: Publishing
    _bodies: Bodies

    def search(self, request: Request) -> Response:
        """One page of an item's offers; ``offset`` is its number and ``size`` the number of its rows."""
        self._bodies.query(request, "offer", ("sku", "marketplace_id", "format", "limit", "offset"))
        check_sku(request.param("sku") or "")
        page = Page.of(request, usual=100)
        for name, known in (("marketplace_id", MARKETPLACES), ("format", FORMATS)):
            if request.param(name) not in {None, *known}:
                raise refusal(25709, f"Invalid value for {name}.", additionalInfo=name)
        found = [offer for offer in self._catalogue.offers_of(request.param("sku") or "") if _fits(offer, request)]
        if not found:
            raise refusal(25713, "The SKU has no such offer.", additionalInfo=request.param("sku") or "")
        rows = [self._catalogue.shown_offer(offer) for offer in page.rows(found)]
        return Response.of_json({**page.envelope(request, len(found)), "size": len(rows), "offers": rows})

    def one(self, _: Request, key: str) -> Response:
        """One offer."""
        return Response.of_json(self._catalogue.shown_offer(self._offer(key)))

    def create(self, request: Request) -> Response:
        """Make an offer, not yet to be seen by buyers."""
        return Response.of_json({"offerId": self._created(self._bodies.read(request, "offer", NEW_OFFER))}, status=201)

    def update(self, request: Request, key: str) -> Response:
        """Replace an offer as a whole, apart from its SKU, marketplace and format; a published one is revised."""
        before = self._offer(key)
        kept: Json = {name: before[name] for name in ("offerId", *_KEY, "status", "listing") if name in before}
        after = {**_USUAL, **self._bodies.read(request, "offer", OFFER), **kept}
        check_offer(after)
        if "listing" not in before:
            self._catalogue.put_offer(after)
            return Response(status=204)
        self._publishing.check(after)
        self._catalogue.revise([after])
        self._catalogue.put_offer(after)
        return Response.of_json({"offerId": key})

    def remove(self, _: Request, key: str) -> Response:
        """Delete an offer; its listing ends."""
        self._offer(key)
        self._catalogue.remove_offer(key)
        return Response(status=204)

    def publish(self, request: Request, key: str) -> Response:
        """Make a listing of an offer."""
        self._bodies.read(request, "publish", EMPTY)
        return Response.of_json(self._published(key))

    def withdraw(self, request: Request, key: str) -> Response:
        """End the listing of an offer."""
        self._bodies.read(request, "withdraw", EMPTY)
        offer = self._offer(key)
        if "listing" not in offer:
            raise refusal(25713, "The offer is not published.", additionalInfo=key)
        self._catalogue.put_offer(unlisted(offer))
        return Response.of_json({"listingId": offer["listing"]["listingId"]})

    def bulk_create(self, request: Request) -> Response:
        """Make several offers."""
        requests = bulk.requests_of(self._bodies.read(request, "bulk_offer", NEW_OFFERS), error=25730)
        bulk.unique([tuple(entry.get(name, "") for name in _KEY) for entry in requests], error=25729)
        return bulk.answer(
            bulk.row(
                {name: entry[name] for name in _KEY if name in entry},
                self._create_row,
                entry,
            )
            for entry in requests
        )

    def bulk_publish(self, request: Request) -> Response:
        """Make listings of several offers."""
        requests = bulk.requests_of(self._bodies.read(request, "bulk_publish", OFFER_IDS), error=25730)
        keys = [entry.get("offerId", "") for entry in requests]
        bulk.unique(keys, error=25731)
        return bulk.answer(bulk.row({"offerId": key}, self._publish_row, key) for key in keys)

    def _create_row(self, body: Json) -> tuple[int, Json]:
        return 200, {"offerId": self._created(body)}

    def _publish_row(self, key: str) -> tuple[int, Json]:
        return 200, self._published(key)

    def _created(self, body: Json) -> str:
        if any(not body.get(name) for name in _KEY):
            raise refusal(25735, "All three must be given.")
        if body["sku"] not in self._catalogue.items:
            check_sku(body["sku"])
            raise refusal(25702, f"SKU {body['sku']}.", text1=body["sku"])
        for offer in self._catalogue.offers_of(body["sku"]):
            if all(offer[name] == body[name] for name in _KEY):
                raise refusal(25002, "Offer entity already exists.", offerId=offer["offerId"])
        check_offer(body)
        key = self._catalogue.new_offer()
        self._catalogue.put_offer({**_USUAL, **body, "offerId": key, "status": "UNPUBLISHED"})
        return key

    def _published(self, key: str) -> Json:
        offer = self._offer(key)
        if self._catalogue.groups_of(offer["sku"]):
            raise refusal(25732, "Publish the group instead.")
        self._publishing.check(offer)
        if "listing" in offer:
            self._catalogue.revise([offer])
            warning = error_of(25402, "The offer was published before.", additionalInfo=key)
            return {"listingId": offer["listing"]["listingId"], "warnings": [warning]}
        listing = self._catalogue.new_listing()
        self._catalogue.put_offer(listed(offer, listing))
        return {"listingId": listing}

    def _offer(self, key: str) -> Json:
        if key not in self._catalogue.offers:
            raise refusal(25713, f"There is no offer {key}.", additionalInfo=key)
        return self._catalogue.offers[key]


def _fits(offer: Json, request: Request) -> bool:
    wanted = {"marketplaceId": request.param("marketplace_id"), "format": request.param("format")}
    return all(value in {None, offer[name]} for name, value in wanted.items())
