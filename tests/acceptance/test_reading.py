"""Whatever the shops do while they are read, every record arrives."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from syncspider.sandbox import Request

from tests.acceptance.worlds import EMAIL, World


@pytest.fixture
def large(tmp_path: Path) -> Iterator[World]:
    """Accounts whose records take several pages."""
    world = World(tmp_path, records=230, seed=9)
    yield world
    world.close()


def test_sets_that_change_while_they_are_read_lose_nothing(large: World) -> None:
    """With orders and products changing under the reader's hands, all of them arrive, once."""
    large.ebay.churn = large.ecwid.churn = 3
    orders = large.add("ebay", "Orders", "ecwid", default_email=EMAIL)
    products = large.add("ecwid", "Products", "ebay", **large.terms())
    for task in (orders, products):
        assert large.run(task).counts.undecided == 0
    large.ebay.churn = large.ecwid.churn = 0
    for task in (orders, products):  # what moved to a later window while it was read
        large.run(task)
    assert large.references() == sorted(large.movable())
    goods: list[Any] = list(large.ecwid.holdings()["Products"].values())
    assert {product["sku"] for product in goods} <= {*large.ebay.articles(), *large.ebay.holdings()["Products"]}


def test_limits_are_kept_to_in_the_end(large: World) -> None:
    """Shops that say "too many requests" get fewer of them; nothing is given up."""
    orders = large.add("ebay", "Orders", "ecwid", default_email=EMAIL)
    large.ebay.rate = 2
    large.ecwid.rate = 60
    run = large.run(orders)
    assert {429} < {exchange.status for exchange in large.ecwid_server.exchanges}
    assert run.counts.dead == len(large.ebay.unfit("Orders"))
    assert (run.counts.undecided, run.error) == (0, "")
    assert large.references() == sorted(large.movable())


def test_what_changes_during_a_run_arrives_with_the_next(large: World) -> None:
    """Orders made, and orders changed, while a run is on its way are neither lost nor read twice over."""
    task = large.add("ebay", "Orders", "ecwid", default_email=EMAIL)
    changed = min(large.movable())
    done: list[str] = []

    def meddle(request: Request) -> None:
        if request.method == "POST" and request.path.endswith("/orders") and not done:
            done.extend(large.ebay.sell(4))
            order = large.ebay._table.rows[changed]
            large.ebay._table.put({**order, "buyerCheckoutNotes": "Changed meanwhile"})

    large.ecwid_server.before.append(meddle)
    first = large.run(task)
    assert first.counts.read == len(large.ebay.holdings()["Orders"]) - 4
    second = large.run(task)
    assert second.counts.read == 5
    assert large.references() == sorted(large.movable())
    orders: list[Any] = list(large.ecwid.holdings()["Orders"].values())
    notes = [order["orderComments"] for order in orders if order.get("externalOrderId") == changed]
    assert notes == ["Changed meanwhile"]
    assert large.run(task).counts.read == 0
