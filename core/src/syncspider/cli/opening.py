"""The registry for a command, with a line on standard error for each plugin that is left out."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import click

from syncspider.cli.options import Options
from syncspider.cli.settings import settings_of
from syncspider.cli.text import one_line
from syncspider.plugin.discovery import load_registry
from syncspider.plugin.plugins import Plugin, Status
from syncspider.plugin.registry import Registry


def open_registry(options: Options) -> Registry:
    """Load the plugins, and say on standard error which of them cannot be used and why."""
    registry = quiet_registry(options)
    for plugin in registry.plugins:
        if plugin.status not in (Status.OK, Status.DISABLED):
            _warn(f"the plugin {plugin.label} is {plugin.status.value}: {plugin.reason}")
    return registry


def quiet_registry(options: Options) -> Registry:
    """Load the plugins; what they print goes to standard error, where it does not spoil the result.

    Raises:
        ConfigurationError: The settings file or the environment is wrong.
    """
    settings = settings_of(options)
    registry = load_registry(disabled=settings.disabled_plugins, no_plugins=not settings.plugins)
    names = {plugin.name.casefold() for plugin in registry.plugins}
    for name in settings.disabled_plugins:
        if name.casefold() not in names:
            _warn(f"there is no plugin {name!r} to disable")
    for plugin in registry.plugins:
        _tell_printed(plugin)
    return registry


def plugin_commands(options: Options, *, taken: Collection[str]) -> Mapping[str, click.Command]:
    """The commands that plugins add.

    A name that is ``taken``, or that two plugins want, is left out with a line on standard error: what a command does
    must not depend on what else is installed.
    """
    commands: dict[str, click.Command] = {}
    owners: dict[str, list[str]] = {}
    for added in open_registry(options).hooks.commands():
        if added.problem:
            _warn(f"the plugin {added.plugin} cannot add its commands: {added.problem}")
        for name, command in added.commands.items():
            owners.setdefault(name, ["syncspider itself"] if name in taken else []).append(added.plugin)
            commands[name] = command
    for name, rivals in owners.items():
        if len(rivals) > 1:
            _warn(f"the command {name} is left out, because {' and '.join(rivals)} have it")
    return {name: command for name, command in commands.items() if len(owners[name]) == 1}


def _tell_printed(plugin: Plugin) -> None:
    if plugin.printed.strip():
        _warn(f"the plugin {plugin.name} printed while it was loaded: {plugin.printed}")


def _warn(text: str) -> None:
    click.echo(one_line(f"Warning: {text}"), err=True)
