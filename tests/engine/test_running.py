"""What a user sees of a run: counts, status, dead letters, what is written and what is left alone."""

from __future__ import annotations

import threading
from datetime import timedelta

import attrs
import pytest
from syncspider import (
    Batch,
    Broken,
    Product,
    RecordBuried,
    RunFinished,
    RunStarted,
    Window,
)
from syncspider.errors import AccessError, Delivery, PluginError, RecordError, RunError, TransientError
from syncspider.state import Connections, Runs, RunStatus, Tasks

from tests.engine.markets import Payouts, Stall
from tests.engine.shops import AllGoods, Goods, a_product
from tests.engine.worlds import World, total


def test_a_record_that_cannot_pass_is_a_dead_letter_and_stops_nothing(world: World) -> None:
    """Stage, field and reason are kept; the others arrive; the run is partial."""
    world.shop.fill(5)
    world.shop.put("s2", a_product())
    world.shop.broken.append(
        (
            Broken(key="odd", error=RecordError("No price.", path="price", code="P1")),
            world.clock.now() - timedelta(hours=1),
        )
    )
    world.market.fault_of["s4"] = RecordError("Too dear.", key="s4", path="price", code="25001")
    run = world.run()
    assert run.status is RunStatus.PARTIAL
    assert (run.counts.read, run.counts.created, run.counts.dead) == (6, 3, 3)
    letters = {letter.key: (letter.stage, letter.path, letter.code, letter.message) for letter in world.letters()}
    assert letters == {
        "s2": ("match", "sku", "", "The article has no SKU."),
        "odd": ("read", "price", "P1", "No price."),
        "s4": ("write", "price", "25001", "Too dear."),
    }


def test_items_without_a_key_are_all_kept(world: World) -> None:
    """Each has a dead letter of its own, the same one each time it is read."""
    error = RecordError("No id.", path="id")
    then = world.clock.now() - timedelta(hours=1)
    world.shop.broken += [(Broken(key="", error=error, raw=raw), then) for raw in ("{one}", "{two}")]
    world.run()
    world.run(full=True)
    letters = world.letters()
    assert len({letter.key for letter in letters}) == 2
    assert [letter.attempts for letter in letters] == [2, 2]


def test_a_dead_letter_is_closed_when_its_record_passes(world: World) -> None:
    """Once the record is mended at the source, an ordinary run closes its letter."""
    world.shop.put("a", a_product())
    world.run()
    world.shop.put("a", a_product(sku="k"), ago=timedelta(minutes=1))
    world.clock.time += timedelta(minutes=5)
    run = world.run()
    assert run.status is RunStatus.DONE
    assert world.letters() == ()
    assert [letter.status for letter in world.letters(closed=True)] == ["closed"]


def test_dead_letters_are_tried_again_by_key(world: World) -> None:
    """Just these records are read again, as they are now; the cursor stays."""
    world.shop.fill(3)
    world.market.fault_of = {"s0": RecordError("Closed today."), "s1": RecordError("Closed today.")}
    world.run()
    cursor = world.span()
    world.market.fault_of = {}
    world.shop.records.pop("s1")
    run = world.run(keys=["s0", "s1"])
    assert run.status is RunStatus.DONE
    assert (run.counts.read, run.counts.created, run.counts.reasons) == (2, 1, {"no longer at the source": 1})
    assert world.letters() == ()
    assert world.span() == cursor


def test_what_could_not_be_read_is_not_settled_by_being_gone(world: World) -> None:
    """A letter whose key the source does not know stays due: perhaps the key itself was what was wrong."""
    then = world.clock.now() - timedelta(hours=1)
    world.shop.broken.append((Broken(key="third of the page", error=RecordError("No id.")), then))
    world.run()
    run = world.run(keys=[letter.key for letter in world.letters()])
    assert run.counts.skipped == 1
    assert [letter.key for letter in world.letters()] == ["third of the page"]


def test_who_listens_hears_of_every_run_and_every_dead_letter(world: World) -> None:
    """Events come in order, with the counts; the watcher is told as it goes."""
    world.shop.fill(2)
    world.shop.put("s1", a_product())
    run = world.run()
    started, buried, finished = world.registry.hooks.events
    assert isinstance(started, RunStarted)
    assert isinstance(buried, RecordBuried)
    assert (buried.key, buried.stage, buried.reason, buried.run) == ("s1", "match", "The article has no SKU.", run.id)
    assert isinstance(finished, RunFinished)
    assert (finished.status, finished.counts["created"], finished.counts["dead"]) == ("partial", 1, 1)
    assert world.watcher.ended == [run]
    assert world.watcher.seen[-1] == run.counts


