"""Offers: for how much and on which terms an article is sold on one marketplace.

Writing an offer replaces it wholly, so what we bring is laid over everything that eBay returned; what only publishing
needs is filled in where it is missing, never changed.
"""

from __future__ import annotations

from typing import Any, Final

import attrs
from syncspider.errors import RecordError

from syncspider_ebay.amounts import amount, same_amount
from syncspider_ebay.articles import Article
from syncspider_ebay.inventory import Inventory
from syncspider_ebay.items import stock_in
from syncspider_ebay.marketplaces import Marketplace
from syncspider_ebay.refusals import OFFER_EXISTS
from syncspider_ebay.terms import Terms

Json = dict[str, Any]

PUBLISHED: Final = "PUBLISHED"
#: What eBay returns of an offer and does not take back.
_READ_ONLY: Final = frozenset({"offerId", "sku", "marketplaceId", "format", "status", "listing"})


@attrs.frozen(kw_only=True)
class Offered:
    """What became of one offer.

    Attributes:
        key: EBay's id of it.
        written: Whether something was written.
        published: Whether buyers see it.
        missing: What it lacks before it can be published.
    """

    key: str
    written: bool
    published: bool
    missing: tuple[str, ...]


class Offers:
    """Brings offers to what articles ask."""

    def __init__(self, inventory: Inventory, *, marketplace: Marketplace, terms: Terms) -> None:
        self._inventory = inventory
        self._marketplace = marketplace
        self._terms = terms

    def current(self, sku: str) -> Json | None:
        """The offer of a SKU as it is, or None."""
        return next(iter(self._inventory.offers(sku)), None)

    def bring(self, article: Article, item: Json, current: Json | None) -> Offered:
        """Create the offer or replace it where it differs; nothing is published.

        Args:
            article: What we bring.
            item: The inventory item as it is now.
            current: The offer as it was just read.
        """
        if current is not None:
            return self._updated(article, item, current)
        try:
            return self._created(article, item)
        except RecordError as error:
            made_meanwhile = self.current(article.sku) if error.code in OFFER_EXISTS else None
            if made_meanwhile is None:
                raise
        return self._updated(article, item, made_meanwhile)

    def publish(self, offered: Offered) -> Offered:
        """Show it to buyers."""
        self._inventory.publish_offer(offered.key)
        return attrs.evolve(offered, written=True, published=True)

    def _created(self, article: Article, item: Json) -> Offered:
        keys = {"sku": article.sku, "marketplaceId": self._marketplace.key, "format": "FIXED_PRICE"}
        body = merged_offer(article, item, _NEW, self._terms)
        if "availableQuantity" not in body and stock_in(item) is not None:
            body["availableQuantity"] = stock_in(item)
        key = self._inventory.create_offer({**keys, **body})
        return Offered(key=key, written=True, published=False, missing=missing_in(item, body))

    def _updated(self, article: Article, item: Json, current: Json) -> Offered:
        body = merged_offer(article, item, current, self._terms)
        written = body != writable(current)
        if written:
            self._inventory.update_offer(str(current["offerId"]), body)
        published = current.get("status") == PUBLISHED
        return Offered(
            key=str(current["offerId"]), written=written, published=published, missing=missing_in(item, body)
        )


_NEW: Final[Json] = {"listingDuration": "GTC", "includeCatalogProductDetails": False}


def writable(current: Json) -> Json:
    """An offer as it can be written back."""
    return {name: value for name, value in current.items() if name not in _READ_ONLY}


def merged_offer(article: Article, item: Json, current: Json, terms: Terms) -> Json:
    """What an offer shall be: what we bring over all that is there, and the item's or defaults where nothing is."""
    offer = writable(current)
    if article.description is not None:
        offer["listingDescription"] = article.description
    if article.quantity is not None:
        offer["availableQuantity"] = article.quantity
    pricing = _priced(offer.get("pricingSummary") or {}, article)
    if pricing:
        offer["pricingSummary"] = pricing
    policies = {**terms.policies(), **(offer.get("listingPolicies") or {})}
    if policies:
        offer["listingPolicies"] = policies
    defaults = {
        "categoryId": terms.category_id,
        "merchantLocationKey": terms.merchant_location,
        "listingDescription": (item.get("product") or {}).get("description"),
    }
    return {**{name: value for name, value in defaults.items() if value}, **offer}


def missing_in(item: Json, offer: Json) -> tuple[str, ...]:
    """What an item and its offer lack before buyers can see them (developer.ebay.com, "Publishing offers").

    In the words of our own settings where one of them would help.
    """
    product, policies = item.get("product") or {}, offer.get("listingPolicies") or {}
    held = {
        "category_id": offer.get("categoryId"),
        "condition": item.get("condition"),
        "fulfillment_policy_id": policies.get("fulfillmentPolicyId"),
        "payment_policy_id": policies.get("paymentPolicyId"),
        "return_policy_id": policies.get("returnPolicyId"),
        "merchant_location": offer.get("merchantLocationKey"),
        "name": product.get("title"),
        "description": offer.get("listingDescription") and product.get("description"),
        "pictures": product.get("imageUrls"),
        "price": (offer.get("pricingSummary") or {}).get("price"),
        "stock": stock_in(item),
    }
    return tuple(name for name, value in held.items() if not value)


def _priced(pricing: Json, article: Article) -> Json:
    wanted = {"price": article.price, "originalRetailPrice": article.earlier_price}
    new = {
        name: amount(money)
        for name, money in wanted.items()
        if money is not None and not same_amount(pricing.get(name), money)
    }
    return {**pricing, **new}


def shown(offered: Offered, *, enabled: bool | None) -> str:
    """Why an offer is not to be published, or is published although it should not be; empty where all is well."""
    if offered.published:
        return "disabled at the source, still on sale at eBay" if enabled is False else ""
    if enabled is False:
        return "offer stays unpublished: disabled at the source"
    return f"offer stays unpublished: no {', '.join(offered.missing)}" if offered.missing else ""
