"""What an OAuth 2.0 token endpoint gives, and what it says when it gives nothing."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Self
from urllib.parse import quote_plus

import attrs
import httpx

from syncspider.clock import Clock
from syncspider.errors import AccessError, Delivery, Refusal, SyncSpiderError, TransientError
from syncspider.http.addresses import checked_base_url, place_of, query_of
from syncspider.http.response import Response, cleaned
from syncspider.http.waiting import retry_after_of
from syncspider.http.wire import MEBIBYTE, Wire
from syncspider.secret import Secret


@attrs.frozen(kw_only=True)
class Tokens:
    """What a token endpoint gave.

    Attributes:
        access_token: For requests.
        expires: When the access token ends, or None where that was not said.
        refresh_token: For new access tokens, or None where there was none.
        refresh_expires: When the refresh token ends, or None where that was not said.
        scope: What it allows, or empty where that is what was asked for.
    """

    access_token: Secret
    expires: datetime | None = None
    refresh_token: Secret | None = None
    refresh_expires: datetime | None = None
    scope: str = ""


def exchange_code(
    *,
    token_url: str,
    client_id: str,
    client_secret: Secret,
    code: str,
    redirect_uri: str,
    clock: Clock,
    transport: httpx.BaseTransport | None = None,
) -> Tokens:
    """The tokens for the code that a user's consent brought (RFC 6749, section 4.1.3).

    Args:
        token_url: The full address of the token endpoint.
        client_id: The app's name there.
        client_secret: The app's secret there.
        code: From :func:`~syncspider.http.code_of` or a :class:`~syncspider.http.Listener`. It is good once.
        redirect_uri: The same as in the consent's address.
        clock: For the ends of the tokens.
        transport: What to use instead of sockets.

    Raises:
        AccessError: The code or the app was refused.
        TransientError: NOT_SENT: the endpoint gave no answer.
    """
    endpoint = TokenEndpoint(
        token_url, client_id=client_id, client_secret=client_secret, clock=clock, transport=transport
    )
    with endpoint:
        return endpoint.grant({"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri})


class TokenEndpoint:
    """A token endpoint, asked with Basic authentication of the app (RFC 6749, section 2.3.1)."""

    def __init__(
        self,
        url: str,
        *,
        client_id: str,
        client_secret: Secret,
        clock: Clock,
        transport: httpx.BaseTransport | None = None,
        timeout: float = 30.0,
    ) -> None:
        self._url = checked_base_url(url, default="")
        self._client_id = client_id
        self._client_secret = client_secret
        self._clock = clock
        self._wire = Wire(self._url, timeout=timeout, transport=transport, limit=MEBIBYTE)

    def grant(self, form: Mapping[str, str]) -> Tokens:
        """The tokens for a grant.

        Raises:
            AccessError: The endpoint refused it.
            TransientError: NOT_SENT, or THROTTLED, where there is no such answer: whatever request waits for the
                token has not left.
        """
        try:
            response = self._wire.exchange("POST", self._url, self._headers(), query_of(form).encode())
            return self._tokens(self._fields(response))
        except TransientError as error:
            if error.delivery is Delivery.UNKNOWN:
                error.delivery = Delivery.NOT_SENT
            raise

    def close(self) -> None:
        """Close the connections."""
        self._wire.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def _headers(self) -> dict[str, str]:
        pair = f"{quote_plus(self._client_id)}:{quote_plus(self._client_secret.reveal())}"
        return {
            "Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
            "User-Agent": "SyncSpider",
            "Connection": "close",  # the next call is hours away
        }

    def _fields(self, response: Response) -> dict[str, Any]:
        if not response.is_success:
            raise _refusal(response, self._clock.now())
        fields = _fields_of(response)
        if not isinstance(fields.get("access_token"), str):
            raise TransientError(f"{place_of(self._url)} gave an answer without a token.", delivery=Delivery.UNKNOWN)
        return fields

    def _tokens(self, fields: dict[str, Any]) -> Tokens:
        refresh = fields.get("refresh_token")
        scope = fields.get("scope")
        return Tokens(
            access_token=Secret(fields["access_token"]),
            expires=self._end(fields.get("expires_in")),
            refresh_token=Secret(refresh) if isinstance(refresh, str) and refresh else None,
            refresh_expires=self._end(fields.get("refresh_token_expires_in")),
            scope=scope if isinstance(scope, str) else "",
        )

    def _end(self, seconds: object) -> datetime | None:
        """A moment so many seconds from now; some endpoints write the number as a text."""
        text = str(seconds)
        if not (text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER):
            return None
        return self._clock.now() + timedelta(seconds=int(text))


_LONGEST_NUMBER = 10
_HINTS = {
    "invalid_grant": (Refusal.CREDENTIALS, "Connect the account again."),
    "invalid_scope": (Refusal.SCOPE, "Give the app the rights that it asks for, then connect the account again."),
    "invalid_client": (
        Refusal.CREDENTIALS,
        "Check the app's id and secret: they may be another app's, or of the other environment (sandbox, production).",
    ),
    "unauthorized_client": (Refusal.CREDENTIALS, "Allow this app this way of signing in, or use another keyset."),
}


def _refusal(response: Response, now: datetime) -> SyncSpiderError:
    """What a refusal means, by the code alone: the description may repeat the token."""
    place = place_of(response.url)
    retry_after = retry_after_of(response.headers, now)
    if response.status == httpx.codes.TOO_MANY_REQUESTS:
        return TransientError(
            f"{place} gives no more tokens for the moment.", delivery=Delivery.THROTTLED, retry_after=retry_after
        )
    code = _code_of(response)
    if response.status >= httpx.codes.INTERNAL_SERVER_ERROR or (
        not code and response.status != httpx.codes.UNAUTHORIZED
    ):
        return TransientError(
            f"{place} answered {response.status}.", delivery=Delivery.UNKNOWN, retry_after=retry_after, code=code
        )
    refusal, hint = _HINTS.get(code, (Refusal.CREDENTIALS, "Connect the account again."))
    return AccessError(f"{place} gave no token: {code or response.status}.", refusal=refusal, code=code, hint=hint)


def _code_of(response: Response) -> str:
    code = _fields_of(response).get("error")
    return cleaned(code, 60) if isinstance(code, str) else ""


def _fields_of(response: Response) -> dict[str, Any]:
    """The answer's object, empty where it is none; its text is not told, for it may repeat what was sent."""
    try:
        body = response.json()
    except TransientError:
        return {}
    return body if isinstance(body, dict) else {}
