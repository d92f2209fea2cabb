"""Locking one text with AES-256-GCM, bound to the place where it is stored.

A locked text is ``v1:<key id>:<nonce>:<ciphertext>``, the last two in URL-safe base64. The place is authenticated but
not stored, so a text that was moved to another place does not open.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from typing import Final, Self

import attrs
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_VERSION: Final = "v1"
_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12  # what the mode is made for; at random it is safe for 2**32 texts under one key


class CannotOpenError(Exception):
    """A text was not locked by this key for this place, or was changed since."""


@attrs.frozen
class Key:
    """One key. Its bytes are never printed.

    Attributes:
        raw: 32 bytes.
    """

    raw: bytes = attrs.field(repr=False)

    @raw.validator
    def _check(self, _attribute: object, value: bytes) -> None:
        if len(value) != _KEY_BYTES:
            raise ValueError(f"A key has {_KEY_BYTES} bytes, not {len(value)}.")

    @classmethod
    def new(cls) -> Self:
        """A key that nobody can guess."""
        return cls(secrets.token_bytes(_KEY_BYTES))

    @classmethod
    def from_text(cls, text: str) -> Self:
        """The key that :meth:`text` wrote.

        Raises:
            ValueError: It is none.
        """
        return cls(_bytes_of(text.strip()))

    def text(self) -> str:
        """The key for a place that nobody else may read."""
        return _text_of(self.raw)

    @property
    def id(self) -> str:
        """Names the key without telling it: 16 hex digits."""
        return hashlib.sha256(b"syncspider vault key\0" + self.raw).hexdigest()[:16]


def lock(text: str, key: Key, place: str) -> str:
    """Lock a text for the place where it will be stored."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = AESGCM(key.raw).encrypt(nonce, text.encode(), place.encode())
    return ":".join((_VERSION, key.id, _text_of(nonce), _text_of(sealed)))


def key_id_of(locked: str) -> str:
    """The id of the key that locked a text.

    Raises:
        CannotOpenError: It is no locked text of a version that is known.
    """
    version, _, rest = locked.partition(":")
    key_id, colon, _ = rest.partition(":")
    if version != _VERSION or not colon:
        raise CannotOpenError
    return key_id


def unlock(locked: str, key: Key, place: str) -> str:
    """The text that was locked for this place.

    Raises:
        CannotOpenError: It was not, or was changed since.
    """
    try:
        _, _, nonce, sealed = locked.split(":")
        return AESGCM(key.raw).decrypt(_bytes_of(nonce), _bytes_of(sealed), place.encode()).decode()
    except (InvalidTag, ValueError):
        raise CannotOpenError from None


def _text_of(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode()


def _bytes_of(text: str) -> bytes:
    try:
        return base64.b64decode(text.encode(), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise ValueError("This is no URL-safe base64.") from None
