"""Products as eBay has them: inventory items with their offers on the connection's marketplace.

Only what was made with the Inventory API is there. A listing made on eBay's site, in Seller Hub or with the Trading API
is no inventory item until its seller converts it (developer.ebay.com, bulkMigrateListing).
"""

from __future__ import annotations

from syncspider import DeferredSource, Product


class Products(DeferredSource[Product]):
    """All products of one seller; eBay cannot say which of them changed, so every run reads everything."""

    entity = Product
    supplies = frozenset(
        {
            "sku", "name", "description", "price", "compare_at_price", "quantity", "unlimited", "enabled", "condition",
            "brand", "mpn", "gtin", "weight", "pictures", "attributes", "variants",
        }
    )  # fmt: skip
    incremental = False
    work = "syncspider_ebay.product_reading:ProductReading"
