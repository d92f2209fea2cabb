"""Connections and tasks as rows."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from syncspider.errors import ConfigurationError
from syncspider.state import Connections, Database, Flows, Intent, Lease, Links, Runs, Task, Tasks, Writes


def test_a_connection_comes_back_as_it_was_put(database: Database, now: datetime) -> None:
    """Name, integration, settings and times survive, and a change is seen."""
    later = now + timedelta(hours=1)
    with database.write() as tx:
        shop = Connections().add(tx, name="shop", integration="fake", settings={"url": "ä"}, now=now)
        assert Connections().named(tx, "shop") == shop
        assert (shop.settings, shop.created_at) == ({"url": "ä"}, now)
        Connections().change(tx, shop.id, {"url": "b"}, later)
        changed = Connections().named(tx, "shop")
        assert changed is not None
        assert (changed.settings, changed.updated_at, changed.created_at) == ({"url": "b"}, later, now)
        Connections().remove(tx, shop.id)
        assert Connections().all(tx) == ()


def test_names_are_unique(database: Database, task: Task, now: datetime) -> None:
    """A second connection or task of a name is refused with that name."""
    with database.write() as tx:
        with pytest.raises(ConfigurationError, match="a connection shop already"):
            Connections().add(tx, name="shop", integration="fake", settings={}, now=now)
        with pytest.raises(ConfigurationError, match="a task goods already"):
            Tasks().add(
                tx,
                name="goods",
                source_connection="shop",
                source_entity="Orders",
                target_connection="market",
                target_entity="Orders",
                source_options={},
                target_options={},
                now=now,
            )


def test_a_connection_in_use_is_not_removed(database: Database, task: Task) -> None:
    """The tasks that use it are named."""
    with database.write() as tx:
        shop = Connections().named(tx, "shop")
        assert shop is not None
        with pytest.raises(ConfigurationError, match="used by goods"):
            Connections().remove(tx, shop.id)


def test_a_connection_with_open_writes_is_not_removed(database: Database, task: Task, now: datetime) -> None:
    """A refund of which nobody knows whether it was made is not forgotten by the way."""
    with database.write() as tx:
        flow = Flows().of_task(tx, task.id)
        layout = Links().layout(tx, ["total"])
        lease = Lease(run_id=1, task_id=task.id, epoch=1, owner="me")
        intent = Intent(
            source_key="1",
            origin_key="1",
            match=b"m",
            operation="create",
            write_class="money",
            version="",
            layout=layout,
            digests=b"",
        )
        Writes().prepare(tx, lease, flow.id, intent, now)
        Tasks().remove(tx, task.id)
        market = Connections().named(tx, "market")
        assert market is not None
        with pytest.raises(ConfigurationError, match="what became of 1 writes"):
            Connections().remove(tx, market.id)


def test_a_task_is_changed_and_switched(database: Database, task: Task, now: datetime) -> None:
    """Options, name and switch can be changed; connections are told by name."""
    with database.write() as tx:
        Tasks().change(tx, task.id, name="wares", target_options={"b": "2"}, now=now + timedelta(hours=1))
        Tasks().enable(tx, task.id, enabled=False, now=now)
        changed = Tasks().named(tx, "wares")
        assert Tasks().named(tx, "goods") is None
        assert changed is not None
        assert (changed.source_options, changed.target_options, changed.enabled) == ({"a": "1"}, {"b": "2"}, False)
        assert (changed.source_connection, changed.target_connection) == ("shop", "market")
        assert Tasks().all(tx) == (changed,)


def test_a_task_needs_connections_that_exist(database: Database, task: Task, now: datetime) -> None:
    """An unknown connection is named."""
    with database.write() as tx, pytest.raises(ConfigurationError, match="no connection bazaar"):
        Tasks().add(
            tx,
            name="other",
            source_connection="shop",
            source_entity="Orders",
            target_connection="bazaar",
            target_entity="Orders",
            source_options={},
            target_options={},
            now=now,
        )


def test_what_is_linked_outlives_the_task(database: Database, task: Task, now: datetime) -> None:
    """A task that is removed and added again belongs to the same flow."""
    with database.write() as tx:
        flow = Flows().of_task(tx, task.id)
        Tasks().remove(tx, task.id)
        again = Tasks().add(
            tx,
            name="goods",
            source_connection="shop",
            source_entity="Products",
            target_connection="market",
            target_entity="Products",
            source_options={},
            target_options={},
            now=now,
        )
        assert Flows().of_task(tx, again.id) == flow
        assert Runs().all(tx) == ()


def test_the_way_back_is_known(database: Database, task: Task, now: datetime) -> None:
    """A flow knows the one that goes the other way between the same connections."""
    with database.write() as tx:
        back = Tasks().add(
            tx,
            name="back",
            source_connection="market",
            source_entity="Products",
            target_connection="shop",
            target_entity="Products",
            source_options={},
            target_options={},
            now=now,
        )
        there = Flows().of_task(tx, task.id)
        assert there.reverse_id is None
        assert Flows().of_task(tx, back.id).reverse_id == there.id
        assert Flows().of_task(tx, task.id).reverse_id == Flows().of_task(tx, back.id).id
