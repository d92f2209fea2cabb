"""What is done about a write that fails or whose answer is lost, class by class."""

from __future__ import annotations

import threading

import pytest
from syncspider import Outcome, Result
from syncspider.errors import AccessError, Delivery, RecordError, TransientError
from syncspider.state import RunStatus, WriteState

from tests.engine.markets import MarkedStall, Payouts, Stall, StrictStall
from tests.engine.shops import a_product
from tests.engine.worlds import World

UNREACHED = TransientError("No route.", delivery=Delivery.NOT_SENT)
BUSY = TransientError("Too many requests.", delivery=Delivery.THROTTLED, retry_after=12)
ALL = [Stall, StrictStall, MarkedStall, Payouts]


def a_world(target: type[Stall], records: int = 1) -> World:
    """A world with a few articles to move."""
    world = World(target)
    world.shop.fill(records)
    return world


@pytest.mark.parametrize("target", ALL)
def test_what_was_not_sent_is_sent_again(target: type[Stall]) -> None:
    """A request of which no byte left, or that the limiter refused, is repeated, for money too."""
    world = a_world(target)
    world.market.faults = [UNREACHED, BUSY, None]
    run = world.run()
    assert (run.status, run.counts.created) == (RunStatus.DONE, 1)
    assert world.market.applied == ["s0"]
    assert sum(world.clock.slept) >= 12


@pytest.mark.parametrize("target", ALL)
def test_a_target_that_cannot_be_reached_fails_the_run(target: type[Stall]) -> None:
    """After five attempts the run ends; the record is due, nothing is dead and nothing is open."""
    world = a_world(target)
    world.market.faults = [UNREACHED] * 5
    run = world.run()
    assert run.status is RunStatus.FAILED
    assert "cannot be reached: No route." in run.error
    assert (run.counts.read, run.counts.dead) == (0, 0)
    assert world.run().counts.created == 1
    assert all(write.state in (WriteState.SUPERSEDED, WriteState.DONE) for write in world.writes())


def test_nobody_waits_for_hours(world: World) -> None:
    """A target that asks to wait for longer than a minute ends the run at once, which says so."""
    world.shop.fill(1)
    world.market.faults = [TransientError("Quota used up.", delivery=Delivery.THROTTLED, retry_after=7200)]
    run = world.run()
    assert run.status is RunStatus.FAILED
    assert "Quota used up." in run.error
    assert sum(world.clock.slept) == 0


@pytest.mark.parametrize("target", ALL)
@pytest.mark.parametrize("fault", ["lost", "gone"])
def test_a_lost_answer_never_doubles(target: type[Stall], fault: str) -> None:
    """Whether the write was carried out or not, the record is there once; only of lost money a person is asked."""
    world = a_world(target)
    world.market.faults = [fault]
    run = world.run()
    if target is Payouts and fault == "gone":
        assert (run.status, run.counts.undecided) == (RunStatus.PARTIAL, 1)
        assert world.market.applied == []
    else:
        assert (run.status, run.counts.created + run.counts.updated) == (RunStatus.DONE, 1)
        assert len(world.market.held) == 1
    assert world.market.doubled == 0


def test_money_is_not_sent_again_until_it_is_decided() -> None:
    """An undecided payment stays open: it keeps its key from everything else, run after run, and is asked about."""
    world = a_world(Payouts)
    world.market.faults = ["gone"]
    world.run()
    world.shop.put("s0", a_product("More", sku="sku-0"))
    run = world.run(full=True)
    assert (run.counts.undecided, run.counts.notes) == (1, {"an earlier write to it is not decided": 1})
    assert len(world.market.calls) == 1
    (write,) = world.writes()
    assert write.state is WriteState.UNDECIDED
    assert "no answer" in write.evidence


def test_money_that_shows_up_late_is_adopted() -> None:
    """A payment that the target shows only in a later run is found then, and nothing is sent again."""
    world = a_world(Payouts)
    world.market.delay = 3600
    world.market.faults = ["lost"]
    assert world.run().counts.undecided == 1
    world.clock.time = world.clock.now().replace(hour=20)
    run = world.run()
    assert run.status is RunStatus.DONE
    assert run.counts.notes == {"an earlier write without an answer was found out": 1}
    assert world.writes()[0].state is WriteState.DONE
    assert len(world.market.held) == 1
    world.shop.put("s0", a_product("More", sku="sku-0"))
    assert world.run(full=True).counts.created == 1


