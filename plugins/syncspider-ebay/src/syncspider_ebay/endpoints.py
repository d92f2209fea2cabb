"""Where eBay is: hosts of the two environments, and the rights that we ask a seller for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import attrs
from syncspider import http

_SCOPE: Final = "https://api.ebay.com/oauth/api_scope"

#: What a seller is asked for, once; a right that is added later needs the seller's consent again
#: (developer.ebay.com, "OAuth scopes"). ``sell.finances`` is what issueRefund needs.
SCOPES: Final = (
    _SCOPE,
    f"{_SCOPE}/sell.fulfillment",
    f"{_SCOPE}/sell.inventory",
    f"{_SCOPE}/sell.account",
    f"{_SCOPE}/sell.finances",
)


@attrs.frozen(kw_only=True)
class Endpoints:
    """The addresses of one environment.

    Attributes:
        api: What the paths of all calls stand below.
        consent: The page on which a seller agrees.
        token: Where tokens are got.
    """

    api: str
    consent: str
    token: str


_HOSTS: Final[Mapping[str, tuple[str, str]]] = {
    "production": ("https://api.ebay.com", "https://auth.ebay.com"),
    "sandbox": ("https://api.sandbox.ebay.com", "https://auth.sandbox.ebay.com"),
}


def endpoints_of(settings: Mapping[str, str]) -> Endpoints:
    """The addresses that a connection uses: eBay's own, or all of them below its ``base_url``.

    Raises:
        ConfigurationError: The ``base_url`` is no address to which credentials may travel.
    """
    api, auth = _HOSTS[settings.get("environment", "production")]
    own = settings.get("base_url", "")
    base = http.checked_base_url(own, default=api)
    return Endpoints(
        api=base,
        consent=f"{base if own else auth}/oauth2/authorize",
        token=f"{base}/identity/v1/oauth2/token",
    )


def other_environment(settings: Mapping[str, str]) -> str | None:
    """The environment that the keyset itself names, where it is not the one of the settings.

    eBay puts a mark into every client id: ``-PRD-`` for production, ``-SBX-`` for its sandbox.
    """
    client_id = settings.get("client_id", "")
    named = next((name for mark, name in _MARKS if mark in client_id), None)
    return named if named != settings.get("environment", "production") else None


_MARKS: Final = (("-PRD-", "production"), ("-SBX-", "sandbox"))
