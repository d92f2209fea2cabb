"""Tokens and what they may do (developer.ebay.com, "OAuth scopes", "Handling error messages")."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import attrs
from syncspider.clock import Clock
from syncspider.sandbox import Request

from syncspider_ebay.sandbox.refusals import refusal

#: The scope that needs no seller.
API_SCOPE: Final = "https://api.ebay.com/oauth/api_scope"
_PREFIX: Final = API_SCOPE + "/"
#: Every scope that an app may ask a seller for.
SCOPES: Final = frozenset(
    {
        API_SCOPE,
        *(
            _PREFIX + name
            for name in (
                "sell.fulfillment", "sell.fulfillment.readonly", "sell.inventory", "sell.inventory.readonly",
                "sell.account", "sell.account.readonly", "sell.finances", "sell.payment.dispute", "sell.marketing",
                "sell.marketing.readonly", "sell.analytics.readonly", "commerce.identity.readonly",
                "commerce.notification.subscription",
            )
        ),
    }
)  # fmt: skip
#: What the seller has agreed to at first.
CONSENTED: Final = frozenset(
    {API_SCOPE, *(_PREFIX + name for name in ("sell.fulfillment", "sell.inventory", "sell.account", "sell.finances"))}
)
LIFETIME: Final = timedelta(seconds=7200)


def scope(name: str) -> str:
    """A whole scope from its end, such as ``sell.inventory``."""
    return _PREFIX + name


@attrs.define
class Consent:
    """What a seller has agreed to; tokens made from it can do no more.

    Attributes:
        scopes: What the app may do.
        ends: When its refresh token stops to work.
    """

    scopes: frozenset[str]
    ends: datetime


@attrs.frozen(kw_only=True)
class Token:
    """An access token.

    Attributes:
        consent: The seller's; None for an application token.
        scopes: What it was made for.
        ends: When it stops to work.
    """

    consent: Consent | None
    scopes: frozenset[str]
    ends: datetime

    def may(self, scopes: tuple[str, ...]) -> bool:
        """Whether it has one of some scopes."""
        allowed = self.scopes if self.consent is None else self.scopes & self.consent.scopes
        return any(name in allowed for name in scopes)


@attrs.define
class Access:
    """The access tokens of one app.

    Attributes:
        tokens: Each token by its text.
    """

    _clock: Clock
    tokens: dict[str, Token] = attrs.field(factory=dict)

    def token(self, request: Request) -> Token:
        """The token of a request.

        Raises:
            Refusal: It is missing, unknown or expired.
        """
        kind, _, text = request.headers.get("authorization", "").partition(" ")
        if kind != "Bearer" or not text:
            raise refusal(1002, "The Authorization header must hold a bearer token.")
        token = self.tokens.get(text)
        if token is None or self._clock.now() >= token.ends:
            raise refusal(1001, "Check the value of the Authorization HTTP request header.")
        return token


def require(token: Token, kind: str, scopes: tuple[str, ...]) -> None:
    """Check what a token may do.

    Args:
        token: The token.
        kind: ``user``, ``application`` or ``any``.
        scopes: One of them is enough.

    Raises:
        Refusal: It is of the other kind, or lacks the scope.
    """
    if kind not in {"any", "application" if token.consent is None else "user"}:
        raise refusal(1003, f"This method needs a token of type {kind}.")
    if not token.may(scopes):
        raise refusal(1100, "Insufficient permissions to fulfill the request.")
