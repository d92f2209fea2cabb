"""How a request shows whose it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from syncspider.secret import Secret


class Auth(Protocol):
    """Adds to each request of one client what the far end asks for. Called from several threads at once."""

    def apply(self, method: str, url: str, content: bytes) -> Mapping[str, str]:
        """The headers to add to one request.

        Args:
            method: In capitals.
            url: The full address, with its query.
            content: The body as it will be sent: a signature may cover it.

        Raises:
            SyncSpiderError: There is nothing to show. A TransientError must be NOT_SENT: the request has not left.
        """
        ...

    def renew(self, stale: Mapping[str, str]) -> bool:
        """Get a new proof after a 401; whether it is worth asking once more.

        Args:
            stale: The headers that the far end did not take.

        Raises:
            SyncSpiderError: As :meth:`apply`.
        """
        ...


class BearerToken:
    """One token that stays, in the Authorization header (RFC 6750)."""

    def __init__(self, token: Secret) -> None:
        self._token = token

    def apply(self, method: str, url: str, content: bytes) -> Mapping[str, str]:  # noqa: ARG002 - the token alone counts
        """The Authorization header."""
        return {"Authorization": f"Bearer {self._token.reveal()}"}

    def renew(self, stale: Mapping[str, str]) -> bool:  # noqa: ARG002 - nothing to renew it with
        """Never: only its owner can give another."""
        return False
