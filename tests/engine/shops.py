"""A source in memory, with faults to order."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import attrs
from syncspider import (
    Batch,
    Broken,
    Condition,
    Money,
    Product,
    Record,
    Source,
    Window,
)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Killed(BaseException):
    """The process is gone: nothing that it would still do may have an effect."""


class Clock:
    """Time that passes when somebody waits."""

    def __init__(self) -> None:
        self.time = NOON
        self.slept: list[float] = []
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """The present."""
        with self._lock:
            return self.time

    def monotonic(self) -> float:
        """Seconds since some moment."""
        return (self.now() - NOON).total_seconds()

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        with self._lock:
            self.slept.append(seconds)
            self.time += timedelta(seconds=seconds)


def a_product(name: str = "Kettle", price: str = "10.00", **fields: Any) -> Product:
    """An article."""
    return Product(name=name, price=Money(Decimal(price), "EUR"), condition=Condition.NEW, **fields)


@attrs.define
class Shop:
    """What a source holds, and what goes wrong when it is read.

    Attributes:
        clock: Its time.
        records: Key to record and when it was changed.
        broken: Items that cannot be understood, with when they were changed.
        page: Records on a page.
        parts: Into how many parts a window can be split.
        faults: Raised by the next readings, one each; None is none.
        reads: Windows and pages that were asked for.
        fetched: Keys that were asked for.
    """

    clock: Clock
    records: dict[str, tuple[Record[Product], datetime]] = attrs.field(factory=dict)
    broken: list[tuple[Broken, datetime]] = attrs.field(factory=list)
    page: int = 3
    parts: int = 1
    faults: list[BaseException | None] = attrs.field(factory=list)
    reads: list[tuple[Window, str | None]] = attrs.field(factory=list)
    fetched: list[str] = attrs.field(factory=list)
    open: bool = True
    on_read: Callable[[], None] = lambda: None
    lock: Any = attrs.field(factory=threading.RLock)

    def close(self) -> None:
        """Let go."""
        self.open = False

    def put(self, key: str, value: Product, *, ago: timedelta = timedelta(hours=1), version: str | None = None) -> None:
        """Add or change a record some time ago."""
        at = self.clock.now() - ago
        told = at.isoformat() if version is None else version
        self.records[key] = (Record(key=key, value=value, version=told), at)

    def fill(self, count: int, **fields: Any) -> None:
        """Put numbered articles."""
        for number in range(count):
            self.put(f"s{number}", a_product(f"Article {number}", sku=f"sku-{number}", **fields))

    def raise_next(self) -> None:
        """Raise what is due."""
        with self.lock:
            fault = self.faults.pop(0) if self.faults else None
        if fault is not None:
            raise fault


class Goods(Source[Product]):
    """Articles of a shop."""

    entity = Product
    supplies = frozenset({"sku", "name", "price", "description", "attributes"})
    api: Shop

    def now(self) -> datetime:
        """The present."""
        return self.api.clock.now()

    def split(self, window: Window) -> Iterable[Window]:
        """In as many parts as are ordered."""
        if self.api.parts == 1:
            return (window,)
        return (attrs.evolve(window, part=str(number)) for number in range(self.api.parts))

    def read(self, window: Window, page: str | None) -> Batch[Product]:
        """One page."""
        shop = self.api
        shop.on_read()
        shop.raise_next()
        with shop.lock:
            shop.reads.append((window, page))
            found = [record for record, at in shop.records.values() if window.since <= at <= window.until]
            broken = [item for item, at in shop.broken if window.since <= at <= window.until]
        if window.part is not None:
            found = [record for number, record in enumerate(found) if number % shop.parts == int(window.part)]
        at = int(page or 0)
        more = at + shop.page < len(found)
        return Batch(
            records=tuple(found[at : at + shop.page]),
            broken=tuple(broken) if at == 0 and window.part in (None, "0") else (),
            resume=str(at + shop.page) if more else None,
            total=len(found),
        )

    def fetch(self, key: str) -> Record[Product] | None:
        """One record."""
        with self.api.lock:
            self.api.fetched.append(key)
            found = self.api.records.get(key)
        return None if found is None else found[0]


class AllGoods(Goods):
    """Articles of a shop that cannot tell what was changed."""

    incremental = False
