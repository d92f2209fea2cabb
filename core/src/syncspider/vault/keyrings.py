"""The operating system's keyring, if there is one that answers.

A machine without a desktop has none, and the library then answers every call with an error; some answer only after a
person has typed a password into a window that nobody sees. So only the systems' own keyrings are used, and no call is
waited for longer than a set time.
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable
from typing import Final, Protocol, TypeVar

T = TypeVar("T")

_SERVICE: Final = "syncspider"
_PATIENCE: Final = 30.0

#: Modules of the keyrings that come with an operating system or its desktop. Others, such as a plain-text file, keep
#: a secret no better than our own key file does.
_SYSTEMS: Final = frozenset(
    {
        "keyring.backends.SecretService",
        "keyring.backends.Windows",
        "keyring.backends.kwallet",
        "keyring.backends.libsecret",
        "keyring.backends.macOS",
    },
)


class KeyringError(Exception):
    """The keyring did not do what it was asked; the message says why, one line."""


class Backend(Protocol):
    """What is used of the library's own backends."""

    def get_password(self, service: str, username: str) -> str | None:
        """What is kept under the name, or None."""
        ...

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep it."""
        ...


class Keyring:
    """Texts kept by the operating system under names."""

    def __init__(self, backend: Backend, *, patience: float = _PATIENCE) -> None:
        """Ask a backend; wait for each of its answers ``patience`` seconds at most."""
        self._backend = backend
        self._patience = patience

    def get(self, name: str) -> str | None:
        """What is kept under the name, or None.

        Raises:
            KeyringError: It is closed, or does not answer.
        """
        return self._ask(lambda: self._backend.get_password(_SERVICE, name))

    def put(self, name: str, text: str) -> None:
        """Keep a text.

        Raises:
            KeyringError: It is closed, or does not answer.
        """
        self._ask(lambda: self._backend.set_password(_SERVICE, name, text))

    def _ask(self, question: Callable[[], T]) -> T:
        answers: list[T] = []
        errors: list[Exception] = []

        def ask() -> None:
            try:
                answers.append(question())
            except Exception as error:  # noqa: BLE001 - a backend's own bugs come as anything
                errors.append(error)

        thread = threading.Thread(target=ask, name="keyring", daemon=True)
        thread.start()
        thread.join(self._patience)
        if answers:
            return answers[0]
        if errors:
            raise KeyringError(type(errors[0]).__name__) from None
        raise KeyringError(f"no answer within {self._patience:g} seconds")


def open_keyring() -> Keyring | None:
    """The keyring of this system and session, or None where there is none that can be used."""
    backend = _backend()
    return None if backend is None else Keyring(backend)


def _backend() -> Backend | None:
    try:
        library = importlib.import_module("keyring.core")  # a third of a second on a machine that has no keyring
        found = library.get_keyring()
    except Exception:  # noqa: BLE001 - whatever the library or one of its plugins raises, there is none to use
        return None
    members = getattr(found, "backends", [found])  # the library's chainer asks several in turn
    return next((member for member in members if type(member).__module__ in _SYSTEMS), None)
