"""What holds whatever happens: nothing lost, nothing doubled, every record accounted for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from syncspider.state import Run, RunStatus, WriteState

from tests.engine.markets import MarkedStall, Payouts, Stall, StrictStall
from tests.engine.shops import NOON, a_product
from tests.engine.worlds import World, total

STALLS: Sequence[type[Stall]] = (Stall, StrictStall, MarkedStall, Payouts)
"""A class of target for each class of write."""


def undisturbed(target: type[Stall], records: int) -> World:
    """What comes of a run that nothing disturbs."""
    world = World(target)
    world.shop.fill(records)
    world.run()
    return world


def check_sum(run: Run) -> None:
    """Every record that was read has exactly one fate."""
    assert run.counts.read == total(run.counts)
    assert sum(run.counts.reasons.values()) == run.counts.skipped


def test_without_faults_every_record_arrives() -> None:
    """Whatever the class of its writes, a target holds every record once."""
    for target in STALLS:
        world = undisturbed(target, 7)
        assert world.names() == {f"sku-{n}": f"Article {n}" for n in range(7)}
        assert len(world.market.held) == 7


@pytest.mark.parametrize("target", STALLS)
def test_a_second_run_writes_nothing(target: type[Stall]) -> None:
    """Run twice is run once: the second run makes no call, even when it reads everything."""
    world = undisturbed(target, 7)
    calls = len(world.market.calls)
    run = world.run(full=True)
    assert (run.counts.read, run.counts.unchanged) == (7, 7)
    assert len(world.market.calls) == calls


@pytest.mark.parametrize("target", STALLS)
def test_killed_at_any_commit_and_run_again_is_as_if_undisturbed(target: type[Stall]) -> None:
    """At whichever commit the process dies, the next run brings the target to where it would be."""
    expected = undisturbed(target, 5)
    for step in count(1):
        world = World(target)
        world.shop.fill(5)
        if not world.run_killed_at(step):
            break
        died_at = world.steps[-1]
        run = world.run()
        check_sum(run)
        assert world.market.doubled == 0, died_at
        undecided = {write.intent.source_key for write in world.writes() if write.state is WriteState.UNDECIDED}
        missing = {f"s{n}" for n in range(5)} - set(world.market.applied)
        assert missing <= undecided, died_at
        if target is not Payouts:
            assert world.names() == expected.names(), died_at
            assert run.status is RunStatus.DONE, died_at
        assert (world.span().cursor or NOON) >= (expected.span().cursor or NOON), died_at
        again = world.run(full=True)
        assert again.counts.unchanged + again.counts.undecided == 5, died_at
    assert step > 10


@pytest.mark.parametrize("target", STALLS)
def test_killed_twice_is_as_if_undisturbed(target: type[Stall]) -> None:
    """Dying again while tidying up after the first death does no harm either."""
    expected = undisturbed(target, 3)
    for first in range(6, 30, 5):
        for second in range(1, 16, 5):
            world = World(target)
            world.shop.fill(3)
            world.run_killed_at(first)
            world.run_killed_at(second)
            world.run()
            assert world.market.doubled == 0
            if target is not Payouts:
                assert world.names() == expected.names(), (first, second)


FAULTS = st.sampled_from([None, None, "lost", "gone"])


@settings(max_examples=60)
@given(st.lists(FAULTS, max_size=14), st.sampled_from(STALLS), st.integers(1, 8), st.integers(0, 40))
def test_lost_answers_double_nothing(faults: list[str | None], target: type[Stall], records: int, delay: int) -> None:
    """However many answers are lost, before or after the change was made, no record is created twice."""
    world = World(target)
    world.shop.fill(records)
    world.market.faults = list(faults)
    world.market.delay = min(delay, 29 if target is MarkedStall else 0)
    for _ in range(3):
        run = world.run(full=True)
        check_sum(run)
    assert world.market.doubled == 0
    open_rows = {write.intent.source_key for write in world.writes() if write.state is WriteState.UNDECIDED}
    letters = {letter.key for letter in world.letters()}
    held = {f"s{sku.removeprefix('sku-')}" for sku in world.names()}
    assert held | open_rows | letters == {f"s{n}" for n in range(records)}


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5)), min_size=1, max_size=25),
    st.integers(1, 4),
    st.sampled_from([1, 3]),
)
def test_changes_of_one_record_keep_their_order(changes: list[tuple[int, int]], page: int, parts: int) -> None:
    """Whatever is read again and again, the target ends with the newest and never goes back to an older one."""
    world = World(readers=1)
    world.shop.page = page
    world.shop.parts = parts
    for number, (key, minutes) in enumerate(changes):
        name = f"version {number:03}"
        world.shop.put(
            f"{key}", a_product(name, sku=f"sku-{key}"), ago=timedelta(hours=2, minutes=minutes), version=name
        )
        if number % 4 == 3:
            check_sum(world.run(full=True))
    check_sum(world.run(full=True))
    newest = {f"sku-{key}": f"version {number:03}" for number, (key, _minutes) in enumerate(changes)}
    assert world.names() == newest
    assert world.market.overlaps == 0
    for key in {key for key, _minutes in changes}:
        written = [name for source, name in world.market.values if source == str(key)]
        assert written == sorted(written, key=str)


@settings(max_examples=40)
@given(st.data())
def test_the_cursor_never_passes_what_is_not_settled(data: st.DataObject) -> None:
    """Whenever the cursor moves, each record before it is at the target, skipped, dead or undecided."""
    world = World(readers=1)
    records = data.draw(st.integers(1, 9))
    world.shop.fill(records)
    for number in data.draw(st.sets(st.integers(0, records - 1))):
        world.shop.put(f"s{number}", a_product(f"Article {number}"))  # without a SKU it cannot pass
    world.shop.faults = data.draw(
        st.lists(st.sampled_from([None, ValueError("odd"), RuntimeError("odder")]), max_size=3)
    )
    world.kill_at = data.draw(st.none() | st.integers(1, 25))
    for _ in range(6):
        try:
            world.run()
        except BaseException as error:  # noqa: BLE001 - a killed process tells nothing
            assert type(error).__name__ == "Killed"  # noqa: PT017 - the next run is what counts
        world.kill_at = None
        if world.span().cursor is not None:
            known = set(world.market.applied) | {letter.key for letter in world.letters()}
            assert known == {f"s{number}" for number in range(records)}
    assert world.span().cursor is not None
