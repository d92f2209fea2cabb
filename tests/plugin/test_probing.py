"""The traps of pluggy: a plugin that falls into one is named with the reason, and no other is touched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from syncspider import hookimpl
from syncspider.plugin.plugins import Plugin, Status
from syncspider.plugin.registry import Registry

Make = Callable[..., Any]


class UnprintableError(Exception):
    """An error that cannot even be printed."""

    def __str__(self) -> str:
        raise RuntimeError("no")


@pytest.fixture(name="judged")
def make_judged(app: Make, plugin: Make, registry_of: Callable[..., Registry]) -> Callable[[object], Plugin]:
    """The row of a plugin ``bad`` beside a good one, which must stay usable."""

    def judged(module: object) -> Plugin:
        registry = registry_of(bad=module, good=plugin(app("good")))
        assert list(registry.integrations) == ["good"]
        return next(row for row in registry.plugins if row.name == "bad")

    return judged


def test_a_misspelt_hook_is_noticed(judged: Make, plugin: Make) -> None:
    """Pluggy takes it in silence; here the reason names the hook that was meant."""
    row = judged(plugin(syncspider_run_startet=hookimpl(lambda event: None)))
    assert row.status is Status.BROKEN
    assert row.reason == "there is no hook syncspider_run_startet; did its author mean syncspider_run_started?"


def test_a_hook_that_may_be_absent_is_no_mistake(judged: Make, plugin: Make) -> None:
    """A plugin may implement hooks of a later version, marked as optional."""
    row = judged(plugin(syncspider_of_tomorrow=hookimpl(lambda: None, optionalhook=True)))
    assert row.status is Status.OK
    assert row.hooks == ("syncspider_register_integrations",)


def test_a_wrong_argument_is_noticed(judged: Make, plugin: Make) -> None:
    """The reason names the argument that the hook does not have."""
    row = judged(plugin(syncspider_run_started=hookimpl(lambda evnt: None)))
    assert row.status is Status.BROKEN
    assert "{'evnt'} are declared in the hookimpl but can not be found in the hookspec" in row.reason


def test_a_forgotten_mark_is_noticed(judged: Make, plugin: Make) -> None:
    """A function with a hook's name but without its mark would never be called."""
    row = judged(plugin(syncspider_run_started=lambda event: None))
    assert row.reason == "syncspider_run_started is not marked with @hookimpl"


def test_a_plugin_without_any_hook_is_noticed(judged: Make) -> None:
    """It could do nothing."""
    assert judged(SimpleNamespace(API_VERSION=1)).reason == "it implements no hook"


@pytest.mark.parametrize(
    ("attributes", "reason"),
    [
        ({}, "it does not say for which version of the contract it is written: API_VERSION = 1"),
        ({"API_VERSION": None}, "it does not say for which version of the contract it is written: API_VERSION = 1"),
        ({"API_VERSION": 2}, "it is written for version 2 of the contract, and this is version 1"),
        ({"API_VERSION": "1"}, "it is written for version '1' of the contract, and this is version 1"),
        ({"API_VERSION": True}, "it is written for version True of the contract, and this is version 1"),
    ],
)
def test_another_version_of_the_contract_is_incompatible(attributes: Any, reason: str, judged: Make) -> None:
    """The reason says which version is expected."""
    row = judged(SimpleNamespace(**attributes))
    assert (row.status, row.reason) == (Status.INCOMPATIBLE, reason)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ValueError("two\nlines"), "ValueError: two lines"),
        (SystemExit(3), "it called sys.exit(3)"),
        (UnprintableError(), "UnprintableError: (it cannot be printed)"),
        (GeneratorExit(), "GeneratorExit"),
        (MemoryError(), "MemoryError"),
    ],
)
def test_what_a_hook_raises_stays_with_its_plugin(error: BaseException, told: str, judged: Make, plugin: Make) -> None:
    """Pluggy would lose the results of all the others."""

    def fails() -> Any:
        raise error

    row = judged(plugin(syncspider_register_integrations=hookimpl(fails)))
    assert (row.status, row.reason) == (Status.BROKEN, f"syncspider_register_integrations failed: {told}")


def test_what_a_generator_raises_halfway_stays_with_its_plugin(judged: Make, plugin: Make, app: Make) -> None:
    """A list that breaks off counts for nothing."""

    def halfway() -> Iterator[Any]:
        yield app("bad")
        raise LookupError("gone")

    reason = "syncspider_register_integrations failed: LookupError: gone"
    assert judged(plugin(syncspider_register_integrations=hookimpl(halfway))).reason == reason


def test_an_interrupt_is_no_fault_of_a_plugin(judged: Make, plugin: Make) -> None:
    """Ctrl-C ends the host, whatever is being loaded."""

    def interrupted() -> Any:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        judged(plugin(syncspider_register_integrations=hookimpl(interrupted)))


def test_a_module_that_raises_when_it_is_looked_at(judged: Make) -> None:
    """Its attributes may run code; what they raise stays with it."""

    class Trap:
        API_VERSION = 1

        @property
        def syncspider_run_started(self) -> Any:
            raise OSError("trap")

    assert judged(Trap()).reason == "its hooks cannot be read: OSError: trap"


def test_a_declaration_cannot_be_wrapped(judged: Make, plugin: Make) -> None:
    """Declarations are asked for plugin by plugin, so there is nothing to wrap."""

    def wrapper() -> Any:
        return (yield)

    row = judged(plugin(syncspider_register_integrations=hookimpl(wrapper, wrapper=True)))
    assert row.reason == "syncspider_register_integrations cannot be a wrapper"


def test_one_hook_under_two_functions(plugin: Make, app: Make, registry_of: Make) -> None:
    """A plugin may split a declaration; both parts count."""
    module: ModuleType = plugin(app("shop"))
    module.more = hookimpl(lambda: [app("shop-two")], specname="syncspider_register_integrations")  # type: ignore[attr-defined]
    assert sorted(registry_of(shop=module).integrations) == ["shop", "shop-two"]
