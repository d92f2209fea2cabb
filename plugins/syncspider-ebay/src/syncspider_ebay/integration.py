"""EBay as SyncSpider knows it: what it can send and receive, and what it asks its user."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from syncspider import Api, Choice, Form, Integration, Question, Session, http, load_named
from syncspider.secret import Secret

from syncspider_ebay.listings import Listings
from syncspider_ebay.marketplaces import MARKETPLACES
from syncspider_ebay.order_statuses import OrderStatuses
from syncspider_ebay.orders import Orders
from syncspider_ebay.products import Products
from syncspider_ebay.questions import questions
from syncspider_ebay.refunds import Refunds

#: Loaded by name when a connection is opened: it brings what calls eBay, which a list of declarations does not need.
_OPENING: Final = "syncspider_ebay.opening"


def _address(answer: str) -> str:
    return http.checked_base_url(answer, default="")


_CONNECTION: Final = (
    Question(
        name="marketplace",
        label="Marketplace",
        help="The eBay site on which offers are made and read.",
        choices=tuple(Choice(site.key, site.title) for site in MARKETPLACES.values()),
    ),
    Question(
        name="environment",
        label="Environment",
        help="eBay's real site, or eBay's sandbox for developers; each has keysets of its own.",
        default="production",
        choices=(Choice("production", "Production"), Choice("sandbox", "eBay's sandbox")),
    ),
    Question(
        name="client_id",
        label="App ID (client ID)",
        help="From the application keys page of developer.ebay.com.",
    ),
    Question(
        name="client_secret",
        label="Cert ID (client secret)",
        help="From the same page.",
        secret=True,
    ),
    Question(
        name="ru_name",
        label="RuName",
        help="eBay's name for the page that it returns to after consent; under User Tokens of the keyset.",
        required=False,
    ),
    Question(
        name="refresh_token",
        label="Refresh token",
        help="eBay gives it when the seller agrees on its page; it holds for 18 months.",
        secret=True,
        by_consent=True,
    ),
    Question(
        name="language",
        label="Language",
        help="Of titles and descriptions, such as fr-BE, where the marketplace has more than one.",
        required=False,
    ),
    Question(
        name="base_url",
        label="Address of the API",
        help="Instead of eBay's own: a proxy, or a sandbox on this machine (plain http only there).",
        required=False,
        check=_address,
    ),
    Question(
        name="signing_private_key",
        label="Signing key",
        help="Refunds of sellers in the EU and the UK need it: the privateKey of eBay's createSigningKey.",
        secret=True,
        required=False,
    ),
    Question(
        name="signing_jwe",
        label="Signing key's JWE",
        help="The jwe that came with the signing key.",
        secret=True,
        required=False,
    ),
)


class Ebay(Integration):
    """One seller's account on one marketplace."""

    name = "ebay"
    title = "eBay"
    form = Form((*_CONNECTION, *questions(live=False)))
    sources = (Orders, Products)
    targets = (Refunds, Listings, OrderStatuses)
    consents = True
    sandbox = "syncspider_ebay.sandbox:EbaySandbox"

    def open_api(self, session: Session) -> Api:
        """What sources and targets call the account through; makes no request yet.

        Raises:
            ConfigurationError: The settings do not fit together.
            AccessError: A secret is missing.
        """
        api: Api = _opening("open_api")(session)
        return api

    def check(self, api: Any) -> str:  # noqa: ANN401 - made by open_api
        """Ask what the seller may do, and tell what is connected.

        Raises:
            AccessError: Refused: wrong credentials, a missing right, or a keyset of the other environment.
            TransientError: Not reached.
        """
        told: str = _opening("check")(api)
        return told

    def account_of(self, settings: Mapping[str, str]) -> str:
        """The environment: eBay numbers the orders of all sellers in one row, so their keys never meet."""
        return settings.get("environment", "production")

    def consent_url(self, session: Session, *, state: str) -> str:
        """The page on which the seller agrees."""
        url: str = _opening("consent_url")(session, state=state)
        return url

    def redeem(self, session: Session, *, code: str) -> Mapping[str, Secret]:
        """The refresh token that the code from that page brings."""
        secrets: Mapping[str, Secret] = _opening("redeem")(session, code=code)
        return secrets


def _opening(name: str) -> Callable[..., Any]:
    found: Callable[..., Any] = load_named(f"{_OPENING}:{name}")
    return found
