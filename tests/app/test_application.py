"""Building everything once, and only what is needed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from syncspider.app import Application
from syncspider.plugin.discovery import load_registry
from syncspider.plugin.registry import Registry
from syncspider.settings import Settings

LOADED = """
import sys
from syncspider.cli.ending import execute
code = execute(sys.argv[1:])
print(code, *(name for name in ("httpx", "keyring", "syncspider_toy") if name in sys.modules))
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A home of its own."""
    return Settings.read({}, home=tmp_path / "home")


def test_nothing_is_made_before_it_is_needed(settings: Settings) -> None:
    """An application that is opened and closed leaves no file and loads no plugin."""

    def refuse() -> Registry:
        raise AssertionError

    with Application(settings, load=refuse):
        assert not settings.data_dir.exists()
    assert not settings.data_dir.parent.exists()


def test_everything_is_built_once(settings: Settings) -> None:
    """Who asks twice gets the same, and the parts share it."""
    loads: list[Registry] = []

    def load() -> Registry:
        loads.append(load_registry(no_plugins=True))
        return loads[-1]

    with Application(settings, load=load) as app:
        assert app.runner is app.runner
        assert app.sessions is app.sessions
        assert app.registry is app.registry
    assert len(loads) == 1


def test_the_state_is_for_its_owner_only(settings: Settings) -> None:
    """The folder is closed to others from the beginning."""
    with Application(settings) as app:
        assert app.connecting.all() == ()
    assert settings.data_dir.stat().st_mode & 0o077 == 0


def test_two_applications_do_not_share(tmp_path: Path) -> None:
    """Nothing is global: two homes live in one process."""
    homes = [Settings.read({}, home=tmp_path / name) for name in ("a", "b")]
    with Application(homes[0]) as one, Application(homes[1]) as other:
        assert one.database is not other.database
        assert one.owner != other.owner


@pytest.mark.parametrize(
    "arguments",
    [("connections", "list"), ("tasks", "list"), ("runs", "list"), ("dead-letters", "list")],
    ids=" ".join,
)
def test_a_command_that_needs_no_network_loads_none(
    arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither an HTTP client nor a keyring nor a plugin is imported to look at stored rows."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1] / "toyshop"))
    monkeypatch.setenv("SYNCSPIDER_HOME", str(tmp_path))
    command = [sys.executable, "-c", LOADED, *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    assert ended.stdout.splitlines()[-1] == "0"
