"""Products with variants: their items and offers, and the group that shows them as one listing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import attrs
from syncspider import Change, Outcome, Product

from syncspider_ebay.articles import Article, Rules, sku_of
from syncspider_ebay.groups import articles_of, merged_group, writable
from syncspider_ebay.inventory import Inventory, batched
from syncspider_ebay.items import merged_item
from syncspider_ebay.items import writable as writable_item
from syncspider_ebay.offers import Offered, Offers, shown

Json = dict[str, Any]
_SOLD_OUT: Final = "variants without stock left out until some arrives"


@attrs.frozen
class _Variant:
    """One variant on its way.

    Attributes:
        article: What it asks as far as it changed.
        whole: All that it asks, for what does not exist yet.
    """

    article: Article
    whole: Article

    @property
    def sku(self) -> str:
        """Its SKU."""
        return self.whole.sku


class Families:
    """Writes products with variants."""

    def __init__(self, inventory: Inventory, offers: Offers, *, rules: Rules, condition: str | None) -> None:
        """A writer of one task; arguments as for :class:`~syncspider_ebay.singles.Singles`."""
        self._inventory = inventory
        self._offers = offers
        self._rules = rules
        self._condition = condition

    def write(self, change: Change[Product]) -> Outcome:
        """Items and their offers first, then the group that names them, then one listing of all.

        EBay takes no variant without stock into a new listing, so such a one joins its group when it has some.

        Raises:
            SyncSpiderError: What eBay refused first; every step may be done again.
        """
        product = change.value
        key = change.target_key or sku_of(product.sku)
        current = self._inventory.group(key)
        fields = None if current is None else change.changed
        variants = self._variants(product, fields)
        items, written = self._bring_items(variants)
        offered = {variant.sku: self._offer(variant, items[variant.sku]) for variant in variants}
        members = _members(offered)
        shown_product = attrs.evolve(
            product, variants=tuple(variant for variant in product.variants or () if variant.sku in members)
        )
        group = merged_group(shown_product, current, fields=_group_fields(fields))
        if current is None or group != writable(current):
            self._inventory.replace_group(key, group)
            written = True
        published, reason = self._show(key, product, group, [offered[sku] for sku in members])
        sold_out = _SOLD_OUT if len(members) < len(offered) else ""
        note = "; ".join(filter(None, (*variants[0].article.notes, reason, sold_out)))
        if not (written or published or any(offer.written for offer in offered.values())):
            return Outcome.unchanged(change.key, key, note=note)
        return Outcome.applied(change.key, key, created=current is None, note=note)

    def _variants(self, product: Product, fields: frozenset[str] | None) -> list[_Variant]:
        whole = articles_of(product, self._rules, fields=None)
        return [_Variant(*pair) for pair in zip(articles_of(product, self._rules, fields=fields), whole, strict=True)]

    def _bring_items(self, variants: Sequence[_Variant]) -> tuple[dict[str, Json], bool]:
        """The items as they are now, and whether one was written."""
        merged: dict[str, Json] = {}
        written = False
        for part in batched(variants):
            current = self._inventory.items([variant.sku for variant in part])
            for variant in part:
                item = current.get(variant.sku)
                article = variant.whole if item is None else variant.article
                merged[variant.sku] = merged_item(article, item, condition=self._condition)
            due = {
                variant.sku: merged[variant.sku]
                for variant in part
                if variant.sku not in current or merged[variant.sku] != writable_item(current[variant.sku])
            }
            self._replace(due)
            written = written or bool(due)
        return merged, written

    def _replace(self, items: Mapping[str, Json]) -> None:
        errors = self._inventory.replace_items(items) if items else {}
        error = next(filter(None, errors.values()), None)
        if error is not None:
            raise error

    def _offer(self, variant: _Variant, item: Json) -> Offered:
        current = self._offers.current(variant.sku)
        return self._offers.bring(variant.whole if current is None else variant.article, item, current)

    def _show(self, key: str, product: Product, group: Json, offered: Sequence[Offered]) -> tuple[bool, str]:
        """Whether the listing was published now, and why it was not."""
        hidden = [offer for offer in offered if not offer.published]
        if not hidden:
            return False, shown(offered[0], enabled=product.enabled)
        shared = {"name": "title", "description": "description", "pictures": "imageUrls"}
        missing = {
            name: None for offer in hidden for name in offer.missing if not (name in shared and group.get(shared[name]))
        }
        reason = shown(attrs.evolve(hidden[0], missing=tuple(missing)), enabled=product.enabled)
        if not reason:
            self._inventory.publish_group(key)
        return not reason, reason


def _members(offered: Mapping[str, Offered]) -> list[str]:
    """The variants that can be shown: in stock, or shown already; all of them where none can."""
    members = [sku for sku, offer in offered.items() if offer.published or "stock" not in offer.missing]
    return members or list(offered)


def _group_fields(fields: frozenset[str] | None) -> frozenset[str] | None:
    """What of the group may be touched: with stock its members change."""
    return fields if fields is None or not fields & _STOCK else fields | {"variants"}


_STOCK: Final = frozenset({"quantity", "unlimited"})
