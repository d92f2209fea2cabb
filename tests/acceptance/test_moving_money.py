"""Refunds given at Ecwid reach eBay once, whatever happens to the answers."""

from __future__ import annotations

from decimal import Decimal

import pytest
from syncspider.sandbox import MerchantDay, Request, Response
from syncspider.state import RunStatus

from tests.acceptance.worlds import World

_REFUND = "/issue_refund"


def orders_moved_and_refunded(world: World) -> MerchantDay:
    """EBay's orders are at Ecwid, and the shop's owner has given some of the money back."""
    world.run(world.add("ebay", "Orders", "ecwid", default_email="shop@shop.example"))
    return world.ecwid.merchant_day()


def wanted(day: MerchantDay) -> dict[str, Decimal]:
    """EBay's order ids with what was given back on them."""
    return {day.external[key]: amount for key, amount in day.refunded.items() if key in day.external}


def given(world: World, day: MerchantDay) -> dict[str, Decimal]:
    """What eBay says of the same orders."""
    return {key: world.ebay.refunds().get(key, Decimal(0)) for key in wanted(day)}


class Faults:
    """Spoils requests for refunds: each of the first few, one way or another."""

    def __init__(self, *, after: bool, times: int) -> None:
        self.left = times
        self._after = after

    def before(self, request: Request) -> Response | None:
        """Answer instead of eBay, so that nothing is done."""
        if self._after or not request.path.endswith(_REFUND) or self.left <= 0:
            return None
        self.left -= 1
        return Response(status=503, body=b"<html>busy</html>", headers={"Content-Type": "text/html"})

    def after(self, request: Request, response: Response) -> Response:
        """Lose eBay's answer after it has given the money back."""
        if not self._after or not request.path.endswith(_REFUND) or self.left <= 0:
            return response
        self.left -= 1
        return Response(status=500, body=b"<html>oops</html>", headers={"Content-Type": "text/html"})


def test_what_was_given_back_is_given_back_at_ebay(world: World) -> None:
    """Whole and partial refunds arrive with their sum, and a second run gives nothing more."""
    day = orders_moved_and_refunded(world)
    task = world.add("ecwid", "Orders", "ebay", "Refunds")
    assert world.run(task).status is RunStatus.DONE
    assert wanted(day)
    assert given(world, day) == wanted(day)
    assert world.run(task, full=True).counts.created == 0
    assert given(world, day) == wanted(day)


@pytest.mark.parametrize("times", [1, 3, 100])
def test_a_lost_answer_doubles_no_refund(world: World, times: int) -> None:
    """An error after the money was given is found out from eBay's own books; nothing is sent again."""
    day = orders_moved_and_refunded(world)
    task = world.add("ecwid", "Orders", "ebay", "Refunds")
    faults = Faults(after=True, times=times)
    world.ebay_server.after.append(faults.after)
    for _ in range(3):
        world.run(task, full=True)
        paid = given(world, day)
        assert all(paid[key] <= amount for key, amount in wanted(day).items())
    world.ebay_server.after.clear()
    world.run(task, full=True)
    assert given(world, day) == wanted(day)


def test_what_nobody_knows_is_left_to_a_person(world: World) -> None:
    """Where eBay's books show nothing after an error, the refund is not sent again, and the run says so."""
    day = orders_moved_and_refunded(world)
    task = world.add("ecwid", "Orders", "ebay", "Refunds")
    faults = Faults(after=False, times=1)
    world.ebay_server.before.append(faults.before)
    first = world.run(task)
    assert first.counts.undecided == 1
    assert first.status is RunStatus.PARTIAL
    again = world.run(task, full=True)
    assert again.counts.undecided == 1
    missing = [key for key, amount in wanted(day).items() if given(world, day)[key] != amount]
    assert len(missing) == 1
    assert given(world, day)[missing[0]] == 0


def test_a_refund_by_hand_is_not_repeated(world: World) -> None:
    """What the seller has given back at eBay already is not given again when the state is new."""
    day = orders_moved_and_refunded(world)
    world.run(world.add("ecwid", "Orders", "ebay", "Refunds"))
    world.lose_state()
    run = world.run(world.add("ecwid", "Orders", "ebay", "Refunds"))
    assert run.counts.created == 0
    assert given(world, day) == wanted(day)
