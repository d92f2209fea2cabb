"""Reading orders as eBay has them, by the time of their last change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import attrs
from syncspider import Batch, Broken, Order, Record, Source, Window, http
from syncspider.errors import Delivery, RecordError, TransientError

from syncspider_ebay.client import Api
from syncspider_ebay.order_records import record_of

Json = dict[str, Any]
#: The most that one page takes.
PAGE: Final = 200
#: Between two times at eBay.
_TICK: Final = timedelta(milliseconds=1)
#: A shorter part is not halved any more, but read page by page.
_SHORTEST: Final = timedelta(seconds=1)
#: eBay takes spans of two years at most, and has no older orders.
_LONGEST: Final = timedelta(days=729)
_RAW: Final = 2_000


class OrderReading(Source[Order]):
    """Reads the orders of one seller.

    A window is halved until each part fits one page, so that a part is one consistent picture: pages of a list from
    which an order may drop out while it is read would lose the orders that move up. A part that still has more holds
    orders of one second, and is read again from its start when its number changes meanwhile.
    """

    api: Api

    def now(self) -> datetime:
        """EBay's present."""
        return self.api.now()

    def split(self, window: Window) -> Iterable[Window]:
        """Parts that fit one page each, oldest first."""
        span = self._reachable(window)
        if span is None:
            return (window,)
        total = self.api.orders.page(span.since, span.until, offset=0, limit=1).total
        return self._halved(span, total)

    def read(self, window: Window, page: str | None) -> Batch[Order]:
        """Up to 200 orders; ``page`` tells how many were read before, and of how many."""
        span = self._reachable(window)
        if span is None:
            return Batch(records=(), total=0)
        offset, expected = (int(text) for text in page.split("/")) if page else (0, None)
        found = self.api.orders.page(span.since, span.until, offset=offset, limit=PAGE)
        if expected is not None and found.total != expected:
            offset = 0
            found = self.api.orders.page(span.since, span.until, offset=0, limit=PAGE)
        read = offset + len(found.orders)
        if not found.more and read < found.total:
            raise TransientError(
                f"eBay speaks of {found.total} orders and ended its list after {read}.", delivery=Delivery.UNKNOWN
            )
        resume = f"{read}/{found.total}" if found.more and found.orders else None
        return attrs.evolve(_batch_of(found.orders), resume=resume, total=found.total)

    def fetch(self, key: str) -> Record[Order] | None:
        """The order as it is now."""
        raw = self.api.orders.one(key)
        return None if raw is None else record_of(raw)

    def _reachable(self, window: Window) -> Window | None:
        """The window as far as eBay takes it: at most two years, and not into its future."""
        until = min(window.until, self.api.now())
        since = max(window.since, until - _LONGEST)
        return attrs.evolve(window, since=since, until=until) if since <= until else None

    def _halved(self, window: Window, total: int) -> Iterator[Window]:
        """Its halves, and theirs. An order that is changed leaves the window, and none comes: totals only shrink."""
        span = window.until - window.since
        if total <= PAGE or span < _SHORTEST:
            yield window
            return
        middle = window.since + _whole_ticks(span / 2)
        earlier, later = attrs.evolve(window, until=middle), attrs.evolve(window, since=middle + _TICK)
        count = self.api.orders.page(earlier.since, earlier.until, offset=0, limit=1).total
        for half, number in ((earlier, count), (later, total - count)):
            if number > 0:
                yield from self._halved(half, number)


def _whole_ticks(span: timedelta) -> timedelta:
    return span // _TICK * _TICK


def _batch_of(orders: Sequence[Json]) -> Batch[Order]:
    records: list[Record[Order]] = []
    broken: list[Broken] = []
    for index, raw in enumerate(orders):
        try:
            records.append(record_of(raw))
        except RecordError as error:
            error.key = str(raw.get("orderId") or f"order {index} of a page")
            broken.append(Broken(key=error.key, error=error, raw=http.encode(raw).decode()[:_RAW]))
    return Batch(records=tuple(records), broken=tuple(broken))
