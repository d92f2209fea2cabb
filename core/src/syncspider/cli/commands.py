"""The core's own commands: they come in as a plugin's do, by the hook's function."""

from __future__ import annotations

from typing import Final

import click

from syncspider.cli.lazy import LazyCommand

#: In the order in which a new user needs them: what it is for in a few words, and where the command is.
_COMMANDS: Final = {
    "matrix": ("What can be moved from where to where.", "syncspider.cli.matrix:matrix"),
    "plugins": ("Every plugin that was found.", "syncspider.cli.plugins:plugins"),
    "connections": ("Accounts of integrations.", "syncspider.cli.connections:connections"),
    "tasks": ("What is moved from where to where.", "syncspider.cli.tasks:tasks"),
    "run": ("Run tasks.", "syncspider.cli.run:run"),
    "runs": ("What was run, and what came of it.", "syncspider.cli.runs:runs"),
    "dead-letters": ("Records that could not pass.", "syncspider.cli.dead_letters:dead_letters"),
    "sandbox": ("A stand-in for an app's API, on this machine.", "syncspider.cli.sandbox:sandbox"),
    "demo": ("Everything at once, against sandboxes, checked.", "syncspider.cli.demo:demo"),
}


def syncspider_add_commands(group: click.Group) -> None:
    """Add the core's commands. Called directly: the plugin machinery would be loaded by ``--version`` as well."""
    for name, (summary, path) in _COMMANDS.items():
        group.add_command(LazyCommand(name, summary, path))
