"""Reading products as eBay has them: inventory items with their offers on the connection's marketplace."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

import attrs
from syncspider import Batch, Broken, Product, Record, Source, Window, http
from syncspider.errors import RecordError

from syncspider_ebay.bulk import batched
from syncspider_ebay.client import Api
from syncspider_ebay.product_records import Article, group_record_of, record_of
from syncspider_ebay.wire import InventoryItem, ItemGroup, structured

Json = dict[str, Any]
#: Items of one part: each needs a call for its offer, and parts are read at the same time.
PAGE: Final = 25
_RAW: Final = 2_000


class ProductReading(Source[Product]):
    """Reads all products of one seller.

    eBay pages by number, and pages shift when an item is added or deleted meanwhile. Each part knows how many items
    there were when the reading began; where that differs, it reads its neighbours too, so that an item that crossed a
    border is read twice rather than not at all.
    """

    api: Api

    def now(self) -> datetime:
        """EBay's present."""
        return self.api.now()

    def split(self, window: Window) -> Iterable[Window]:
        """One part for each page."""
        if window.part is not None:
            return (window,)
        total = self.api.inventory.items_page(0, limit=PAGE).total
        count = max(1, -(-total // PAGE))
        return tuple(attrs.evolve(window, part=f"{page}/{count}/{total}") for page in range(count))

    def read(self, window: Window, page: str | None) -> Batch[Product]:
        """One page of items as products; the whole sweep, page by page, where the window was not split."""
        if window.part is None:
            return self._page(int(page or 0))
        number, count, total = (int(text) for text in window.part.split("/"))
        if page is not None:  # items were added while the last part was being read
            return self._page(int(page))
        return self._part(number, last=number == count - 1, expected=total)

    def fetch(self, key: str) -> Record[Product] | None:
        """The product of a SKU or of a group as it is now."""
        group = self.api.inventory.group(key)
        if group is not None:
            return self._grouped(key, group)
        item = self.api.inventory.items([key]).get(key)
        return None if item is None else record_of(self._article(item))

    def _part(self, number: int, *, last: bool, expected: int) -> Batch[Product]:
        here = self.api.inventory.items_page(number, limit=PAGE)
        raws = list(here.items)
        if here.total != expected:
            for neighbour in (number - 1, number + 1):
                if neighbour >= 0:
                    raws += self.api.inventory.items_page(neighbour, limit=PAGE).items
        batch = self._batch(raws)
        resume = str(number + 1) if last and here.more else None
        return attrs.evolve(batch, resume=resume, total=here.total)

    def _page(self, number: int) -> Batch[Product]:
        here = self.api.inventory.items_page(number, limit=PAGE)
        resume = str(number + 1) if here.more else None
        return attrs.evolve(self._batch(here.items), resume=resume, total=here.total)

    def _batch(self, raws: Iterable[Json]) -> Batch[Product]:
        records: list[Record[Product]] = []
        broken: list[Broken] = []
        unique = {raw.get("sku") or f"item without SKU {index}": raw for index, raw in enumerate(raws)}
        for key, raw in unique.items():
            try:
                records += self._records(raw)
            except RecordError as error:
                error.key = str(key)
                broken.append(Broken(key=str(key), error=error, raw=http.encode(raw).decode()[:_RAW]))
        return Batch(records=tuple(records), broken=tuple(broken))

    def _records(self, raw: Json) -> Iterator[Record[Product]]:
        """The product of an item; of the items of a group, the first that exists brings the product of all."""
        item = structured(raw, InventoryItem)
        groups = [(key, self.api.inventory.group(key)) for key in item.inventory_item_group_keys]
        members = [(key, group) for key, group in groups if group is not None and item.sku in _skus_in(group)]
        if not members:
            yield record_of(self._article(raw))
        for key, group in members:
            before = _skus_in(group)[: _skus_in(group).index(item.sku)]
            if not any(self.api.inventory.items(part) for part in batched(before)):
                yield self._grouped(key, group)

    def _grouped(self, key: str, group: Json) -> Record[Product]:
        skus = _skus_in(group)
        items = {sku: item for part in batched(skus) for sku, item in self.api.inventory.items(part).items()}
        if not items:
            raise RecordError("None of the items of this group exists.", key=key, path="variantSKUs")
        return group_record_of(key, group, [self._article(items[sku]) for sku in skus if sku in items])

    def _article(self, raw: Json) -> Article:
        offers = self.api.inventory.offers(str(raw["sku"]))
        return Article.of(raw, offers[0] if offers else None)


def _skus_in(group: Json) -> tuple[str, ...]:
    return structured(group, ItemGroup).variant_skus
