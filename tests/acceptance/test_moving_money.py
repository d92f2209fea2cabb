"""Refunds given at Ecwid reach eBay once, whatever happens to the answers."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from syncspider.sandbox import MerchantDay, Request, Response
from syncspider.state import RunStatus
from syncspider_ecwid.sandbox.merchant import refund

from tests.acceptance.worlds import EMAIL, Nth, World, page_of_html

_REFUND = "/issue_refund"


def orders_moved_and_refunded(world: World) -> MerchantDay:
    """EBay's orders are at Ecwid, and the shop's owner has given some of the money back."""
    world.run(world.add("ebay", "Orders", "ecwid", default_email=EMAIL))
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
        return page_of_html(503)

    def after(self, request: Request, response: Response) -> Response:
        """Lose eBay's answer after it has given the money back."""
        if not self._after or not request.path.endswith(_REFUND) or self.left <= 0:
            return response
        self.left -= 1
        return page_of_html(500)


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


def test_a_lost_state_repeats_no_refund(world: World) -> None:
    """What another installation has given back is not given again by a new one."""
    day = orders_moved_and_refunded(world)
    world.run(world.add("ecwid", "Orders", "ebay", "Refunds"))
    world.lose_state()
    run = world.run(world.add("ecwid", "Orders", "ebay", "Refunds"))
    assert run.counts.created == 0
    assert given(world, day) == wanted(day)


@pytest.mark.parametrize("place", [1, 2, 3, 4])
def test_a_connection_that_breaks_after_any_refund_doubles_none(world: World, place: int) -> None:
    """Whichever of the requests it is: eBay has given the money, and is asked before anything else is done."""
    day = orders_moved_and_refunded(world)
    task = world.add("ecwid", "Orders", "ebay", "Refunds")
    broken = Nth("POST", _REFUND, place, lambda: None, carried_out=True)
    broken.put_at(world.ebay_server)
    first = world.run(task)
    assert broken.met >= place
    assert (first.counts.dead, first.counts.undecided) == (0, 0)
    assert given(world, day) == wanted(day)
    assert world.run(task, full=True).counts.created == 0
    assert given(world, day) == wanted(day)


def by_hand(world: World, key: str, amount: Decimal) -> None:
    """The seller gives money back on eBay's own pages."""
    order: Any = world.ebay.holdings()["Orders"][key]
    money = {"value": str(amount), "currency": order["pricingSummary"]["total"]["currency"]}
    body = {"reasonForRefund": "OTHER_ADJUSTMENT", "orderLevelRefundAmount": money}
    path = f"/sell/fulfillment/v1/order/{key}/issue_refund"
    request = Request(method="POST", path=path, body=json.dumps(body).encode())
    assert world.ebay._refunds.issue(request, key).status == 200


def test_a_refund_by_hand_is_not_repeated(world: World) -> None:
    """What the seller has given back at eBay counts, whole or in part: only what is missing is given."""
    day = orders_moved_and_refunded(world)
    whole, part, *_others = sorted(wanted(day))
    by_hand(world, whole, wanted(day)[whole])
    by_hand(world, part, Decimal("0.01"))
    task = world.add("ecwid", "Orders", "ebay", "Refunds")
    run = world.run(task)
    assert run.counts.created == len(wanted(day)) - 1
    assert given(world, day) == wanted(day)
    assert len(world.ebay._table.refunds[whole]) == 1
    assert world.run(task, full=True).counts.created == 0
    assert given(world, day) == wanted(day)


def test_more_given_by_hand_than_at_the_source_is_told(world: World) -> None:
    """Nothing is given on top, and the run says that eBay has given back more."""
    day = orders_moved_and_refunded(world)
    key = min(key for key, amount in wanted(day).items() if _total(world, key) > amount)
    by_hand(world, key, wanted(day)[key] + Decimal("0.01"))
    run = world.run(world.add("ecwid", "Orders", "ebay", "Refunds"))
    assert given(world, day)[key] == wanted(day)[key] + Decimal("0.01")
    assert any("eBay has given back more" in note for note in run.counts.notes)


def _total(world: World, key: str) -> Decimal:
    order: Any = world.ebay.holdings()["Orders"][key]
    return Decimal(order["pricingSummary"]["total"]["value"])


def refund_more(world: World, day: MerchantDay) -> dict[str, Decimal]:
    """The shop's owner gives another cent on every order that has one left; the new totals by eBay's order id."""
    totals = {}
    for key, reference in day.external.items():
        order = world.ecwid._orders.table.rows[key]
        if key in day.refunded and order["total"] - order["refundedAmount"] >= Decimal("0.01"):
            after = refund(order, [Decimal("0.01")], at=world.ecwid._orders.table.now(), reason="")
            world.ecwid._orders.table.put(key, after)
            totals[reference] = after["refundedAmount"]
    assert totals
    return totals


def test_one_refund_after_the_other_on_one_order(world: World) -> None:
    """Each of several partial refunds arrives, once, whenever it is made, and however often the task is run."""
    day = orders_moved_and_refunded(world)
    task = world.add("ecwid", "Orders", "ebay", "Refunds")
    totals = wanted(day)
    for _ in range(3):
        for _ in range(3):
            world.run(task)
            assert {key: world.ebay.refunds()[key] for key in totals} == totals
        totals |= refund_more(world, day)
        world.run(task)
        assert {key: world.ebay.refunds()[key] for key in totals} == totals
    world.run(task, full=True)
    assert {key: world.ebay.refunds()[key] for key in totals} == totals


def test_a_refund_that_ebay_still_works_on_is_waited_for(world: World) -> None:
    """EBay takes no second refund of an order meanwhile: it stays due, and follows when it is tried again."""
    world.ebay.refund_delay = 3600.0
    day = orders_moved_and_refunded(world)
    task = world.add("ecwid", "Orders", "ebay", "Refunds")
    assert world.run(task).counts.dead == 0
    totals = wanted(day) | refund_more(world, day)
    busy = world.run(task)
    assert busy.status is RunStatus.PARTIAL
    assert all("still working" in letter.message for letter in world.letters(task))
    world.clock.sleep(7200)
    world.run(task, keys=tuple(letter.key for letter in world.letters(task)))
    assert world.letters(task) == ()
    world.clock.sleep(7200)
    assert {key: world.ebay.refunds()[key] for key in totals} == totals
