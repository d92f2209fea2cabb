"""Tokens that renew themselves: once for all threads, and stored before they are used."""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from syncspider import http
from syncspider.errors import AccessError, Delivery, Refusal, TransientError
from syncspider.secret import Secret

URL = "https://auth.test/token"


class Authority:
    """A token endpoint that counts what it gives."""

    def __init__(self, **extra: Any) -> None:
        self.forms: list[dict[str, list[str]]] = []
        self.headers: list[httpx.Headers] = []
        self.extra = {"expires_in": 7200} | extra
        self.failures: list[httpx.Response | Exception] = []
        self._lock = threading.Lock()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """A new access token for each grant."""
        with self._lock:
            self.forms.append(parse_qs(request.content.decode()))
            self.headers.append(request.headers)
            if self.failures:
                failure = self.failures.pop(0)
                if isinstance(failure, Exception):
                    raise failure
                return failure
            number = len(self.forms)
        extra = {name: value.format(number) if isinstance(value, str) else value for name, value in self.extra.items()}
        return httpx.Response(200, json={"access_token": f"access-{number}", "token_type": "Bearer"} | extra)


@pytest.fixture
def refresh_of(clock: Any) -> Callable[..., http.OAuthRefresh]:
    """A self-renewing token from an authority."""

    def build(authority: Authority, **options: Any) -> http.OAuthRefresh:
        standard: dict[str, Any] = {"scope": None, "refresh_token": Secret("refresh-0"), "client_secret": Secret("s+1")}
        return http.OAuthRefresh(
            token_url=URL,
            client_id="app:1",
            clock=clock,
            transport=httpx.MockTransport(authority),
            **(standard | options),
        )

    return build


def token_of(auth: http.OAuthRefresh) -> str:
    """The token that a request would carry."""
    return auth.apply("GET", "https://api.test/", b"")["Authorization"]


def test_the_grant_is_that_of_the_standard(refresh_of: Any) -> None:
    """A form with Basic authentication of the app, its id and secret form-encoded first (RFC 6749, 2.3.1 and 6)."""
    authority = Authority()
    assert token_of(refresh_of(authority, scope="a b")) == "Bearer access-1"
    assert authority.forms == [{"grant_type": ["refresh_token"], "refresh_token": ["refresh-0"], "scope": ["a b"]}]
    headers = authority.headers[0]
    assert headers["content-type"] == "application/x-www-form-urlencoded"
    assert base64.b64decode(headers["authorization"].removeprefix("Basic ")) == b"app%3A1:s%2B1"


def test_a_token_is_used_until_shortly_before_its_end(refresh_of: Any, clock: Any) -> None:
    """One grant for all requests of two hours less the margin."""
    authority = Authority()
    auth = refresh_of(authority, margin=300)
    assert {token_of(auth) for _ in range(50)} == {"Bearer access-1"}
    clock.sleep(6899)
    assert token_of(auth) == "Bearer access-1"
    clock.sleep(2)
    assert token_of(auth) == "Bearer access-2"


def test_a_token_shorter_than_the_margin_is_used_for_half_its_time(refresh_of: Any, clock: Any) -> None:
    """A short-lived token is not renewed with each request."""
    authority = Authority(expires_in="60")
    auth = refresh_of(authority)
    token_of(auth)
    clock.sleep(29)
    assert token_of(auth) == "Bearer access-1"
    clock.sleep(2)
    assert token_of(auth) == "Bearer access-2"


def test_a_token_without_an_end_is_used_until_it_is_refused(refresh_of: Any, clock: Any) -> None:
    """No end was said, so a 401 tells it."""
    authority = Authority(expires_in=None)
    auth = refresh_of(authority)
    token_of(auth)
    clock.sleep(10**6)
    assert token_of(auth) == "Bearer access-1"
    assert auth.renew({"Authorization": "Bearer access-1"})
    assert token_of(auth) == "Bearer access-2"


