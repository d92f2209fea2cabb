"""The integration as the core sees it."""

from __future__ import annotations

import inspect
import subprocess
import sys
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import syncspider_ebay
from syncspider import Integration, Session, Source, Target, http, load_named
from syncspider.errors import AccessError, ConfigurationError, Refusal, TransientError
from syncspider_ebay.client import Api
from syncspider_ebay.endpoints import SCOPES
from syncspider_ebay.integration import Ebay

Open = Callable[[Session], Api]


def test_row_of_the_matrix() -> None:
    """EBay sends orders and products, and takes refunds, products and order status, in this order."""
    (registered,) = syncspider_ebay.syncspider_register_integrations()

    assert registered is Ebay
    assert issubclass(registered, Integration)
    assert (Ebay.name, Ebay.title) == ("ebay", "eBay")
    assert [source.entity.title for source in Ebay.sources] == ["Orders", "Products"]
    assert [target.entity.title for target in Ebay.targets] == ["Refunds", "Products", "Order Status"]


def test_declaration_is_cheap() -> None:
    """Importing the plugin loads what it declares: no HTTP, JSON or cryptography, none of eBay's shapes, no sandbox."""
    code = "import sys, syncspider_ebay; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()

    heavy = {"httpx", "msgspec", "cryptography", "cattrs", "sqlalchemy", "syncspider.http.client"}
    assert not heavy & set(loaded)
    assert {name for name in loaded if name.startswith("syncspider_ebay.")} == {
        f"syncspider_ebay.{name}"
        for name in (
            "bulk", "conditions", "integration", "listings", "marketplaces", "order_statuses", "orders", "products",
            "questions", "refunds",
        )
    }  # fmt: skip


def test_every_declaration_has_its_work() -> None:
    """What a source or target names as its work is there, and reads or writes the same entity."""
    for declared in (*Ebay.sources, *Ebay.targets):
        work = load_named(declared.work)
        assert issubclass(work, Source if declared in Ebay.sources else Target)
        assert not inspect.isabstract(work)


def test_every_field_named_exists() -> None:
    """Sources supply and targets accept fields that their entities have, and require what they accept."""
    for source in Ebay.sources:
        assert source.supplies <= set(source.entity.__annotations__), source
    for target in Ebay.targets:
        assert target.accepts <= set(target.entity.__annotations__), target
        assert target.requires <= target.accepts, target


def test_check_tells_the_marketplace(shop: Any, api: Api) -> None:
    """A connection that works names what it is connected to, by one call."""
    assert Ebay().check(api) == "eBay.com (United States)"
    assert shop.server.count("GET") == 1


def test_check_tells_an_unfinished_registration(shop: Any, api: Api) -> None:
    """A seller who may not sell yet is told so."""
    shop.sandbox.seller.registered = False

    assert Ebay().check(api).endswith("registration is not complete")


@pytest.mark.parametrize(
    ("changes", "refusal", "code"),
    [
        ({"refresh_token": "v^1.1#nobody"}, Refusal.CREDENTIALS, "invalid_grant"),
        ({"client_secret": "SBX-wrong"}, Refusal.CREDENTIALS, "invalid_client"),
        ({"client_id": "Shop-app-SBX-1234"}, Refusal.ENVIRONMENT, "invalid_client"),
        ({"client_id": "Shop-app-PRD-1234", "environment": "sandbox"}, Refusal.ENVIRONMENT, "invalid_client"),
    ],
)
def test_check_tells_refusals_apart(
    shop: Any, open_api: Open, changes: dict[str, str], refusal: Refusal, code: str
) -> None:
    """A dead refresh token, a wrong secret and a keyset of the other environment are three different things."""
    api = open_api(shop.session_with(**changes))

    with pytest.raises(AccessError) as caught:
        Ebay().check(api)

    assert (caught.value.refusal, caught.value.code) == (refusal, code)
    assert caught.value.hint


