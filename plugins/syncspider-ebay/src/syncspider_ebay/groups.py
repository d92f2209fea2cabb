"""Products with variants: one article for each variant, and the group that makes them one listing.

Writing a group replaces it wholly, so what we bring is laid over everything that eBay returned. Its list of variants is
ours: a variant that the source no longer has leaves the group.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import attrs
from syncspider import Product, Variant
from syncspider.errors import RecordError

from syncspider_ebay.articles import (
    LISTING_DESCRIPTION,
    PICTURES,
    VARIANT_PICTURES,
    Article,
    Rules,
    article_of,
    aspects_of,
    fitting_or_none,
    pictures_of,
    price_of,
    sku_of,
    stock_of,
    title_of,
    weight_of,
)

Json = dict[str, Any]

#: What eBay returns of a group and does not take back.
_READ_ONLY: Final = frozenset({"inventoryItemGroupKey"})


def articles_of(product: Product, rules: Rules, *, fields: frozenset[str] | None) -> tuple[Article, ...]:
    """What each variant asks; arguments as for :func:`~syncspider_ebay.articles.article_of`.

    Raises:
        RecordError: A variant lacks its SKU or its options, two are the same, or a field does not fit.
    """
    variants = product.variants or ()
    _check(variants)
    whole = article_of(product, rules, fields=fields)
    pictures, _ = pictures_of(product.pictures if whole.pictures is not None else None, most=VARIANT_PICTURES)
    shared = attrs.evolve(whole, pictures=pictures, earlier_price=None)
    if fields is not None and "variants" not in fields:
        return tuple(_kept(shared, variant) for variant in variants)
    return tuple(
        _own(attrs.evolve(shared, sku=variant.sku or ""), product, variant, rules, path=f"variants[{index}]")
        for index, variant in enumerate(variants)
    )


def merged_group(product: Product, current: Json | None, *, fields: frozenset[str] | None) -> Json:
    """What the group shall be.

    Raises:
        RecordError: A text does not fit into eBay.
    """
    group = writable(current)
    bring = {name for name in ("name", "description", "pictures", "attributes", "variants") if _may(name, fields)}
    title = title_of(product.name) if "name" in bring else None
    description = fitting_or_none(product.description, LISTING_DESCRIPTION, path="description")
    pictures, _ = pictures_of(product.pictures, most=PICTURES)
    texts = {"title": title, "description": description if "description" in bring else None}
    group.update({name: text for name, text in texts.items() if text})
    if pictures and "pictures" in bring:
        group["imageUrls"] = list(pictures)
    varying = _specifications(product.variants or ())
    aspects = aspects_of(product.attributes, path="attributes") if "attributes" in bring else None
    if aspects:
        ours = {name: list(values) for name, values in aspects.items() if name not in varying}
        group["aspects"] = {**(group.get("aspects") or {}), **ours}
    if "variants" in bring:
        group["variantSKUs"] = [variant.sku for variant in product.variants or ()]
        specifications = [{"name": name, "values": values} for name, values in varying.items()]
        group["variesBy"] = {**(group.get("variesBy") or {}), "specifications": specifications}
    return group


def writable(current: Json | None) -> Json:
    """A group as it can be written back."""
    return {name: value for name, value in (current or {}).items() if name not in _READ_ONLY}


def _may(name: str, fields: frozenset[str] | None) -> bool:
    return fields is None or name in fields


def _check(variants: Sequence[Variant]) -> None:
    seen: dict[str, int] = {}
    for index, variant in enumerate(variants):
        sku = sku_of(variant.sku, path=f"variants[{index}].sku")
        if sku in seen:
            raise RecordError(f"Two variants have the SKU {sku!r}.", path=f"variants[{index}].sku")
        if not variant.options:
            raise RecordError(
                "eBay tells variants apart by their options, and this one has none.", path=f"variants[{index}].options"
            )
        seen[sku] = index


def _kept(shared: Article, variant: Variant) -> Article:
    """A variant that takes over what changed of the product, where it has no value of its own."""
    counted = variant.quantity is not None or variant.unlimited is not None
    return attrs.evolve(
        shared,
        sku=variant.sku or "",
        price=None if variant.price is not None else shared.price,
        quantity=None if counted else shared.quantity,
        weight=None if variant.weight is not None else shared.weight,
        gtin=None,
    )


def _own(shared: Article, product: Product, variant: Variant, rules: Rules, *, path: str) -> Article:
    """A variant with all that it has."""
    options = aspects_of({name: (value,) for name, value in variant.options.items()}, path=f"{path}.options") or {}
    quantity = variant.quantity if variant.quantity is not None else product.quantity
    unlimited = variant.unlimited if variant.unlimited is not None else product.unlimited
    return attrs.evolve(
        shared,
        price=price_of(variant.price or product.price, rules.currency, path=f"{path}.price"),
        quantity=stock_of(quantity, unlimited, rules.unlimited_quantity, path=f"{path}.quantity"),
        weight=weight_of(variant.weight or product.weight),
        gtin=variant.gtin or None,
        aspects={**(shared.aspects or {}), **options},
    )


def _specifications(variants: Sequence[Variant]) -> Mapping[str, list[str]]:
    """Option name to its values, in the order in which the variants have them."""
    values: dict[str, dict[str, None]] = {}
    for variant in variants:
        for name, value in variant.options.items():
            values.setdefault(name, {})[value] = None
    return {name: list(found) for name, found in values.items()}
