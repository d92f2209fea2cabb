"""Access tokens that renew themselves (OAuth 2.0, RFC 6749, section 6)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping

import httpx

from syncspider.clock import Clock
from syncspider.errors import AccessError, TransientError
from syncspider.http.tokens import TokenEndpoint, Tokens
from syncspider.secret import Secret

#: After a failed renewal the threads that wait for it fail with it, for so many seconds, instead of asking one by one.
_SHARED_FAILURE = 1.0


class OAuthRefresh:
    """A bearer token, got with a refresh token and renewed before it ends; one renewal for all threads."""

    def __init__(
        self,
        *,
        token_url: str,
        client_id: str,
        client_secret: Secret,
        refresh_token: Secret,
        scope: str | None,
        clock: Clock,
        transport: httpx.BaseTransport | None = None,
        store: Callable[[str, Secret], None] | None = None,
        margin: float = 300.0,
    ) -> None:
        """Nothing is asked before the first request.

        Args:
            token_url: The full address of the token endpoint.
            client_id: The app's name there.
            client_secret: The app's secret there.
            refresh_token: From the account owner's consent.
            scope: What to ask for, or None for all that was consented to.
            clock: Whose time counts.
            transport: What to use instead of sockets.
            store: Keeps a secret for good, called as ``store("refresh_token", secret)`` before a new one is used.
            margin: Seconds before its end at which a token counts as over.
        """
        self._endpoint = TokenEndpoint(
            token_url, client_id=client_id, client_secret=client_secret, clock=clock, transport=transport
        )
        self._refresh_token = refresh_token
        self._unsaved: Secret | None = None
        self._scope = scope
        self._clock = clock
        self._store = store
        self._margin = margin
        self._lock = threading.Lock()
        self._access: Secret | None = None
        self._until = 0.0
        self._refused: AccessError | None = None
        self._failed: tuple[float, TransientError] | None = None

    def apply(self, method: str, url: str, content: bytes) -> Mapping[str, str]:  # noqa: ARG002 - the token alone counts
        """The Authorization header, with a token that holds for a while yet.

        Raises:
            AccessError: The account has to be connected again.
            TransientError: NOT_SENT: there is no token for the moment.
        """
        with self._lock:
            return self._header(self._current())

    def renew(self, stale: Mapping[str, str]) -> bool:
        """Get another token than the one in the headers, unless another thread has got it already.

        Args:
            stale: The headers that were not taken. Where they have no Authorization, the token counts as stale.

        Raises:
            SyncSpiderError: As :meth:`apply`.
        """
        with self._lock:
            if self._access is not None:
                ours = self._header(self._access)["Authorization"]
                if stale.get("Authorization", ours) == ours:
                    self._access = None
            self._current()
            return True

    def close(self) -> None:
        """Close the connections to the token endpoint."""
        self._endpoint.close()

    @staticmethod
    def _header(access: Secret) -> dict[str, str]:
        return {"Authorization": f"Bearer {access.reveal()}"}

    def _current(self) -> Secret:
        if self._access is None or self._clock.monotonic() >= self._until:
            self._access = self._refreshed()
        return self._access

    def _refreshed(self) -> Secret:
        self._raise_known()
        self._save()
        form = {"grant_type": "refresh_token", "refresh_token": self._refresh_token.reveal()}
        if self._scope is not None:
            form["scope"] = self._scope
        try:
            tokens = self._endpoint.grant(form)
        except AccessError as error:
            self._refused = error
            raise
        except TransientError as error:
            self._failed = (self._clock.monotonic(), error)
            raise
        self._unsaved = tokens.refresh_token
        self._save()
        self._until = self._end_of(tokens)
        return tokens.access_token

    def _raise_known(self) -> None:
        """Fail as the last renewal did: for good where the owner has to act, else only for a moment."""
        known = self._refused
        if known is not None:
            raise AccessError(known.message, refusal=known.refusal, code=known.code, hint=known.hint)
        if self._failed is None or self._clock.monotonic() - self._failed[0] >= _SHARED_FAILURE:
            return
        recent = self._failed[1]
        raise TransientError(recent.message, delivery=recent.delivery, retry_after=recent.retry_after, code=recent.code)

    def _save(self) -> None:
        """Store a rotated refresh token; one that could not be stored is stored before anything else is asked."""
        if self._unsaved is None:
            return
        if self._store is not None and self._unsaved != self._refresh_token:
            self._store("refresh_token", self._unsaved)
        self._refresh_token, self._unsaved = self._unsaved, None

    def _end_of(self, tokens: Tokens) -> float:
        if tokens.expires is None:
            return float("inf")
        lasts = (tokens.expires - self._clock.now()).total_seconds()
        return self._clock.monotonic() + lasts - min(self._margin, lasts / 2)
