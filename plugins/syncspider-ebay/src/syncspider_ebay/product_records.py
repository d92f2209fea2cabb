"""What eBay says about products, in our words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

import attrs
from syncspider import Money, Picture, Product, Quantity, Record, Variant, Weight

from syncspider_ebay.conditions import condition_of
from syncspider_ebay.items import weight_in
from syncspider_ebay.wire import InventoryItem, ItemGroup, ItemProduct, Offer, structured

Json = dict[str, Any]

#: Fields of an item that are carried over whole; everything else stays in ``extra``, by eBay's own names.
_CARRIED: Final = frozenset({"sku", "condition"})
_CARRIED_PRODUCT: Final = frozenset({"title", "description", "aspects", "brand", "mpn", "imageUrls"})


@attrs.frozen(kw_only=True)
class Article:
    """An item with its offer on the connection's marketplace.

    Attributes:
        raw: The item as eBay sent it.
        item: The same, structured.
        offer: Its offer, or None.
        raw_offer: The same as eBay sent it.
    """

    raw: Json
    item: InventoryItem
    offer: Offer | None
    raw_offer: Json | None

    @classmethod
    def of(cls, raw: Json, raw_offer: Json | None) -> Article:
        """Structured.

        Raises:
            RecordError: A field has an unexpected type.
        """
        offer = None if raw_offer is None else structured(raw_offer, Offer, path="offer")
        return cls(raw=raw, item=structured(raw, InventoryItem), offer=offer, raw_offer=raw_offer)

    @property
    def price(self) -> Money | None:
        """What its offer asks."""
        return self.offer.pricing_summary.price if self.offer else None

    @property
    def earlier_price(self) -> Money | None:
        """What its offer crosses out."""
        return self.offer.pricing_summary.original_retail_price if self.offer else None

    @property
    def quantity(self) -> Quantity | None:
        """In stock."""
        ship_to = self.item.availability.ship_to_location_availability
        return None if ship_to is None or ship_to.quantity is None else Quantity.parse(ship_to.quantity)

    @property
    def weight(self) -> Weight | None:
        """Of one, packed."""
        weight = self.item.package_weight_and_size.weight
        return weight_in(weight.value, weight.unit) if weight else None

    @property
    def enabled(self) -> bool:
        """Whether buyers see it."""
        return self.offer is not None and self.offer.status == "PUBLISHED"

    @property
    def extra(self) -> Json:
        """What has no field of its own."""
        rest = {name: value for name, value in self.raw.items() if name not in _CARRIED}
        product = rest.get("product")
        if isinstance(product, dict):
            rest["product"] = {name: value for name, value in product.items() if name not in _CARRIED_PRODUCT}
        return rest if self.raw_offer is None else {**rest, "offer": self.raw_offer}


def record_of(article: Article) -> Record[Product]:
    """An article that belongs to no group."""
    item, product = article.item, article.item.product
    value = Product(
        sku=item.sku,
        name=product.title,
        description=product.description or (article.offer and article.offer.listing_description) or None,
        price=article.price,
        compare_at_price=article.earlier_price,
        quantity=article.quantity,
        unlimited=False if article.quantity is not None else None,
        enabled=article.enabled,
        condition=condition_of(item.condition),
        brand=product.brand,
        mpn=product.mpn,
        gtin=_gtin_in(product),
        weight=article.weight,
        pictures=_pictures(product.image_urls),
        attributes=_attributes(product.aspects),
        variants=(),
        extra=article.extra,
    )
    return Record(key=item.sku, value=value)


def group_record_of(key: str, raw: Json, articles: Sequence[Article]) -> Record[Product]:
    """The articles of a group as one product with variants.

    Args:
        key: The group's.
        raw: The group as eBay sent it.
        articles: Its members in its order, at least one.

    Raises:
        RecordError: A field has an unexpected type.
    """
    group = structured(raw, ItemGroup)
    first = articles[0].item
    varying = _varying(group, articles)
    prices = [price for article in articles if (price := article.price) is not None]
    stocks = [stock.value for article in articles if (stock := article.quantity) is not None]
    value = Product(
        sku=key,
        name=group.title or first.product.title,
        description=group.description or first.product.description,
        price=min(prices, key=lambda price: price.amount, default=None),
        quantity=Quantity(sum(stocks, Decimal(0))) if stocks else None,
        unlimited=False if stocks else None,
        enabled=any(article.enabled for article in articles),
        condition=condition_of(first.condition),
        brand=first.product.brand,
        mpn=first.product.mpn,
        pictures=_pictures(group.image_urls or first.product.image_urls),
        attributes=_attributes({name: values for name, values in group.aspects.items() if name not in varying}),
        variants=tuple(_variant_of(article, varying) for article in articles),
        extra={"inventoryItemGroup": raw, "inventoryItems": [article.extra for article in articles]},
    )
    return Record(key=key, value=value)


def _variant_of(article: Article, varying: Sequence[str]) -> Variant:
    aspects = article.item.product.aspects
    return Variant(
        sku=article.item.sku,
        options={name: aspects[name][0] for name in varying if aspects.get(name)},
        price=article.price,
        quantity=article.quantity,
        unlimited=False if article.quantity is not None else None,
        weight=article.weight,
        gtin=_gtin_in(article.item.product),
    )


def _varying(group: ItemGroup, articles: Sequence[Article]) -> tuple[str, ...]:
    """The names by which variants differ: as the group says, else those whose values differ."""
    if group.varies_by.specifications:
        return tuple(row.name for row in group.varies_by.specifications)
    names = {name: None for article in articles for name in article.item.product.aspects}
    return tuple(
        name for name in names if len({tuple(article.item.product.aspects.get(name, ())) for article in articles}) > 1
    )


def _gtin_in(product: ItemProduct) -> str | None:
    """The first number that is one: sellers write "Does not apply" in their language where there is none."""
    numbers = (number for numbers in (product.ean, product.upc, product.isbn) for number in numbers)
    return next((number for number in numbers if number.rstrip("Xx").isdecimal()), None)


def _pictures(urls: Iterable[str]) -> tuple[Picture, ...]:
    return tuple(Picture(url=url) for url in urls)


def _attributes(aspects: Mapping[str, Sequence[str]]) -> Mapping[str, tuple[str, ...]]:
    return {name: tuple(values) for name, values in aspects.items()}
