"""Making a live connection and trying it: what calls eBay is loaded from here on, so others load this by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from syncspider import Session, http
from syncspider.errors import AccessError, ConfigurationError, Refusal
from syncspider.secret import Secret

from syncspider_ebay.auth import SellerAuth
from syncspider_ebay.client import Api
from syncspider_ebay.endpoints import SCOPES, endpoints_of, other_environment
from syncspider_ebay.marketplaces import MARKETPLACES
from syncspider_ebay.refusals import explain
from syncspider_ebay.signing import Signer

_WRONG_KEYSET: Final = frozenset({"invalid_client", "invalid_grant", "unauthorized_client", "1001"})


def open_api(session: Session) -> Api:
    """What sources and targets call an account through; makes no request yet.

    Raises:
        ConfigurationError: The settings do not fit together.
        AccessError: A secret is missing.
    """
    settings = session.settings
    marketplace = MARKETPLACES[settings["marketplace"]]
    language = marketplace.language(settings.get("language"))
    headers = {"Accept-Language": language, "X-EBAY-C-MARKETPLACE-ID": marketplace.key}
    auth = _auth_of(session)
    client = session.open_client(endpoints_of(settings).api, auth=auth, explain=explain, headers=headers)
    return Api(client, marketplace=marketplace, language=language, settings=settings, close_tokens=auth.close)


def check(api: Api) -> str:
    """Ask what the seller may do, and tell what is connected.

    Raises:
        AccessError: Refused: wrong credentials, a missing right, or a keyset of the other environment.
        TransientError: Not reached.
    """
    try:
        privilege = api.account.privilege()
    except AccessError as error:
        raise _environment_told(error, api.settings) from error
    finished = privilege.get("sellerRegistrationCompleted")
    return api.marketplace.title + ("" if finished else ", but the seller's registration is not complete")


def consent_url(session: Session, *, state: str) -> str:
    """The page on which a seller agrees. eBay wants the RuName where others want an address."""
    settings = session.settings
    return http.consent_url(
        endpoints_of(settings).consent,
        client_id=settings["client_id"],
        redirect_uri=_ru_name(settings),
        scope=" ".join(SCOPES),
        state=state,
    )


def redeem(session: Session, *, code: str) -> Mapping[str, Secret]:
    """The refresh token that a seller's consent brings; it holds for 18 months.

    Raises:
        AccessError: eBay refused the code, or gave no refresh token.
        TransientError: eBay was not reached.
    """
    settings = session.settings
    tokens = http.exchange_code(
        token_url=endpoints_of(settings).token,
        client_id=settings["client_id"],
        client_secret=session.secret("client_secret"),
        code=code,
        redirect_uri=_ru_name(settings),
        clock=session.clock,
    )
    if tokens.refresh_token is None:
        raise ConfigurationError(
            "eBay gave no refresh token with its consent.", hint="Check that ru_name belongs to this keyset."
        )
    return {"refresh_token": tokens.refresh_token}


def _ru_name(settings: Mapping[str, str]) -> str:
    name = settings.get("ru_name")
    if not name:
        raise ConfigurationError(
            "Without ru_name eBay's consent page does not open.",
            hint="Find it in the developer portal, under User Tokens of the keyset.",
        )
    return name


def _auth_of(session: Session) -> SellerAuth:
    tokens = http.OAuthRefresh(
        token_url=endpoints_of(session.settings).token,
        client_id=session.settings["client_id"],
        client_secret=session.secret("client_secret"),
        refresh_token=session.secret("refresh_token"),
        scope=None,  # all that was consented to: a narrower list would lose rights
        clock=session.clock,
        store=session.secrets.put,
    )
    return SellerAuth(tokens, _signer_of(session))


def _signer_of(session: Session) -> Signer | None:
    private_key, jwe = session.secrets.get("signing_private_key"), session.secrets.get("signing_jwe")
    if not private_key and not jwe:
        return None
    if not private_key or not jwe:
        raise ConfigurationError(
            "signing_private_key and signing_jwe belong together, and one of them is missing.",
            hint="Give both as eBay's createSigningKey answered them, or neither.",
        )
    return Signer(private_key=private_key, jwe=jwe, clock=session.clock)


def _environment_told(error: AccessError, settings: Mapping[str, str]) -> AccessError:
    """The same refusal; where the keyset is one of the other environment, that is what is wrong."""
    other = other_environment(settings)
    if other is None or error.code not in _WRONG_KEYSET:
        return error
    here = settings.get("environment", "production")
    return AccessError(
        f"The client_id belongs to eBay's {other} environment, and the connection is for {here}.",
        refusal=Refusal.ENVIRONMENT,
        code=error.code,
        hint=f"Set environment to {other}, or give the keyset for {here}.",
    )