def test_money_has_a_baseline_before_it_is_prepared() -> None:
    """What was there before is kept with the intent, so that afterwards the new one can be told apart."""
    world = a_world(Payouts)
    world.run()
    world.shop.put("s0", a_product("More", sku="sku-0"))
    world.market.faults = ["lost"]
    run = world.run(full=True)
    first, second = world.writes()
    assert (first.intent.baseline, second.intent.baseline) == ({"keys": []}, {"keys": ["t0"]})
    assert (second.state, second.intent.target_key) == (WriteState.DONE, "t1")
    assert (run.counts.updated, run.status) == (1, RunStatus.DONE)


def test_every_money_write_passes_all_its_steps() -> None:
    """Prepared, sending and the outcome are three commits, in this order, around one request."""
    world = a_world(Payouts)
    sent_at: list[int] = []
    world.market.on_call = lambda: sent_at.append(len(world.steps))
    world.run()
    around = [step for step in world.steps if step.split()[1] in ("prepared", "sending", "outcome")]
    assert around == [
        "before prepared",
        "after prepared",
        "before sending",
        "after sending",
        "before outcome",
        "after outcome",
    ]
    assert world.steps[sent_at[0] - 1] == "after sending"


def test_a_creation_with_a_marker_is_looked_for_first() -> None:
    """A state that was lost doubles nothing: what the marker finds is taken over."""
    world = a_world(MarkedStall, 2)
    world.run()
    other = World(MarkedStall)
    other.shop, other.market = world.shop, world.market
    world.shop.on_read = world.market.on_call = other.alive
    run = other.run()
    assert (run.counts.created, run.counts.updated) == (0, 2)
    assert len(world.market.held) == 2


def test_a_creation_with_a_marker_is_repeated_only_when_surely_absent() -> None:
    """The target is asked twice, after the time that it needs to show what it made."""
    world = a_world(MarkedStall)
    world.market.faults = ["gone"]
    run = world.run()
    assert run.counts.created == 1
    assert len(world.market.finds) == 3
    assert sum(world.clock.slept) >= 60
    assert [write.state for write in world.writes()] == [WriteState.SUPERSEDED, WriteState.DONE]


def test_what_exists_is_looked_up_and_updated() -> None:
    """A creation that is refused because the record exists becomes an update of all fields."""
    world = a_world(StrictStall)
    world.run()
    other = World(StrictStall)
    other.shop, other.market = world.shop, world.market
    world.shop.on_read = world.market.on_call = other.alive
    run = other.run()
    assert (run.counts.created, run.counts.updated) == (0, 1)
    last = world.market.calls[-1][0]
    assert (last.target_key, last.changed) == ("t0", None)


def test_one_bad_record_of_a_call_spares_the_others(world: World) -> None:
    """After a call of which nobody knows for whom it failed, each is sent alone."""
    world.shop.fill(2)
    world.market.fault_of["s1"] = RecordError("Bad name.")
    run = world.run()
    assert (run.counts.created, run.counts.dead) == (1, 1)
    assert [letter.key for letter in world.letters()] == ["s1"]


def test_a_record_that_never_gets_an_answer_is_dead_and_stays_due(world: World) -> None:
    """One record on which the target chokes does not hold up all others for ever; its contents are not trusted."""
    world.shop.fill(4)
    world.market.fault_of["s1"] = TransientError("Server error.", delivery=Delivery.UNKNOWN)
    run = world.run()
    assert (run.status, run.counts.created, run.counts.dead) == (RunStatus.PARTIAL, 3, 1)
    assert "Server error." in world.letters()[0].message
    world.market.fault_of = {}
    assert world.run(keys=["s1"]).counts.created == 1


def test_a_target_that_never_answers_fails_the_run(world: World) -> None:
    """Where no call brings an answer, the run ends instead of burying record after record."""
    world.shop.fill(60)
    world.market.fault_of = {f"s{n}": TransientError("Server error.", delivery=Delivery.UNKNOWN) for n in range(60)}
    run = world.run()
    assert run.status is RunStatus.FAILED
    assert "no usable answer" in run.error
    assert run.counts.dead < 20


