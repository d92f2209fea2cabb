"""Products without variants: many items in one call, then the offer of each.

Where only price or stock changed and the offer is published, one bulk call does it all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import attrs
from syncspider import Change, Outcome, Product
from syncspider.errors import RecordError, SyncSpiderError

from syncspider_ebay.amounts import amount, same_amount
from syncspider_ebay.articles import Article, Rules, article_of, sku_of
from syncspider_ebay.inventory import Inventory
from syncspider_ebay.items import merged_item, stock_in, writable
from syncspider_ebay.offers import PUBLISHED, Offers, shown
from syncspider_ebay.outcomes import outcome_of

Json = dict[str, Any]
_PRICE_AND_STOCK: Final = frozenset({"price", "quantity", "unlimited"})


@attrs.frozen(kw_only=True)
class _Single:
    """One change on its way.

    Attributes:
        change: As it came.
        article: What it asks.
        item: The inventory item as eBay has it, or None.
        offer: The offer, where it was read already.
    """

    change: Change[Product]
    article: Article
    item: Json | None
    offer: Json | None = None

    @property
    def is_light(self) -> bool:
        """Whether a call that sets price and stock is enough: eBay takes it for published offers only."""
        return self.offer is not None and self.offer.get("status") == PUBLISHED

    def outcome(self, *, written: bool, note: str = "") -> Outcome:
        """What became of it."""
        key, sku = self.change.key, self.article.sku
        if not written:
            return Outcome.unchanged(key, sku, note=note)
        return Outcome.applied(key, sku, created=self.item is None, note=note)


class Singles:
    """Writes products without variants."""

    def __init__(self, inventory: Inventory, offers: Offers, *, rules: Rules, condition: str | None) -> None:
        """A writer of one task.

        Args:
            inventory: The calls.
            offers: Brings the offer of each.
            rules: What holds for all.
            condition: In eBay's words, for new items whose source tells none.
        """
        self._inventory = inventory
        self._offers = offers
        self._rules = rules
        self._condition = condition

    def write(self, changes: Sequence[Change[Product]]) -> Iterator[Outcome]:
        """The outcome of each, at most 25 changes of different SKUs."""
        singles = []
        items = self._inventory.look_up([sku for change in changes if (sku := _sku_in(change)) is not None])
        for change in changes:
            try:
                singles.append(self._single(change, items))
            except SyncSpiderError as error:
                yield outcome_of(change.key, error)
        yield from self._set_prices([single for single in singles if single.is_light])
        yield from self._replace([single for single in singles if not single.is_light])

    def _single(self, change: Change[Product], items: Mapping[str, Json | SyncSpiderError | None]) -> _Single:
        item = items[sku_of(change.value.sku)]
        if isinstance(item, SyncSpiderError):
            raise item
        fields = None if item is None else change.changed
        article = article_of(change.value, self._rules, fields=fields)
        single = _Single(change=change, article=article, item=item)
        if fields is None or not fields <= _PRICE_AND_STOCK:
            return single
        return attrs.evolve(single, offer=self._offers.current(article.sku))

    def _set_prices(self, singles: Sequence[_Single]) -> Iterator[Outcome]:
        requests = {single.article.sku: _price_request(single) for single in singles}
        due = [request for request in requests.values() if request is not None]
        errors = self._inventory.update_prices(due) if due else {}
        for single in singles:
            error = errors.get(single.article.sku)
            if error is not None:
                yield outcome_of(single.change.key, error)
            else:
                yield single.outcome(
                    written=requests[single.article.sku] is not None, note="; ".join(single.article.notes)
                )

    def _replace(self, singles: Sequence[_Single]) -> Iterator[Outcome]:
        merged = {
            single.article.sku: merged_item(single.article, single.item, condition=self._condition)
            for single in singles
        }
        due = {
            single.article.sku: merged[single.article.sku]
            for single in singles
            if single.item is None or merged[single.article.sku] != writable(single.item)
        }
        errors = self._inventory.replace_items(due) if due else {}
        for single in singles:
            sku = single.article.sku
            try:
                if (error := errors.get(sku)) is not None:
                    raise error
                yield self._offer(single, merged[sku], written=sku in due)
            except SyncSpiderError as refusal:
                yield outcome_of(single.change.key, refusal)

    def _offer(self, single: _Single, item: Json, *, written: bool) -> Outcome:
        article = single.article
        current = single.offer if single.offer is not None else self._offers.current(article.sku)
        if current is None:  # a new offer needs more than what changed
            article = article_of(single.change.value, self._rules, fields=None)
        offered = self._offers.bring(article, item, current)
        reason = shown(offered, enabled=article.enabled)
        if not offered.published and not reason:
            offered = self._offers.publish(offered)
        note = "; ".join(filter(None, (*article.notes, reason)))
        return single.outcome(written=written or offered.written, note=note)


def _sku_in(change: Change[Product]) -> str | None:
    try:
        return sku_of(change.value.sku)
    except RecordError:
        return None


def _price_request(single: _Single) -> Json | None:
    """What sets price and stock; None where eBay has them already."""
    article, offer = single.article, single.offer or {}
    request: Json = {}
    change: Json = {}
    price = article.price
    if price is not None and not same_amount((offer.get("pricingSummary") or {}).get("price"), price):
        change["price"] = amount(price)
    if article.quantity is not None:
        if stock_in(single.item or {}) != article.quantity:
            request["shipToLocationAvailability"] = {"quantity": article.quantity}
        if offer.get("availableQuantity") != article.quantity:  # buyers see the smaller of the two
            change["availableQuantity"] = article.quantity
    if change:
        request["offers"] = [{"offerId": str(offer["offerId"]), **change}]
    return {"sku": article.sku, **request} if request else None
