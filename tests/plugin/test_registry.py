"""Names are looked up kindly, and what is not there is answered with what is."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import attrs
import pytest
from syncspider import Customer, Order, OrderStatus, Product
from syncspider.errors import ConfigurationError
from syncspider.plugin.registry import Registry

Make = Callable[..., Any]


@pytest.fixture(name="registry")
def make_registry(
    plugin: Make, app: Make, reader: Make, writer: Make, registry_of: Callable[..., Registry]
) -> Registry:
    """Two shops, and a plugin that is broken."""
    return registry_of(
        shop=plugin(app("shop", sources=(reader(Order), reader(Product)), targets=(writer(OrderStatus),))),
        store=plugin(app("store", sources=(), targets=(writer(Customer),))),
        broken=ModuleType("broken"),
    )


@pytest.mark.parametrize("name", ["shop", "Shop", " SHOP "])
def test_an_integration_is_found_in_any_case(name: str, registry: Registry) -> None:
    """People write names as they like."""
    assert registry.integration(name) is registry.integrations["shop"]


@pytest.mark.parametrize("title", ["Order Status", "order-status", "ORDER_STATUS", " order  status "])
def test_an_entity_is_found_however_it_is_spelt(title: str, registry: Registry) -> None:
    """Case, spaces and hyphens do not matter."""
    assert registry.entity(title) is OrderStatus


def test_sources_and_targets_are_found_by_name(registry: Registry) -> None:
    """The classes come back as the integration declares them."""
    assert registry.source("shop", "orders") is registry.integrations["shop"].sources[0]
    assert registry.target("store", "customers") is registry.integrations["store"].targets[0]


@pytest.mark.parametrize(
    ("look_up", "message"),
    [
        (lambda it: it.integration("shpo"), "There is no integration called 'shpo'. Did you mean shop?"),
        (lambda it: it.integration("x"), "There is no integration called 'x'. There are: shop, store."),
        (lambda it: it.entity("order"), "There is no entity called 'order'. Did you mean Orders?"),
        (
            lambda it: it.entity("x"),
            "There is no entity called 'x'. There are: Orders, Products, Customers, Refunds, Order Status.",
        ),
        (lambda it: it.source("shop", "refunds"), "Shop does not export Refunds. It exports Orders, Products."),
        (lambda it: it.target("store", "refunds"), "Store does not import Refunds. It imports Customers."),
        (lambda it: it.source("store", "orders"), "Store does not export Orders. It exports nothing."),
        (
            lambda it: it.integration("Broken"),
            (
                "The plugin broken is incompatible: it does not say for which version of the contract it is written: "
                "API_VERSION = 1. Run: syncspider plugins"
            ),
        ),
    ],
)
def test_what_is_not_there_is_answered_with_what_is(
    look_up: Callable[[Registry], object], message: str, registry: Registry
) -> None:
    """The message names the near ones, or all, or why the plugin is not usable."""
    with pytest.raises(ConfigurationError) as caught:
        look_up(registry)
    assert str(caught.value) == message


def test_without_any_integration_the_hint_is_to_install_one(registry_of: Make) -> None:
    """A new user's first step is told."""
    with pytest.raises(ConfigurationError, match="pip install syncspider-shop"):
        registry_of().integration("shop")


def test_a_long_list_is_cut(plugin: Make, app: Make, registry_of: Make) -> None:
    """Of a thousand integrations a dozen are named."""
    apps = plugin(*(app(f"shop-{number:04}") for number in range(1000)))
    with pytest.raises(ConfigurationError, match=r"There are: shop-0000, .*, shop-0011 and 988 more\.$"):
        registry_of(shop=apps).integration("~")


def test_the_registry_cannot_be_changed(registry: Registry) -> None:
    """It is handed down to everyone, threads included."""
    with pytest.raises(TypeError):
        registry.integrations["other"] = registry.integrations["shop"]  # type: ignore[index]
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        registry.plugins = ()  # type: ignore[misc]
