"""What must not be seen is nowhere."""

from __future__ import annotations

import base64
import logging
import traceback
from typing import Any

import httpx
import pytest
from syncspider import http
from syncspider.errors import SyncSpiderError
from syncspider.secret import Secret

FAULTS: dict[str, tuple[str, dict[str, Any]]] = {
    "an answer": ("answer", {"body": b'{"a":"canary-answer"}', "set_cookie": "canary-cookie"}),
    "a refusal": ("answer", {"status": 400, "set_cookie": "canary-cookie"}),
    "a missing right": ("answer", {"status": 403}),
    "a limit": ("answer", {"status": 429}),
    "an error": ("answer", {"status": 500}),
    "a redirect": ("answer", {"status": 302, "location": "http://canary-location.test/?canary=1"}),
    "a reset": ("reset", {}),
    "no HTTP": ("ended", {"data": b"canary-answer\r\n\r\n"}),
}


@pytest.mark.parametrize("what", FAULTS)
def test_no_secret_is_logged_or_told(
    serve: Any, fault: Any, client_of: Any, caplog: pytest.LogCaptureFixture, what: str
) -> None:
    """Tokens, keys, queries and bodies are in no log at DEBUG, no message and no traceback."""
    kind, options = FAULTS[what]
    client = client_of(
        serve(getattr(fault, kind)(**options)).url,
        auth=http.BearerToken(Secret("canary-token")),
        headers={"X-Key": "canary-key"},
    )
    params, content = {"q": "canary-query"}, b'"canary-body"'
    told = ""
    with caplog.at_level(logging.DEBUG):
        try:
            client.send("POST", "/a", params=params, content=content)
        except SyncSpiderError as error:
            told = "".join(traceback.format_exception(error)) + repr(error) + str(error)
    assert "canary" not in told
    assert "canary" not in caplog.text
    assert len(caplog.records) == 1


def test_an_exchange_is_one_line(serve: Any, fault: Any, client_of: Any, caplog: pytest.LogCaptureFixture) -> None:
    """Method, place, the names of the query, status and time, at DEBUG."""
    client = client_of(serve(fault.answer(201)).url + "/v1")
    with caplog.at_level(logging.DEBUG):
        client.read("/orders?limit=5&x%0Ay=2", params={"token": "canary"})
    record = caplog.records[0]
    assert (record.name, record.levelno) == ("syncspider.http", logging.DEBUG)
    place = client._origin.url_of("/orders").removeprefix("http://")
    assert record.getMessage().startswith(f"GET {place}?limit=*&x y=*&token=* 201 ")
    assert record.getMessage().endswith(" ms")


def test_httpx_is_kept_quiet(client_of: Any) -> None:
    """It would log full addresses at INFO and headers at DEBUG."""
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.NOTSET)
    client_of("http://127.0.0.1:9")
    assert all(logging.getLogger(name).level == logging.WARNING for name in ("httpx", "httpcore"))


@pytest.mark.parametrize("failure", [400, 401, 429, 500, 302, httpx.ConnectError, httpx.ReadTimeout])
def test_no_secret_of_a_sign_in_is_told(clock: Any, caplog: pytest.LogCaptureFixture, failure: Any) -> None:
    """An authority that repeats the token in its refusal does not bring it into our messages."""

    def authority(request: httpx.Request) -> httpx.Response:
        if isinstance(failure, int):
            said = {"error": "invalid_grant", "error_description": request.content.decode()}
            return httpx.Response(failure, json=said)
        raise failure("it broke")

    auth = http.OAuthRefresh(
        token_url="https://auth.test/token",
        client_id="app",
        client_secret=Secret("canary-secret"),
        refresh_token=Secret("canary-refresh"),
        scope=None,
        clock=clock,
        transport=httpx.MockTransport(authority),
    )
    with caplog.at_level(logging.DEBUG), pytest.raises(SyncSpiderError) as caught:
        auth.apply("GET", "https://api.test/", b"")
    assert "canary" not in "".join(traceback.format_exception(caught.value)) + caplog.text + repr(vars(caught.value))


def test_a_page_that_repeats_the_request_does_not_bring_the_token_into_a_message(client_of: Any) -> None:
    """A proxy that answers 200 with all that it was sent: its words are told, those of the token are not."""

    def proxy(request: httpx.Request) -> httpx.Response:
        page = f"<p>Blocked {request.headers['authorization']}</p>"
        return httpx.Response(200, text=page, headers={"Content-Type": "text/html"})

    auth = http.BearerToken(Secret("canary-token"))
    client = client_of("http://127.0.0.1:9", auth=auth, transport=httpx.MockTransport(proxy))
    response = client.send("POST", "/a")
    with pytest.raises(SyncSpiderError) as caught:
        response.json()
    assert "Blocked" in str(caught.value)
    assert "canary" not in "".join(traceback.format_exception(caught.value)) + repr(response)


def test_an_authority_that_answers_with_the_request_tells_nothing(clock: Any) -> None:
    """A page instead of a token may hold the app's secret and the refresh token."""

    def authority(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, text=f"{request.headers['authorization']} {request.content.decode()}")

    auth = http.OAuthRefresh(
        token_url="https://auth.test/token",
        client_id="app",
        client_secret=Secret("canary-secret"),
        refresh_token=Secret("canary-refresh"),
        scope=None,
        clock=clock,
        transport=httpx.MockTransport(authority),
    )
    with pytest.raises(SyncSpiderError) as caught:
        auth.apply("GET", "https://api.test/", b"")
    told = "".join(traceback.format_exception(caught.value))
    assert "canary" not in told
    assert base64.b64encode(b"app:canary-secret").decode() not in told
