"""What an offer needs to become a listing (developer.ebay.com, "Required fields for publishing an offer")."""

from __future__ import annotations

from typing import Any, Final

import attrs

from syncspider_ebay.sandbox.catalogue import Catalogue, quantity_of
from syncspider_ebay.sandbox.marketplaces import SITES
from syncspider_ebay.sandbox.refusals import refusal
from syncspider_ebay.sandbox.seller import Seller
from syncspider_ebay.sandbox.taxonomy import CATEGORIES

Json = dict[str, Any]
_POLICIES: Final = {"fulfillment": 25007, "payment": 25008, "return": 25009}
_CODES: Final = ("ean", "upc", "isbn", "epid")


@attrs.frozen
class Publishing:
    """Checks offers before they are published, and published ones when they change."""

    _catalogue: Catalogue
    _seller: Seller

    def check(self, offer: Json) -> None:
        """Check an offer with its item.

        Raises:
            Refusal: Something is missing or does not fit.
        """
        item = self._catalogue.items.get(offer["sku"])
        if item is None:
            raise refusal(25702, f"SKU {offer['sku']}.", text1=offer["sku"])
        site = SITES.get(offer["marketplaceId"])
        if site is None or item["locale"].replace("_", "-") not in site.locales:
            raise refusal(25604, "The product was not found in the marketplace's language.", additionalInfo="locale")
        _check_item(item)
        _check_offer(offer)
        self._check_category(offer, item)
        self._check_policies(offer)
        self._check_location(offer)

    def _check_category(self, offer: Json, item: Json) -> None:
        category = CATEGORIES.get(offer.get("categoryId", ""))
        if category is None:
            raise refusal(25005, "The category is missing or no leaf.", additionalInfo=offer.get("categoryId", ""))
        product = item["product"]
        for name in category.required:
            if name not in product.get("aspects", {}):
                raise refusal(25002, f"The item specific {name} is missing.", fieldName=name)
        if category.code and not any(product.get(name) for name in _CODES):
            raise refusal(25002, "A product identifier is missing: send a code or 'Does not apply'.", fieldName="EAN")

    def _check_policies(self, offer: Json) -> None:
        for kind, error in _POLICIES.items():
            given = offer.get("listingPolicies", {}).get(f"{kind}PolicyId", "")
            policy = self._seller.policies[kind].get(given)
            if policy is None:
                raise refusal(error, f"There is no {kind} policy '{given}'.", additionalInfo=given)
            if policy["marketplaceId"] != offer["marketplaceId"]:  # eBay's own words here mislead, so do these
                raise refusal(25713, additionalInfo=offer["offerId"])

    def _check_location(self, offer: Json) -> None:
        location = self._catalogue.locations.get(offer.get("merchantLocationKey", ""))
        if location is None or location["merchantLocationStatus"] != "ENABLED":
            raise refusal(25012, "merchantLocationKey names no enabled location.", additionalInfo="merchantLocationKey")


def _check_item(item: Json) -> None:
    product = item.get("product", {})
    if "condition" not in item:
        raise refusal(25021, "The condition is missing.", additionalInfo="condition")
    if not quantity_of(item):
        raise refusal(25004, "The quantity must be above zero.", additionalInfo="quantity")
    for name in ("title", "description"):
        if name not in product:
            raise refusal(25503, f"The {name} is missing.", additionalInfo=name)
    if not product.get("imageUrls"):
        raise refusal(25014, "At least one picture is needed.", additionalInfo="imageUrls")


def _check_offer(offer: Json) -> None:
    auction = offer["format"] == "AUCTION"
    if ("auctionStartPrice" if auction else "price") not in offer.get("pricingSummary", {}):
        raise refusal(25003, "The price is missing.", additionalInfo="price")
    if offer.get("availableQuantity") == 0:
        raise refusal(25004, "The available quantity must be above zero.", additionalInfo="availableQuantity")
    if not offer.get("listingDescription"):
        raise refusal(25016, "listingDescription is missing.", fieldName="listingDescription")
    duration = offer.get("listingDuration", "")
    if (duration == "GTC") == auction or not duration:
        raise refusal(25006, "listingDuration must be GTC, for auctions days.", additionalInfo="listingDuration")
