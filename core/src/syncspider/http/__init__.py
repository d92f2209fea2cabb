"""Talking to a shop over HTTP, for plugin authors: one client that knows what may be repeated and what may not.

A plugin writes ``from syncspider import http`` and then ``http.Client(...)``. This door is lazy: it loads the module
that holds a name when the name is first used, because importing httpx takes longer than starting the interpreter, and a
plugin's declarations are read long before anything is sent. The names for type checkers stand in ``__init__.pyi``.

Nothing here knows an order or a product, and nothing here decides what happens after an error: it says what it met.
"""

from __future__ import annotations

import importlib

_HOMES = {
    "Auth": "authorization",
    "BearerToken": "authorization",
    "Budget": "budget",
    "Client": "client",
    "Explain": "explaining",
    "Headers": "response",
    "Listener": "listener",
    "OAuthRefresh": "oauth",
    "Response": "response",
    "ServerTime": "servertime",
    "Tokens": "tokens",
    "checked_base_url": "addresses",
    "code_of": "consent",
    "consent_url": "consent",
    "encode": "encoding",
    "exchange_code": "tokens",
    "explain_plainly": "explaining",
    "following": "paging",
    "retry_after_of": "waiting",
    "segment": "addresses",
}

__all__ = [  # noqa: PLE0604 - derived from the table, so that the two cannot differ
    *_HOMES
]


def __getattr__(name: str) -> object:
    """Load the home of a public name on its first use."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names, loaded or not."""
    return sorted(__all__)
