"""One order at Ecwid for each of eBay's, and eBay is told once that it was sent."""

from __future__ import annotations

import pytest
from syncspider.sandbox import Request, Response
from syncspider.state import RunStatus

from tests.acceptance.worlds import EMAIL, Nth, World, page_of_html


def test_every_order_arrives_once(world: World) -> None:
    """Each carries eBay's order id; those in another currency are dead letters with the reason."""
    run = world.run(world.add("ebay", "Orders", "ecwid", default_email=EMAIL))
    assert run.status is RunStatus.PARTIAL
    assert run.counts.dead == len(world.ebay.unfit("Orders"))
    assert world.references() == sorted(world.movable())


def test_lost_answers_double_no_order(world: World) -> None:
    """Orders whose creation was carried out without an answer are found again and adopted."""
    lost = iter([True, False] * 6)

    def lose(request: Request, response: Response) -> Response:
        if request.method == "POST" and request.path.endswith("/orders") and next(lost, False):
            return page_of_html(502)
        return response

    world.ecwid_server.after.append(lose)
    run = world.run(world.add("ebay", "Orders", "ecwid", default_email=EMAIL))
    assert run.counts.undecided == 0
    assert world.references() == sorted(world.movable())


def test_a_lost_state_doubles_no_order(world: World) -> None:
    """A new installation finds what another one has moved, and leaves it as it is."""
    world.run(world.add("ebay", "Orders", "ecwid", default_email=EMAIL))
    before = world.ecwid.holdings()["Orders"]
    world.lose_state()
    run = world.run(world.add("ebay", "Orders", "ecwid", default_email=EMAIL))
    assert run.counts.created == 0
    assert world.ecwid.holdings()["Orders"] == before


def test_a_change_at_the_source_reaches_the_copy(world: World) -> None:
    """What changes after a run is moved by the next one, which reads little else."""
    task = world.add("ebay", "Orders", "ecwid", default_email=EMAIL)
    world.run(task)
    world.ebay.sell(3)
    run = world.run(task)
    assert run.counts.read == 3
    assert run.counts.created + run.counts.dead == 3
    assert world.references() == sorted(world.movable())


def test_ebay_is_told_once_what_was_sent(world: World) -> None:
    """Shipped orders get their tracking number at eBay; the shop's own orders are skipped with the reason."""
    world.run(world.add("ebay", "Orders", "ecwid", default_email=EMAIL))
    day = world.ecwid.merchant_day()
    before = world.ebay.holdings()["Order Status"]
    task = world.add("ecwid", "Orders", "ebay", "Order Status")
    run = world.run(task)
    after = world.ebay.holdings()["Order Status"]
    told = {key for key, parcels in after.items() if before.get(key) != parcels}
    assert told == {day.external[key] for key in day.shipped if key in day.external}
    assert any("external reference" in reason for reason in run.counts.reasons)
    again = world.run(task, full=True)
    assert (again.counts.created, again.counts.updated) == (0, 0)
    assert world.ebay.holdings()["Order Status"] == after


@pytest.mark.parametrize("place", [1, 9, 20])
def test_a_connection_that_breaks_doubles_no_order(world: World, place: int) -> None:
    """Nor loses any: the order that was made is found by its marker."""
    Nth("POST", "/orders", place, lambda: None, carried_out=True).put_at(world.ecwid_server)
    Nth("POST", "/orders", place + 1, lambda: None, carried_out=False).put_at(world.ecwid_server)
    run = world.run(world.add("ebay", "Orders", "ecwid", default_email=EMAIL))
    assert run.counts.undecided == 0
    assert world.references() == sorted(world.movable())


def test_a_parcel_is_told_once_though_answers_are_lost(world: World) -> None:
    """EBay cannot forget a parcel, so before one is told again, those that it has are read."""
    world.run(world.add("ebay", "Orders", "ecwid", default_email=EMAIL))
    day = world.ecwid.merchant_day()
    before = world.ebay.holdings()["Order Status"]
    task = world.add("ecwid", "Orders", "ebay", "Order Status")
    for place in (1, 2):
        Nth("POST", "/shipping_fulfillment", place, lambda: None, carried_out=True).put_at(world.ebay_server)
    for _ in range(3):
        assert world.run(task, full=True).counts.dead == 0
    after = world.ebay.holdings()["Order Status"]
    new = {key: len(parcels) - len(before.get(key, ())) for key, parcels in after.items()}  # type: ignore[arg-type]
    assert {key: count for key, count in new.items() if count} == {
        day.external[key]: 1 for key in day.shipped if key in day.external
    }


def test_orders_of_the_shop_itself_are_not_told_to_ebay(world: World) -> None:
    """Each is skipped with the reason, and not a request is made for it."""
    task = world.add("ecwid", "Orders", "ebay", "Order Status")
    money = world.add("ecwid", "Orders", "ebay", "Refunds")
    world.ecwid.merchant_day()
    for name in (task, money):
        run = world.run(name)
        assert run.status is RunStatus.DONE
        assert run.counts.skipped == run.counts.read == len(world.ecwid.holdings()["Orders"])
        assert sum(run.counts.reasons.values()) == run.counts.skipped
        assert any("external reference" in reason for reason in run.counts.reasons)
    assert not [exchange for exchange in world.ebay_server.exchanges if "/order/" in exchange.path]
