"""Pages that name the next one, until there is none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from syncspider import http
from syncspider.errors import ConfigurationError, RunError


def next_of(page: http.Response) -> str | None:
    """As most APIs say it."""
    address: str | None = page.json().get("next")
    return address


def pages(targets: dict[str, str | None]) -> Callable[[httpx.Request], httpx.Response]:
    """A far end whose pages name the next by this table."""
    return lambda request: httpx.Response(200, json={"next": targets[request.url.raw_path.decode()]})


def test_pages_are_followed_to_the_last(client_of: Any) -> None:
    """By full addresses, addresses from the root and queries alone."""
    far_end = pages(
        {
            "/v1/orders?limit=2": "https://api.test/v1/orders?limit=2&offset=2",
            "/v1/orders?limit=2&offset=2": "/v1/orders?offset=4",
            "/v1/orders?offset=4": "?offset=6",
            "/v1/orders?offset=6": None,
        }
    )
    walked = list(http.following(client_of(far_end), "/orders", next_of, params={"limit": 2}))
    assert [page.url.removeprefix("https://api.test/v1/orders") for page in walked] == [
        "?limit=2",
        "?limit=2&offset=2",
        "?offset=4",
        "?offset=6",
    ]


@pytest.mark.parametrize(
    "targets",
    [
        {"/v1/a": "/v1/a"},
        {"/v1/a": ""},
        {"/v1/a": "?n=1", "/v1/a?n=1": "?n=2", "/v1/a?n=2": "?n=1"},
        {"/v1/a": "https://[evil"},
    ],
)
def test_pages_that_come_round_again_stop_the_run(client_of: Any, targets: dict[str, str | None]) -> None:
    """A source that loops costs no endless run: each page is read once."""
    client = client_of(pages(targets))
    with pytest.raises(RunError):
        list(http.following(client, "/a", next_of))
    assert client.requests == len(targets)


def test_pages_without_an_end_stop_the_run(client_of: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page number that only grows is no list."""
    monkeypatch.setattr("syncspider.http.paging.MOST_PAGES", 20)
    client = client_of(lambda request: httpx.Response(200, json={"next": f"?n={request.url.query.decode()}1"}))
    with pytest.raises(RunError, match="loops"):
        list(http.following(client, "/a", next_of))
    assert client.requests == 20


@pytest.mark.parametrize("address", ["https://evil.test/v1/a?n=2", "//evil.test/a", "http://api.test/v1/a?n=2"])
def test_pages_of_another_origin_are_not_read(client_of: Any, address: str) -> None:
    """Our credentials do not follow a link out."""
    client = client_of(pages({"/v1/a": address}))
    with pytest.raises(ConfigurationError):
        list(http.following(client, "/a", next_of))
    assert client.requests == 1