def test_counts_grow_and_always_add_up(world: World) -> None:
    """Whatever the watcher is shown adds up, and never goes down."""
    world.shop.fill(20)
    world.run()
    reads = [counts.read for counts in world.watcher.seen]
    assert reads == sorted(reads)
    assert all(counts.read == total(counts) for counts in world.watcher.seen)


def test_a_limit_reads_no_more_and_leaves_the_cursor(world: World) -> None:
    """A try with a few records is followed by a run over all of them."""
    world.shop.fill(10)
    assert world.run(limit=4).counts.read == 4
    assert world.span().cursor is None
    run = world.run()
    assert (run.counts.read, run.counts.unchanged, run.counts.created) == (10, 4, 6)


def test_a_person_can_stop_a_run_and_go_on(world: World) -> None:
    """What was begun is finished, the rest is read by the next run, of the same window."""
    world.shop.fill(40)
    stop = threading.Event()
    world.market.on_call = stop.set
    run = world.run(stop=stop)
    assert run.status is RunStatus.STOPPED
    assert 0 < run.counts.read < 40
    assert world.span().cursor is None
    assert world.span().until is not None
    world.market.on_call = world.alive
    again = world.run()
    assert (again.status, again.counts.read) == (RunStatus.DONE, 40)
    assert len(world.market.held) == 40
    assert world.market.doubled == 0


def test_a_source_that_refuses_fails_the_run_and_loses_nothing(world: World) -> None:
    """The reason is told with what to do; the cursor stays."""
    world.shop.fill(3)
    world.shop.faults = [AccessError("The token was revoked.", hint="Reconnect the shop.")]
    run = world.run()
    assert (run.status, run.error) == (RunStatus.FAILED, "The token was revoked. Reconnect the shop.")
    assert world.span().cursor is None
    assert world.run().counts.created == 3


def test_a_source_that_is_away_for_a_moment_is_asked_again(world: World) -> None:
    """A reading that may succeed later is tried again, after a while."""
    world.shop.fill(3)
    world.shop.faults = [TransientError("busy", delivery=Delivery.THROTTLED, retry_after=7)]
    run = world.run()
    assert (run.status, run.counts.created) == (RunStatus.DONE, 3)
    assert sum(world.clock.slept) >= 7


def test_a_source_that_stays_away_fails_the_run(world: World) -> None:
    """Five attempts, then the run ends and says why."""
    world.shop.fill(3)
    world.shop.faults = [TransientError("The shop is closed.", delivery=Delivery.NOT_SENT)] * 20
    run = world.run()
    assert (run.status, run.error) == (RunStatus.FAILED, "The shop is closed.")
    assert len(world.shop.faults) == 15


def test_a_plugin_that_breaks_while_reading_is_named(world: World) -> None:
    """An error that is none of ours fails the run, with the plugin's name and no traceback."""
    world.shop.fill(3)
    world.shop.faults = [ZeroDivisionError("division by zero")]
    run = world.run()
    assert run.status is RunStatus.FAILED
    assert run.error.startswith("Goods of tests raised ZeroDivisionError: division by zero.")


class Circling(Goods):
    """Its third page leads to the second."""

    def read(self, window: Window, page: str | None) -> Batch[Product]:
        """One page, and where to go on."""
        batch = super().read(window, page)
        return attrs.evolve(batch, resume="3") if page == "6" else batch


def test_a_source_that_runs_in_circles_is_stopped() -> None:
    """A page that leads to one that was there already ends the run instead of going on for ever."""
    world = World(source_class=Circling)
    world.shop.fill(9)
    run = world.run()
    assert run.status is RunStatus.FAILED
    assert "again and again" in run.error
    assert world.span().cursor is None


def test_a_source_without_time_is_read_whole_each_time() -> None:
    """Every run reads everything, and the contents decide what is written."""
    world = World(source_class=AllGoods)
    world.shop.fill(4)
    world.run()
    world.shop.put("s1", a_product("New", sku="sku-1"), version="")
    run = world.run()
    assert (run.counts.read, run.counts.updated, run.counts.unchanged) == (4, 1, 3)


def test_a_task_that_is_under_way_is_refused(world: World) -> None:
    """A second run of the same task gets one clear line, and the first is not disturbed."""
    with world.database.write() as tx:
        Runs().claim(tx, world.task.id, owner="process 1", trigger="manual", now=world.clock.now())
    with pytest.raises(RunError, match="under way"):
        world.run()


