"""How a request shows whose it is: the seller's token, and a signature where eBay may ask for one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from syncspider import http

from syncspider_ebay.signing import Signer

#: The end of the paths of those of our calls that eBay wants signed by sellers in the EU and the UK.
_SIGNED: Final = "/issue_refund"


class SellerAuth:
    """A renewed token on every request, and a signature on refunds where the connection has a key."""

    def __init__(self, tokens: http.OAuthRefresh, signer: Signer | None) -> None:
        self._tokens = tokens
        self._signer = signer

    def apply(self, method: str, url: str, content: bytes) -> Mapping[str, str]:
        """The headers for one request.

        Raises:
            AccessError: The seller has to connect the account again.
            TransientError: NOT_SENT: there is no token for the moment.
        """
        token = self._tokens.apply(method, url, content)
        if self._signer is None or not urlsplit(url).path.endswith(_SIGNED):
            return token
        return {**token, **self._signer.headers(method, url, content)}

    def renew(self, stale: Mapping[str, str]) -> bool:
        """Another token than the one that was not taken.

        Raises:
            SyncSpiderError: As :meth:`apply`.
        """
        return self._tokens.renew(stale)

    def close(self) -> None:
        """Let go of sockets."""
        self._tokens.close()
