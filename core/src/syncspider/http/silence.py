"""Keeping what proves a request's owner out of what is said about its refusal: some far ends repeat what they got."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeVar

from syncspider.errors import RecordError, SyncSpiderError

E = TypeVar("E", bound=SyncSpiderError)

#: Shorter words, such as ``Bearer``, are no secrets; and of a secret that was cut off, so much is left alone.
_SHORTEST: Final = 8


def silenced(error: E, proof: Mapping[str, str]) -> E:
    """The same error, without any word of the headers that proved whose the request was, whole or cut off.

    Args:
        error: What a refusal was made into.
        proof: The headers that :meth:`Auth.apply` gave for the request.
    """
    words = sorted({word for value in proof.values() for word in value.split() if len(word) >= _SHORTEST}, key=len)
    for word in reversed(words):
        error.message = _without(error.message, word)
        error.hint = _without(error.hint, word)
        if isinstance(error, RecordError):
            error.parameters = {name: _without(value, word) for name, value in error.parameters.items()}
    error.args = (error.message,)
    return error


def _without(text: str, word: str) -> str:
    if word[:_SHORTEST] not in text:
        return text
    for length in range(len(word), _SHORTEST - 1, -1):
        text = text.replace(word[:length], "***")
    return text