def test_contents_that_may_have_been_written_are_not_taken_for_the_old_ones(world: World) -> None:
    """A record that went back to what it was while a write was unknown is written all the same."""
    world.shop.put("a", a_product("Old", sku="k"))
    world.run()
    world.shop.put("a", a_product("New", sku="k"), version="3")
    step = 0
    while world.market.values[-1][1] != "New":
        step += 1
        world.run_killed_at(step, full=True)
    world.shop.put("a", a_product("Old", sku="k"), version="4")
    run = world.run(full=True)
    assert run.counts.updated == 1
    assert world.names() == {"k": "Old"}


def test_an_accepted_change_counts_as_done(world: World) -> None:
    """What the target works on is not sent again; its note is told."""
    world.shop.fill(1)
    world.market.fault_of["s0"] = Outcome(key="s0", result=Result.PENDING, target_key="t9", note="still unpublished")
    run = world.run()
    assert (run.counts.created, run.counts.notes) == (1, {"still unpublished": 1})
    assert world.run(full=True).counts.unchanged == 1


def test_a_target_that_held_it_already_counts_as_unchanged(world: World) -> None:
    """Nothing was written, and the link is remembered."""
    world.shop.fill(1)
    world.market.fault_of["s0"] = Outcome.unchanged("s0", "t9")
    assert world.run().counts.unchanged == 1
    assert world.run(full=True).counts.unchanged == 1
    assert len(world.market.calls) == 1


def test_a_refused_connection_leaves_money_due() -> None:
    """Authentication comes before execution: nothing was paid, and the next run pays once."""
    world = a_world(Payouts)
    world.market.faults = [AccessError("Revoked.")]
    assert world.run().status is RunStatus.FAILED
    assert world.run().counts.created == 1
    assert len(world.market.held) == 1


def test_a_rejected_refund_is_a_dead_letter_and_can_be_tried_again() -> None:
    """The far end's reason is kept; a later attempt is a new intent."""
    world = a_world(Payouts)
    world.market.faults = [RecordError("Amount too high.", code="34915", path="amount")]
    run = world.run()
    assert (run.counts.dead, world.letters()[0].code) == (1, "34915")
    assert world.run(keys=["s0"]).counts.created == 1
    assert [write.state for write in world.writes()] == [WriteState.REJECTED, WriteState.DONE]


def test_calls_are_filled(world: World) -> None:
    """Changes of several pages share a call, so that there are as few as can be."""
    world.shop.fill(9)
    world.run()
    assert sorted(len(call) for call in world.market.calls) == [1, 2, 2, 2, 2]


def test_an_undecided_write_also_keeps_a_renamed_record_back() -> None:
    """The record that waits for a decision is not written under another match key either."""
    world = a_world(Payouts)
    world.market.faults = ["gone"]
    world.run()
    world.shop.put("s0", a_product("More", sku="other"))
    run = world.run(full=True)
    assert (run.status, run.counts.undecided) == (RunStatus.PARTIAL, 1)
    assert len(world.market.calls) == 1


def test_a_run_that_is_stopped_while_it_waits_loses_nothing() -> None:
    """What was not sent when a person stopped the run stays due, though everything was read: the cursor stays."""
    for target in ALL:
        world = a_world(target)
        stop = threading.Event()
        world.market.faults = [UNREACHED]
        world.market.on_call = stop.set
        run = world.run(stop=stop)
        assert (run.status, run.counts.read, world.span().cursor) == (RunStatus.STOPPED, 0, None)
        world.market.on_call = world.alive
        assert world.run().counts.created == 1


def test_after_a_refusal_no_further_call_is_begun() -> None:
    """A revoked token is not tried again and again with whatever waits in line."""

    class Narrow(Stall):
        """One article a call."""

        max_batch = 1

    world = World(Narrow)
    world.shop.page = 50
    world.shop.fill(50)
    world.market.fault_of = {f"s{n}": AccessError("Revoked.") for n in range(50)}
    run = world.run()
    assert (run.status, run.error) == (RunStatus.FAILED, "Revoked.")
    assert len(world.market.calls) <= 2 * Narrow.writers


def test_a_call_a_record_costs_no_commit_a_record() -> None:
    """Outcomes of many calls share a commit."""

    class Narrow(Stall):
        """One article a call."""

        max_batch = 1

    world = World(Narrow)
    world.shop.page = 50
    world.shop.fill(200)
    world.run()
    assert len(world.market.calls) == 200
    assert world.steps.count("after batch") <= 12
