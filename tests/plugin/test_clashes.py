"""Plugins that want one thing are told of each other; neither wins by chance."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from types import ModuleType
from typing import Any, ClassVar

import attrs
import pytest
from syncspider import Conversion, Entity, Order, Product, Record, Refund, Route, Skip, hookimpl
from syncspider.plugin.discovery import load_registry
from syncspider.plugin.plugins import Status
from syncspider.plugin.registry import Registry

Make = Callable[..., Any]


@attrs.frozen(kw_only=True)
class Booking(Entity):
    """An entity of a plugin."""

    title: ClassVar[str] = "Bookings"


@attrs.frozen(kw_only=True)
class OtherBooking(Entity):
    """Another one under the same title, but for its spelling."""

    title: ClassVar[str] = "bookings"


def never(record: Record[Any], route: Route) -> Skip:
    """A conversion that is never run."""
    raise NotImplementedError


def way(source: type[Entity], target: type[Entity]) -> Conversion:
    """A conversion that supplies nothing."""
    return Conversion(source=source, target=target, convert=never, supplies=frozenset(), description="Somehow.")


def told(registry: Registry) -> dict[str, str]:
    """Name to status and reason, for the plugins that are left out against the user's wish."""
    left_out = (row for row in registry.plugins if row.status not in (Status.OK, Status.DISABLED))
    return {row.name: f"{row.status.value}: {row.reason}" for row in left_out}


def test_two_plugins_with_one_integration(plugin: Make, app: Make, registry_of: Make) -> None:
    """Both are left out and each names the other; a third stays."""
    registry = registry_of(
        shop=plugin(app("shop"), app("shop-eu")), shop_eu=plugin(app("shop-eu")), third=plugin(app("third"))
    )
    assert list(registry.integrations) == ["third"]
    advice = "; disable or uninstall one of them"
    assert told(registry) == {
        "shop": f"clashing: it shares the integration shop-eu with shop-eu{advice}",
        "shop-eu": f"clashing: it shares the integration shop-eu with shop{advice}",
    }


def test_an_impostor_pushes_nobody_out(plugin: Make, app: Make, registry_of: Make) -> None:
    """Who registers an integration under another's name is broken, and the other stays as it is."""
    registry = registry_of(impostor=plugin(app("shop")), shop=plugin(app("shop")))
    assert list(registry.integrations) == ["shop"]
    assert told(registry)["impostor"].startswith("broken: Shop.name is 'shop'; it must be impostor")


def test_two_entry_points_of_one_module(plugin: Make, app: Make) -> None:
    """Each listener would be called twice."""
    module: ModuleType = plugin(syncspider_run_started=hookimpl(lambda event: None))
    registry = load_registry(no_plugins=True, extra=[("a", module), ("b", module)])
    assert told(registry)["a"].startswith("clashing: it shares its module with b")
    assert told(registry)["b"].startswith("clashing: it shares its module with a")


def test_one_name_handed_over_twice(plugin: Make, app: Make) -> None:
    """Neither is used, as with two distributions that have one entry-point name."""
    registry = load_registry(no_plugins=True, extra=[("shop", plugin(app())), ("shop", plugin(app()))])
    assert not registry.integrations
    assert [row.status for row in registry.plugins if row.name == "shop"] == [Status.CLASHING] * 2


def test_nobody_can_take_the_core_s_name(plugin: Make, app: Make, registry_of: Make) -> None:
    """A plugin called core is left out; the core's own stays."""
    registry = registry_of(core=plugin(app("core")))
    assert [(row.name, row.status) for row in registry.plugins if row.name == "core"] == [
        ("core", Status.OK),
        ("core", Status.CLASHING),
    ]
    assert not registry.integrations


@pytest.mark.parametrize("title", ["Orders", "orders", "Order-Status"])
def test_nobody_can_take_the_title_of_a_core_entity(title: str, plugin: Make, registry_of: Make) -> None:
    """The core's five entities stay what they are, however a title is spelt."""
    entity = attrs.frozen(kw_only=True)(type("Fake", (Entity,), {"title": title}))
    registry = registry_of(shop=plugin(entities=[entity]))
    assert registry.entities["Orders"] is Order
    reason = f"clashing: it shares the title {title} of different entities with core (syncspider"
    assert told(registry)["shop"].startswith(reason)


def test_two_plugins_may_share_an_entity_but_not_a_title(plugin: Make, registry_of: Make) -> None:
    """The same class from one library is one entity; two classes under one title are a clash."""
    assert not told(registry_of(a=plugin(entities=[Booking]), b=plugin(entities=[Booking])))
    assert set(told(registry_of(a=plugin(entities=[Booking]), b=plugin(entities=[OtherBooking])))) == {"a", "b"}


def test_two_ways_from_one_entity_to_another(plugin: Make, registry_of: Make) -> None:
    """Which one a run would take must not depend on the order of loading."""
    registry = registry_of(
        a=plugin(conversions=[way(Product, Order)]),
        b=plugin(conversions=[way(Product, Order), way(Product, Refund)]),
        c=plugin(conversions=[way(Order, Product)]),
    )
    assert set(told(registry)) == {"a", "b"}
    assert registry.conversion("Orders", "Products") is not None
    assert registry.conversion("Products", "Orders") is None


def test_an_entity_that_nobody_registers(plugin: Make, app: Make, reader: Make, registry_of: Make) -> None:
    """Its user is broken, and sound as soon as someone registers it."""
    user = plugin(app("user", sources=(reader(Booking),)))
    reason = "broken: it uses Bookings, an entity that no usable plugin registers"
    assert told(registry_of(user=user)) == {"user": reason}
    assert not told(registry_of(user=user, owner=plugin(entities=[Booking])))


def test_what_falls_takes_along_what_stands_on_it(plugin: Make, app: Make, reader: Make, registry_of: Make) -> None:
    """When the owners of an entity clash, its user is left out too, in whatever order they are met."""
    modules = {
        "a": plugin(entities=[Booking]),
        "b": plugin(entities=[OtherBooking]),
        "user": plugin(app("user", sources=(reader(Booking),))),
        "other": plugin(app("other")),
    }
    results = [told(registry_of(**dict(order))) for order in itertools.permutations(modules.items())]
    assert set(results[0]) == {"a", "b", "user"}
    assert all(result == results[0] for result in results)
