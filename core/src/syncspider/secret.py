"""A text that must not be seen: it prints as stars, everywhere."""

from __future__ import annotations

import hmac
from typing import NoReturn


class Secret:
    """One secret text, such as a token.

    Every way of printing it gives ``***``; pickling and JSON refuse it. Only :meth:`reveal` gives the plain text.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The plain text: for the request that needs it, never for a message or a row."""
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and hmac.compare_digest(self._text.encode(), other._text.encode())

    def __hash__(self) -> int:
        return hash(self._text)

    def __repr__(self) -> str:
        return "Secret(***)"

    def __str__(self) -> str:
        return "***"

    def __format__(self, _spec: str) -> str:
        return "***"

    def __reduce__(self) -> NoReturn:
        msg = "A secret cannot be pickled."
        raise TypeError(msg)
