"""Products with variants: their items and offers, and the group that shows them as one listing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import attrs
from syncspider import Change, Outcome, Product
from syncspider.errors import RecordError

from syncspider_ebay.articles import Article, Rules, sku_of
from syncspider_ebay.bulk import batched
from syncspider_ebay.groups import articles_of, merged_group, writable
from syncspider_ebay.inventory import Inventory
from syncspider_ebay.items import merged_item
from syncspider_ebay.items import writable as writable_item
from syncspider_ebay.offers import Offered, Offers, shown
from syncspider_ebay.refusals import NO_STOCK

Json = dict[str, Any]
_SOLD_OUT: Final = "variants without stock left out until some arrives"


@attrs.frozen
class _Variant:
    """One variant on its way.

    Attributes:
        article: What it asks as far as it changed.
        whole: All that it asks, for what does not exist yet.
        item: The inventory item as eBay has it, or None.
    """

    article: Article
    whole: Article
    item: Json | None

    @property
    def sku(self) -> str:
        """Its SKU."""
        return self.whole.sku

    @property
    def asked(self) -> Article:
        """What the item is asked to be."""
        return self.whole if self.item is None else self.article


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

        A new listing takes no variant without stock, so a variant that eBay does not have yet waits until some arrives,
        as long as another one can be bought.

        Raises:
            SyncSpiderError: What eBay refused first; every step may be done again.
        """
        product = change.value
        key = change.target_key or sku_of(product.sku)
        current = self._inventory.group(key)
        fields = None if current is None else change.changed
        variants = self._variants(product, fields)
        members = _members(variants)
        items, written = self._bring_items(members)
        offered = [self._offer(variant, items[variant.sku]) for variant in members]
        group = merged_group(_reduced(product, members), current, fields=_group_fields(fields))
        if current is None or group != writable(current):
            self._inventory.replace_group(key, group)
            written = True
        published, reason = self._show(key, product, group, offered)
        waiting = _SOLD_OUT if len(members) < len(variants) else ""
        note = "; ".join(filter(None, (*variants[0].article.notes, reason, waiting)))
        if not (written or published or any(offer.written for offer in offered)):
            return Outcome.unchanged(change.key, key, note=note)
        return Outcome.applied(change.key, key, created=current is None, note=note)

    def _variants(self, product: Product, fields: frozenset[str] | None) -> list[_Variant]:
        whole = articles_of(product, self._rules, fields=None)
        changed = articles_of(product, self._rules, fields=fields)
        items = {sku: item for part in batched(whole) for sku, item in self._inventory.items(_skus(part)).items()}
        return [_Variant(part, all_of_it, items.get(part.sku)) for part, all_of_it in zip(changed, whole, strict=True)]

    def _bring_items(self, variants: Sequence[_Variant]) -> tuple[dict[str, Json], bool]:
        """The items as they are now, and whether one was written."""
        merged = {
            variant.sku: merged_item(variant.asked, variant.item, condition=self._condition) for variant in variants
        }
        due = [
            variant
            for variant in variants
            if variant.item is None or merged[variant.sku] != writable_item(variant.item)
        ]
        for part in batched(due):
            self._replace({variant.sku: merged[variant.sku] for variant in part})
        return merged, bool(due)

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
        in_stock = any("stock" not in offer.missing for offer in offered)
        given = {name for name, field in shared.items() if group.get(field)} | ({"stock"} if in_stock else set())
        missing = {name: None for offer in hidden for name in offer.missing if name not in given}
        reason = shown(attrs.evolve(hidden[0], missing=tuple(missing)), enabled=product.enabled)
        if reason:
            return False, reason
        try:
            self._inventory.publish_group(key)
        except RecordError as error:
            if error.code != NO_STOCK:
                raise
            return False, "offer stays unpublished: a variant has no stock"
        return True, ""


def _skus(articles: Sequence[Article]) -> list[str]:
    return [article.sku for article in articles]


def _members(variants: Sequence[_Variant]) -> Sequence[_Variant]:
    """The variants to bring: without those that eBay has not and nobody could buy; all where none can be bought."""
    if not any(variant.whole.quantity for variant in variants):
        return variants
    return [variant for variant in variants if variant.item is not None or variant.whole.quantity]


def _reduced(product: Product, members: Sequence[_Variant]) -> Product:
    skus = {variant.sku for variant in members}
    return attrs.evolve(product, variants=tuple(each for each in product.variants or () if each.sku in skus))


def _group_fields(fields: frozenset[str] | None) -> frozenset[str] | None:
    """What of the group may be touched: with stock its members change."""
    return fields if fields is None or not fields & _STOCK else fields | {"variants"}


_STOCK: Final = frozenset({"quantity", "unlimited"})
