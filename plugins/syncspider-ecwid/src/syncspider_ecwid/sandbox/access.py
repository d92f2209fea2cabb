"""Who may ask for what, and how often (docs.ecwid.com, "Access tokens", "Access scopes", "Rate limits")."""

from __future__ import annotations

import collections
import math
from typing import Final

import attrs
from syncspider.clock import Clock
from syncspider.sandbox import Request

from syncspider_ecwid.sandbox.refusals import Refusal

#: Every scope that an address here needs.
SCOPES: Final = frozenset(
    {
        "read_store_profile", "read_catalog", "create_catalog", "update_catalog", "read_orders", "create_orders",
        "update_orders", "read_customers", "create_customers", "update_customers", "read_invoices",
    }
)  # fmt: skip
_MINUTE: Final = 60.0


@attrs.define
class Access:
    """The tokens of a store.

    Attributes:
        tokens: Each working token to its scopes.
        rate: Requests in a minute for one token, None for no limit.
    """

    _clock: Clock
    tokens: dict[str, frozenset[str]]
    rate: int | None = None
    _asked: dict[str, collections.deque[float]] = attrs.field(factory=dict, init=False)

    def token(self, request: Request) -> str:
        """The token of a request, counted against its limit.

        Raises:
            Refusal: It is missing, wrong, or used too often.
        """
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if kind != "Bearer" or token not in self.tokens:
            raise Refusal("INVALID_API_TOKEN", "Wrong token")
        self._count(token)
        return token

    def require(self, token: str, *scopes: str) -> None:
        """Check what a token may do.

        Raises:
            Refusal: It lacks one of the scopes.
        """
        for scope in scopes:
            if scope not in self.tokens[token]:
                raise Refusal("INSUFFICIENT_APP_SCOPE", f"The app lacks the access scope {scope}")

    def _count(self, token: str) -> None:
        if self.rate is None:
            return
        now = self._clock.monotonic()
        asked = self._asked.setdefault(token, collections.deque())
        while asked and asked[0] <= now - _MINUTE:
            asked.popleft()
        if len(asked) >= self.rate:
            wait = math.ceil(asked[0] + _MINUTE - now) if asked else int(_MINUTE)
            raise Refusal("RATE_LIMITED", "Rate limit exceeded", headers={"Retry-After": str(max(wait, 1))})
        asked.append(now)
