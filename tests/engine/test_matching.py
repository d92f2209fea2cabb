"""Which record is meant at the target, and what counts as a change."""

from __future__ import annotations

from datetime import timedelta

from syncspider import (
    Operation,
    Outcome,
    Result,
)
from syncspider.state import Tasks

from tests.engine.shops import a_product
from tests.engine.worlds import World


def test_only_changed_fields_are_named(world: World) -> None:
    """A change tells the target what differs from what was last written, and what it knows of nothing else."""
    world.shop.put("a", a_product("Kettle", "10.00", sku="k"))
    world.run()
    world.shop.put(
        "a", a_product("Kettle", "12.00", sku="k", description="not for this target"), ago=timedelta(minutes=3)
    )
    world.clock.time += timedelta(minutes=5)
    run = world.run()
    ((change,),) = world.market.calls[1:]
    assert change.changed == frozenset({"price"})
    assert change.target_key == "t0"
    assert (run.counts.read, run.counts.updated) == (1, 1)


def test_what_the_target_cannot_use_is_no_change(world: World) -> None:
    """A field that the target does not accept, and what has no field at all, cost no call."""
    world.shop.put("a", a_product(sku="k", extra={"x": 1}))
    world.run()
    world.shop.put("a", a_product(sku="k", description="new", extra={"x": 2}))
    run = world.run(full=True)
    assert run.counts.unchanged == 1
    assert len(world.market.calls) == 1


def test_a_field_that_is_no_longer_supplied_is_no_change(world: World) -> None:
    """What the source leaves out stays at the target as it is, and its return is not a change either."""
    world.shop.put("a", a_product(sku="k", attributes={"colour": ("red",)}))
    world.run()
    for attributes in (None, {"colour": ("red",)}):
        world.shop.put("a", a_product(sku="k", attributes=attributes))
        assert world.run(full=True).counts.unchanged == 1
    world.shop.put("a", a_product("New name", sku="k", attributes=None))
    world.run(full=True)
    world.shop.put("a", a_product("New name", sku="k", attributes={"colour": ("red",)}))
    assert world.run(full=True).counts.unchanged == 1
    assert len(world.market.calls) == 2


def test_what_came_from_the_target_itself_is_left_alone(world: World) -> None:
    """A record that the way back has just written is no news: it does not go in circles."""
    world.shop.fill(2)
    world.run()
    with world.database.write() as tx:
        back = Tasks().add(
            tx,
            name="back",
            source_connection="market",
            source_entity="Products",
            target_connection="shop",
            target_entity="Products",
            source_options={},
            target_options={},
            now=world.clock.now(),
        )
    world.shop.records.clear()
    world.shop.put("t0", a_product("Article 0", sku="sku-0"))
    world.shop.put("own", a_product("Own", sku="own"))
    swapped = {"shop": world.market, "market": world.shop}
    run = world.run(task=back, ends=swapped)
    assert run.counts.reasons == {"came from the target itself": 1}
    assert run.counts.created == 1


def test_two_records_with_one_match_key_do_not_fight(world: World) -> None:
    """The second is a dead letter that says so; the first is what the target holds."""
    world.shop.put("a", a_product("First", sku="same"))
    world.shop.put("b", a_product("Second", sku="same"))
    run = world.run()
    assert (run.counts.created, run.counts.dead) == (1, 1)
    assert [(letter.key, letter.stage) for letter in world.letters()] == [("b", "match")]
    assert world.names() == {"same": "First"}


def test_a_record_that_takes_another_ones_place_is_told(world: World) -> None:
    """A newcomer with the match key of another is dead while that one exists, and takes over when it is gone."""
    world.shop.put("a", a_product("First", sku="same"))
    world.run()
    world.clock.time += timedelta(hours=2)
    world.shop.put("b", a_product("Second", sku="same"))
    run = world.run()
    assert run.counts.dead == 1
    assert "belongs to the source's record a" in world.letters()[0].message
    world.shop.records.pop("a")
    world.clock.time += timedelta(hours=2)
    world.shop.put("b", a_product("Second again", sku="same"))
    run = world.run()
    assert (run.counts.created + run.counts.updated, run.counts.dead) == (1, 0)
    assert world.names() == {"same": "Second again"}
    assert world.letters() == ()


def test_of_two_readings_the_later_version_counts(world: World) -> None:
    """A record that is read twice is written once, and both readings are accounted for."""
    world.shop.page = 10
    world.shop.put("a", a_product("Old", sku="k"), version="1")
    newer = a_product("New", sku="k")
    world.shop.records["again"] = (
        world.shop.records["a"][0].__class__(key="a", value=newer, version="2"),
        world.clock.now() - timedelta(hours=1),
    )
    run = world.run()
    assert (run.counts.read, run.counts.created, run.counts.unchanged) == (2, 1, 1)
    assert world.names() == {"k": "New"}


def test_an_older_version_never_overwrites_a_newer_one(world: World) -> None:
    """What the source shows late, from a copy that lags behind, is not written over what is newer."""
    world.shop.put("a", a_product("New", sku="k"), version="2")
    world.run()
    world.shop.put("a", a_product("Old", sku="k"), version="1")
    run = world.run(full=True)
    assert (run.counts.unchanged, world.names()) == (1, {"k": "New"})


def test_a_target_that_tells_no_key_is_written_by_match_key(world: World) -> None:
    """Without the target's key a change is a creation again, which such a target merges."""
    world.shop.fill(1)
    world.market.fault_of["s0"] = Outcome(key="s0", result=Result.APPLIED)
    assert world.run().counts.created == 1
    assert world.run(full=True).counts.unchanged == 1
    world.market.fault_of = {}
    world.shop.put("s0", a_product("New", sku="sku-0"))
    world.run(full=True)
    assert world.market.calls[-1][0].operation is Operation.CREATE
