"""The page on which an account's owner agrees, and the answer that comes back."""

from __future__ import annotations

import os
import secrets
import sys
import webbrowser
from collections.abc import Callable

import click

from syncspider import http
from syncspider.app import Account, Connecting
from syncspider.cli.asking import person_is_there
from syncspider.cli.text import one_line, safe_text
from syncspider.errors import ConfigurationError


def obtain_consent(connecting: Connecting, account: Account, *, port: int | None, browser: bool) -> None:
    """Let the owner agree, and put the secrets that this brings into the account.

    Args:
        connecting: What is done with connections.
        account: Whose owner agrees.
        port: Where to take the redirect on this machine, or None to have it pasted.
        browser: Whether to open the page, too.

    Raises:
        ConfigurationError: Nobody is there to agree, or there is nothing to agree to.
        SyncSpiderError: The owner said no, or the far end gave nothing for the code.
    """
    if not account.integration.consents:
        raise ConfigurationError(f"{account.integration.title} has no page to agree on.", hint="Leave out --consent.")
    if port is None and not person_is_there():
        names = ", ".join(question.name for question in account.integration.form.questions if question.by_consent)
        hint = f"Give {names} by --secret-from-env or --secrets-stdin, or take the answer with --listen PORT."
        raise ConfigurationError("The account's owner has to agree on a web page, and nobody is there.", hint=hint)
    state = secrets.token_urlsafe(32)
    url = connecting.consent_url(account, state=state)
    code = _pasted(url, state, browser=browser) if port is None else _listened(url, state, port, browser=browser)
    connecting.redeem(account, code=code)


def _pasted(url: str, state: str, *, browser: bool) -> str:
    _show(url, browser=browser)
    click.echo("Agree there. The browser then goes to an address; it need not show a page.", err=True)
    answer: str = click.prompt("Paste that whole address", value_proc=_code_in(state), err=True)
    return answer


def _listened(url: str, state: str, port: int, *, browser: bool) -> str:
    with http.Listener(state=state, port=port) as listener:
        _show(url, browser=browser)
        click.echo(f"Waiting for the answer at {listener.redirect_uri}", err=True)
        return listener.wait()


def _code_in(state: str) -> Callable[[str], str]:
    def code(text: str) -> str:
        try:
            return http.code_of(text, state)
        except ConfigurationError as error:
            raise click.UsageError(one_line(str(error))) from None  # asked again; a refusal by the owner is not

    return code


def _show(url: str, *, browser: bool) -> None:
    click.echo(f"Open this page and agree:\n  {safe_text(url)}", err=True)
    if browser and _has_screen():
        webbrowser.open(url)


def _has_screen() -> bool:
    """Whether a browser would open in a window: without a screen, one might take over the terminal."""
    return sys.platform == "darwin" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
