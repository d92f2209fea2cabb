"""Products and their variants."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

import attrs

from syncspider.model.entity import Entity, describe
from syncspider.model.money import Money, Quantity, Weight
from syncspider.model.party import Picture


class Condition(enum.Enum):
    """How much an article has been used."""

    NEW = "new"
    REFURBISHED = "refurbished"
    USED = "used"
    FOR_PARTS = "for parts"


@attrs.frozen(kw_only=True)
class Variant:
    """One choice of a product, such as blue in M.

    What is None is as in the product.
    """

    sku: str | None = describe("the seller's own article number of this variant", default=None)
    options: Mapping[str, str] = describe("what was chosen, option name to value", factory=dict)
    price: Money | None = describe("price of one", default=None)
    quantity: Quantity | None = describe("in stock", default=None)
    unlimited: bool | None = describe("true when stock is not counted; None when not known", default=None)
    weight: Weight | None = describe("weight of one", default=None)
    gtin: str | None = describe("EAN, UPC or ISBN", default=None)


@attrs.frozen(kw_only=True)
class Product(Entity):
    """An article that is sold.

    A field that is None was not supplied by the source: a target leaves its own value alone.
    """

    title: ClassVar[str] = "Products"

    sku: str | None = describe("the seller's own article number", default=None)
    name: str | None = describe("what the buyer reads first", default=None)
    description: str | None = describe("longer text, may be HTML", default=None)
    price: Money | None = describe("price of one", default=None)
    compare_at_price: Money | None = describe("earlier or recommended price, shown crossed out", default=None)
    quantity: Quantity | None = describe("in stock", default=None)
    unlimited: bool | None = describe("true when stock is not counted; None when not known", default=None)
    enabled: bool | None = describe("whether buyers can see it", default=None)
    condition: Condition | None = describe("how much it has been used", default=None)
    brand: str | None = describe("the maker's brand", default=None)
    mpn: str | None = describe("the maker's part number", default=None)
    gtin: str | None = describe("EAN, UPC or ISBN", default=None)
    weight: Weight | None = describe("weight of one", default=None)
    pictures: tuple[Picture, ...] | None = describe("the main picture first", default=None)
    attributes: Mapping[str, tuple[str, ...]] | None = describe("properties, name to values", default=None)
    variants: tuple[Variant, ...] | None = describe("the choices, empty when there is none", default=None)
    created_at: datetime | None = describe("when the source made it, UTC", default=None)
    updated_at: datetime | None = describe("when the source last changed it, UTC", default=None)
