"""What is wrong with a declaration is told in words, all of it at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

import attrs
import pytest
from syncspider import Conversion, Entity, Form, Integration, Order, Product, Question, Source, Target, hookimpl
from syncspider.plugin.plugins import Status
from syncspider.plugin.registry import Registry

Make = Callable[..., Any]


class Bare(Integration):
    """An integration whose author has stopped after the name."""

    name = "shop"
    title = "Shop"
    form = Form()


class NoAttrs(Entity):
    """An entity that is no attrs class of its own."""

    title = "Things"


@pytest.fixture(name="refusal")
def make_refusal(plugin: Make, registry_of: Callable[..., Registry]) -> Callable[..., str]:
    """Why a plugin ``shop`` that registers these is not used."""

    def refusal(*integrations: Any, **registered: Any) -> str:
        registry = registry_of(shop=plugin(*integrations, **registered))
        row = next(row for row in registry.plugins if row.name == "shop")
        assert row.status is Status.BROKEN
        assert not registry.integrations
        return row.reason

    return refusal


@pytest.mark.parametrize(
    ("attributes", "reason"),
    [
        ({"name": "other"}, "Shop.name is 'other'; it must be shop, as its entry point, or begin with shop-"),
        ({"name": "Shop"}, "Shop.name is 'Shop'; a name is made of small letters, digits and hyphens"),
        ({"name": None}, "Shop.name is None; a name is made of small letters, digits and hyphens"),
        ({"title": " "}, "Shop has no title"),
        ({"form": None}, "Shop.form is None, not Form"),
        ({"sources": [1]}, "Shop.sources is [1], not tuple"),
        ({"sources": (int,)}, "<class 'int'> is named as a source but is no subclass of Source"),
        ({"targets": (7,)}, "7 is named as a target but is no subclass of Target"),
        ({"rate": 5}, "Shop.rate is 5, not syncspider.plugin.integration.Rate | None"),
        ({"sandbox": "shop.sandbox"}, "Shop.sandbox is 'shop.sandbox', not package.module:Class"),
        ({"consents": "yes"}, "Shop.consents is 'yes', not bool"),
        ({"consents": True}, "Shop asks for consent but has no consent_url; Shop asks for consent but has no redeem"),
        ({"form": Form((Question(name="a", label="A"), Question(name="a", label="A")))}, "Shop.form asks for a twice"),
        ({"form": Form((cast("Question", "a"),))}, "Shop.form holds what is no Question"),
    ],
)
def test_a_wrong_integration_is_refused(attributes: dict[str, Any], reason: str, app: Make, refusal: Make) -> None:
    """The reason names the class, the attribute and what it must be."""
    assert refusal(app(**attributes)) == reason


@pytest.mark.parametrize(
    ("attributes", "reason"),
    [
        (
            {"supplies": frozenset({"sku", "price", "colour", "size"})},
            "Readers supplies colour, size, which Products do not have",
        ),
        ({"supplies": {"sku"}}, "Readers does not say what it supplies (a frozenset of names of fields)"),
        ({"entity": int}, "Readers has no entity that can be used: <class 'int'> is registered as an entity but is no"),
        ({"entity": NoAttrs}, "Readers has no entity that can be used"),
        ({"overlap": 120}, "Readers.overlap is 120, not timedelta"),
        ({"horizon": timedelta(0), "incremental": None}, "Readers.incremental is None, not bool"),
    ],
)
def test_a_wrong_source_is_refused(
    attributes: dict[str, Any], reason: str, app: Make, reader: Make, refusal: Make
) -> None:
    """The reason names the class and the fields."""
    assert refusal(app(sources=(reader(**attributes),))).startswith(reason)


@pytest.mark.parametrize(
    ("attributes", "reason"),
    [
        ({"requires": frozenset({"skew"})}, "Writers requires skew, which Products do not have"),
        ({"accepts": frozenset({"colour"})}, "Writers accepts colour, which Products do not have"),
        ({"requires": frozenset({"sku"}), "accepts": frozenset({"name"})}, "Writers requires but does not accept sku"),
        ({"accepts": None}, "Writers does not say what it accepts (a frozenset of names of fields)"),
        ({"policy": "money"}, "Writers.policy is 'money', not WritePolicy"),
        ({"max_batch": 0}, "Writers.max_batch is less than 1"),
        ({"writers": 0}, "Writers.writers is less than 1"),
    ],
)
def test_a_wrong_target_is_refused(
    attributes: dict[str, Any], reason: str, app: Make, writer: Make, refusal: Make
) -> None:
    """The reason names the class and the fields."""
    assert refusal(app(targets=(writer(**attributes),))) == reason


def test_abstract_methods_are_named(refusal: Make) -> None:
    """What an author has not written yet is listed."""
    assert refusal(Bare) == "Bare lacks account_of, check, open_api"


@pytest.mark.parametrize(("side", "cls"), [("sources", Source), ("targets", Target)])
def test_abstract_methods_of_a_way_are_named(side: str, cls: type[Any], app: Make, refusal: Make) -> None:
    """A source or target that could never be made is refused when it is declared, not when a run needs it."""
    names = frozenset[str]()
    half = type("Half", (cls,), {"entity": Order, "supplies": names, "requires": names, "accepts": names})
    assert refusal(app(**{side: (half,)})).startswith("Half lacks ")


def test_all_problems_are_told_at_once(app: Make, reader: Make, writer: Make, refusal: Make) -> None:
    """An author corrects a plugin in one round."""
    shop = app(title="", sources=(reader(Product, "colour"),), targets=(writer(Order, "size"),))
    assert refusal(shop).split("; ") == [
        "Shop has no title",
        "Readers supplies colour, which Products do not have",
        "Writers requires size, which Orders do not have",
        "Writers accepts size, which Orders do not have",
    ]


def test_one_entity_twice_is_refused(app: Make, reader: Make, refusal: Make) -> None:
    """Nobody could tell which of two sources a task means."""
    assert refusal(app(sources=(reader(), reader()))) == "Shop.sources names Products twice"


def test_one_integration_twice_is_refused(app: Make, refusal: Make) -> None:
    """A list that repeats itself is a mistake of its author."""
    assert refusal(app(), app()) == "it registers the integration shop twice"


def test_an_integration_that_cannot_be_made_is_refused(app: Make, refusal: Make) -> None:
    """Its reason is what its constructor raised."""

    def fails(self: Any) -> None:
        raise ValueError("no home")

    reason = "Shop cannot be made without arguments: ValueError: no home"
    assert refusal(app(__init__=fails)) == reason


@pytest.mark.parametrize("garbage", [None, 42, "shop", object, [None], [42], ["shop"], [int], [Bare]])
def test_garbage_from_a_hook_is_refused(garbage: Any, refusal: Make) -> None:
    """Whatever a hook gives, the host goes on."""
    assert refusal(syncspider_register_integrations=hookimpl(lambda: garbage))


def test_an_endless_list_is_refused(refusal: Make) -> None:
    """A generator that never ends does not hang the host."""
    endless = hookimpl(lambda: iter(int, 1))
    reason = refusal(syncspider_register_integrations=endless)
    assert reason == "syncspider_register_integrations gave more than 100000 items"


def test_wrong_entities_are_refused(refusal: Make) -> None:
    """An entity is an attrs class of its own, with a title."""
    untitled = attrs.frozen(kw_only=True)(type("Untitled", (Entity,), {}))
    assert "no attrs class" in refusal(entities=[NoAttrs])
    assert refusal(entities=[untitled]) == "Untitled has no title"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"supplies": frozenset({"colour"})}, "A conversion to Products supplies colour, which Products do not have"),
        ({"convert": None}, "'Nothing.' has nothing that converts"),
        ({"source": int}, "<class 'int'> is registered as an entity but is no attrs class that extends Entity"),
        (
            {"supplies": None},
            "syncspider_register_conversions is unusable: TypeError: 'NoneType' object is not iterable",
        ),
    ],
)
def test_a_wrong_conversion_is_refused(changes: dict[str, Any], reason: str, refusal: Make) -> None:
    """The reason names the fields."""
    right: dict[str, Any] = {"source": Order, "target": Product, "convert": print, "supplies": frozenset({"sku"})}
    conversion = Conversion(description="Nothing.", **{**right, **changes})
    assert refusal(conversions=[conversion]) == reason


def test_what_is_right_is_accepted(app: Make, reader: Make, writer: Make, plugin: Make, registry_of: Make) -> None:
    """A whole declaration, with a second integration of the same family, passes."""
    shop = app(
        sources=(reader(Product, "sku", "extra"), reader(Order)),
        targets=(writer(Product, "sku"),),
        sandbox="shop.stand_in:Shop",
    )
    registry = registry_of(shop=plugin(shop, app("shop-test")))
    assert [plugin.status for plugin in registry.plugins if plugin.name == "shop"] == [Status.OK]
    assert list(registry.integrations) == ["shop", "shop-test"]
