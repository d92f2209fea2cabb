"""``syncspider`` itself: its options, and where its commands come from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import click

from syncspider.cli import commands
from syncspider.cli.lazy import load
from syncspider.cli.options import Names, Options, names_of
from syncspider.version import __version__

_PLUGINS: Final = "syncspider.plugin_commands"


class Root(click.Group):
    """Looks among the plugins' commands only for a name that is not one of its own."""

    def __init__(self, **attributes: Any) -> None:  # noqa: ANN401 - click's own arguments
        super().__init__(**attributes)
        commands.syncspider_add_commands(self)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names in the order in which a user needs them, not that of the alphabet."""
        return list(self.commands)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The core's command of that name, or else a plugin's."""
        command = super().get_command(ctx, cmd_name)
        if command is not None or ctx.resilient_parsing or cmd_name.startswith("-"):
            return command
        return self._of_plugins(ctx).get(cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; a name that nobody has is answered with those that are like it, the plugins' included."""
        try:
            return super().resolve_command(ctx, args)
        except click.exceptions.NoSuchCommand as error:
            names = [*self.commands, *self._of_plugins(ctx)]
            raise click.exceptions.NoSuchCommand(error.command_name, possibilities=names, ctx=ctx) from None

    def _of_plugins(self, ctx: click.Context) -> Mapping[str, click.Command]:
        """The plugins' commands, loaded once in a process's life: when a name is none of the core's."""
        if _PLUGINS not in ctx.meta:
            load("syncspider.cli.logs:set_up_logs")(ctx.params["log_level"])
            ctx.meta[_PLUGINS] = load("syncspider.cli.opening:plugin_commands")(options_of(ctx), taken=self.commands)
        found: Mapping[str, click.Command] = ctx.meta[_PLUGINS]
        return found


def options_of(context: click.Context) -> Options:
    """What was said before the command's name."""
    said = context.params
    return Options(
        home=said["home"], no_plugins=said["no_plugins"], disabled=names_of(said["disabled"]), debug=said["debug"]
    )


@click.group(
    cls=Root,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Plugins may add commands of their own; syncspider plugins tells which do.",
)
@click.version_option(__version__, prog_name="syncspider")
@click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="SYNCSPIDER_HOME",
    show_envvar=True,
    help="Where state and secrets lie, instead of the platform's place.",
)
@click.option("--no-plugins", is_flag=True, help="Load no plugin.")
@click.option(
    "--disable-plugin",
    "disabled",
    type=Names(),
    multiple=True,
    metavar="NAME",
    envvar="SYNCSPIDER_DISABLE_PLUGINS",
    show_envvar=True,
    help="Do not load this plugin. May be repeated.",
)
@click.option("--debug", is_flag=True, help="Show a traceback with an error.")
@click.option(
    "--log-level",
    type=click.Choice(["debug", "info", "warning", "error"], case_sensitive=False),
    default="warning",
    show_default=True,
    help="How much is told on standard error.",
)
@click.pass_context
def root(context: click.Context, /, log_level: str, **_: object) -> None:
    """Move a merchant's orders, products, customers and refunds from one shop to another.

    Begin with: syncspider matrix
    """
    load("syncspider.cli.logs:set_up_logs")(log_level)
    context.obj = options_of(context)
