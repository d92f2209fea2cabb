"""Addresses that a user may type."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syncspider import http
from syncspider.errors import ConfigurationError, RecordError
from syncspider.http.addresses import Origin


@pytest.mark.parametrize(
    ("typed", "used"),
    [
        ("", "https://default.test/v1"),
        ("  ", "https://default.test/v1"),
        ("https://api.test", "https://api.test"),
        (" https://API.test:443/v1/ ", "https://api.test/v1"),
        ("HTTPS://api.test:8443//", "https://api.test:8443"),
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
        ("http://127.9.9.9", "http://127.9.9.9"),
        ("http://[::1]:80/x/", "http://[::1]/x"),
        ("http://LocalHost:8080", "http://localhost:8080"),
    ],
)
def test_a_good_address_is_used(typed: str, used: str) -> None:
    """The default, https anywhere, or http on this machine; one form for each."""
    assert http.checked_base_url(typed, default="https://default.test/v1/") == used


@pytest.mark.parametrize(
    "typed",
    [
        "api.test",
        "//api.test",
        "ftp://api.test",
        "file:///etc/passwd",
        "http://api.test",
        "http://192.168.0.1",
        "http://10.0.0.1",
        "http://169.254.169.254",
        "http://0.0.0.0",
        "http://[::]",
        "http://[::ffff:127.0.0.1]",
        "http://127.1",
        "http://2130706433",
        "http://0x7f000001",
        "http://127.0.0.1.evil.test",
        "http://localhost.evil.test",
        "http://localhost@evil.test",
        "http://evil.test#localhost",
        "http://evil.test\\@localhost",
        "https://user:canary@api.test",
        "https://@api.test",
        "https://api.test/?a=canary",
        "https://api.test?",
        "https://api.test/#canary",
        "https://api.test#",
        "https://api.test/a b",
        "https://api.test/\r\nX: canary",
        "https://api.te\tst",
        "https://:443",
        "https://api.test:0",
        "https://api.test:99999",
        "https://api.test:x",
        "https://[::1",
        "https://bücher.test",
    ],
)
def test_a_bad_address_is_refused_with_a_way_out(typed: str) -> None:
    """Nothing is sent to it, the message shows no secret, and the hint says how to write it."""
    with pytest.raises(ConfigurationError) as caught:
        http.checked_base_url(typed, default="https://default.test")
    assert caught.value.hint
    assert "canary" not in str(caught.value)


@given(st.text())
def test_any_text_is_an_address_or_a_message(typed: str) -> None:
    """Whatever is typed, the answer is an address of https or of this machine, or a ConfigurationError."""
    try:
        used = http.checked_base_url(typed, default="https://default.test")
    except ConfigurationError:
        return
    assert used.startswith(("https://", "http://127.", "http://[::1]", "http://localhost"))
    assert http.checked_base_url(used, default="") == used


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(lambda text: text not in {".", ".."}))
def test_a_key_stays_one_segment(key: str) -> None:
    """No key can leave its place in a path."""
    encoded = http.segment(key)
    assert unquote(encoded) == key
    assert encoded.isascii()
    assert not set(encoded) & set("/?#\\ &")


@pytest.mark.parametrize("key", ["", ".", "..", "\ud800"])
def test_a_key_that_no_encoding_can_hold_is_refused(key: str) -> None:
    """The record is put aside."""
    with pytest.raises(RecordError):
        http.segment(key)


@pytest.mark.parametrize(
    ("base", "path", "url"),
    [
        ("https://a.test", "", "https://a.test"),
        ("https://a.test/v1/", "/b/", "https://a.test/v1/b/"),
        ("https://a.test/v1", "?c=1", "https://a.test/v1?c=1"),
        ("https://a.test/v1", "//evil.test/b", "https://a.test/v1//evil.test/b"),
        ("https://a.test/v1", "https://A.test/b?c=1", "https://a.test/b?c=1"),
        ("http://[::1]:81", "http://[::1]:81", "http://[::1]:81"),
    ],
)
def test_paths_are_below_the_base(base: str, path: str, url: str) -> None:
    """A path is added to the base as it stands; an address of the same origin is taken as a whole."""
    assert Origin(base).url_of(path) == url


def test_a_far_end_that_leads_elsewhere_is_named() -> None:
    """The message says from where to where, without the query."""
    with pytest.raises(ConfigurationError, match=r"https://a\.test to https://evil\.test;") as caught:
        Origin("https://a.test/v1").url_of("https://evil.test/b?c=canary")
    assert "canary" not in str(caught.value)


def test_parameters_are_added_to_those_that_are_there() -> None:
    """Booleans in JSON's words, spaces and plus signs kept apart."""
    url = Origin("https://a.test").url_of("/b?c=1", {"d": "x +&", "e": True, "f": 0})
    assert url == "https://a.test/b?c=1&d=x%20%2B%26&e=true&f=0"


def test_a_parameter_with_half_a_character_is_a_matter_of_the_record() -> None:
    """The others go on."""
    with pytest.raises(RecordError):
        Origin("https://a.test").url_of("/b", {"c": "\ud800"})
