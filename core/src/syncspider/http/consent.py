"""The owner's consent: the page to open, and the code that it sends back."""

from __future__ import annotations

import hmac
from urllib.parse import parse_qs, unquote

from syncspider.errors import AccessError, ConfigurationError, Refusal
from syncspider.http.addresses import query_of
from syncspider.http.response import cleaned


def consent_url(endpoint: str, *, client_id: str, redirect_uri: str, scope: str, state: str, **extra: str) -> str:
    """The page at which an account's owner agrees (RFC 6749, section 4.1.1).

    Args:
        endpoint: The address of the far end's consent page.
        client_id: The app's name there.
        redirect_uri: Where the answer goes; some APIs take a name here that stands for an address.
        scope: What the app asks for, separated by spaces.
        state: A fresh text that nobody can guess; the answer has to bring it back.
        extra: Further parameters, such as ``prompt``.
    """
    params = {
        "client_id": client_id,
        "response_type": "code",
        "redirect_uri": redirect_uri,
        "scope": scope,
        "state": state,
        **extra,
    }
    return endpoint + ("&" if "?" in endpoint else "?") + query_of(params)


def code_of(redirected: str, state: str) -> str:
    """The code in what a user pastes: the address that the consent page led to, or the code alone.

    Args:
        redirected: The pasted text; line breaks and spaces in it do not count.
        state: What :func:`consent_url` was given.

    Raises:
        AccessError: The owner said no, or the far end did.
        ConfigurationError: It holds no code, or is the answer to another question than ours.
    """
    text = "".join(redirected.split())
    if not _is_address(text):
        if not text:
            raise _unfit("There is no code.")
        return unquote(text)
    fields = parse_qs(text.partition("?")[2].removesuffix("#").removesuffix("#_=_") or text, keep_blank_values=True)
    return code_in(fields, state)


def code_in(fields: dict[str, list[str]], state: str) -> str:
    """The code in the fields of a redirect's query.

    Raises:
        AccessError: As :func:`code_of`.
        ConfigurationError: As :func:`code_of`.
    """
    if not is_ours(fields, state):
        raise _unfit("This is the answer to another question than ours.")
    if "error" in fields:
        code = cleaned(fields["error"][0], 60)
        raise AccessError(
            "The connection was not agreed to." if code == "access_denied" else f"The consent page refused: {code}.",
            refusal=Refusal.SCOPE if code == "invalid_scope" else Refusal.CREDENTIALS,
            code=code,
            hint="Open the page again and agree.",
        )
    codes = fields.get("code", [])
    if len(codes) != 1 or not codes[0]:
        raise _unfit("There is no code in this address.")
    return codes[0]


def is_ours(fields: dict[str, list[str]], state: str) -> bool:
    """Whether a redirect brings our own state back, once."""
    states = fields.get("state", [])
    return len(states) == 1 and bool(state) and hmac.compare_digest(states[0].encode(errors="replace"), state.encode())


def _is_address(text: str) -> bool:
    return "://" in text or text.startswith("?") or "code=" in text or "error=" in text or "state=" in text


def _unfit(message: str) -> ConfigurationError:
    return ConfigurationError(message, hint="Open the page again, agree, and paste the whole address it leads to.")
