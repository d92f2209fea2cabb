"""Secrets of the sandboxes in these tests, and the forms in which somebody might write one down."""

from __future__ import annotations

import base64
import functools
import json
import urllib.parse
from collections.abc import Iterable, Iterator
from typing import Final

from syncspider.sandbox import Request, Sandbox

_URL: Final = "http://127.0.0.1"
#: A secret in base64 begins anywhere among three bytes; its first and last signs depend on its neighbours.
_SHIFTS: Final = (0, 1, 2)
_EDGE: Final = 4
#: Tokens of one kind begin alike; after so many signs they differ.
_PART: Final = 40


def forms_of(secret: str) -> Iterator[bytes]:
    """A secret as it may stand in a text, a URL, JSON, hexadecimal, or in the middle of something in base64."""
    raw = secret.encode()
    yield raw
    yield urllib.parse.quote(secret, safe="").encode()
    yield urllib.parse.quote_plus(secret).encode()
    yield json.dumps(secret)[1:-1].encode()
    yield raw.hex().encode()
    for shift in _SHIFTS:
        yield base64.b64encode(b"x" * shift + raw)[_EDGE:-_EDGE]
        yield base64.urlsafe_b64encode(b"x" * shift + raw)[_EDGE:-_EDGE]


def parts_of(secret: str) -> Iterator[str]:
    """A secret, and so much of a long one as is already too much: a message may be cut off."""
    yield secret
    if len(secret) > _PART:
        yield secret[:_PART]
        yield secret[-_PART:]


@functools.cache
def _all_forms_of(secret: str) -> frozenset[bytes]:
    return frozenset(form for part in parts_of(secret) for form in forms_of(part))


class Canaries:
    """Every secret that must never be seen."""

    def __init__(self) -> None:
        self.secrets: set[str] = set()

    def keep(self, sandbox: Sandbox) -> None:
        """Remember what a user of the sandbox would type in secret."""
        self.secrets.update(sandbox.credentials(_URL).secrets.values())

    def overhear(self, request: Request) -> None:
        """Remember what a client proves itself with; put it among a server's ``before``."""
        proof = request.headers.get("authorization", "").partition(" ")[2]
        if proof:
            self.secrets.add(proof)

    def told_in(self, texts: Iterable[bytes]) -> set[str]:
        """The beginnings of those that stand in one of these texts, enough to find out which they are."""
        whole = b"\0".join(texts)
        return {secret[:12] for secret in self.secrets if any(form in whole for form in _all_forms_of(secret))}


#: Those of all tests here: none of them may be in anything that a test of this folder logs or prints.
ALL: Final = Canaries()
