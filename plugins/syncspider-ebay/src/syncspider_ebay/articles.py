"""What a product or a variant asks of one SKU at eBay, within eBay's limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import attrs
from syncspider import Condition, Money, Picture, Product, Quantity, Weight
from syncspider.errors import RecordError

Json = dict[str, Any]

#: Longest texts (developer.ebay.com, createOrReplaceInventoryItem, createOffer).
SKU: Final = 50
TITLE: Final = 80
ITEM_DESCRIPTION: Final = 4_000
LISTING_DESCRIPTION: Final = 500_000
_BRAND: Final = 65
_ASPECT_NAME: Final = 40
_ASPECT_VALUE: Final = 50
#: Pictures of a listing, and of one variant.
PICTURES: Final = 24
VARIANT_PICTURES: Final = 12
_DECIMALS: Final = 2


@attrs.frozen(kw_only=True)
class Article:
    """What one SKU shall be; None leaves alone what eBay has.

    Attributes:
        sku: The seller's number.
        title: What buyers read first.
        description: May be HTML.
        price: Of one.
        earlier_price: Crossed out beside it.
        quantity: In stock.
        enabled: Whether buyers shall see it; always told, as it decides about publishing.
        condition: How used it is.
        brand: The maker's.
        mpn: The maker's number.
        gtin: EAN, UPC or ISBN.
        weight: Of one, packed.
        pictures: Addresses, the main one first.
        aspects: Properties, name to values; those not named stay.
        notes: What was left out, and why.
    """

    sku: str
    title: str | None = None
    description: str | None = None
    price: Money | None = None
    earlier_price: Money | None = None
    quantity: int | None = None
    enabled: bool | None = None
    condition: Condition | None = None
    brand: str | None = None
    mpn: str | None = None
    gtin: str | None = None
    weight: Weight | None = None
    pictures: tuple[str, ...] | None = None
    aspects: Mapping[str, tuple[str, ...]] | None = None
    notes: tuple[str, ...] = ()


def sku_of(sku: str | None, *, path: str = "sku") -> str:
    """A SKU that eBay can take.

    Raises:
        RecordError: There is none, or it is too long.
    """
    if not sku:
        raise RecordError("eBay knows an article by its SKU, and this one has none.", path=path)
    return fitting(sku, SKU, path=path)


@attrs.frozen(kw_only=True)
class Rules:
    """What holds for all articles of a task.

    Attributes:
        currency: The marketplace's.
        brand_aspect: The property that holds the brand as well.
        unlimited_quantity: Stock of what the source does not count.
    """

    currency: str
    brand_aspect: str
    unlimited_quantity: int | None = None


def article_of(product: Product, rules: Rules, *, fields: frozenset[str] | None) -> Article:
    """What a product without variants asks.

    Args:
        product: Fields that are None were not supplied.
        rules: What holds for all.
        fields: The fields that may be touched; None means all.

    Raises:
        RecordError: A field does not fit into eBay.
    """
    given = _Given(product, fields)
    pictures, notes = pictures_of(given.value("pictures"), most=PICTURES)
    earlier, remark = _earlier_price(given.value("compare_at_price"), product.price)
    return Article(
        sku=sku_of(product.sku),
        title=title_of(given.value("name")),
        description=fitting_or_none(given.value("description"), LISTING_DESCRIPTION, path="description"),
        price=price_of(given.value("price"), rules.currency, path="price"),
        earlier_price=price_of(earlier, rules.currency, path="compare_at_price"),
        quantity=_stock_of(product, given, rules.unlimited_quantity),
        enabled=product.enabled,
        condition=given.value("condition"),
        brand=fitting_or_none(given.value("brand"), _BRAND, path="brand"),
        mpn=fitting_or_none(given.value("mpn"), _BRAND, path="mpn"),
        gtin=given.value("gtin") or None,
        weight=weight_of(given.value("weight")),
        pictures=pictures,
        aspects=_branded(aspects_of(given.value("attributes"), path="attributes"), given.value("brand"), rules),
        notes=(*notes, *remark),
    )


def _earlier_price(earlier: Money | None, price: Money | None) -> tuple[Money | None, tuple[str, ...]]:
    """A crossed-out price only where it is above the price beside it."""
    if earlier is None or price is None or earlier.currency != price.currency or earlier.amount > price.amount:
        return earlier, ()
    return None, (() if earlier.amount <= 0 else ("earlier prices not above the price left out",))


@attrs.frozen
class _Given:
    """A product's fields as far as they may be touched."""

    product: Product
    fields: frozenset[str] | None

    def value(self, name: str) -> Any:  # noqa: ANN401 - of whatever type the field is
        return getattr(self.product, name) if self.fields is None or name in self.fields else None


