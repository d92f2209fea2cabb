"""From the seller's consent to an access token."""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Callable

import httpx
import pytest
from syncspider.clock import Clock
from syncspider.sandbox import SandboxServer
from syncspider_ebay.sandbox import EbaySandbox
from syncspider_ebay.sandbox.access import API_SCOPE, CONSENTED, scope

TokenAnswer = Callable[..., httpx.Response]


def _consent(server: SandboxServer, sandbox: EbaySandbox, **more: str) -> httpx.Response:
    query = {
        "client_id": sandbox.oauth.client_id,
        "redirect_uri": sandbox.oauth.ru_name,
        "response_type": "code",
        "scope": f"{API_SCOPE} {scope('sell.fulfillment')}",
        "state": "a b&c",
    }
    return httpx.get(f"{server.url}/oauth2/authorize", params={**query, **more})


def _sent_back(answer: httpx.Response) -> dict[str, str]:
    assert answer.status_code == 302
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(answer.headers["Location"]).query))


def test_code_gives_both_tokens(server: SandboxServer, sandbox: EbaySandbox, ask_token: TokenAnswer) -> None:
    """A seller who agrees is sent back with a code and the state; the code gives an access and a refresh token."""
    sandbox.oauth.accepted_url = "http://127.0.0.1:1/back?task=1"
    answer = _consent(server, sandbox)
    assert answer.headers["Location"].startswith("http://127.0.0.1:1/back?task=1&")
    back = _sent_back(answer)
    assert (back["state"], back["expires_in"]) == ("a b&c", "299")
    assert len(back["code"]) > 900
    ru_name = sandbox.oauth.ru_name
    given = ask_token(grant_type="authorization_code", code=back["code"], redirect_uri=ru_name).json()
    assert (given["expires_in"], given["refresh_token_expires_in"]) == (7200, 47_304_000)
    assert given["token_type"] == "User Access Token"
    assert ask_token(grant_type="refresh_token", refresh_token=given["refresh_token"]).status_code == 200


def test_code_is_good_once_and_not_for_long(
    server: SandboxServer, sandbox: EbaySandbox, ask_token: TokenAnswer, clock: Clock
) -> None:
    """A code that was used, or that is older than 299 seconds, is an invalid grant."""
    form = {"grant_type": "authorization_code", "redirect_uri": sandbox.oauth.ru_name}
    code = _sent_back(_consent(server, sandbox))["code"]
    assert [ask_token(code=code, **form).status_code for _ in range(2)] == [200, 400]
    late = _sent_back(_consent(server, sandbox))["code"]
    clock.sleep(300)
    answer = ask_token(code=late, **form)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
    assert answer.json()["error_description"]


def test_code_encoded_twice_is_refused_as_such(
    server: SandboxServer, sandbox: EbaySandbox, ask_token: TokenAnswer
) -> None:
    """A client that forgets to decode the code is told so, and the code stays good."""
    code = _sent_back(_consent(server, sandbox))["code"]
    form = {"grant_type": "authorization_code", "redirect_uri": sandbox.oauth.ru_name}
    assert ask_token(code=urllib.parse.quote(code, safe=""), **form).json()["error"] == "invalid_request"
    assert ask_token(code=code, **form).status_code == 200


def test_code_needs_the_ru_name(server: SandboxServer, sandbox: EbaySandbox, ask_token: TokenAnswer) -> None:
    """Another RuName at the exchange, such as a URL, is an invalid grant."""
    code = _sent_back(_consent(server, sandbox))["code"]
    answer = ask_token(grant_type="authorization_code", code=code, redirect_uri=sandbox.oauth.accepted_url)
    assert answer.json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    "wrong",
    [
        {"redirect_uri": "http://127.0.0.1:1/accepted"},
        {"scope": scope("sell.everything")},
        {"scope": ""},
        {"client_id": "somebody-else"},
        {"response_type": "token"},
        {"prompt": "none"},
    ],
)
def test_consent_page_refuses(server: SandboxServer, sandbox: EbaySandbox, wrong: dict[str, str]) -> None:
    """A wrong RuName, scope or app is told on the consent page, not by sending the browser anywhere."""
    answer = _consent(server, sandbox, **wrong)
    assert (answer.status_code, answer.json()) == (
        400,
        {
            "error_id": "invalid_request",
            "error_description": "Input request parameters are invalid.",
            "http_status_code": 400,
        },
    )


def test_seller_declines(server: SandboxServer, sandbox: EbaySandbox) -> None:
    """A seller who declines is sent to the declined address, without a code."""
    sandbox.oauth.consent = False
    answer = _consent(server, sandbox, prompt="login", locale="de-DE")
    assert answer.headers["Location"].startswith(sandbox.oauth.declined_url)
    assert _sent_back(answer) == {"state": "a b&c"}


