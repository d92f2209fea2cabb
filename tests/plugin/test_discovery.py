"""What is installed is found, loaded apart from each other, and put into one order."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from syncspider.plugin.discovery import load_registry
from syncspider.plugin.plugins import Plugin, Status

Make = Callable[..., Any]

LISTENER = """
import syncspider
API_VERSION = 1
@syncspider.hookimpl
def syncspider_run_started(event): pass
"""


@pytest.fixture(name="rows")
def make_rows(tmp_path: Path, install: Make, monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, Plugin]]:
    """Installs modules as plugins of their own name, and gives their rows."""

    def rows(modules: dict[str, str], **options: Any) -> dict[str, Plugin]:
        for name, source in modules.items():
            (tmp_path / f"{name}.py").write_text(source)
            install(tmp_path, f"dist-{name}", f"[syncspider]\n{name} = {name}\n")
            monkeypatch.delitem(sys.modules, name, raising=False)
        monkeypatch.syspath_prepend(tmp_path)
        return {row.name: row for row in load_registry(**options).plugins}

    return rows


def test_what_is_installed_is_found(rows: Make) -> None:
    """A row names the distribution, its version and the hooks, in the order of the contract."""
    assert rows({"listening": LISTENER})["listening"] == Plugin(
        name="listening",
        distribution="dist-listening",
        version="1.0",
        status=Status.OK,
        hooks=("syncspider_run_started",),
    )


def test_what_is_printed_is_kept_with_its_plugin(rows: Make, capfd: pytest.CaptureFixture[str]) -> None:
    """Each plugin's chatter is its own, even when it fails."""
    found = rows({"chatty": f"print('one')\n{LISTENER}", "failing": "print('two')\n1 / 0"})
    assert (found["chatty"].status, found["chatty"].printed) == (Status.OK, "one\n")
    assert (found["failing"].status, found["failing"].printed) == (Status.BROKEN, "two\n")
    assert found["failing"].reason == "it cannot be imported: ZeroDivisionError: division by zero"
    assert capfd.readouterr().out == ""


@pytest.mark.parametrize("options", [{"no_plugins": True}, {"disabled": ["LISTENING"]}])
def test_what_is_disabled_is_not_loaded(options: dict[str, Any], rows: Make) -> None:
    """It is listed with the reason, and none of its code has run."""
    row = rows({"listening": LISTENER}, **options)["listening"]
    assert (row.status, row.hooks) == (Status.DISABLED, ())
    assert row.reason
    assert "listening" not in sys.modules


def test_rows_stand_in_the_order_of_their_names(rows: Make) -> None:
    """The core first, and then by name, whatever the order in which they lie on the disk."""
    names = list(rows({"zebra": LISTENER, "ant": "1 / 0", "mule": LISTENER}))
    assert names[0] == "core"
    assert names[1:] == sorted(names[1:])


def test_integrations_stand_in_the_order_of_their_plugins(plugin: Make, app: Make) -> None:
    """The order in which plugins are handed over, or found, decides nothing."""
    names = ["b", "c", "a"]
    registry = load_registry(no_plugins=True, extra=[(name, plugin(app(name))) for name in names])
    assert list(registry.integrations) == ["a", "b", "c"]


def test_an_entry_point_without_a_name_is_broken(
    tmp_path: Path, install: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even that is listed, so that its distribution can be found."""
    install(tmp_path, "nameless", "[syncspider]\n= json\n")
    monkeypatch.syspath_prepend(tmp_path)
    row = next(row for row in load_registry().plugins if row.distribution == "nameless")
    assert (row.status, row.reason) == (Status.BROKEN, "its entry point has no name")


def test_a_module_that_claims_to_be_another_is_left_out(plugin: Make, app: Make) -> None:
    """Even an object whose comparison lies does not take the host along."""

    class Liar:
        API_VERSION = 1

        def __init__(self, name: str) -> None:
            self.syncspider_register_integrations = plugin(app(name)).syncspider_register_integrations

        def __eq__(self, other: object) -> bool:
            return True

        __hash__ = None  # type: ignore[assignment]

    registry = load_registry(no_plugins=True, extra=[("a", plugin(app("a"))), ("liar", Liar("liar"))])
    assert list(registry.integrations) == ["a"]
    row = next(row for row in registry.plugins if row.name == "liar")
    assert row.status is Status.BROKEN
    assert row.reason.startswith("it cannot be registered: ValueError: ")