def at_once(work: Callable[[], Any], threads: int = 16) -> list[Any]:
    """What so many threads get from the same work, begun together."""
    gate = threading.Barrier(threads)
    results: list[Any] = []

    def run() -> None:
        gate.wait(10)
        try:
            results.append(work())
        except Exception as error:  # noqa: BLE001 - the test looks at it
            results.append(error)

    running = [threading.Thread(target=run) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return results


def test_many_threads_ask_once(refresh_of: Any) -> None:
    """Sixteen requests at the start, one grant."""
    authority = Authority()
    auth = refresh_of(authority)
    assert at_once(lambda: token_of(auth)) == ["Bearer access-1"] * 16
    assert len(authority.forms) == 1


def test_many_threads_that_are_refused_renew_once(refresh_of: Any) -> None:
    """Sixteen 401s with the same token, one grant more; so too where a signature stands beside the token."""
    authority = Authority()
    auth = refresh_of(authority)
    stale = {"Authorization": token_of(auth), "Signature": "x"}
    assert at_once(lambda: (auth.renew(stale), token_of(auth))) == [(True, "Bearer access-2")] * 16
    assert len(authority.forms) == 2


def test_many_threads_fail_together(refresh_of: Any, clock: Any) -> None:
    """An authority that is down is asked once, not by each thread; and again a moment later."""
    authority = Authority()
    authority.failures = [httpx.Response(503, headers={"Retry-After": "4"})]
    auth = refresh_of(authority)
    results = at_once(lambda: token_of(auth))
    assert {(type(error), error.delivery, error.retry_after) for error in results} == {
        (TransientError, Delivery.NOT_SENT, 4)
    }
    assert len(authority.forms) == 1
    clock.sleep(1)
    assert token_of(auth) == "Bearer access-2"


@pytest.mark.parametrize(
    ("status", "body", "refusal"),
    [
        (400, {"error": "invalid_grant", "error_description": "refresh-0 is over"}, Refusal.CREDENTIALS),
        (400, {"error": "invalid_scope"}, Refusal.SCOPE),
        (401, {"error": "invalid_client"}, Refusal.CREDENTIALS),
        (400, {"error": "unauthorized_client"}, Refusal.CREDENTIALS),
        (400, {"error": "something_new"}, Refusal.CREDENTIALS),
        (401, {}, Refusal.CREDENTIALS),
    ],
)
def test_a_refusal_is_for_the_owner_and_is_asked_for_once(
    refresh_of: Any, status: int, body: dict[str, str], refusal: Refusal
) -> None:
    """It says what to do, shows no token, and does not come again by asking again."""
    authority = Authority()
    authority.failures = [httpx.Response(status, json=body)]
    auth = refresh_of(authority)
    for _ in range(3):
        with pytest.raises(AccessError) as caught:
            token_of(auth)
        assert caught.value.refusal is refusal
        assert caught.value.code == body.get("error", "")
        assert caught.value.hint
        assert "refresh-0" not in str(caught.value)
    assert len(authority.forms) == 1


def test_a_wrong_keyset_is_named(refresh_of: Any) -> None:
    """The commonest mistake, sandbox for production, is in the hint."""
    authority = Authority()
    authority.failures = [httpx.Response(401, json={"error": "invalid_client"})]
    with pytest.raises(AccessError, match="other environment"):
        token_of(refresh_of(authority))


@pytest.mark.parametrize(
    "failure",
    [
        httpx.ConnectError("down"),
        httpx.ReadTimeout("slow"),
        httpx.Response(500),
        httpx.Response(302, headers={"Location": "https://evil.test"}),
        httpx.Response(404, html="<h1>no</h1>"),
        httpx.Response(200, html="<h1>Log in</h1>"),
        httpx.Response(200, json={"error": "odd"}),
        httpx.Response(200, json=["odd"]),
    ],
)
def test_without_a_token_the_request_itself_has_not_left(refresh_of: Any, client_of: Any, failure: Any) -> None:
    """A refund that waited for a token is no open outcome, whatever happened at the authority."""
    authority = Authority()
    authority.failures = [failure]
    client = client_of(lambda _: httpx.Response(200), auth=refresh_of(authority))
    with pytest.raises(TransientError) as caught:
        client.send("POST", "/refunds")
    assert caught.value.delivery is Delivery.NOT_SENT
    assert client.requests == 0


def test_a_limit_of_the_authority_is_a_limit(refresh_of: Any) -> None:
    """It says how long to wait."""
    authority = Authority()
    authority.failures = [httpx.Response(429, headers={"Retry-After": "9"})]
    with pytest.raises(TransientError) as caught:
        token_of(refresh_of(authority))
    assert (caught.value.delivery, caught.value.retry_after) == (Delivery.THROTTLED, 9)


def test_a_new_refresh_token_is_stored_before_it_is_used(refresh_of: Any, clock: Any) -> None:
    """A crash after the answer loses no account, and the next grant uses the new one."""
    stored: list[tuple[str, str]] = []
    authority = Authority(refresh_token="refresh-{}")
    auth = refresh_of(authority, store=lambda name, secret: stored.append((name, secret.reveal())))
    token_of(auth)
    assert stored == [("refresh_token", "refresh-1")]
    clock.sleep(7200)
    token_of(auth)
    assert authority.forms[1]["refresh_token"] == ["refresh-1"]


def test_a_refresh_token_that_could_not_be_stored_is_stored_first(refresh_of: Any) -> None:
    """A full disk stops the run, and no second grant is spent before the first is safe."""
    stored: list[str] = []
    failing = [OSError("disk full")]

    def store(_name: str, secret: Secret) -> None:
        if failing:
            raise failing.pop()
        stored.append(secret.reveal())

    authority = Authority(refresh_token="refresh-{}")
    auth = refresh_of(authority, store=store)
    with pytest.raises(OSError, match="disk full"):
        token_of(auth)
    token_of(auth)
    assert stored == ["refresh-1", "refresh-2"]
    assert authority.forms[1]["refresh_token"] == ["refresh-1"]


def test_the_same_refresh_token_is_not_stored_again(refresh_of: Any) -> None:
    """Authorities that do not rotate cause no writing."""
    auth = refresh_of(Authority(refresh_token="refresh-0"), store=lambda *_: pytest.fail("stored"))
    assert token_of(auth) == "Bearer access-1"


def test_a_code_becomes_tokens(clock: Any) -> None:
    """The grant of the standard, and the ends as moments."""
    authority = Authority(refresh_token="r", refresh_token_expires_in=47304000, scope="a")
    tokens = http.exchange_code(
        token_url=URL,
        client_id="app",
        client_secret=Secret("s"),
        code="v^1.1#i^1",
        redirect_uri="My-RuName",
        clock=clock,
        transport=httpx.MockTransport(authority),
    )
    assert authority.forms == [
        {"grant_type": ["authorization_code"], "code": ["v^1.1#i^1"], "redirect_uri": ["My-RuName"]}
    ]
    assert tokens.refresh_token is not None
    assert (tokens.access_token.reveal(), tokens.refresh_token.reveal(), tokens.scope) == ("access-1", "r", "a")
    assert tokens.expires is not None
    assert tokens.refresh_expires is not None
    assert (tokens.expires - clock.now()).total_seconds() == 7200
    assert (tokens.refresh_expires - clock.now()).days == 547
    assert "access-1" not in repr(tokens)


def test_a_token_endpoint_is_asked_over_a_socket_and_left(serve: Any, fault: Any, clock: Any) -> None:
    """The connection is not kept for hours."""
    server = serve(fault.answer(body=b'{"access_token":"a","expires_in":60}'))
    auth = http.OAuthRefresh(
        token_url=server.url + "/token",
        client_id="app",
        client_secret=Secret("s"),
        refresh_token=Secret("r"),
        scope=None,
        clock=clock,
    )
    assert token_of(auth) == "Bearer a"
    assert (server.requests[0].target, server.requests[0].headers["connection"]) == ("/token", "close")
