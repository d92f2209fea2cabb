"""Groups of items that differ in some aspects, and their listings (developer.ebay.com, inventory_item_group)."""

from __future__ import annotations

from typing import Any

import attrs
from syncspider.sandbox import Request, Response

from syncspider_ebay.sandbox.bodies import Bodies
from syncspider_ebay.sandbox.catalogue import Catalogue, listed, unlisted
from syncspider_ebay.sandbox.item_rules import check_product, check_sku
from syncspider_ebay.sandbox.publishing import Publishing
from syncspider_ebay.sandbox.refusals import error_of, refusal
from syncspider_ebay.sandbox.shapes import GROUP, GROUP_OFFER
from syncspider_ebay.sandbox.taxonomy import FIXED

Json = dict[str, Any]


@attrs.frozen
class Groups:
    """The groups of a seller."""

    _catalogue: Catalogue
    _publishing: Publishing
    _bodies: Bodies

    def one(self, _: Request, key: str) -> Response:
        """One group."""
        return Response.of_json(self._group(key))

    def put(self, request: Request, key: str) -> Response:
        """Replace a group as a whole, or make it."""
        check_sku(key)
        body = self._bodies.read(request, "inventory_item_group", GROUP)
        check_product(body)
        skus = body.get("variantSKUs", [])
        if not skus or len(set(skus)) < len(skus):
            raise refusal(25013, "variantSKUs must name items, each once.", additionalInfo="variantSKUs")
        created = key not in self._catalogue.groups
        for sku in skus:
            self._check_variant(sku, key)
        self._catalogue.revise(offer for sku in skus for offer in self._catalogue.offers_of(sku))
        self._catalogue.put_group({**body, "inventoryItemGroupKey": key})
        return Response(status=201 if created else 204)

    def remove(self, _: Request, key: str) -> Response:
        """Delete a group; its listing ends."""
        self._group(key)
        self._catalogue.remove_group(key)
        return Response(status=204)

    def publish(self, request: Request) -> Response:
        """Make one listing of the offers of a group."""
        group, offers = self._offers(self._bodies.read(request, "group_offer", GROUP_OFFER))
        self._check(group, offers)
        for offer in offers:
            self._publishing.check(offer)
        known = next((offer["listing"]["listingId"] for offer in offers if "listing" in offer), None)
        self._catalogue.revise(offers)
        listing = known or self._catalogue.new_listing()
        for offer in offers:
            self._catalogue.put_offer(offer if "listing" in offer else listed(offer, listing))
        if all("listing" in offer for offer in offers):
            warning = error_of(25402, "The group was published before.")
            return Response.of_json({"listingId": listing, "warnings": [warning]})
        return Response.of_json({"listingId": listing})

    def withdraw(self, request: Request) -> Response:
        """End the listing of a group."""
        _, offers = self._offers(self._bodies.read(request, "group_offer", GROUP_OFFER))
        if not any("listing" in offer for offer in offers):
            raise refusal(25713, "The group is not published.")
        for offer in offers:
            self._catalogue.put_offer(unlisted(offer))
        return Response(status=204)

    def _group(self, key: str) -> Json:
        if key not in self._catalogue.groups:
            raise refusal(25710, f"There is no group {key}.")
        return self._catalogue.groups[key]

    def _check_variant(self, sku: str, key: str) -> None:
        if sku not in self._catalogue.items:
            raise refusal(25702, f"SKU {sku}.", text1=sku)
        alone = any("listing" in offer for offer in self._catalogue.offers_of(sku))
        if alone and key not in self._catalogue.groups_of(sku):
            raise refusal(25013, f"{sku} has a listing of its own: withdraw it first.", additionalInfo=sku)

    def _offers(self, body: Json) -> tuple[Json, list[Json]]:
        """A group and the fixed-price offers of its items on one marketplace."""
        for name in GROUP_OFFER:
            if not body.get(name):
                raise refusal(25709, f"Invalid value for {name}.", additionalInfo=name)
        group = self._group(body["inventoryItemGroupKey"])
        found = []
        for sku in group["variantSKUs"]:
            offers = [
                offer
                for offer in self._catalogue.offers_of(sku)
                if (offer["marketplaceId"], offer["format"]) == (body["marketplaceId"], "FIXED_PRICE")
            ]
            if not offers:
                raise refusal(25713, f"{sku} has no offer on {body['marketplaceId']}.", additionalInfo=sku)
            found += offers
        return group, found

    def _check(self, group: Json, offers: list[Json]) -> None:
        specifications = group.get("variesBy", {}).get("specifications", [])
        names = [entry.get("name", "") for entry in specifications]
        if not names or not group.get("title") or not group.get("description") or not group.get("imageUrls"):
            raise refusal(25013, "Title, description, pictures and variesBy are needed.")
        if fixed := FIXED & set(names):
            raise refusal(25013, f"Items can't vary by {', '.join(sorted(fixed))}.")
        if len({(offer.get("categoryId"), str(offer.get("listingPolicies"))) for offer in offers}) > 1:
            raise refusal(25013, "The offers must share category and policies.")
        self._check_choices(group, {entry.get("name", ""): entry.get("values", []) for entry in specifications})

    def _check_choices(self, group: Json, allowed: dict[str, list[str]]) -> None:
        seen = set()
        for sku in group["variantSKUs"]:
            aspects = self._catalogue.items[sku].get("product", {}).get("aspects", {})
            choice = tuple(aspects.get(name, [""])[0] for name in allowed)
            if any(value not in values for value, values in zip(choice, allowed.values(), strict=True)):
                raise refusal(25013, f"{sku} lacks an aspect of variesBy or has another value.", additionalInfo=sku)
            if choice in seen:
                raise refusal(25013, f"{sku} does not differ from another item.", additionalInfo=sku)
            seen.add(choice)
