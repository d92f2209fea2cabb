"""Inventory items, groups, offers and locations of a seller, and the listings made of them."""

from __future__ import annotations

import collections
import itertools
from collections.abc import Iterable
from typing import Any, Final

from syncspider.clock import Clock

from syncspider_ebay.sandbox.refusals import refusal

Json = dict[str, Any]
#: How often a listing may be revised in a day (developer.ebay.com, createOrReplaceInventoryItem).
_REVISIONS: Final = 250
_OFFER_IDS: Final = 36_000_000_000
_LISTING_IDS: Final = 110_000_000_000
_ACCOUNT: Final = 10_000_000


class Catalogue:
    """What a seller has. A record is never changed in place.

    Attributes:
        items: SKU to inventory item, with ``sku`` and ``locale``.
        groups: Group key to group.
        offers: Offer id to offer; one that is published has a ``listing`` of ``listingId`` and ``soldQuantity``.
        locations: Location key to location.
    """

    def __init__(self, clock: Clock, account: int) -> None:
        self.items: dict[str, Json] = {}
        self.groups: dict[str, Json] = {}
        self.offers: dict[str, Json] = {}
        self.locations: dict[str, Json] = {}
        self._clock = clock
        self._by_sku: dict[str, list[str]] = {}
        self._groups_by_sku: dict[str, list[str]] = {}
        self._revised: collections.Counter[tuple[object, str]] = collections.Counter()
        self._offer_ids = itertools.count(_OFFER_IDS + account * _ACCOUNT + 1)
        self._listing_ids = itertools.count(_LISTING_IDS + account * _ACCOUNT + 1)

    def offers_of(self, sku: str) -> list[Json]:
        """The offers of an item, oldest first."""
        return [self.offers[key] for key in self._by_sku.get(sku, ())]

    def groups_of(self, sku: str) -> list[str]:
        """The keys of the groups that an item is in."""
        return list(self._groups_by_sku.get(sku, ()))

    def new_offer(self) -> str:
        """An offer id that was not given out before."""
        return str(next(self._offer_ids))

    def new_listing(self) -> str:
        """A listing id that was not given out before."""
        return str(next(self._listing_ids))

    def put_offer(self, offer: Json) -> None:
        """Keep an offer, new or changed."""
        if offer["offerId"] not in self.offers:
            self._by_sku.setdefault(offer["sku"], []).append(offer["offerId"])
        self.offers[offer["offerId"]] = offer

    def remove_offer(self, key: str) -> None:
        """Forget an offer; its listing ends."""
        self._by_sku[self.offers.pop(key)["sku"]].remove(key)

    def put_group(self, group: Json) -> None:
        """Keep a group, new or changed."""
        self._leave(group["inventoryItemGroupKey"])
        self.groups[group["inventoryItemGroupKey"]] = group
        for sku in group["variantSKUs"]:
            self._groups_by_sku.setdefault(sku, []).append(group["inventoryItemGroupKey"])

    def remove_group(self, key: str) -> None:
        """Forget a group; its listings end."""
        for sku in self.groups[key]["variantSKUs"]:
            for offer in self.offers_of(sku):
                self.put_offer(unlisted(offer))
        self._leave(key)
        del self.groups[key]

    def remove_item(self, sku: str) -> None:
        """Forget an item with its offers; groups lose it."""
        for offer in self.offers_of(sku):
            self.remove_offer(offer["offerId"])
        for key in self.groups_of(sku):
            group = self.groups[key]
            self.put_group({**group, "variantSKUs": [other for other in group["variantSKUs"] if other != sku]})
        del self.items[sku]

    def revise(self, offers: Iterable[Json]) -> None:
        """Count a revision of the listings of some offers.

        Raises:
            Refusal: One of them was revised too often today; none is counted.
        """
        today = self._clock.now().date()
        listings = {(today, offer["listing"]["listingId"]) for offer in offers if "listing" in offer}
        for listing in listings:
            if self._revised[listing] >= _REVISIONS:
                raise refusal(
                    25019, f"Listing {listing[1]} was revised {_REVISIONS} times today.", listingId=listing[1]
                )
        self._revised.update(listings)

    def shown_item(self, sku: str, *, ids: bool) -> Json:
        """An item as readers see it, with the keys of its groups.

        Args:
            sku: Which.
            ids: Whether the keys stand in ``groupIds`` too, as in the answer for one item.
        """
        keys = self.groups_of(sku)
        named = {"groupIds": keys} if ids and keys else {}
        return {**self.items[sku], **named, **({"inventoryItemGroupKeys": keys} if keys else {})}

    def shown_offer(self, offer: Json) -> Json:
        """An offer as readers see it; its listing is out of stock once the item or the offer is."""
        if "listing" not in offer:
            return offer
        status = "ACTIVE" if self.stock(offer) > 0 else "OUT_OF_STOCK"
        listing = offer["listing"]
        shown = {"listingId": listing["listingId"], "listingStatus": status, "soldQuantity": listing["soldQuantity"]}
        return {**offer, "listing": shown}

    def stock(self, offer: Json) -> int:
        """What buyers of an offer see: the lesser of the item's quantity and the offer's."""
        item = self.items.get(offer["sku"], {})
        quantity = quantity_of(item) or 0
        return min(quantity, int(offer.get("availableQuantity", quantity)))

    def _leave(self, key: str) -> None:
        for sku in self.groups.get(key, {}).get("variantSKUs", ()):
            self._groups_by_sku[sku].remove(key)


def quantity_of(item: Json) -> int | None:
    """The stock of an item, None where it tells none."""
    found: int | None = item.get("availability", {}).get("shipToLocationAvailability", {}).get("quantity")
    return found


def unlisted(offer: Json) -> Json:
    """An offer without a listing."""
    return {**{name: value for name, value in offer.items() if name != "listing"}, "status": "UNPUBLISHED"}


def listed(offer: Json, listing: str) -> Json:
    """An offer with a listing."""
    return {**offer, "status": "PUBLISHED", "listing": {"listingId": listing, "soldQuantity": 0}}


def article_of(catalogue: Catalogue, sku: str) -> Json:
    """An item with its offers, both as readers see them."""
    offers = [catalogue.shown_offer(offer) for offer in catalogue.offers_of(sku)]
    return {"inventoryItem": catalogue.shown_item(sku, ids=True), "offers": offers}


def products_of(catalogue: Catalogue) -> dict[str, object]:
    """What a shop would call products: items that are in no group by SKU, groups of items by group key."""
    alone = (sku for sku in catalogue.items if not catalogue.groups_of(sku))
    singles: dict[str, object] = {sku: article_of(catalogue, sku) for sku in alone}
    grouped = {
        key: {
            "inventoryItemGroup": group,
            "variants": {sku: article_of(catalogue, sku) for sku in group["variantSKUs"]},
        }
        for key, group in catalogue.groups.items()
        if group["variantSKUs"]
    }
    return {**singles, **grouped}
