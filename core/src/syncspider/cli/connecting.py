"""From what was typed to an account: options first, then the person's answers to what is still open."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import attrs
import click

from syncspider.app import Account, Application
from syncspider.cli.answers import pairs_of, refuse_secrets, secrets_from
from syncspider.cli.asking import ask_plain, ask_secret, person_is_there
from syncspider.plugin.form import Form, Question
from syncspider.secret import Secret

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS = (
    click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="A setting. May be repeated."),
    click.option(
        "--secret-from-env",
        "variables",
        multiple=True,
        metavar="NAME=VARIABLE",
        help="Take a secret from an environment variable. May be repeated.",
    ),
    click.option(
        "--secrets-stdin",
        "stdin",
        is_flag=True,
        help="Read secrets from standard input: one JSON object, or lines name=value.",
    ),
    click.option("--check/--no-check", default=True, help="Whether to make one harmless call before it is stored."),
    click.option("--listen", "port", type=click.IntRange(0, 65535), metavar="PORT",
                 help="Take the answer of the consent page at http://127.0.0.1:PORT/."),
    click.option("--browser/--no-browser", default=True, help="Whether to open the consent page in a browser."),
)  # fmt: skip


@attrs.frozen(kw_only=True)
class Given:
    """What the options said.

    Attributes:
        settings: Texts ``key=value``.
        variables: Texts ``name=variable``.
        stdin: Whether secrets come by standard input.
        check: Whether to make a call before it is stored.
        port: Where to take the answer of the consent page, or None.
        browser: Whether to open the consent page.
    """

    settings: tuple[str, ...]
    variables: tuple[str, ...]
    stdin: bool
    check: bool
    port: int | None
    browser: bool

    @property
    def nothing(self) -> bool:
        """Whether no answer was given at all."""
        return not (self.settings or self.variables or self.stdin)

    def answers(self, form: Form) -> tuple[dict[str, str], dict[str, Secret]]:
        """The plain answers and the secrets.

        Raises:
            ConfigurationError: A secret stands on the command line, or cannot be read.
        """
        settings = pairs_of(self.settings, "--set")
        refuse_secrets(settings, form)
        variables = pairs_of(self.variables, "--secret-from-env")
        return settings, secrets_from(variables, os.environ, stdin=self.stdin)


def account_options(command: F) -> F:
    """The options that say what an account's form asks."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def begin(app: Application, integration: str, name: str | None, given: Given) -> Account:
    """A new account; a person is asked for what the options leave open.

    Raises:
        ConfigurationError: An answer is wrong or missing, or the name is taken.
    """
    kind = app.registry.integration(integration)
    called = app.connecting.must_be_free(name or kind.name)
    settings, secrets = given.answers(kind.form)
    if person_is_there() and not given.stdin:
        plain, hidden = _open_questions(kind.form, {**settings, **secrets})
        settings |= ask_plain(plain, {})
        secrets |= ask_secret(hidden, ())
    return app.connecting.begun(kind.name, called, settings, secrets)


def change(app: Application, name: str, given: Given, *, asks: bool) -> Account:
    """A stored account with other answers; without any option a person is asked for all of them.

    Raises:
        ConfigurationError: There is no such connection, or an answer is wrong.
    """
    connection = app.connecting.named(name)
    form = app.registry.integration(connection.integration).form
    settings, secrets = given.answers(form)
    if asks and given.nothing and person_is_there():
        held = app.connecting.secret_names(connection)
        plain, hidden = _open_questions(form, {})
        settings = ask_plain(plain, connection.settings)
        secrets = ask_secret(hidden, held)
    return app.connecting.changed(name, settings, secrets)


def _open_questions(form: Form, answered: Mapping[str, object]) -> tuple[list[Question], list[Question]]:
    """Questions that are still open, the plain ones and the secrets; what a consent brings is not asked."""
    still = [question for question in form.questions if question.name not in answered and not question.by_consent]
    return [question for question in still if not question.secret], [q for q in still if q.secret]
