"""The proxy that the environment names."""

from __future__ import annotations

from typing import Any

import pytest
from syncspider.errors import ConfigurationError, Delivery, TransientError
from syncspider.http.sockets import DeadlineTransport, _proxy_of


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.parametrize("value", ["http://user:canary@127.0.0.1:{}", "127.0.0.1:{}"])
def test_a_proxy_is_asked_and_its_refusal_means_that_nothing_was_sent(
    serve: Any, fault: Any, client_of: Any, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    """The request itself never leaves before the proxy has connected us."""
    server = serve(fault.answer(407))
    monkeypatch.setenv("HTTPS_PROXY", value.format(server.url.rpartition(":")[2]))
    with pytest.raises(TransientError, match="could not be reached") as caught:
        client_of("https://api.test").send("POST", "/a")
    assert caught.value.delivery is Delivery.NOT_SENT
    assert (server.requests[0].method, server.requests[0].target) == ("CONNECT", "api.test:443")
    assert ("proxy-authorization" in server.requests[0].headers) is ("user" in value)
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize(
    ("environment", "url", "proxied"),
    [
        ({"HTTPS_PROXY": "http://proxy.test:1"}, "https://api.test", True),
        ({"https_proxy": "http://proxy.test:1"}, "https://api.test", True),
        ({"ALL_PROXY": "proxy.test:1"}, "https://api.test", True),
        ({}, "https://api.test", False),
        ({"HTTP_PROXY": "http://proxy.test:1"}, "https://api.test", False),
        ({"HTTPS_PROXY": "http://proxy.test:1", "NO_PROXY": "api.test"}, "https://api.test", False),
        ({"ALL_PROXY": "http://proxy.test:1"}, "http://127.0.0.1:8", False),
        ({"ALL_PROXY": "http://proxy.test:1"}, "https://localhost", False),
    ],
)
def test_the_usual_variables_decide(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], url: str, *, proxied: bool
) -> None:
    """As for other programs; this machine itself is never asked through a proxy."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    proxy = _proxy_of(url)
    assert (proxy is not None) is proxied
    assert proxy is None or (proxy.url.host, proxy.url.port) == (b"proxy.test", 1)


def test_a_proxy_of_another_kind_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not passed by in silence, and its password is not shown."""
    monkeypatch.setenv("ALL_PROXY", "socks5://user:canary@proxy.test:1")
    with pytest.raises(ConfigurationError, match="socks5") as caught:
        DeadlineTransport("https://api.test")
    assert "canary" not in str(caught.value)
