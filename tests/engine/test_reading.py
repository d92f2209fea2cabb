"""Reading ahead: at the same time, but only so far."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from datetime import timedelta

import pytest
from syncspider import Record, Window
from syncspider.errors import Delivery, TransientError
from syncspider.state import RunStatus

from tests.engine.markets import Stall
from tests.engine.shops import Goods, a_product
from tests.engine.worlds import World


def test_parts_of_a_window_are_read_at_the_same_time() -> None:
    """Two parts meet: each reading waits until the other has begun."""
    world = World(readers=2)
    world.shop.parts = 2
    world.shop.fill(4)
    meeting = threading.Barrier(2, timeout=10)
    world.shop.on_read = lambda: (meeting.wait(), None)[1]
    run = world.run()
    assert (run.status, run.counts.created) == (RunStatus.DONE, 4)


def test_the_next_page_is_asked_for_before_the_last_is_written(world: World) -> None:
    """While a change is on its way to the target, reading goes on."""
    world.shop.page = 2
    world.shop.fill(8)
    third = threading.Event()

    def look() -> None:
        if len(world.shop.reads) >= 2:
            third.set()

    world.shop.on_read = look
    world.market.on_call = lambda: (third.wait(10), None)[1]
    assert world.run().counts.created == 8
    assert third.is_set()


def test_a_slow_target_holds_the_reader_back(world: World) -> None:
    """However fast the source is, only so many pages wait in memory."""
    world.shop.page = 1
    world.shop.fill(200)
    most: list[int] = []
    world.market.on_call = lambda: most.append(len(world.shop.reads) - len(world.market.applied))
    world.run()
    assert max(most) <= 40


def test_calls_to_the_target_are_made_at_the_same_time(world: World) -> None:
    """As many as it allows: each of two calls waits until the other has begun."""
    world.shop.fill(4)
    meeting = threading.Barrier(2, timeout=10)
    world.market.on_call = lambda: (meeting.wait(), None)[1]
    assert world.run().counts.created == 4


class Splitting(Goods):
    """A source that has to ask for the parts of a window."""

    failures = 1

    def split(self, window: Window) -> Iterable[Window]:
        """The window, after a failure or two half-way."""
        yield from super().split(window)
        if type(self).failures > 0:
            type(self).failures -= 1
            raise TransientError("busy", delivery=Delivery.NOT_SENT)


@pytest.mark.parametrize(("failures", "status"), [(1, RunStatus.DONE), (9, RunStatus.FAILED)])
def test_a_window_whose_parts_are_not_told_is_split_again(failures: int, status: RunStatus) -> None:
    """A failure while a window is split is tried again, and nothing is written twice by it."""
    Splitting.failures = failures
    world = World(source_class=Splitting)
    world.shop.fill(4)
    run = world.run()
    assert run.status is status
    assert len(world.market.applied) == len(world.market.held) == run.counts.created
    assert (run.counts.created == 4) or status is RunStatus.FAILED


def test_the_total_is_told_as_far_as_it_is_known(world: World) -> None:
    """Progress has the source's own count, of all parts that were begun."""
    world.shop.fill(7)
    world.run()
    assert world.watcher.totals[-1] == 7


def test_one_match_key_is_never_under_way_twice() -> None:
    """Calls that run at the same time never hold changes of one record."""

    class Watchful(Stall):
        """Looks for its neighbours."""

        writers = 4
        max_batch = 1

    world = World(Watchful)
    world.shop.page = 2
    world.shop.parts = 3
    for version in range(40):
        key = f"s{version % 3}"
        record = Record(key=key, value=a_product(f"v{version:02}", sku=key), version=f"{version:02}")
        world.shop.records[f"reading {version}"] = (record, world.clock.now() - timedelta(hours=1))
    run = world.run()
    assert run.counts.read == 40
    assert len(world.market.calls) > 3
    assert world.market.overlaps == 0
    assert world.names() == {"s0": "v39", "s1": "v37", "s2": "v38"}
