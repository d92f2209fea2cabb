"""Facts reach every listener, whatever another does; transfers pass through every wrapper."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import click
import pytest
from syncspider import BEGINNING, Batch, Product, RecordBuried, RunFinished, RunStarted, Window, hookimpl
from syncspider.errors import PluginError
from syncspider.plugin.relay import Added, Hooks

Make = Callable[..., Any]
NOW = datetime(2026, 1, 1, tzinfo=UTC)
WINDOW = Window(BEGINNING, NOW)
STARTED = RunStarted(run=1, task="task", at=NOW)


@pytest.fixture(name="hooks_of")
def make_hooks(registry_of: Make) -> Callable[..., Hooks]:
    """The relay of these plugins."""
    return lambda **modules: registry_of(**modules).hooks


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ValueError("no"), "ValueError: no"),
        (SystemExit(1), "SystemExit: 1"),
        (GeneratorExit(), "GeneratorExit"),
    ],
)
def test_a_listener_that_raises_is_logged_and_dropped(
    error: BaseException, told: str, hooks_of: Make, plugin: Make, caplog: pytest.LogCaptureFixture
) -> None:
    """The others hear the event all the same, and the run never notices."""
    heard: list[object] = []

    def fails(event: object) -> None:
        raise error

    hooks = hooks_of(
        a=plugin(syncspider_run_started=hookimpl(lambda event: heard.append(("event", event)))),
        b=plugin(syncspider_run_started=hookimpl(fails)),
        c=plugin(syncspider_run_started=hookimpl(lambda: heard.append("without arguments"))),
    )
    with caplog.at_level(logging.WARNING):
        hooks.run_started(STARTED)
    assert [record.getMessage() for record in caplog.records] == [
        f"The plugin b failed in syncspider_run_started: {told}"
    ]
    assert not caplog.records[0].exc_info
    assert len(heard) == 2
    assert ("event", STARTED) in heard


def test_each_event_has_its_hook(hooks_of: Make, plugin: Make) -> None:
    """A start, a dead letter and an end are told to those who listen to them."""
    heard: list[object] = []
    names = ("run_started", "record_buried", "run_finished")
    listeners = {f"syncspider_{name}": hookimpl(lambda event, name=name: heard.append((name, event))) for name in names}
    hooks = hooks_of(shop=plugin(**listeners))
    buried = RecordBuried(run=1, task="task", key="k", stage="write", reason="no", at=NOW)
    finished = RunFinished(run=1, task="task", status="done", counts={}, error="", at=NOW)
    hooks.run_started(STARTED)
    hooks.record_buried(buried)
    hooks.run_finished(finished)
    assert heard == [*zip(names, (STARTED, buried, finished), strict=True)]


def test_an_interrupt_passes_through_a_listener(hooks_of: Make, plugin: Make) -> None:
    """Ctrl-C is the user's, not the plugin's."""

    def interrupted() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        hooks_of(shop=plugin(syncspider_run_started=hookimpl(interrupted))).run_started(STARTED)


def test_a_wrapper_sees_what_passes(hooks_of: Make, plugin: Make, reader: Make) -> None:
    """It may change a batch on its way, from several threads at once."""
    entered = threading.Barrier(4, timeout=10)

    def wrapper(page: str | None) -> Generator[None, Batch[Any], Batch[Any]]:
        entered.wait()
        batch = yield
        return Batch(records=batch.records, resume=f"after {page}")

    inner = hookimpl(lambda source, window, page: source.read(window, page), trylast=True)
    hooks = hooks_of(
        wrapping=plugin(syncspider_export_batch=hookimpl(wrapper, wrapper=True)),
        reading=plugin(syncspider_export_batch=inner),
    )
    source = reader(Product)(None, {})
    with ThreadPoolExecutor(4) as pool:
        pages = list(pool.map(lambda page: hooks.export_batch(source, WINDOW, page).resume, "abcd"))
    assert pages == ["after a", "after b", "after c", "after d"]


def test_what_a_source_raises_reaches_the_engine(hooks_of: Make, plugin: Make, reader: Make) -> None:
    """An error of a transfer is the engine's to judge, so nothing swallows it."""
    error = PluginError("down", plugin="x")

    def fails(source: object) -> Any:
        raise error

    with pytest.raises(PluginError) as caught:
        hooks_of(shop=plugin(syncspider_export_batch=hookimpl(fails, tryfirst=True))).export_batch(
            reader(Product)(None, {}), WINDOW, None
        )
    assert caught.value is error


def test_a_wrapper_that_swallows_the_answer_is_told_of(
    hooks_of: Make, plugin: Make, reader: Make, writer: Make
) -> None:
    """Neither a batch nor outcomes can be made up for it."""

    def swallows() -> Generator[None, Any, int]:
        yield
        return 42

    empty: Batch[Any] = Batch(records=(), resume=None)
    batch = hookimpl(lambda: empty, tryfirst=True)
    none = hookimpl(lambda: (), tryfirst=True)
    both = {name: hookimpl(swallows, wrapper=True) for name in ("syncspider_export_batch", "syncspider_import_batch")}
    hooks = hooks_of(wrapping=plugin(**both), inner=plugin(syncspider_export_batch=batch, syncspider_import_batch=none))
    with pytest.raises(PluginError, match="syncspider_export_batch gave an answer of type int"):
        hooks.export_batch(reader(Product)(None, {}), WINDOW, None)
    with pytest.raises(PluginError, match="syncspider_import_batch gave an answer of type int"):
        hooks.import_batch(writer(Product)(None, {}), ())


def test_commands_of_one_plugin_cannot_touch_another_s(hooks_of: Make, plugin: Make) -> None:
    """Each adds to a group of its own; one that raises adds nothing and says why."""
    command = click.Command("hello")

    def adds(group: click.Group) -> None:
        group.add_command(command)

    def fails(group: click.Group) -> None:
        group.add_command(click.Command("half"))
        sys.exit("no")

    hooks = hooks_of(
        good=plugin(syncspider_add_commands=hookimpl(adds)), bad=plugin(syncspider_add_commands=hookimpl(fails))
    )
    assert sorted(hooks.commands(), key=lambda added: added.plugin) == [
        Added(plugin="bad", commands={}, problem="SystemExit: no"),
        Added(plugin="good", commands={"hello": command}),
    ]
