"""``syncspider plugins``: what is installed, what became of it, and why."""

from __future__ import annotations

from typing import Any

import click

from syncspider.cli.opening import quiet_registry
from syncspider.cli.options import Options
from syncspider.cli.output import JSON, TABLE, as_json, format_option, table
from syncspider.plugin.plugins import Plugin


@click.command()
@format_option(TABLE, JSON)
@click.pass_obj
def plugins(options: Options, /, shape: str) -> None:
    """List every plugin that was found, usable or not.

    The status is ok, broken, clashing (two want one name), incompatible (written for another version of the contract)
    or disabled.
    """
    found = quiet_registry(options).plugins
    if shape == JSON:
        click.echo(as_json([_facts(plugin) for plugin in found]))
    else:
        headers = ("Plugin", "Distribution", "Version", "Status", "Hooks", "Reason")
        click.echo(table(headers, [_cells(plugin) for plugin in found]))


def _facts(plugin: Plugin) -> dict[str, Any]:
    return {
        "name": plugin.name,
        "distribution": plugin.distribution,
        "version": plugin.version,
        "status": plugin.status.value,
        "reason": plugin.reason,
        "hooks": list(plugin.hooks),
    }


def _cells(plugin: Plugin) -> tuple[str, ...]:
    hooks = ", ".join(hook.removeprefix("syncspider_") for hook in plugin.hooks)
    return (plugin.name, plugin.distribution, plugin.version, plugin.status.value, hooks, plugin.reason)
