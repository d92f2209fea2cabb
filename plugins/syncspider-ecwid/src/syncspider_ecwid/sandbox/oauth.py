"""The way of a public app to a token (docs.ecwid.com, "Access tokens"): a code by redirect, then the exchange."""

from __future__ import annotations

import urllib.parse
import uuid
from random import Random
from typing import Final

import attrs
from syncspider.sandbox import Request, Response

from syncspider_ecwid.sandbox.access import SCOPES, Access

_CLIENT_ID: Final = "sandbox-app"
_CLIENT_SECRET: Final = "sandbox-app-secret"  # noqa: S105 - made up, and good for this sandbox only


@attrs.define
class OAuth:
    """One app that asks the owner of one store.

    Attributes:
        consent: Whether the owner agrees.
        client_id: What the app calls itself.
        client_secret: What proves it.
    """

    _access: Access
    _store: int
    _random: Random
    consent: bool = True
    client_id: str = _CLIENT_ID
    client_secret: str = _CLIENT_SECRET
    _codes: dict[str, tuple[str, frozenset[str]]] = attrs.field(factory=dict, init=False)
    _given: str | None = attrs.field(default=None, init=False)

    def authorize(self, request: Request) -> Response:
        """Send the owner's browser back with a code, or with ``error=access_denied``."""
        back = request.param("redirect_uri")
        if request.param("client_id") != self.client_id or request.param("response_type") != "code" or not back:
            return _refused("invalid_request")
        if not self.consent:
            return _redirect(back, error="access_denied")
        code = uuid.UUID(int=self._random.getrandbits(128)).hex
        self._codes[code] = (back, frozenset((request.param("scope") or "").split()) & SCOPES)
        return _redirect(back, code=code)

    def exchange(self, request: Request) -> Response:
        """A code, good once, for a token; the one before stops working."""
        form = dict(urllib.parse.parse_qsl(request.body.decode("utf-8", "replace")))
        if (form.get("client_id"), form.get("client_secret")) != (self.client_id, self.client_secret):
            return _refused("invalid_client")
        back, scopes = self._codes.pop(form.get("code", ""), (None, frozenset()))
        if back is None or form.get("redirect_uri") != back or form.get("grant_type") != "authorization_code":
            return _refused("invalid_grant")
        self._access.tokens.pop(self._given or "", None)
        key = uuid.UUID(int=self._random.getrandbits(128)).hex
        self._given = f"secret_{key}"
        self._access.tokens[self._given] = scopes
        return Response.of_json(
            {
                "access_token": self._given,
                "token_type": "Bearer",
                "scope": " ".join(sorted(scopes)),
                "store_id": self._store,
                "email": f"owner@store{self._store}.example.com",
                "public_token": f"public_{key[::-1]}",
            }
        )


def _redirect(back: str, **answer: str) -> Response:
    mark = "&" if "?" in back else "?"
    return Response(status=302, headers={"Location": back + mark + urllib.parse.urlencode(answer)})


def _refused(error: str) -> Response:
    return Response.of_json({"error": error}, status=400)
