"""Asking the operating system's keyring without ever waiting for it for long."""

import threading
from types import SimpleNamespace

import keyring.backends.fail
import keyring.core
import pytest
from syncspider.vault.keyrings import Keyring, KeyringError, open_keyring


class Shelf:
    """A backend that keeps what it is given."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        """What is kept."""
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep it."""
        self.kept[service, username] = password


class SystemShelf(Shelf):
    """A backend that says that it comes with the system."""

    __module__ = "keyring.backends.SecretService"


def test_what_is_put_is_there() -> None:
    """A text comes back under its name, and another name has none."""
    ring = Keyring(Shelf())
    ring.put("a", "text")
    assert ring.get("a") == "text"
    assert ring.get("b") is None


def test_an_error_of_the_backend_says_its_kind_only() -> None:
    """What a backend raises may hold the secret: its text is not passed on."""

    class Closed(Shelf):
        def set_password(self, service: str, username: str, password: str) -> None:
            raise RuntimeError(password)

    with pytest.raises(KeyringError, match="RuntimeError") as caught:
        Keyring(Closed()).put("a", "canary")
    assert "canary" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_backend_that_does_not_answer_is_given_up() -> None:
    """A window for a password that nobody sees does not hold the program."""
    release = threading.Event()

    class Silent(Shelf):
        def get_password(self, service: str, username: str) -> str | None:
            release.wait()
            return None

    try:
        with pytest.raises(KeyringError, match="no answer"):
            Keyring(Silent(), patience=0.01).get("a")
    finally:
        release.set()


def test_a_machine_without_a_keyring_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library's stand-in that fails every call is not taken for a keyring."""
    monkeypatch.setattr(keyring.core, "get_keyring", keyring.backends.fail.Keyring)
    assert open_keyring() is None


def test_a_foreign_keyring_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plain-text file that somebody installed as a keyring does not get the key."""
    monkeypatch.setattr(keyring.core, "get_keyring", Shelf)
    assert open_keyring() is None


def test_the_systems_keyring_is_found_in_a_chain(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library asks several in turn; the system's own among them is used."""
    chain = SimpleNamespace(backends=[Shelf(), SystemShelf()])
    monkeypatch.setattr(keyring.core, "get_keyring", lambda: chain)
    ring = open_keyring()
    assert ring is not None
    ring.put("a", "text")
    assert chain.backends[1].kept == {("syncspider", "a"): "text"}


def test_a_broken_library_means_no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    """A backend that fails while it is looked for does not stop the program."""

    def fail() -> None:
        raise RuntimeError

    monkeypatch.setattr(keyring.core, "get_keyring", fail)
    assert open_keyring() is None
