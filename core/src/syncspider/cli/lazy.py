"""A command whose module is loaded when it is run."""

from __future__ import annotations

import importlib
from typing import Any

import click


def load(path: str) -> Any:  # noqa: ANN401 - whatever stands there
    """What stands at ``package.module:name``."""
    module, _, name = path.partition(":")
    return getattr(importlib.import_module(module), name)


class LazyCommand(click.Command):
    """Stands for a command in a group's list and loads the real one when it is run or its own help is asked for.

    Attributes:
        path: Where the real command is, ``package.module:name``.
    """

    def __init__(self, name: str, summary: str, path: str) -> None:
        super().__init__(name, help=summary, short_help=summary)
        self.path = path

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,  # noqa: ANN401 - click's own arguments
    ) -> click.Context:
        """The context of the real command, so that it is the real one that runs."""
        command: click.Command = load(self.path)
        return command.make_context(info_name, args, parent, **extra)
