"""What an offer may say (developer.ebay.com, createOffer, field descriptions)."""

from __future__ import annotations

from typing import Any, Final

from syncspider_ebay.sandbox.marketplaces import SITES
from syncspider_ebay.sandbox.money import positive
from syncspider_ebay.sandbox.refusals import refusal

Json = dict[str, Any]
_DESCRIPTION: Final = 500_000
_LOCATION: Final = 36
_PERCENT: Final = 100
_PRICES: Final = ("price", "auctionStartPrice", "auctionReservePrice")


def check_offer(offer: Json) -> None:
    """Check an offer on its own, published or not.

    Raises:
        Refusal: A value is out of range.
    """
    for name in _PRICES:
        if name in offer.get("pricingSummary", {}):
            check_price(offer["pricingSummary"][name], offer["marketplaceId"])
    check_quantity(offer.get("availableQuantity"))
    if not offer.get("categoryId", "1").isdecimal():
        raise refusal(25005, f"{offer['categoryId']} is no category.", additionalInfo=offer["categoryId"])
    if len(offer.get("listingDescription", "")) > _DESCRIPTION:
        raise refusal(25016, f"At most {_DESCRIPTION} characters.", fieldName="listingDescription")
    if len(offer.get("merchantLocationKey", "")) > _LOCATION:
        raise refusal(25012, f"A location key has at most {_LOCATION} characters.")
    if not 0 <= offer.get("tax", {}).get("vatPercentage", 0) <= _PERCENT:
        raise refusal(25011, "vatPercentage lies between 0 and 100.", additionalInfo="vatPercentage")


def check_price(price: Json, marketplace: str) -> None:
    """Check an amount.

    Raises:
        Refusal: It is not above zero, has more than two decimals, or is in another currency than the marketplace's.
    """
    if positive(price.get("value", "")) is None:
        raise refusal(25003, f"{price.get('value')} is no price.", additionalInfo=str(price.get("value")))
    site = SITES.get(marketplace)
    if site is not None and price.get("currency") != site.currency:
        raise refusal(25003, f"Prices on {marketplace} are in {site.currency}.", additionalInfo="currency")


def check_quantity(quantity: int | None) -> None:
    """Check a quantity, if there is one.

    Raises:
        Refusal: It is negative.
    """
    if quantity is not None and quantity < 0:
        raise refusal(25004, "A quantity can't be negative.", additionalInfo=str(quantity))
