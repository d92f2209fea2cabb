"""Products as eBay takes them: inventory items with their offers, published where everything that needs is known."""

from __future__ import annotations

from syncspider import DeferredTarget, Form, Product, WritePolicy

from syncspider_ebay.bulk import BULK
from syncspider_ebay.questions import questions


class Listings(DeferredTarget[Product]):
    """Products of one seller on one marketplace, known by their SKU; those with variants by the key of their group.

    Every write at eBay replaces a whole item, offer or group, so the current one is read first and what the source does
    not supply is sent back as it was. An offer is never taken off sale: ending a listing is the seller's decision.
    """

    entity = Product
    requires = frozenset({"sku", "name", "price"})
    accepts = frozenset(
        {
            "sku", "name", "description", "price", "compare_at_price", "quantity", "unlimited", "enabled", "condition",
            "brand", "mpn", "gtin", "weight", "pictures", "attributes", "variants",
        }
    )  # fmt: skip
    policy = WritePolicy.keyed("sku")
    max_batch = BULK
    form = Form(questions(live=True))
    work = "syncspider_ebay.listing_writing:ListingWriting"
