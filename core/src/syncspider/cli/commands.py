"""The core's own commands: they come in as a plugin's do, by the hook's function."""

from __future__ import annotations

import click

from syncspider.cli.lazy import LazyCommand


def syncspider_add_commands(group: click.Group) -> None:
    """Add the core's commands. Called directly: the plugin machinery would be loaded by ``--version`` as well."""
    group.add_command(LazyCommand("matrix", "What can be moved from where to where.", "syncspider.cli.matrix:matrix"))
    group.add_command(LazyCommand("plugins", "Every plugin that was found.", "syncspider.cli.plugins:plugins"))
