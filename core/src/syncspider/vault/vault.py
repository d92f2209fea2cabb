"""The locked secrets of all connections: one file, apart from the state.

The file holds, in JSON, the version of its form, the id of the key for new secrets, and the locked texts by connection
and name. Every change happens under a lock that other processes respect, and replaces the file as a whole.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Self

import attrs

from syncspider.errors import ConfigurationError
from syncspider.plugin.session import Secrets
from syncspider.secret import Secret
from syncspider.vault.cipher import CannotOpenError, key_id_of, lock, unlock
from syncspider.vault.files import locked, read_private, replace_private
from syncspider.vault.keys import Keys

_FORM: Final = 1


@attrs.frozen(kw_only=True)
class _Content:
    """What the file holds: the key's id and, by connection and name, locked texts."""

    key_id: str | None = None
    locked: Mapping[str, Mapping[str, str]] = attrs.field(factory=dict)

    @classmethod
    def from_text(cls, text: str) -> Self:
        found: dict[str, Any] = json.loads(text)
        if found["version"] != _FORM:
            raise ValueError(found["version"])
        texts = {str(name): {str(k): str(v) for k, v in inner.items()} for name, inner in found["secrets"].items()}
        return cls(key_id=found["key"], locked=texts)

    def text(self) -> str:
        return json.dumps({"version": _FORM, "key": self.key_id, "secrets": self.locked}, indent=1) + "\n"


class Vault:
    """Keeps secrets so that only this user on this machine can read them."""

    def __init__(self, path: Path, keys: Keys) -> None:
        """Keep them in a file, which is made with the first secret."""
        self._path = path
        self._keys = keys

    def secrets_of(self, connection: str) -> Secrets:
        """The secrets of one connection; nothing is read until one is asked for."""
        return _ConnectionSecrets(vault=self, connection=connection)

    def names_of(self, connection: str) -> tuple[str, ...]:
        """Which secrets a connection has, in order of their names; needs no key."""
        return tuple(sorted(self._read().locked.get(connection, {})))

    def get(self, connection: str, name: str) -> Secret | None:
        """One secret, or None.

        Raises:
            ConfigurationError: The key is lost, or the file was damaged.
        """
        sealed = self._read().locked.get(connection, {}).get(name)
        if sealed is None:
            return None
        try:
            return Secret(unlock(sealed, self._keys.find(key_id_of(sealed)), _place(connection, name)))
        except CannotOpenError:
            message = f"The stored {name} of the connection {connection} does not open: it was changed or moved."
            hint = f"Enter it again: syncspider connections edit {connection}"
            raise ConfigurationError(message, hint=hint) from None

    def put(self, connection: str, secrets: Mapping[str, Secret]) -> None:
        """Keep secrets, durably before this returns; others of the connection stay.

        Raises:
            ConfigurationError: The file or the key cannot be written.
        """
        with locked(self._path):
            content = self._read()
            key = self._keys.current(content.key_id)
            sealed = {name: lock(secret.reveal(), key, _place(connection, name)) for name, secret in secrets.items()}
            mine = {**content.locked.get(connection, {}), **sealed}
            self._write(_Content(key_id=key.id, locked={**content.locked, connection: mine}))

    def forget(self, connection: str) -> None:
        """Drop all secrets of a connection."""
        with locked(self._path):
            content = self._read()
            if connection in content.locked:
                others = {name: inner for name, inner in content.locked.items() if name != connection}
                self._write(attrs.evolve(content, locked=others))

    def _read(self) -> _Content:
        text = read_private(self._path)
        if text is None:
            return _Content()
        try:
            return _Content.from_text(text)
        except (ValueError, KeyError, TypeError, AttributeError):
            hint = "Bring it back from a backup, or move it away and enter the secrets again."
            raise ConfigurationError(f"{self._path} is damaged: it is no vault of this version.", hint=hint) from None

    def _write(self, content: _Content) -> None:
        replace_private(self._path, content.text())


@attrs.frozen(kw_only=True)
class _ConnectionSecrets:
    """The part of a vault that belongs to one connection."""

    vault: Vault
    connection: str

    def get(self, name: str) -> Secret | None:
        """The secret of that name, or None."""
        return self.vault.get(self.connection, name)

    def put(self, name: str, secret: Secret) -> None:
        """Store it durably before returning."""
        self.vault.put(self.connection, {name: secret})


def _place(connection: str, name: str) -> str:
    """Where a secret belongs; names of connections have no slash, so that no two places are alike."""
    return f"{connection}/{name}"
