"""What an inventory item may say (developer.ebay.com, createOrReplaceInventoryItem, field descriptions)."""

from __future__ import annotations

import re
from typing import Any, Final

from syncspider_ebay.sandbox.catalogue import quantity_of
from syncspider_ebay.sandbox.refusals import refusal

Json = dict[str, Any]
#: eBay says "alphanumeric with up to 50 characters"; sellers use the three marks too.
_SKU: Final = re.compile(r"[A-Za-z0-9_.\-]{1,50}")
_LENGTHS: Final = {"title": 80, "subtitle": 55, "description": 4000, "brand": 65, "mpn": 65}
_CONDITION: Final = 1000
_PICTURES: Final = 24
_ASPECT_NAME: Final = 40
_ASPECT_VALUE: Final = 50


def check_sku(sku: str) -> None:
    """Check a SKU.

    Raises:
        Refusal: It is empty, too long or has other characters.
    """
    if not _SKU.fullmatch(sku):
        raise refusal(25707, "Letters, digits, hyphens, underscores and points, at most 50.", text1=sku)


def check_item(item: Json) -> None:
    """Check an item.

    Raises:
        Refusal: A field is too long, or a value out of range.
    """
    check_product(item.get("product", {}))
    if len(item.get("conditionDescription", "")) > _CONDITION:
        raise refusal(25021, f"conditionDescription has at most {_CONDITION} characters.")
    if (quantity_of(item) or 0) < 0:
        raise refusal(25004, "quantity can't be negative.", additionalInfo="quantity")
    package = item.get("packageWeightAndSize", {})
    sizes = [value for name, value in package.get("dimensions", {}).items() if name != "unit"]
    if any(value <= 0 for value in [*sizes, package.get("weight", {}).get("value", 1)]):
        raise refusal(25020, "Sizes and weight must be above zero.")
    for part in ("dimensions", "weight"):
        if part in package and "unit" not in package[part]:
            raise refusal(25020, f"{part} needs a unit.", additionalInfo=part)


def check_product(product: Json) -> None:
    """Check what items and groups both have: texts, pictures and aspects.

    Raises:
        Refusal: One is too long, too many or malformed.
    """
    for name, most in _LENGTHS.items():
        if name in product and not 1 <= len(product[name]) <= most:
            raise refusal(25709, f"Invalid value for {name}: 1 to {most} characters.", additionalInfo=name)
    pictures = product.get("imageUrls", [])
    if len(pictures) > _PICTURES:
        raise refusal(25014, f"At most {_PICTURES}.", additionalInfo=str(len(pictures)))
    for picture in pictures:
        if not picture.startswith("https://"):
            raise refusal(25015, f"{picture} is no HTTPS address.", additionalInfo=picture)
    for name, values in product.get("aspects", {}).items():
        if len(name) > _ASPECT_NAME or not values or any(not 1 <= len(value) <= _ASPECT_VALUE for value in values):
            raise refusal(25601, f"Aspect {name} is too long or empty.", fieldName=name)