def test_check_tells_a_missing_scope(shop: Any, api: Api) -> None:
    """A right that the seller did not give is named as such."""
    shop.sandbox.scopes = frozenset({SCOPES[0]})

    with pytest.raises(AccessError, match="1100") as caught:
        Ebay().check(api)

    assert caught.value.refusal is Refusal.SCOPE


def test_check_tells_that_nobody_answers(shop: Any, open_api: Open) -> None:
    """An address where nothing listens is no refusal."""
    api = open_api(shop.session_with(base_url="http://127.0.0.1:1"))

    with pytest.raises(TransientError):
        Ebay().check(api)


def test_expired_tokens_are_renewed(shop: Any, api: Api) -> None:
    """After the two hours of a token the next call gets another, once."""
    Ebay().check(api)
    shop.clock.sleep(7200)
    Ebay().check(api)

    assert shop.asked("POST", "/oauth2/token") == 2
    assert all(exchange.status == 200 for exchange in shop.server.exchanges)


def test_refused_token_is_renewed_once(shop: Any, api: Api) -> None:
    """A token that eBay forgot before its time costs one more request, not the run."""
    Ebay().check(api)
    shop.sandbox._access.tokens.clear()

    assert Ebay().check(api)
    assert [exchange.status for exchange in shop.server.exchanges][-3:] == [401, 200, 200]


def test_consent_brings_a_refresh_token(shop: Any, open_api: Open) -> None:
    """The consent page is asked for all rights, and its answer makes a connection that works."""
    session = shop.session_with(refresh_token="")
    page = Ebay().consent_url(session, state="s 1/+&")
    asked = parse_qs(urlsplit(page).query)
    answer = httpx.get(page)

    secrets = Ebay().redeem(session, code=http.code_of(answer.headers["Location"], "s 1/+&"))

    assert asked["scope"] == [" ".join(SCOPES)]
    assert asked["redirect_uri"] == [shop.sandbox.oauth.ru_name]
    assert Ebay().check(open_api(shop.session_with(refresh_token=secrets["refresh_token"].reveal())))


def test_consent_without_ru_name(shop: Any) -> None:
    """Without eBay's name for the return page the user is told where to find it."""
    with pytest.raises(ConfigurationError, match="ru_name"):
        Ebay().consent_url(shop.session_with(ru_name=""), state="s")


def test_real_addresses(shop: Any) -> None:
    """Without an address of its own a connection goes to eBay, of the environment that was chosen."""
    live = Ebay().consent_url(shop.session_with(base_url=""), state="s")
    trial = Ebay().consent_url(shop.session_with(base_url="", environment="sandbox"), state="s")

    assert live.startswith("https://auth.ebay.com/oauth2/authorize?")
    assert trial.startswith("https://auth.sandbox.ebay.com/oauth2/authorize?")


@pytest.mark.parametrize("address", ["http://api.example.com", "ftp://127.0.0.1", "https://user@api.example.com"])
def test_addresses_that_would_leak(shop: Any, address: str) -> None:
    """Credentials go to https alone, or to this machine."""
    answers = {**shop.session.settings, "client_secret": "x", "base_url": address}

    with pytest.raises(ConfigurationError):
        Ebay.form.filled(answers)


def test_signing_key_without_its_jwe(shop: Any, open_api: Open) -> None:
    """Half of a signing key is a mistake that shows before any refund."""
    with pytest.raises(ConfigurationError, match="signing_jwe"):
        open_api(shop.session_with(signing_private_key="abc"))


def test_language_of_another_country(shop: Any, open_api: Open) -> None:
    """A language that the marketplace has not is told with those that it has."""
    with pytest.raises(ConfigurationError, match="nl-BE, fr-BE"):
        open_api(shop.session_with(marketplace="EBAY_BE", language="de-DE"))


def test_account_is_the_same_everywhere(make_shop: Any) -> None:
    """Markers do not depend on the installation's keyset or address."""
    one, two = make_shop(account=1), make_shop(account=2)

    assert Ebay().account_of(one.session.settings) == Ebay().account_of(two.session.settings) == "production"
