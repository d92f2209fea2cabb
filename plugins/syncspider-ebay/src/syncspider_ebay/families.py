"""Products with variants: their items and offers, and the group that shows them as one listing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs
from syncspider import Change, Outcome, Product

from syncspider_ebay.articles import Article, Rules, sku_of
from syncspider_ebay.groups import articles_of, merged_group, writable
from syncspider_ebay.inventory import Inventory, batched
from syncspider_ebay.items import merged_item
from syncspider_ebay.items import writable as writable_item
from syncspider_ebay.offers import Offered, Offers, shown

Json = dict[str, Any]


class Families:
    """Writes products with variants."""

    def __init__(self, inventory: Inventory, offers: Offers, *, rules: Rules, condition: str | None) -> None:
        """A writer of one task; arguments as for :class:`~syncspider_ebay.singles.Singles`."""
        self._inventory = inventory
        self._offers = offers
        self._rules = rules
        self._condition = condition

    def write(self, change: Change[Product]) -> Outcome:
        """Items first, then the group that names them, then their offers, then one listing of all.

        Raises:
            SyncSpiderError: What eBay refused first; every step may be done again.
        """
        product = change.value
        key = change.target_key or sku_of(product.sku)
        current = self._inventory.group(key)
        fields = None if current is None else change.changed
        articles = articles_of(product, self._rules, fields=fields)
        group = merged_group(product, current, fields=fields)
        items, written = self._bring_items(articles)
        if current is None or group != writable(current):
            self._inventory.replace_group(key, group)
            written = True
        offered = [self._offer(article, items[article.sku], group) for article in articles]
        published, note = self._show(key, product, offered)
        note = "; ".join(filter(None, (*articles[0].notes, note)))
        if not (written or published or any(offer.written for offer in offered)):
            return Outcome.unchanged(change.key, key, note=note)
        return Outcome.applied(change.key, key, created=current is None, note=note)

    def _bring_items(self, articles: Sequence[Article]) -> tuple[dict[str, Json], bool]:
        """The items as they are now, and whether one was written."""
        merged: dict[str, Json] = {}
        written = False
        for part in batched(articles):
            current = self._inventory.items([article.sku for article in part])
            due = {}
            for article in part:
                item = current.get(article.sku)
                merged[article.sku] = merged_item(article, item, condition=self._condition)
                if item is None or merged[article.sku] != writable_item(item):
                    due[article.sku] = merged[article.sku]
            self._replace(due)
            written = written or bool(due)
        return merged, written

    def _replace(self, items: Mapping[str, Json]) -> None:
        errors = self._inventory.replace_items(items) if items else {}
        error = next(filter(None, errors.values()), None)
        if error is not None:
            raise error

    def _offer(self, article: Article, item: Json, group: Json) -> Offered:
        offered = self._offers.bring(article, item, self._offers.current(article.sku))
        shared = {
            "name": group.get("title"),
            "description": group.get("description"),
            "pictures": group.get("imageUrls"),
        }
        missing = tuple(name for name in offered.missing if not shared.get(name))
        return attrs.evolve(offered, missing=missing)

    def _show(self, key: str, product: Product, offered: Sequence[Offered]) -> tuple[bool, str]:
        """Whether the listing was published now, and why it was not."""
        hidden = [offer for offer in offered if not offer.published]
        if not hidden:
            return False, shown(offered[0], enabled=product.enabled)
        # Some variants may be sold out, only not all of them.
        in_stock = any("stock" not in offer.missing for offer in offered)
        missing = {name: None for offer in hidden for name in offer.missing if not (name == "stock" and in_stock)}
        reason = shown(attrs.evolve(hidden[0], missing=tuple(missing)), enabled=product.enabled)
        if not reason:
            self._inventory.publish_group(key)
        return not reason, reason