def test_a_run_that_was_taken_over_commits_nothing_more(world: World) -> None:
    """Whoever lost the lease stops at the next commit, and the other's run is not touched."""
    world.shop.fill(10)

    def take_over() -> None:
        world.shop.on_read = world.alive
        with world.database.write() as tx:
            later = world.clock.now() + timedelta(minutes=1)
            Runs().claim(tx, world.task.id, owner="another", trigger="manual", now=later)

    world.shop.on_read = take_over
    with pytest.raises(RunError, match="taken over"):
        world.run()
    with world.database.read() as tx:
        newest = Runs().all(tx)[0]
    assert (newest.id, newest.status) == (2, RunStatus.RUNNING)


def test_a_target_that_refuses_the_connection_fails_the_run(world: World) -> None:
    """What was answered before is kept, the rest is due, and the next run sends each record once."""
    world.shop.fill(6)
    world.market.faults = [None, None, None, AccessError("Revoked.", hint="Reconnect.")]
    run = world.run()
    assert (run.status, run.error) == (RunStatus.FAILED, "Revoked. Reconnect.")
    assert run.counts.created == total(run.counts) == run.counts.read
    again = world.run()
    assert again.counts.created + run.counts.created == 6
    assert sorted(world.market.applied) == sorted(f"s{n}" for n in range(6))


def test_a_plugin_that_breaks_while_writing_is_named(world: World) -> None:
    """An error that is none of ours ends the run with the plugin's name; what may have been done is sent again."""
    world.shop.fill(4)
    world.market.faults = [ZeroDivisionError("odd")]
    run = world.run()
    assert run.status is RunStatus.FAILED
    assert "Stall of tests raised ZeroDivisionError: odd" in run.error
    assert world.run().status is RunStatus.DONE
    assert len(world.market.held) == 4


def test_a_wrapper_that_breaks_leaves_its_changes_unknown() -> None:
    """Of a refund around which a plugin failed nobody says that it was not made: the target's own books tell."""
    world = World(Payouts)
    world.shop.fill(1)
    world.registry.hooks.around = lambda: (_ for _ in ()).throw(PluginError("No.", plugin="nosy"))
    run = world.run()
    assert (run.status, run.error) == (RunStatus.FAILED, "No.")
    world.registry.hooks.around = lambda: None
    world.run()
    assert len(world.market.held) == 1
    assert world.market.doubled == 0


def test_options_fall_back_to_the_connection(world: World) -> None:
    """An answer that the task does not give is the connection's of the same name."""
    seen: list[object] = []

    class Curious(Stall):
        """Looks at its options."""

        def __init__(self, api: object, options: dict[str, str]) -> None:
            super().__init__(api, options)
            seen.append(options)

    world.registry.target_class = Curious
    with world.database.write() as tx:
        market = Connections().named(tx, "market")
        assert market is not None
        Connections().change(tx, market.id, {"account": "market", "shelf": "top", "other": "x"}, world.clock.now())
    world.run()
    with world.database.write() as tx:
        Tasks().change(tx, world.task.id, target_options={"shelf": "low"}, now=world.clock.now())
        changed = Tasks().named(tx, "goods")
    world.run(task=changed)
    assert seen == [{"shelf": "top"}, {"shelf": "low"}]


def test_both_ends_are_closed(world: World) -> None:
    """Whatever a run comes to, it lets go of its connections."""
    world.shop.faults = [AccessError("No.")]
    world.run()
    assert not world.shop.open


def test_a_key_of_half_characters_is_a_dead_letter(world: World) -> None:
    """What the database cannot take stops nothing, and neither does a message that it cannot take."""
    world.shop.fill(1)
    world.shop.put("\ud800", a_product(sku="a"))
    world.shop.put("b", a_product(sku="b"))
    world.market.fault_of["b"] = RecordError("No \udfff here.")
    run = world.run()
    assert (run.counts.created, run.counts.dead) == (1, 2)
    assert {letter.message for letter in world.letters()} == {"The record's key is no text.", "No \\udfff here."}


def test_what_has_no_key_is_passed_over_when_it_is_asked_for(world: World) -> None:
    """A letter without a key cannot be read again: it stays, and the run says so."""
    world.shop.broken.append((Broken(key="", error=RecordError("No id.")), world.clock.now() - timedelta(hours=1)))
    world.run()
    run = world.run(keys=[letter.key for letter in world.letters()])
    assert run.counts.reasons == {"has no key by which it could be read again": 1}
    assert len(world.letters()) == 1
