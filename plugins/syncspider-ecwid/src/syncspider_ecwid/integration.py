"""Ecwid: what it can send and receive, and what it asks its user."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Final

from syncspider import Api, Form, Integration, Question, Rate, Session, http, load_named
from syncspider.errors import ConfigurationError

from syncspider_ecwid.customers import CustomerSource, CustomerTarget
from syncspider_ecwid.orders import OrderSource, OrderTarget
from syncspider_ecwid.products import ProductSource, ProductTarget

#: Loaded by name when a connection is opened: it brings what calls Ecwid, which a list of declarations does not need.
_OPENING: Final = "syncspider_ecwid.opening"
_MINUTE: Final = 60
_BASE_URL: Final = "https://app.ecwid.com"


def _store_id(answer: str) -> str:
    if not (answer.isascii() and answer.isdigit()):
        raise ConfigurationError(
            f"The store id {answer!r} is no number.", hint="Ecwid's admin shows it at the bottom of each page."
        )
    return answer


def _requests(answer: str) -> str:
    if not (answer.isascii() and answer.isdigit() and int(answer)):
        raise ConfigurationError(f"{answer!r} requests a minute let nothing pass.", hint="Give a whole number.")
    return answer


def _base_url(answer: str) -> str:
    return http.checked_base_url(answer, default=_BASE_URL)


class Ecwid(Integration):
    """One Ecwid store."""

    name = "ecwid"
    title = "Ecwid"
    form = Form(
        (
            Question(
                name="store_id",
                label="Store id",
                help="The number at the bottom of each page of Ecwid's admin.",
                check=_store_id,
            ),
            Question(
                name="token",
                label="Secret token",
                help="Of a custom app: Ecwid's admin shows it under Apps. It starts with secret_.",
                secret=True,
            ),
            Question(
                name="base_url",
                label="Base address",
                help=f"Of a sandbox or a proxy; leave it empty for {_BASE_URL}.",
                required=False,
                check=_base_url,
            ),
            Question(
                name="requests_per_minute",
                label="Requests a minute",
                help="What this token may still ask where other apps share it; Ecwid allows one token 600.",
                required=False,
                check=_requests,
            ),
        )
    )
    sources = (CustomerSource, OrderSource, ProductSource)
    targets = (CustomerTarget, OrderTarget, ProductTarget)
    #: 600 requests a minute for one token (docs.ecwid.com, "Rate limits").
    rate: ClassVar[Rate | None] = Rate(per_second=10, burst=5)
    sandbox = "syncspider_ecwid.sandbox:EcwidSandbox"

    def rate_of(self, settings: Mapping[str, str]) -> Rate | None:
        """Ecwid's own limit, or what the settings say."""
        told = settings.get("requests_per_minute")
        return Rate(per_second=int(told) / _MINUTE, burst=max(1, int(told) // (2 * _MINUTE))) if told else self.rate

    def open_api(self, session: Session) -> Api:
        """The store's API; makes no request yet."""
        base = _base_url(session.settings.get("base_url", ""))
        api: Api = _opening("open_api")(session, store=_store_id(session.settings.get("store_id", "")), base=base)
        return api

    def check(self, api: Any) -> str:  # noqa: ANN401 - made by open_api
        """The name of the shop, from its profile.

        Raises:
            AccessError: The token, its scopes, the store or the address is wrong, or the plan has no API.
            TransientError: Ecwid was not reached.
        """
        name: str = _opening("check")(api)
        return name

    def account_of(self, settings: Mapping[str, str]) -> str:
        """The store id."""
        return settings["store_id"]


def _opening(name: str) -> Callable[..., Any]:
    found: Callable[..., Any] = load_named(f"{_OPENING}:{name}")
    return found
