"""One order at Ecwid for each of eBay's, and eBay is told once that it was sent."""

from __future__ import annotations

import collections

from syncspider.sandbox import Request, Response
from syncspider.state import RunStatus

from tests.acceptance.worlds import World

_EMAIL = "shop@shop.example"


def copies(world: World) -> collections.Counter[str]:
    """How many orders at Ecwid carry each of eBay's order ids."""
    orders = world.ecwid.holdings()["Orders"].values()
    references = (order.get("externalOrderId") for order in orders if isinstance(order, dict))
    return collections.Counter(reference for reference in references if reference)


def movable(world: World) -> set[str]:
    """EBay's orders that a store in dollars can take."""
    return set(world.ebay.holdings()["Orders"]) - world.ebay.unfit("Orders")


def test_every_order_arrives_once(world: World) -> None:
    """Each carries eBay's order id; those in another currency are dead letters with the reason."""
    run = world.run(world.add("ebay", "Orders", "ecwid", default_email=_EMAIL))
    assert run.status is RunStatus.PARTIAL
    assert run.counts.dead == len(world.ebay.unfit("Orders"))
    assert copies(world) == collections.Counter(movable(world))


def test_lost_answers_double_no_order(world: World) -> None:
    """Orders whose creation was carried out without an answer are found again and adopted."""
    lost = iter([True, False] * 6)

    def lose(request: Request, response: Response) -> Response:
        if request.method == "POST" and request.path.endswith("/orders") and next(lost, False):
            return Response(status=502, body=b"<html>bad gateway</html>", headers={"Content-Type": "text/html"})
        return response

    world.ecwid_server.after.append(lose)
    run = world.run(world.add("ebay", "Orders", "ecwid", default_email=_EMAIL))
    assert run.counts.undecided == 0
    assert copies(world) == collections.Counter(movable(world))


def test_a_lost_state_doubles_no_order(world: World) -> None:
    """A new installation finds what another one has moved, and leaves it as it is."""
    world.run(world.add("ebay", "Orders", "ecwid", default_email=_EMAIL))
    before = world.ecwid.holdings()["Orders"]
    world.lose_state()
    run = world.run(world.add("ebay", "Orders", "ecwid", default_email=_EMAIL))
    assert run.counts.created == 0
    assert world.ecwid.holdings()["Orders"] == before


def test_a_change_at_the_source_reaches_the_copy(world: World) -> None:
    """What changes after a run is moved by the next one, which reads little else."""
    task = world.add("ebay", "Orders", "ecwid", default_email=_EMAIL)
    world.run(task)
    world.ebay.sell(3)
    run = world.run(task)
    assert run.counts.read == 3
    assert run.counts.created + run.counts.dead == 3
    assert copies(world) == collections.Counter(movable(world))


def test_ebay_is_told_once_what_was_sent(world: World) -> None:
    """Shipped orders get their tracking number at eBay; the shop's own orders are skipped with the reason."""
    world.run(world.add("ebay", "Orders", "ecwid", default_email=_EMAIL))
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


def test_sets_that_change_while_they_are_read_lose_nothing(world: World) -> None:
    """With orders changing under the reader's hands and a limit on requests, all of them arrive, once."""
    world.ebay.churn = 3
    world.ecwid.churn = 3
    task = world.add("ebay", "Orders", "ecwid", default_email=_EMAIL)
    world.run(task)
    world.ebay.churn = world.ecwid.churn = 0
    world.run(task)
    assert copies(world) == collections.Counter(movable(world))
