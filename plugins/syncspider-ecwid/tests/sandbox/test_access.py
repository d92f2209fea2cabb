"""Who is let in."""

from __future__ import annotations

import urllib.parse

import httpx
import pytest
from syncspider.clock import Clock
from syncspider.sandbox import SandboxServer
from syncspider_ecwid.sandbox import EcwidSandbox


@pytest.mark.parametrize("header", [None, "Bearer secret_wrong", "Bearer", "secret_wrong"])
def test_token_is_needed(server: SandboxServer, sandbox: EcwidSandbox, header: str | None) -> None:
    """A wrong or missing token is 403 INVALID_API_TOKEN, in Ecwid's form."""
    headers = {} if header is None else {"Authorization": header}
    answer = httpx.get(f"{server.url}/api/v3/{sandbox.store_id}/profile", headers=headers)
    assert (answer.status_code, answer.json()) == (
        403,
        {"errorMessage": "Wrong token", "errorCode": "INVALID_API_TOKEN"},
    )


def test_token_in_the_address_does_not_count(server: SandboxServer, sandbox: EcwidSandbox) -> None:
    """A token in the query is no token, so that no client puts one there."""
    token = sandbox.credentials(server.url).secrets["token"]
    answer = httpx.get(f"{server.url}/api/v3/{sandbox.store_id}/profile", params={"token": token})
    assert answer.status_code == 403


def test_accounts_are_apart(http: httpx.Client, sandbox: EcwidSandbox, clock: Clock) -> None:
    """Another account has another store, token and keys, and its token is refused here."""
    other = EcwidSandbox(seed=7, records=300, clock=clock, account=2)
    for kind, records in sandbox.holdings().items():
        assert records.keys().isdisjoint(other.holdings()[kind])
    token = other.credentials("").secrets["token"]
    answer = http.get("/profile", headers={"Authorization": f"Bearer {token}"})
    assert answer.json()["errorCode"] == "INVALID_API_TOKEN"


def test_unknown_store(server: SandboxServer) -> None:
    """A store that is not there is 404 STORE_NOT_FOUND."""
    answer = httpx.get(f"{server.url}/api/v3/77/profile")
    assert (answer.status_code, answer.json()["errorCode"]) == (404, "STORE_NOT_FOUND")


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("GET", "/orders", "read_orders"),
        ("POST", "/products", "create_catalog"),
        ("PUT", "/customers/1", "update_customers"),
        ("GET", "/profile", "read_store_profile"),
    ],
)
def test_scope_is_needed(http: httpx.Client, sandbox: EcwidSandbox, method: str, path: str, scope: str) -> None:
    """Without the scope an address is 403 INSUFFICIENT_APP_SCOPE, and the scope is named."""
    sandbox.scopes -= {scope}
    answer = http.request(method, path, json={})
    assert (answer.status_code, answer.json()["errorCode"]) == (403, "INSUFFICIENT_APP_SCOPE")
    assert scope in answer.json()["errorMessage"]


def test_rate(http: httpx.Client, sandbox: EcwidSandbox, clock: Clock) -> None:
    """Above the rate an answer is 429 with seconds to wait, after which requests work again."""
    sandbox.rate = 3
    assert [http.get("/profile").status_code for _ in range(4)] == [200, 200, 200, 429]
    refusal = http.get("/profile")
    assert refusal.json()["errorCode"] == "RATE_LIMITED"
    clock.sleep(int(refusal.headers["Retry-After"]))
    assert http.get("/profile").status_code == 200


def test_wrong_address_and_method(http: httpx.Client) -> None:
    """An address that is none is 422, a method that it has not is 405."""
    assert http.get("/nothing").json()["errorCode"] == "WRONG_URL"
    answer = http.delete("/orders")
    assert (answer.status_code, answer.json()["errorCode"]) == (405, "METHOD_NOT_ALLOWED")


def test_answers_are_dated_by_the_clock(http: httpx.Client) -> None:
    """The Date header tells the sandbox's time, once."""
    assert http.get("/profile").headers.get_list("Date") == ["Fri, 20 Nov 2026 14:03:27 GMT"]


def _code(server: SandboxServer, sandbox: EcwidSandbox, scope: str) -> dict[str, str]:
    query = {"client_id": sandbox.oauth.client_id, "response_type": "code", "redirect_uri": "http://127.0.0.1:1/back"}
    answer = httpx.get(f"{server.url}/api/oauth/authorize", params={**query, "scope": scope})
    assert answer.status_code == 302
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(answer.headers["Location"]).query))


def _exchange(server: SandboxServer, sandbox: EcwidSandbox, code: str) -> httpx.Response:
    form = {
        "client_id": sandbox.oauth.client_id,
        "client_secret": sandbox.oauth.client_secret,
        "code": code,
        "redirect_uri": "http://127.0.0.1:1/back",
        "grant_type": "authorization_code",
    }
    return httpx.post(f"{server.url}/api/oauth/token", data=form)


def test_oauth(server: SandboxServer, sandbox: EcwidSandbox, http: httpx.Client) -> None:
    """A code gives a token once, with the scopes that were asked for; a second exchange ends the first token."""
    code = _code(server, sandbox, "read_orders")["code"]
    first = _exchange(server, sandbox, code).json()
    assert (str(first["store_id"]), first["scope"], first["token_type"]) == (sandbox.store_id, "read_orders", "Bearer")
    headers = {"Authorization": f"Bearer {first['access_token']}"}
    assert http.get("/orders", headers=headers).status_code == 200
    assert http.get("/products", headers=headers).json()["errorCode"] == "INSUFFICIENT_APP_SCOPE"
    assert _exchange(server, sandbox, code).status_code == 400
    _exchange(server, sandbox, _code(server, sandbox, "read_orders")["code"])
    assert http.get("/orders", headers=headers).json()["errorCode"] == "INVALID_API_TOKEN"


def test_oauth_refused_by_the_owner(server: SandboxServer, sandbox: EcwidSandbox) -> None:
    """An owner who refuses sends the browser back with access_denied."""
    sandbox.oauth.consent = False
    assert _code(server, sandbox, "read_orders") == {"error": "access_denied"}
