"""The owner's consent, by paste or by browser."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from syncspider import http
from syncspider.errors import AccessError, ConfigurationError, Refusal

BACK = "https://shop.test/back"


def test_the_consent_page_gets_all_it_needs() -> None:
    """Each parameter arrives as it was, added to those that the page has."""
    url = http.consent_url(
        "https://auth.test/authorize?locale=de",
        client_id="app 1",
        redirect_uri="http://127.0.0.1:8000/",
        scope="https://api.test/scope a&b",
        state="s",
        prompt="login",
    )
    assert parse_qs(urlsplit(url).query) == {
        "locale": ["de"],
        "client_id": ["app 1"],
        "response_type": ["code"],
        "redirect_uri": ["http://127.0.0.1:8000/"],
        "scope": ["https://api.test/scope a&b"],
        "state": ["s"],
        "prompt": ["login"],
    }
    assert "+" not in url


@pytest.mark.parametrize(
    "pasted",
    [
        f"{BACK}?code=v%5E1.1%23i%5E1%3D&state=st%2Bate&expires_in=299",
        f"  {BACK}?state=st%2Bate&code=v%5E1.1%23i%5E1%3D#  ",
        f"{BACK}?code=v%5E1.1%23i%5E1%3D&state=st%2Bate#_=_",
        f"{BACK}?code=v%5E1.1%23\ni%5E1%3D&sta\n  te=st%2Bate",
        "code=v%5E1.1%23i%5E1%3D&state=st%2Bate",
        "?code=v%5E1.1%23i%5E1%3D&state=st%2Bate",
        "v%5E1.1%23i%5E1%3D",
        "v^1.1#i^1=",
    ],
)
def test_what_a_user_pastes_holds_the_code(pasted: str) -> None:
    """The address as the browser shows it, as a terminal breaks it, or the code alone."""
    assert http.code_of(pasted, "st+ate") == "v^1.1#i^1="


@pytest.mark.parametrize(
    "pasted",
    [
        "",
        "  ",
        f"{BACK}?code=c",
        f"{BACK}?code=c&state=",
        f"{BACK}?code=c&state=other",
        f"{BACK}?code=c&state=state&state=other",
        f"{BACK}?code=c&state=stat",
        f"{BACK}?state=state",
        f"{BACK}?code=&state=state",
        f"{BACK}?code=a&code=b&state=state",
        f"{BACK}?error=access_denied&state=forged",
        BACK,
    ],
)
def test_an_answer_that_is_not_ours_is_refused(pasted: str) -> None:
    """Somebody else's code would connect somebody else's account."""
    with pytest.raises(ConfigurationError) as caught:
        http.code_of(pasted, "state")
    assert caught.value.hint


def test_without_a_state_no_address_is_ours() -> None:
    """An empty state guards nothing."""
    with pytest.raises(ConfigurationError):
        http.code_of(f"{BACK}?code=c&state=", "")


@pytest.mark.parametrize(
    ("error", "refusal"), [("access_denied", Refusal.CREDENTIALS), ("invalid_scope", Refusal.SCOPE)]
)
def test_a_no_is_a_no(error: str, refusal: Refusal) -> None:
    """The owner did not agree, or the app may not ask for that."""
    with pytest.raises(AccessError) as caught:
        http.code_of(f"{BACK}?error={error}&state=s", "s")
    assert (caught.value.code, caught.value.refusal) == (error, refusal)


@given(st.text(), st.text(min_size=1))
def test_any_paste_is_a_code_or_a_message(pasted: str, state: str) -> None:
    """Whatever is pasted, nothing breaks."""
    try:
        code = http.code_of(pasted, state)
    except (ConfigurationError, AccessError):
        return
    assert code


@pytest.fixture
def listener() -> Iterator[http.Listener]:
    """One that waits for the state ``s``."""
    with http.Listener(state="s") as waiting:
        yield waiting


def browse(listener: http.Listener, query: str, **headers: str) -> httpx.Response:
    """What a browser gets at the listener's address."""
    return httpx.get(listener.redirect_uri + query, headers=headers, trust_env=False)


def test_a_browser_brings_the_code(listener: http.Listener) -> None:
    """The page says that it worked, and holds nothing that came with the address."""
    page = browse(listener, "?code=c%5E1&state=s")
    assert listener.wait(timeout=5) == "c^1"
    assert page.status_code == 200
    assert "c^1" not in page.text
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert page.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("query", "host"),
    [
        ("?code=forged&state=other", ""),
        ("?code=forged", ""),
        ("favicon.ico", ""),
        ("?code=forged&state=s", "evil.test"),
        ("?" + "&".join("a=1" for _ in range(99)), ""),
    ],
)
def test_what_is_forged_neither_ends_nor_fools_the_waiting(listener: http.Listener, query: str, host: str) -> None:
    """A web page that guesses our port changes nothing; the true answer still comes through."""
    headers = {"Host": host} if host else {}
    assert browse(listener, query, **headers).status_code == 400
    browse(listener, "?code=true&state=s")
    assert listener.wait(timeout=5) == "true"


def test_the_answer_is_taken_once(listener: http.Listener) -> None:
    """Who replays the address gets nothing."""
    browse(listener, "?code=first&state=s")
    assert browse(listener, "?code=second&state=s").status_code == 400
    assert listener.wait(timeout=5) == "first"
    with pytest.raises(ConfigurationError, match="Nobody agreed"):
        listener.wait(timeout=0.01)


def test_a_no_in_the_browser_is_a_no(listener: http.Listener) -> None:
    """The waiting ends at once."""
    browse(listener, "?error=access_denied&state=s")
    with pytest.raises(AccessError):
        listener.wait(timeout=5)


def test_a_connection_that_says_nothing_holds_nobody_up(
    listener: http.Listener, capsys: pytest.CaptureFixture[str]
) -> None:
    """Browsers open connections in advance; and what breaks off prints nothing."""
    port = int(listener.redirect_uri.split(":")[2].strip("/"))
    with socket.create_connection(("127.0.0.1", port)):
        browse(listener, "?code=c&state=s")
        assert listener.wait(timeout=5) == "c"
    assert capsys.readouterr() == ("", "")


def test_only_this_machine_can_reach_it(listener: http.Listener) -> None:
    """It listens on loopback alone."""
    assert listener._server.server_address[0] == "127.0.0.1"


def test_a_port_that_is_taken_is_told() -> None:
    """The message names it."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigurationError, match=str(port)):
            http.Listener(state="s", port=port)
