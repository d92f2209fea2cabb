"""What a user can get wrong before anything is called: one line, the right code, nothing half written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

COMMANDS = [
    ("matrix",),
    ("plugins",),
    ("connections", "list"),
    ("connections", "add", "toy"),
    ("tasks", "list"),
    ("run", "--all"),
    ("runs", "list"),
    ("dead-letters", "list"),
    ("sandbox", "toy"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_broken_settings_file_is_told_by_every_command(cli: Any, home: Path, command: tuple[str, ...]) -> None:
    """The file, the line and what to do; no state is made."""
    path = home / "config" / "settings.toml"
    path.parent.mkdir(parents=True)
    path.write_text("keyring = true\ncolour = 'red'\n")
    ended = cli(*command)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == (
        f"Error: {path}, line 2: colour is not a setting. "
        "Remove it; settings are: keyring, plugins, disabled_plugins.\n"
    )
    assert not (home / "data").exists()


@pytest.mark.parametrize("command", [("connections", "list"), ("tasks", "list"), ("runs", "list"), ("run", "x")])
def test_a_corrupt_state_is_told_and_left_alone(cli: Any, home: Path, command: tuple[str, ...]) -> None:
    """It may be rescued: not a byte of it changes."""
    path = home / "data" / "state.sqlite3"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"this is no database " * 1000)
    before = path.read_bytes()
    ended = cli(*command)
    assert ended.code == 2
    assert str(path) in ended.err
    assert ended.err.count("\n") == 1
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("run",), "Name tasks, or give --all."),
        (("run", "a", "--all"), "Name tasks, or give --all."),
        (("run", "a", "--since", "yesterday"), "'yesterday' is no date"),
        (("run", "a", "--since", "2026-01-01", "--full"), "--since and --full exclude each other."),
        (("run", "a", "--limit", "0"), "--limit"),
        (("run", "a", "--lmit", "5"), "No such option"),
        (("runs", "list", "--format", "xml"), "--format"),
        (("dead-letters", "retry"), "Give numbers, or --task, or --all."),
        (("dead-letters", "retry", "1", "--all"), "Give numbers, or --task, or --all."),
        (("tasks", "add", "a"), "--source"),
        (("connections", "ad"), "add"),
    ],
)
def test_a_wrong_option_is_named(cli: Any, arguments: tuple[str, ...], said: str) -> None:
    """In one line, with how to get help."""
    ended = cli(*arguments)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err
    assert ended.err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("run", "ghost"), "There is no task ghost. There is no task yet."),
        (("run", "--all"), "There is no task that is switched on."),
        (("runs", "show", "7"), "There is no run 7."),
        (("runs", "list", "--task", "ghost"), "There is no task ghost."),
        (("dead-letters", "show", "7"), "There is no dead letter 7."),
        (("dead-letters", "list", "--task", "ghost"), "There is no task ghost."),
        (("dead-letters", "retry", "7"), "There is no dead letter 7."),
        (("connections", "add", "moon"), "There is no integration called 'moon'."),
        (("connections", "show", "ghost"), "There is no connection ghost."),
    ],
)
def test_what_is_not_there_is_named(cli: Any, arguments: tuple[str, ...], said: str) -> None:
    """In one line, with code 2."""
    ended = cli(*arguments)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err
    assert ended.err.count("\n") == 1


@pytest.mark.parametrize(
    "command", [("connections", "list"), ("tasks", "list"), ("runs", "list"), ("dead-letters", "list")]
)
def test_an_empty_list_is_empty_json(cli: Any, command: tuple[str, ...]) -> None:
    """A program gets a list, and a person a word on standard error."""
    assert json.loads(cli(*command, "--format", "json").out) == []
    ended = cli(*command)
    assert (ended.code, ended.out) == (0, "")
    assert ended.err.count("\n") == 1


def test_the_settings_file_switches_a_plugin_off(cli: Any, home: Path) -> None:
    """For every command, as ``--disable-plugin`` does."""
    path = home / "config" / "settings.toml"
    path.parent.mkdir(parents=True)
    path.write_text('disabled_plugins = ["toy"]\n')
    status = {row["name"]: row["status"] for row in json.loads(cli("plugins", "--format", "json").out)}
    assert status["toy"] == "disabled"
    assert "disabled" in cli("connections", "add", "toy").err


def test_a_state_of_which_others_may_read_the_key_is_refused(cli: Any, home: Path, shop: Any, connect: Any) -> None:
    """A key file that others can read is not used; the message has the command that mends it."""
    connect(shop, "toys")
    key = home / "config" / "vault.key"
    key.chmod(0o644)
    ended = cli("connections", "check", "toys")
    assert ended.code == 2
    assert f"chmod 600 {key}" in ended.err
