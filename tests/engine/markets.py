"""Targets in memory, one for each class of write, with faults to order."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

import attrs
from syncspider import (
    Change,
    Entity,
    Form,
    Found,
    Match,
    Operation,
    Outcome,
    Product,
    Question,
    Result,
    Target,
    WritePolicy,
)
from syncspider.errors import Delivery, RecordError, TransientError

from tests.engine.shops import Clock


@attrs.define
class Held:
    """A record at the target.

    Attributes:
        key: The target's key.
        sku: By what it is known.
        name: A field that is written.
        price: Another.
        marker: What was planted in it.
    """

    key: str
    sku: str
    name: str | None
    price: str | None
    marker: str


#: What a fault does to one change: the letters say what happens before the answer and what the answer is.
Fault = BaseException | Outcome | str | None


@attrs.define
class Market:
    """What a target holds, and what goes wrong when it is written.

    Attributes:
        clock: Its time.
        held: What it holds, by its own keys.
        faults: What happens to the next changes, one each: ``lost`` applies the change and loses the answer, ``gone``
            loses it unapplied; an exception is raised before anything is applied; an outcome is answered instead.
        calls: The changes of each call.
        applied: Source keys in the order in which they were applied.
        delay: Seconds after which what was applied can be seen.
    """

    clock: Clock
    held: dict[str, Held] = attrs.field(factory=dict)
    faults: list[Fault] = attrs.field(factory=list)
    fault_of: dict[str, Fault] = attrs.field(factory=dict)
    calls: list[tuple[Change[Product], ...]] = attrs.field(factory=list)
    applied: list[str] = attrs.field(factory=list)
    values: list[tuple[str, str | None]] = attrs.field(factory=list)
    finds: list[str] = attrs.field(factory=list)
    seen_from: dict[str, datetime] = attrs.field(factory=dict)
    delay: float = 0.0
    doubled: int = 0
    overlaps: int = 0
    under_way: set[str | None] = attrs.field(factory=set)
    on_call: Callable[[], None] = lambda: None
    lock: Any = attrs.field(factory=threading.RLock)

    def close(self) -> None:
        """Let go."""

    def apply(self, change: Change[Product], *, merges: bool) -> Outcome:
        """Do it."""
        with self.lock:
            value = change.value
            price = None if value.price is None else value.price.text
            holder = self.held.get(change.target_key or "")
            if holder is None and merges:
                holder = next((one for one in self.held.values() if one.sku == value.sku), None)
            created = holder is None
            if holder is None:
                self.doubled += any(one.sku == value.sku for one in self.held.values())
                holder = Held(f"t{len(self.held)}", value.sku or "", None, None, change.marker)
                self.held[holder.key] = holder
                self.seen_from[holder.key] = self.clock.now() + timedelta(seconds=self.delay)
            if change.changed is None or "name" in change.changed:
                holder.name = value.name
            if change.changed is None or "price" in change.changed:
                holder.price = price
            self.applied.append(change.key)
            self.values.append((change.key, value.name))
            return Outcome.applied(change.key, holder.key, created=created)

    def find(self, test: Callable[[Held], bool]) -> Found:
        """What can be seen that passes a test."""
        with self.lock:
            now = self.clock.now()
            keys = [one.key for one in self.held.values() if test(one) and self.seen_from[one.key] <= now]
        if not keys:
            return Found.none()
        return Found.one(keys[0]) if len(keys) == 1 else Found(match=Match.MANY, evidence=", ".join(keys))

    def next_fault(self, key: str) -> Fault:
        """What happens to the next change."""
        with self.lock:
            if key in self.fault_of:
                return self.fault_of[key]
            return self.faults.pop(0) if self.faults else None


class Stall(Target[Product]):
    """Articles of a market, each known by its SKU: written over freely."""

    entity: ClassVar[type[Entity]] = Product
    requires = frozenset({"sku"})
    accepts = frozenset({"sku", "name", "price", "attributes"})
    policy: ClassVar[WritePolicy] = WritePolicy.keyed("sku")
    max_batch = 2
    writers = 2
    form = Form((Question(name="shelf", label="Shelf", required=False),))
    api: Market

    def key_of(self, value: Product) -> str:
        """The SKU."""
        if not value.sku:
            raise RecordError("The article has no SKU.", path="sku")
        return value.sku

    def write(self, changes: Sequence[Change[Product]]) -> Iterator[Outcome]:
        """One after the other."""
        self.api.on_call()
        with self.api.lock:
            self.api.calls.append(tuple(changes))
        keys = {change.value.sku for change in changes}
        with self.api.lock:
            self.api.overlaps += len(keys & self.api.under_way)
            self.api.under_way |= keys
        try:
            for change in changes:
                yield self._one(change)
        finally:
            with self.api.lock:
                self.api.under_way -= keys

    def find_existing(self, change: Change[Product]) -> Found:
        """What can be seen."""
        self.api.finds.append(change.key)
        return self.api.find(lambda held: held.sku == change.value.sku)

    def _one(self, change: Change[Product]) -> Outcome:
        fault = self.api.next_fault(change.key)
        if isinstance(fault, Outcome):
            return fault
        if isinstance(fault, BaseException):
            raise fault
        if fault == "gone":
            raise TransientError("no answer", delivery=Delivery.UNKNOWN)
        outcome = self._apply(change)
        if fault == "lost":
            raise TransientError("no answer", delivery=Delivery.UNKNOWN)
        return outcome

    def _apply(self, change: Change[Product]) -> Outcome:
        return self.api.apply(change, merges=True)


class StrictStall(Stall):
    """Articles that cannot be created twice."""

    policy: ClassVar[WritePolicy] = WritePolicy.conditional("sku")

    def _apply(self, change: Change[Product]) -> Outcome:
        taken = any(one.sku == change.value.sku for one in self.api.held.values())
        if change.operation is Operation.CREATE and taken:
            return Outcome(key=change.key, result=Result.EXISTS)
        return self.api.apply(change, merges=False)


class MarkedStall(Stall):
    """Articles that can be created twice, and are found again by a marker."""

    policy: ClassVar[WritePolicy] = WritePolicy.readback("sku", settle=30.0)

    def find_existing(self, change: Change[Product]) -> Found:
        """What can be seen."""
        self.api.finds.append(change.key)
        return self.api.find(lambda held: held.marker == change.marker)

    def _apply(self, change: Change[Product]) -> Outcome:
        return self.api.apply(change, merges=False)


class Payouts(Stall):
    """Something that cannot be undone: each write adds a payment of which only the number is known."""

    policy: ClassVar[WritePolicy] = WritePolicy.money("sku")
    max_batch = 1

    def snapshot(self, change: Change[Product]) -> Mapping[str, Any]:
        """What can be seen already."""
        with self.api.lock:
            now = self.api.clock.now()
            return {"keys": [one.key for one in self.api.held.values() if self.api.seen_from[one.key] <= now]}

    def find_existing(self, change: Change[Product]) -> Found:
        """What can be seen."""
        self.api.finds.append(change.key)
        if change.baseline is None:
            return Found(match=Match.CANNOT_TELL)
        before = change.baseline["keys"]
        return self.api.find(lambda held: held.sku == change.value.sku and held.key not in before)

    def _apply(self, change: Change[Product]) -> Outcome:
        with self.api.lock:
            paid = next((one for one in self.api.held.values() if one.sku == change.value.sku), None)
            if paid is not None and paid.name == change.value.name:
                return Outcome.unchanged(change.key, paid.key)
        payment = attrs.evolve(change, target_key=None, changed=None)
        return self.api.apply(payment, merges=False)
