"""Products: as a source and as a target."""

from __future__ import annotations

from typing import ClassVar, Final

from syncspider import DeferredSource, DeferredTarget, Product, WritePolicy

#: What can be written at all.
FIELDS: Final = frozenset(
    {
        "sku", "name", "description", "enabled", "price", "compare_at_price", "condition", "weight", "quantity",
        "unlimited", "brand", "mpn", "gtin", "attributes", "pictures", "variants",
    }
)  # fmt: skip
REQUIRED: Final = frozenset({"sku", "name", "price"})


class ProductSource(DeferredSource[Product]):
    """Products of one store with their variations."""

    entity = Product
    supplies = FIELDS | {"created_at", "updated_at"}
    work = "syncspider_ecwid.product_transfer:ProductReading"


class ProductTarget(DeferredTarget[Product]):
    """Creates products by their SKU, and changes the fields that differ.

    Ecwid refuses a second product with an SKU, and makes one up where none is sent, so none is sent without. Variations
    and properties that the source does not have stay. Ecwid keeps copies of pictures under addresses of its own, which
    cannot be compared: it is given pictures only while a product has none.
    """

    entity = Product
    requires = REQUIRED
    accepts = FIELDS
    policy: ClassVar[WritePolicy] = WritePolicy.conditional("sku")
    work = "syncspider_ecwid.product_transfer:ProductWriting"
