"""Inventory items: what buyers are told of an article, and what is in stock.

Writing an item replaces it wholly, so what we bring is laid over everything that eBay returned.
"""

from __future__ import annotations

import html
import re
from decimal import Decimal
from typing import Any, Final

from syncspider import Weight

from syncspider_ebay.articles import ITEM_DESCRIPTION, Article
from syncspider_ebay.conditions import word_for

Json = dict[str, Any]

#: What eBay returns of an item and does not take back.
_READ_ONLY: Final = frozenset({"sku", "locale", "groupIds", "inventoryItemGroupKeys"})
_UNITS: Final = {"g": "GRAM", "kg": "KILOGRAM", "oz": "OUNCE", "lb": "POUND"}
_UNITS_READ: Final = {word: unit for unit, word in _UNITS.items()}
#: GTINs by their length; of 13 digits, those that begin so are ISBNs.
_BOOKS: Final = ("978", "979")
_UPC_DIGITS: Final = 12
_ISBN_DIGITS: Final = (10, 13)


def writable(current: Json | None) -> Json:
    """An item as it can be written back."""
    return {name: value for name, value in (current or {}).items() if name not in _READ_ONLY}


def merged_item(article: Article, current: Json | None, *, condition: str | None) -> Json:
    """What an item shall be.

    Args:
        article: What we bring.
        current: The item as eBay returned it, or None where there is none.
        condition: In eBay's words, for an item that has none and whose source tells none.
    """
    item = writable(current)
    if article.condition is not None:
        item["condition"] = word_for(article.condition, item.get("condition"))
    elif condition is not None:
        item.setdefault("condition", condition)
    product = _product(article, item.get("product") or {})
    if product:
        item["product"] = product
    if article.quantity is not None:
        item["availability"] = _stocked(item.get("availability") or {}, article.quantity)
    if article.weight is not None:
        item["packageWeightAndSize"] = _weighed(item.get("packageWeightAndSize") or {}, article.weight)
    return item


def stock_in(item: Json) -> int | None:
    """What an item says is in stock."""
    availability = item.get("availability") or {}
    stock: int | None = (availability.get("shipToLocationAvailability") or {}).get("quantity")
    return stock


def weight_in(value: Decimal, unit: str) -> Weight | None:
    """A weight as eBay writes it; None in a unit that we do not know."""
    known = _UNITS_READ.get(unit)
    return None if known is None else Weight(value, known)


def _product(article: Article, current: Json) -> Json:
    product = dict(current)
    texts = {"title": article.title, "brand": article.brand, "mpn": article.mpn}
    product.update({name: text for name, text in texts.items() if text is not None})
    if article.description is not None:
        product["description"] = _short(article.description)
    if article.pictures:
        product["imageUrls"] = list(article.pictures)
    if article.aspects:
        ours = {name: list(values) for name, values in article.aspects.items()}
        product["aspects"] = {**(current.get("aspects") or {}), **ours}
    if article.gtin is not None:
        kind = _kind_of(article.gtin)
        if article.gtin not in (current.get(kind) or []):
            product[kind] = [article.gtin]
    return product


def _short(description: str) -> str:
    """A description that an item takes: the first words of a longer one, which buyers read whole in the offer."""
    if len(description) <= ITEM_DESCRIPTION:
        return description
    words = " ".join(html.unescape(_TAGS.sub(" ", description)).split())
    return words[: ITEM_DESCRIPTION - len(_MORE)].rstrip() + _MORE


_TAGS: Final = re.compile(r"<[^>]*>")
_MORE: Final = " ..."


def _kind_of(gtin: str) -> str:
    if len(gtin) == _UPC_DIGITS:
        return "upc"
    is_book = len(gtin) in _ISBN_DIGITS and (len(gtin) == min(_ISBN_DIGITS) or gtin.startswith(_BOOKS))
    return "isbn" if is_book else "ean"


def _stocked(availability: Json, quantity: int) -> Json:
    ship_to = availability.get("shipToLocationAvailability") or {}
    kept = {name: value for name, value in ship_to.items() if name != "allocationByFormat"}  # eBay works it out
    return {**availability, "shipToLocationAvailability": {**kept, "quantity": quantity}}


def _weighed(package: Json, weight: Weight) -> Json:
    current = package.get("weight") or {}
    known = weight_in(Decimal(str(current.get("value", 0))), str(current.get("unit")))
    if known is not None and known.to(weight.unit) == weight:
        return package
    return {**package, "weight": {"value": weight.value, "unit": _UNITS[weight.unit]}}
