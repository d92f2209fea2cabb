"""Fills an empty store with varied records."""

from __future__ import annotations

from random import Random

import attrs

from syncspider_ecwid.sandbox.seeded_customers import CustomerStories
from syncspider_ecwid.sandbox.seeded_orders import OrderStories
from syncspider_ecwid.sandbox.seeded_products import ProductStories
from syncspider_ecwid.sandbox.tables import Table


@attrs.frozen(kw_only=True)
class Seeding:
    """What decides the records.

    Attributes:
        seed: The same one gives the same records.
        account: Part of SKUs and e-mail addresses.
        now: UNIX seconds; times lie before it.
    """

    seed: str
    account: int
    now: int

    def fill(self, products: Table, customers: Table, orders: Table, records: int) -> None:
        """Add ``records`` of each."""
        random = Random(self.seed)  # noqa: S311 - records for tests
        catalogue = ProductStories(random, self.account, self.now)
        for place in range(records):
            product, changed = catalogue.tell(place, products.number)
            products.put(str(product["id"]), product, changed=changed)
        people = CustomerStories(random, self.account, self.now)
        for place in range(records):
            customer, changed = people.tell(place, customers.number)
            customers.put(str(customer["id"]), customer, changed=changed)
        if records:
            sales = OrderStories(random, self.now, list(products.rows.values()), list(customers.rows.values()))
            for place in range(records):
                order, changed = sales.tell(place, orders.number)
                orders.put(order["id"], order, changed=changed)
            for key, stats in sales.stats.items():
                customers.rows[key] = {**customers.rows[key], "stats": stats}
