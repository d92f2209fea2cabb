"""Ecwid's product as ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from syncspider import Condition, Picture, Product, Quantity, Variant

from syncspider_ecwid import moments, wire
from syncspider_ecwid.attributes import properties_of
from syncspider_ecwid.store import Store

CONDITIONS: Final = {"NEW": Condition.NEW, "USED": Condition.USED, "REFURBISHED": Condition.REFURBISHED}


def product_of(raw: Mapping[str, Any], store: Store) -> Product:
    """A product with all of its variations.

    Raises:
        RecordError: A field cannot be understood.
    """
    product = wire.structured(raw, wire.Product)
    properties = properties_of(product.attributes)
    return Product(
        sku=product.sku or None,
        name=product.name or None,
        description=product.description or None,
        price=store.maybe_money(product.price, path="price"),
        compare_at_price=store.maybe_money(product.compare_to_price or None, path="compareToPrice"),
        quantity=_quantity(product.quantity, product.unlimited, path="quantity"),
        unlimited=product.unlimited,
        enabled=product.enabled,
        condition=CONDITIONS.get(product.product_condition or ""),
        brand=properties.brand or product.brand or None,
        mpn=properties.mpn,
        gtin=properties.gtin,
        weight=store.weight(product.weight, path="weight"),
        pictures=_pictures(product),
        attributes=properties.others,
        variants=tuple(_variants(product.combinations or (), store)),
        created_at=moments.moment_of((product.create_timestamp, "createTimestamp"), (product.created, "created")),
        updated_at=moments.moment_of((product.update_timestamp, "updateTimestamp"), (product.updated, "updated")),
        extra=wire.rest_of(raw, wire.Product),
    )


def _variants(variations: Iterable[wire.Variation], store: Store) -> Iterable[Variant]:
    for place, entry in enumerate(variations):
        path = f"combinations[{place}]"
        yield Variant(
            sku=entry.sku or None,
            options={option.name: option.value or "" for option in entry.options or ()},
            price=store.maybe_money(entry.price, path=f"{path}.price"),
            quantity=_quantity(entry.quantity, entry.unlimited, path=f"{path}.quantity"),
            unlimited=entry.unlimited,
            weight=store.weight(entry.weight, path=f"{path}.weight"),
            gtin=properties_of(entry.attributes).gtin,
        )


def _quantity(number: object, unlimited: bool | None, *, path: str) -> Quantity | None:  # noqa: FBT001 - a field of the wire
    """What is in stock; an unlimited product has no number, even if a stale one was sent."""
    return None if number is None or unlimited else Quantity.parse(number, path=path)


def _pictures(product: wire.Product) -> tuple[Picture, ...]:
    images = sorted(
        (product.media and product.media.images) or (), key=lambda image: (not image.is_main, image.order_by or 0)
    )
    found = [
        Picture(url=url, alt=(image.alt and image.alt.main) or None)
        for image in images
        if (url := image.image_original_url or image.large_url)
    ]
    alone = product.original_image_url or product.image_url
    return tuple(found) or ((Picture(url=alone),) if alone else ())
