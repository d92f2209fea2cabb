"""A process may be killed at any request, and two may want the same task: nothing is lost, nothing is doubled."""

from __future__ import annotations

import contextlib
import subprocess
import threading
from collections.abc import Iterator

import attrs
import pytest
from syncspider.sandbox import Request, Response

from tests.acceptance.worlds import EMAIL, PAUSE, Nth, World, page_of_html, started


@attrs.define
class Victim:
    """A run in a process of its own, which is killed when somebody says so."""

    process: subprocess.Popen[str] | None = None

    def kill(self) -> None:
        """As the machine's power would."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def run(self, world: World, task: str) -> None:
        """Run a task, a while later, until it is killed."""
        world.clock.skip(PAUSE)
        with started("--home", str(world.home), "run", task) as self.process:
            assert self.process.wait(timeout=60) == -9


def parcels(world: World) -> dict[str, int]:
    """How many parcels eBay knows of each order."""
    return {key: len(sent) for key, sent in world.ebay.holdings()["Order Status"].items()}  # type: ignore[arg-type]


@pytest.mark.parametrize("place", [1, 9])
@pytest.mark.parametrize("carried_out", [False, True], ids=["before", "after"])
def test_orders_go_on_after_a_kill(world: World, place: int, carried_out: bool) -> None:  # noqa: FBT001 - of pytest
    """Whether Ecwid has made the order at whose request the process died, or not: in the end it is there once."""
    task = world.add("ebay", "Orders", "ecwid", default_email=EMAIL)
    victim = Victim()
    Nth("POST", "/orders", place, victim.kill, carried_out=carried_out).put_at(world.ecwid_server)
    victim.run(world, task)
    run = world.run(task)
    assert (run.counts.undecided, run.error) == (0, "")
    assert world.references() == sorted(world.movable())
    assert world.run(task, full=True).counts.created == 0
    assert world.references() == sorted(world.movable())


@pytest.mark.parametrize("carried_out", [False, True], ids=["before", "after"])
def test_refunds_go_on_after_a_kill(world: World, carried_out: bool) -> None:  # noqa: FBT001 - of pytest
    """Money that was given is not given again; where nobody can know, a person is asked, and the others are given."""
    world.run(world.add("ebay", "Orders", "ecwid", default_email=EMAIL))
    day = world.ecwid.merchant_day()
    task = world.add("ecwid", "Orders", "ebay", "Refunds")
    victim = Victim()
    Nth("POST", "/issue_refund", 2, victim.kill, carried_out=carried_out).put_at(world.ebay_server)
    victim.run(world, task)
    wanted = {day.external[key]: amount for key, amount in day.refunded.items() if key in day.external}
    for _ in range(3):
        run = world.run(task, full=True)
        assert run.error == ""
    given = world.ebay.refunds()
    late = [key for key, amount in wanted.items() if given.get(key) != amount]
    assert len(late) == run.counts.undecided  # its own, and what other threads were just about to send
    assert run.counts.undecided > 0 or carried_out
    assert not any(key in given for key in late)


def test_parcels_go_on_after_a_kill(world: World) -> None:
    """EBay was told of a parcel when the process died: it is not told again, and of the others it is."""
    world.run(world.add("ebay", "Orders", "ecwid", default_email=EMAIL))
    day = world.ecwid.merchant_day()
    before = parcels(world)
    task = world.add("ecwid", "Orders", "ebay", "Order Status")
    victim = Victim()
    Nth("POST", "/shipping_fulfillment", 2, victim.kill, carried_out=True).put_at(world.ebay_server)
    victim.run(world, task)
    world.run(task)
    expected = before | {day.external[key]: before.get(day.external[key], 0) + 1 for key in day.shipped
                         if key in day.external}  # fmt: skip
    assert parcels(world) == expected


def test_products_go_on_after_a_kill(world: World) -> None:
    """Articles were replaced when the process died: they are found as they are, and their offers follow."""
    task = world.add("ecwid", "Products", "ebay", **world.terms())
    victim = Victim()
    end = "/bulk_create_or_replace_inventory_item"
    Nth("POST", end, 1, victim.kill, carried_out=True).put_at(world.ebay_server)
    victim.run(world, task)
    run = world.run(task)
    assert run.counts.dead == len(world.ecwid.unfit("Products"))
    assert run.counts.created + run.counts.updated > 0
    again = world.run(task, full=True)
    assert (again.counts.created, again.counts.updated) == (0, 0)


@contextlib.contextmanager
def held_up(world: World) -> Iterator[threading.Event]:
    """The store answers no creation of an order until this is over; the event tells that one is waiting."""
    waiting, going = threading.Event(), threading.Event()

    def hold(request: Request) -> Response | None:
        if going.is_set() or request.method != "POST":
            return None
        waiting.set()
        going.wait(60)
        return page_of_html(503)

    world.ecwid_server.before.append(hold)
    try:
        yield waiting
    finally:
        going.set()


def test_two_processes_do_not_run_one_task_at_once(world: World) -> None:
    """The second says so in one line and does nothing; when the first is killed, the next one takes over at once."""
    task = world.add("ebay", "Orders", "ecwid", default_email=EMAIL)
    with started("--home", str(world.home), "run", task) as first, held_up(world) as waiting:
        assert waiting.wait(60)
        second = world.typed("run", task)
        assert (second.code, second.out) == (1, "")
        assert second.err == (
            f"Error: {task}: Run 1 of {task} is under way and moves the same records. Wait until it has finished.\n"
        )
        shown = world.typed("runs", "list")
        assert (shown.code, shown.out.count("running")) == (0, 1)
        assert world.typed("tasks", "remove", task, "--yes").code == 2
        first.kill()
        first.wait()
    run = world.run(task)
    assert (run.id, run.counts.undecided, run.error) == (2, 0, "")
    assert world.references() == sorted(world.movable())


def test_two_processes_that_start_together_move_each_order_once(world: World) -> None:
    """One of them wins; both end by themselves, and every order is there once."""
    task = world.add("ebay", "Orders", "ecwid", default_email=EMAIL)
    words = ("--home", str(world.home), "run", task)
    world.clock.skip(PAUSE)
    with started(*words) as first, started(*words) as second:
        for process in (first, second):
            process.communicate(timeout=60)
    assert {first.returncode, second.returncode} <= {0, 1, 3}
    assert 3 in {first.returncode, second.returncode}
    assert world.references() == sorted(world.movable())
