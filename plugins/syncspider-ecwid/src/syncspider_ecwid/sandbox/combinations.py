"""The variations of each product at addresses of their own (docs.ecwid.com, "Product variations")."""

from __future__ import annotations

from typing import Any

from syncspider.sandbox import Request

from syncspider_ecwid.sandbox.bodies import Bodies
from syncspider_ecwid.sandbox.products import Products
from syncspider_ecwid.sandbox.refusals import Refusal
from syncspider_ecwid.sandbox.shapes import STOCK, VARIATION
from syncspider_ecwid.sandbox.stock import adjusted
from syncspider_ecwid.sandbox.variations import variation

Json = dict[str, Any]


class Combinations:
    """The variations of a store's products."""

    def __init__(self, products: Products, bodies: Bodies) -> None:
        self._products = products
        self._bodies = bodies

    def all_of(self, key: str) -> list[Json]:
        """All variations of a product."""
        return list(self._products.record(key)["combinations"])

    def one(self, key: str, number: str) -> Json:
        """One variation.

        Raises:
            Refusal: The product or the variation is not there.
        """
        found = next((entry for entry in self.all_of(key) if str(entry["id"]) == number), None)
        if found is None:
            raise Refusal("COMBINATION_NOT_FOUND", "Combination not found")
        return found

    def add(self, key: str, request: Request) -> Json:
        """Keep a new variation."""
        there, body = self.all_of(key), self._bodies.read(request, "combinations", VARIATION)
        place = 1 + max((entry["combinationNumber"] for entry in there), default=0)
        entry = self._written(key, {"id": self._products.table.number(), "combinationNumber": place}, body)
        self._products.put_variations(key, [*there, entry])
        return {"id": entry["id"]}

    def change(self, key: str, number: str, request: Request) -> Json:
        """Change some fields of a variation."""
        before = self.one(key, number)
        after = self._written(key, before, self._bodies.read(request, "combinations", VARIATION))
        return self._swap(key, before, after)

    def adjust(self, key: str, number: str, request: Request) -> Json:
        """Change the stock of a variation by a difference."""
        before = self.one(key, number)
        after, answer = adjusted(before, self._bodies.read(request, "inventory", STOCK))
        return {**self._swap(key, before, after), **answer}

    def remove(self, key: str, number: str) -> Json:
        """Delete a variation."""
        gone = self.one(key, number)
        self._products.put_variations(key, [entry for entry in self.all_of(key) if entry is not gone])
        return {"deleteCount": 1}

    def _written(self, key: str, before: Json, sent: Json) -> Json:
        return variation(before, self._products.defined(sent), self._products.record(key))

    def _swap(self, key: str, before: Json, after: Json) -> Json:
        if before == after:
            return {"updateCount": 0}
        self._products.put_variations(key, [after if entry is before else entry for entry in self.all_of(key)])
        return {"updateCount": 1}