def _stock_of(product: Product, given: _Given, unlimited_quantity: int | None) -> int | None:
    if given.fields is not None and not given.fields & {"quantity", "unlimited"}:
        return None
    return stock_of(product.quantity, product.unlimited, unlimited_quantity, path="quantity")


def stock_of(quantity: Quantity | None, unlimited: bool | None, instead: int | None, *, path: str) -> int | None:  # noqa: FBT001 - three states
    """What is in stock, as eBay takes it: whole, and nothing where a shop has sold more than it had.

    Raises:
        RecordError: It has a fraction.
    """
    if unlimited:
        return instead
    if quantity is None:
        return None
    if quantity.value != quantity.value.to_integral_value():
        raise RecordError(f"eBay takes whole quantities, not {quantity.value}.", path=path)
    return max(0, quantity.whole)


def title_of(name: str | None) -> str | None:
    """A title that eBay can take; a longer one is never cut.

    Raises:
        RecordError: It is too long.
    """
    if name is not None and len(name) > TITLE:
        raise RecordError(
            f"The name has {len(name)} characters, and eBay takes {TITLE} as a title.",
            path="name",
            hint="Shorten it at the source.",
        )
    return name or None


def price_of(price: Money | None, currency: str, *, path: str) -> Money | None:
    """A price that the marketplace can take.

    Raises:
        RecordError: It is in another currency, not above zero, or has more than two decimals.
    """
    if price is None:
        return None
    if price.currency != currency:
        raise RecordError(f"The price is in {price.currency}, and this marketplace sells in {currency}.", path=path)
    if price.amount <= 0 or -int(price.amount.normalize().as_tuple().exponent) > _DECIMALS:
        raise RecordError(f"eBay takes prices above zero with at most two decimals, not {price}.", path=path)
    return price


def pictures_of(pictures: tuple[Picture, ...] | None, *, most: int) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
    """The addresses that eBay can take, and notes about those left out."""
    if pictures is None:
        return None, ()
    usable = tuple(picture.url for picture in pictures if picture.url.startswith("https://"))
    notes = []
    if len(usable) < len(pictures):
        notes.append("pictures without https left out")
    if len(usable) > most:
        notes.append(f"pictures beyond {most} left out")
    return usable[:most], tuple(notes)


def aspects_of(attributes: Mapping[str, tuple[str, ...]] | None, *, path: str) -> Mapping[str, tuple[str, ...]] | None:
    """Properties that eBay can take; those without a value are no properties.

    Raises:
        RecordError: A name or a value is too long.
    """
    if attributes is None:
        return None
    for name, values in attributes.items():
        fitting(name, _ASPECT_NAME, path=f"{path}.{name}")
        for value in values:
            fitting(value, _ASPECT_VALUE, path=f"{path}.{name}")
    filled = {name: tuple(filter(None, values)) for name, values in attributes.items()}
    return {name: values for name, values in filled.items() if name and values}


def _branded(
    aspects: Mapping[str, tuple[str, ...]] | None, brand: str | None, rules: Rules
) -> Mapping[str, tuple[str, ...]] | None:
    """The properties with the brand among them, where it is short enough for one."""
    if not brand or len(brand) > _ASPECT_VALUE:
        return aspects
    return {rules.brand_aspect: (brand,), **(aspects or {})}


def weight_of(weight: Weight | None) -> Weight | None:
    """A weight; shops write zero where they do not know it."""
    return weight if weight is not None and weight.value > 0 else None


def fitting(text: str, most: int, *, path: str) -> str:
    """A text that is short enough.

    Raises:
        RecordError: It is not; nothing is cut off in silence.
    """
    if len(text) > most:
        raise RecordError(f"This has {len(text)} characters, and eBay takes {most}.", path=path)
    return text


def fitting_or_none(text: str | None, most: int, *, path: str) -> str | None:
    """The same for what may be missing; an empty text is none."""
    return fitting(text, most, path=path) if text else None