def test_refresh_gives_no_new_refresh_token(sandbox: EbaySandbox, ask_token: TokenAnswer) -> None:
    """A refresh gives an access token alone; the refresh token stays good."""
    refresh = sandbox.credentials("").secrets["refresh_token"]
    for _ in range(2):
        given = ask_token(grant_type="refresh_token", refresh_token=refresh).json()
        assert given.keys() == {"access_token", "expires_in", "token_type"}
        assert re.match(r"v\^1\.1#", given["access_token"])


def test_refresh_may_ask_for_less_not_more(server: SandboxServer, sandbox: EbaySandbox, ask_token: TokenAnswer) -> None:
    """A refresh may narrow the scopes, and then other calls are refused; it can't widen them."""
    refresh = sandbox.credentials("").secrets["refresh_token"]
    narrow = ask_token(grant_type="refresh_token", refresh_token=refresh, scope=scope("sell.inventory")).json()
    headers = {"Authorization": f"Bearer {narrow['access_token']}", "Accept": "application/json"}
    assert httpx.get(f"{server.url}/sell/inventory/v1/inventory_item", headers=headers).status_code == 200
    refused = httpx.get(f"{server.url}/sell/fulfillment/v1/order", headers=headers)
    assert (refused.status_code, refused.json()["errors"][0]["errorId"]) == (403, 1100)
    wide = ask_token(grant_type="refresh_token", refresh_token=refresh, scope=scope("sell.marketing"))
    assert (wide.status_code, wide.json()["error"]) == (400, "invalid_scope")


def test_refresh_token_dies(sandbox: EbaySandbox, ask_token: TokenAnswer, http: httpx.Client, clock: Clock) -> None:
    """A refresh token dies after 18 months or when the seller changes the password; access tokens die with it."""
    refresh = sandbox.credentials("").secrets["refresh_token"]
    clock.sleep(47_304_000)
    assert ask_token(grant_type="refresh_token", refresh_token=refresh).json()["error"] == "invalid_grant"
    other, _ = sandbox.oauth.agree(CONSENTED)
    token = ask_token(grant_type="refresh_token", refresh_token=other).json()["access_token"]
    http.headers["Authorization"] = f"Bearer {token}"
    assert http.get("/sell/account/v1/privilege").status_code == 200
    sandbox.oauth.revoke()
    assert http.get("/sell/account/v1/privilege").status_code == 401
    assert ask_token(grant_type="refresh_token", refresh_token=other).json()["error"] == "invalid_grant"


def test_application_token(ask_token: TokenAnswer) -> None:
    """An app gets a token of its own for the one scope that needs no seller, without a refresh token."""
    given = ask_token(grant_type="client_credentials", scope=API_SCOPE).json()
    assert given.keys() == {"access_token", "expires_in", "token_type"}
    assert given["token_type"] == "Application Access Token"
    for wrong in (scope("sell.inventory"), f"{API_SCOPE} {scope('sell.inventory')}", ""):
        assert ask_token(grant_type="client_credentials", scope=wrong).json()["error"] == "invalid_scope"


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": "refresh_token"}, "invalid_request"),
        ({"grant_type": "refresh_token", "refresh_token": "v^1.1#wrong"}, "invalid_grant"),
        ({"grant_type": "authorization_code", "code": "x"}, "invalid_request"),
    ],
)
def test_token_endpoint_refuses(ask_token: TokenAnswer, form: dict[str, str], error: str) -> None:
    """What is missing or wrong is 400 with the OAuth form of errors."""
    answer = ask_token(**form, x="y")
    assert (answer.status_code, answer.json()["error"]) == (400, error)


def test_token_endpoint_needs_the_app(server: SandboxServer, sandbox: EbaySandbox) -> None:
    """Without the app's secret, or with it in the form instead of the header, the endpoint is closed."""
    url, form = f"{server.url}/identity/v1/oauth2/token", {"grant_type": "client_credentials", "scope": API_SCOPE}
    secret = {"client_id": sandbox.oauth.client_id, "client_secret": sandbox.oauth.client_secret}
    answers = [httpx.post(url, data=form, auth=(sandbox.oauth.client_id, "wrong")), httpx.post(url, data=form | secret)]
    for answer in answers:
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    unformed = httpx.post(url, json=form, auth=(sandbox.oauth.client_id, sandbox.oauth.client_secret))
    assert unformed.json()["error"] == "invalid_request"
