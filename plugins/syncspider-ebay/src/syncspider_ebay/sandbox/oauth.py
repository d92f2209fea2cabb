"""Consent and the token endpoint (developer.ebay.com, "The authorization code grant flow", "Using a refresh token")."""

from __future__ import annotations

import base64
import binascii
import urllib.parse
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

import attrs
from syncspider.clock import Clock
from syncspider.sandbox import Request, Response

from syncspider_ebay.sandbox.access import API_SCOPE, LIFETIME, SCOPES, Access, Consent, Token

Json = dict[str, Any]
_CODE_LIFETIME: Final = timedelta(seconds=299)
_REFRESH_LIFETIME: Final = timedelta(seconds=47_304_000)
_FORM: Final = "application/x-www-form-urlencoded"
_CODE_BYTES: Final = 700


class TokenRefusal(Exception):  # noqa: N818 - it is an answer of the API, not a failure of ours
    """A request that the token endpoint refuses.

    Args:
        error: By RFC 6749.
        description: What is wrong.
        status: HTTP status.
    """

    def __init__(self, error: str, description: str, *, status: int = 400) -> None:
        super().__init__(f"{error}: {description}")
        self.body = {"error": error, "error_description": description}
        self.status = status


@attrs.frozen
class _Code:
    scopes: frozenset[str]
    ends: datetime


@attrs.define
class OAuth:
    """One app that asks one seller.

    Attributes:
        client_id: What the app calls itself.
        client_secret: What proves it.
        ru_name: Stands for the app's addresses.
        accepted_url: Where a seller who agrees is sent.
        declined_url: Where a seller who does not is sent.
        consent: Whether the seller agrees.
    """

    _clock: Clock
    _random: Random
    _access: Access
    client_id: str
    client_secret: str
    ru_name: str
    accepted_url: str = "http://127.0.0.1:1/accepted"
    declined_url: str = "http://127.0.0.1:1/declined"
    consent: bool = True
    _codes: dict[str, _Code] = attrs.field(factory=dict, init=False)
    _consents: dict[str, Consent] = attrs.field(factory=dict, init=False)

    def agree(self, scopes: frozenset[str]) -> tuple[str, Consent]:
        """A refresh token for what the seller agrees to."""
        consent = Consent(scopes, self._clock.now() + _REFRESH_LIFETIME)
        refresh = self._text("r", 96)
        self._consents[refresh] = consent
        return refresh, consent

    def revoke(self) -> None:
        """What a seller does who changes the password: every token of the seller is dead at once."""
        self._consents.clear()
        for text in [text for text, token in self._access.tokens.items() if token.consent]:
            del self._access.tokens[text]

    def authorize(self, request: Request) -> Response:
        """Send the seller's browser back with a code, or to the declined address."""
        scopes = frozenset((request.param("scope") or "").split())
        sound = (
            (request.param("client_id"), request.param("redirect_uri")) == (self.client_id, self.ru_name)
            and request.param("response_type") == "code"
            and request.param("prompt") in {None, "login"}
            and scopes
            and scopes <= SCOPES
        )
        if not sound:
            description = "Input request parameters are invalid."
            body = {"error_id": "invalid_request", "error_description": description, "http_status_code": 400}
            return Response.of_json(body, status=400)
        state = {} if request.param("state") is None else {"state": request.param("state")}
        if not self.consent:
            return _redirect(self.declined_url, state)
        code = self._text("c", _CODE_BYTES)
        self._codes[code] = _Code(scopes, self._clock.now() + _CODE_LIFETIME)
        return _redirect(self.accepted_url, {**state, "code": code, "expires_in": "299"})

    def exchange(self, request: Request) -> Response:
        """The token endpoint."""
        try:
            return Response.of_json(self._exchanged(request))
        except TokenRefusal as refused:
            return Response.of_json(refused.body, status=refused.status)

    def _exchanged(self, request: Request) -> Json:
        if request.headers.get("content-type", "").partition(";")[0].strip() != _FORM:
            raise TokenRefusal("invalid_request", f"the Content-Type must be {_FORM}")
        self._authenticate(request)
        form = dict(urllib.parse.parse_qsl(request.body.decode("utf-8", "replace")))
        grants = {
            "authorization_code": self._by_code,
            "refresh_token": self._by_refresh_token,
            "client_credentials": self._by_client,
        }
        grant = form.get("grant_type")
        if grant is None:
            raise TokenRefusal("invalid_request", "'grant_type' is missing")
        if grant not in grants:
            raise TokenRefusal("unsupported_grant_type", "the provided grant type is not supported")
        return grants[grant](form)

    def _authenticate(self, request: Request) -> None:
        kind, _, encoded = request.headers.get("authorization", "").partition(" ")
        try:
            given = base64.b64decode(encoded, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            given = ""
        if kind != "Basic" or given != f"{self.client_id}:{self.client_secret}":
            raise TokenRefusal("invalid_client", "client authentication failed", status=401)

    def _by_code(self, form: dict[str, str]) -> Json:
        text = form.get("code")
        if not text or form.get("redirect_uri") is None:
            raise TokenRefusal("invalid_request", "'code' or 'redirect_uri' is missing")
        if urllib.parse.unquote(text) != text and urllib.parse.unquote(text) in self._codes:
            raise TokenRefusal("invalid_request", "the authorization code is encoded twice")
        code = self._codes.pop(text, None)
        if code is None or self._clock.now() >= code.ends or form["redirect_uri"] != self.ru_name:
            raise TokenRefusal("invalid_grant", "the provided authorization grant code is invalid or was used before")
        refresh, consent = self.agree(code.scopes)
        seconds = int(_REFRESH_LIFETIME.total_seconds())
        return {**self._issue(consent, code.scopes), "refresh_token": refresh, "refresh_token_expires_in": seconds}

    def _by_refresh_token(self, form: dict[str, str]) -> Json:
        if not form.get("refresh_token"):
            raise TokenRefusal("invalid_request", "'refresh_token' is missing")
        consent = self._consents.get(form["refresh_token"])
        if consent is None or self._clock.now() >= consent.ends:
            raise TokenRefusal(
                "invalid_grant",
                "the provided authorization refresh token is invalid or was issued to another client",
            )
        scopes = frozenset(form.get("scope", "").split()) or consent.scopes
        if not scopes <= consent.scopes:
            raise TokenRefusal("invalid_scope", "the requested scope exceeds the scope granted to the client")
        return self._issue(consent, scopes)

    def _by_client(self, form: dict[str, str]) -> Json:
        if form.get("scope", "").split() != [API_SCOPE]:
            raise TokenRefusal("invalid_scope", "the requested scope is invalid, unknown or malformed")
        return self._issue(None, frozenset({API_SCOPE}))

    def _issue(self, consent: Consent | None, scopes: frozenset[str]) -> Json:
        text = self._text("t", 120)
        self._access.tokens[text] = Token(consent=consent, scopes=scopes, ends=self._clock.now() + LIFETIME)
        kind = "Application Access Token" if consent is None else "User Access Token"
        return {"access_token": text, "expires_in": int(LIFETIME.total_seconds()), "token_type": kind}

    def _text(self, kind: str, length: int) -> str:
        """A token with the characters that trip clients: carets, number signs, slashes, plus and equals signs."""
        body = base64.b64encode(self._random.randbytes(length)).decode()
        return f"v^1.1#i^1#{kind}^1#p^3#{body}"


def _redirect(to: str, answer: Json) -> Response:
    mark = "&" if "?" in to else "?"
    query = mark + urllib.parse.urlencode(answer) if answer else ""
    return Response(status=302, headers={"Location": to + query})
