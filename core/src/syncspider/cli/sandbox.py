"""``syncspider sandbox``: a stand-in for an app's real API, on this machine."""

from __future__ import annotations

import json
import shlex
from typing import Final

import click

from syncspider.cli.interrupts import Interrupts
from syncspider.cli.opening import open_registry
from syncspider.cli.options import Options
from syncspider.cli.output import JSON, TABLE, as_json, format_option
from syncspider.clock import SystemClock
from syncspider.errors import ConfigurationError
from syncspider.plugin.registry import Registry
from syncspider.sandbox import Credentials, SandboxServer
from syncspider.sandbox.loading import load_sandbox

_LARGEST_PORT: Final = 65535


@click.command()
@click.argument("name")
@click.option(
    "--port", type=click.IntRange(0, _LARGEST_PORT), default=0, help="Where to serve it; 0 takes a free port."
)
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed makes the same records.")
@click.option("--records", type=click.IntRange(min=0), default=200, show_default=True, help="About how many of each.")
@click.option("--account", type=click.IntRange(min=1), default=1, show_default=True, help="Which of several accounts.")
@format_option(TABLE, JSON)
@click.pass_obj
def sandbox(options: Options, /, *, name: str, port: int, seed: int, records: int, account: int, shape: str) -> None:
    """Serve the sandbox of the integration NAME on 127.0.0.1 until Ctrl-C.

    It forgets everything when it ends. Its secrets are made up and are therefore printed.
    """
    registry = open_registry(options)
    kind = registry.integration(name)
    if kind.sandbox is None:
        hint = f"Those that have: {', '.join(_with_sandbox(registry)) or 'none'}."
        raise ConfigurationError(f"{kind.title} has no sandbox.", hint=hint)
    made = load_sandbox(kind.sandbox, integration=kind.name)
    state = made(seed=seed, records=records, clock=SystemClock(), account=account)
    with _served(SandboxServer, state, port) as server, Interrupts("Stopping.") as interrupts:
        credentials = state.credentials(server.url)
        called = f"{kind.name}-sandbox" if account == 1 else f"{kind.name}-sandbox-{account}"
        command = connect_command(options, kind.name, called, credentials)
        click.echo(
            _facts(server.url, credentials, command) if shape == JSON else _words(kind.title, server.url, command)
        )
        while not interrupts.stop.wait(timeout=3600.0):
            continue


def connect_command(options: Options, integration: str, name: str, credentials: Credentials) -> str:
    """The command that connects to a sandbox, for a POSIX shell."""
    home = [f"--home={options.home.absolute()}"] if options.home else []
    settings = [part for key, value in credentials.settings.items() for part in ("--set", f"{key}={value}")]
    words = ["syncspider", *home, "connections", "add", integration, "--name", name, *settings]
    given = json.dumps(dict(credentials.secrets))
    return f"printf %s {shlex.quote(given)} | {shlex.join([*words, '--secrets-stdin'])}"


def _served(serve: type[SandboxServer], state: object, port: int) -> SandboxServer:
    try:
        return serve(state, port=port)  # type: ignore[arg-type]
    except OSError:
        hint = "Choose another with --port; 0 takes a free one."
        raise ConfigurationError(f"Port {port} of this machine is taken.", hint=hint) from None


def _words(title: str, url: str, command: str) -> str:
    return f"The sandbox of {title} is served at {url} until Ctrl-C. Connect to it:\n  {command}"


def _facts(url: str, credentials: Credentials, command: str) -> str:
    secrets = dict(credentials.secrets)
    return as_json({"url": url, "settings": dict(credentials.settings), "secrets": secrets, "command": command})


def _with_sandbox(registry: Registry) -> list[str]:
    return [name for name, integration in registry.integrations.items() if integration.sandbox]
