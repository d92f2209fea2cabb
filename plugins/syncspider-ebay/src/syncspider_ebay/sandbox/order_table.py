"""The orders of a seller with what was shipped and paid back, and what of it readers see already."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

import attrs
from syncspider.clock import Clock

from syncspider_ebay.sandbox import moments
from syncspider_ebay.sandbox.dials import Dials

Json = dict[str, Any]
_REMEMBERED: Final = 20


@attrs.define
class OrderTable:
    """Orders by id. An order is never changed in place, so one that was handed out stays as it was.

    Attributes:
        rows: Orders as they are.
        refunds: Order id to the refunds asked for, oldest first, in a form of our own: see :mod:`.refunds`.
    """

    clock: Clock
    _dials: Dials
    rows: dict[str, Json] = attrs.field(factory=dict, init=False)
    refunds: dict[str, list[Json]] = attrs.field(factory=dict, init=False)
    _shipments: dict[str, list[tuple[str, Json]]] = attrs.field(factory=dict, init=False)
    _versions: dict[str, list[Json]] = attrs.field(factory=dict, init=False)

    def now(self) -> datetime:
        """The present."""
        return self.clock.now()

    def put(self, order: Json, *, changed: str | None = None) -> None:
        """Keep an order, new or changed; its last change is ``changed`` or now."""
        key = order["orderId"]
        stamped = {**order, "lastModifiedDate": changed or moments.text(self.now())}
        self.rows[key] = stamped
        self._versions[key] = [*self._versions.get(key, []), stamped][-_REMEMBERED:]

    def seen(self, key: str) -> Json | None:
        """An order as readers see it now."""
        if key not in self.rows or not self._dials.read_lag:
            return self.rows.get(key)
        horizon = self._horizon()
        versions = self._versions[key]
        return next((old for old in reversed(versions) if old["lastModifiedDate"] <= horizon), versions[0])

    def all_seen(self) -> Iterator[Json]:
        """All orders as readers see them now."""
        if not self._dials.read_lag:
            yield from self.rows.values()
            return
        for key in self.rows:
            order = self.seen(key)
            if order is not None:
                yield order

    def ship(self, key: str, shipment: Json, *, at: str) -> None:
        """Keep a shipment."""
        self._shipments.setdefault(key, []).append((at, shipment))

    def shipments(self, key: str) -> list[Json]:
        """What was shipped of an order, oldest first."""
        return [shipment for _, shipment in self._shipments.get(key, [])]

    def seen_shipments(self, key: str) -> list[Json]:
        """What readers see now of what was shipped."""
        horizon = self._horizon()
        return [shipment for at, shipment in self._shipments.get(key, []) if at <= horizon]

    def _horizon(self) -> str:
        return moments.text(self.now() - timedelta(seconds=self._dials.read_lag))
