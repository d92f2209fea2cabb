"""Answers that a program gives: options on the command line, secrets from elsewhere."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping

import click

from syncspider.errors import ConfigurationError
from syncspider.plugin.form import Form
from syncspider.secret import Secret


def pairs_of(texts: Iterable[str], option: str) -> dict[str, str]:
    """Names and values from texts such as ``name=value``.

    Raises:
        UsageError: One is no such text, or a name comes twice.
    """
    pairs: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        name = name.strip()
        if not equals or not name:
            # The text itself is not repeated: it may be a secret that was given by mistake.
            raise click.UsageError(f"{option} takes name=value.", click.get_current_context())
        if name in pairs:
            raise click.UsageError(f"{option} has {name} twice.", click.get_current_context())
        pairs[name] = value
    return pairs


def refuse_secrets(answers: Iterable[str], form: Form) -> None:
    """Secrets do not stand on a command line, where every user of the machine can read them.

    Raises:
        ConfigurationError: One of the answers is a secret's.
    """
    named = [name for name in answers if name in form and form[name].secret]
    if named:
        hint = "Use --secret-from-env or --secrets-stdin, and count what you have just typed as known to others."
        raise ConfigurationError(f"{', '.join(named)} is a secret and cannot be given with --set.", hint=hint)


def secrets_from(variables: Mapping[str, str], environ: Mapping[str, str], *, stdin: bool) -> dict[str, Secret]:
    """Secrets from named environment variables and from standard input.

    Args:
        variables: Name of the secret to name of the variable.
        environ: The environment.
        stdin: Whether to read standard input to its end: one JSON object, or lines ``name=value``.

    Raises:
        ConfigurationError: A variable is not set, or the input is neither; no part of it is repeated.
    """
    missing = [variable for variable in variables.values() if not environ.get(variable)]
    if missing:
        hint = "Export it, then run the same command again."
        raise ConfigurationError(f"The environment variable {', '.join(missing)} is not set.", hint=hint)
    secrets = {name: Secret(environ[variable]) for name, variable in variables.items()}
    return {**secrets, **(_secrets_in(sys.stdin.read()) if stdin else {})}


def _secrets_in(text: str) -> dict[str, Secret]:
    found = _json_secrets(text) if text.lstrip().startswith("{") else _line_secrets(text)
    if found is None:
        hint = 'Give one JSON object of texts such as {"token": "..."}, or lines such as token=...'
        raise ConfigurationError("Standard input does not hold secrets that can be read.", hint=hint)
    return found


def _json_secrets(text: str) -> dict[str, Secret] | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    if not all(isinstance(value, str) for value in found.values()):
        return None
    return {name: Secret(value) for name, value in found.items()}


def _line_secrets(text: str) -> dict[str, Secret] | None:
    lines = [line for line in text.splitlines() if line.strip()]
    parts = [line.partition("=") for line in lines]
    if not all(equals and name.strip() for name, equals, _ in parts):
        return None
    return {name.strip(): Secret(value.strip()) for name, _, value in parts}
