"""Where the key of the vault is kept: the operating system's keyring, else a file that only its owner may read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from syncspider.errors import ConfigurationError
from syncspider.vault.cipher import Key
from syncspider.vault.files import create_private, read_private
from syncspider.vault.keyrings import Keyring, KeyringError


class Keys:
    """Finds keys by their ids, and makes one when there is none.

    The file is looked at first: where it has the key, the keyring is not even loaded.
    """

    def __init__(self, path: Path, *, open_keyring: Callable[[], Keyring | None] | None) -> None:
        """Keep a key.

        Args:
            path: The file for a key that no keyring holds; not beside what it locks.
            open_keyring: Finds the keyring, asked once at most; None where it is switched off.
        """
        self._path = path
        self._open_keyring = open_keyring
        self._known: dict[str, Key] = {}

    def find(self, key_id: str) -> Key:
        """The key of that id.

        Raises:
            ConfigurationError: It is lost, or the keyring that holds it does not answer.
        """
        key = self._found(key_id)
        if key is None:
            no_keyring = self._open_keyring is None
            where = f"not in {self._path}" if no_keyring else f"neither in the keyring nor in {self._path}"
            hint = "Bring the key back, or enter the secrets again: syncspider connections edit NAME"
            raise ConfigurationError(f"The key {key_id} of the stored secrets is lost: it is {where}.", hint=hint)
        return key

    def current(self, key_id: str | None) -> Key:
        """The key for new secrets: the one that the vault uses already, or a new one where there is none or it is lost.

        Raises:
            ConfigurationError: The keyring that may hold it does not answer, or a new one cannot be stored.
        """
        key = self._found(key_id) if key_id else None
        return key or self._in_file() or self._new()

    def _found(self, key_id: str) -> Key | None:
        if key_id not in self._known:
            key = self._in_file()
            if key is None or key.id != key_id:
                key = self._in_keyring(key_id)
            if key is None or key.id != key_id:
                return None
            self._known[key_id] = key
        return self._known[key_id]

    def _in_file(self) -> Key | None:
        text = read_private(self._path)
        if text is None:
            return None
        try:
            return Key.from_text(text)
        except ValueError:
            hint = "Bring it back from a backup, or move it away and enter the secrets again."
            raise ConfigurationError(f"{self._path} holds no key.", hint=hint) from None

    def _in_keyring(self, key_id: str) -> Key | None:
        keyring = self._open_keyring() if self._open_keyring else None
        if keyring is None:
            return None
        try:
            text = keyring.get(key_id)
            return None if text is None else Key.from_text(text)
        except KeyringError as error:
            hint = "Unlock the keyring, then run the same command again."
            raise ConfigurationError(f"The keyring does not give the key of the secrets: {error}.", hint=hint) from None
        except ValueError:
            return None

    def _new(self) -> Key:
        key = Key.new()
        if not self._keep_in_keyring(key) and not create_private(self._path, key.text() + "\n"):
            key = self._in_file() or key  # another process was faster: its key is the one
        self._known[key.id] = key
        return key

    def _keep_in_keyring(self, key: Key) -> bool:
        """Whether the keyring took it and gives it back; one that forgets must not be trusted with the only copy."""
        keyring = self._open_keyring() if self._open_keyring else None
        if keyring is None:
            return False
        try:
            keyring.put(key.id, key.text())
            return keyring.get(key.id) == key.text()
        except KeyringError:
            return False
