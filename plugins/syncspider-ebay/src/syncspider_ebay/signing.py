"""Signatures that eBay asks of sellers in the EU and the UK (developer.ebay.com, "Digital signatures for APIs")."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from urllib.parse import urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_private_key
from syncspider.clock import Clock
from syncspider.errors import ConfigurationError
from syncspider.secret import Secret

Key = Ed25519PrivateKey | RSAPrivateKey


class Signer:
    """Signs requests by RFC 9421, with the components that eBay names."""

    def __init__(self, *, private_key: Secret, jwe: Secret, clock: Clock) -> None:
        """A signer with one key of the seller.

        Args:
            private_key: As createSigningKey gave it: PKCS#8 in base64, with or without lines of PEM around it.
            jwe: The text in which eBay finds the public key.
            clock: When a signature is made.

        Raises:
            ConfigurationError: It is no key, or of a kind that eBay does not take.
        """
        self._key = _key_of(private_key)
        self._jwe = jwe
        self._clock = clock

    def headers(self, method: str, url: str, content: bytes) -> Mapping[str, str]:
        """The headers that sign one request; ``content`` must be the very bytes that are sent."""
        digest = {"Content-Digest": f"sha-256=:{_base64(hashlib.sha256(content).digest())}:"} if content else {}
        names = '"content-digest" ' if content else ""
        created = int(self._clock.now().timestamp())
        params = f'({names}"x-ebay-signature-key" "@method" "@path" "@authority");created={created}'
        base = self._base(method, url, digest.get("Content-Digest"), params)
        return {
            **digest,
            "x-ebay-signature-key": self._jwe.reveal(),
            "Signature-Input": f"sig1={params}",
            "Signature": f"sig1=:{_base64(_signed(self._key, base))}:",
        }

    def _base(self, method: str, url: str, digest: str | None, params: str) -> bytes:
        parts = urlsplit(url)
        lines = [
            *([f'"content-digest": {digest}'] if digest else []),
            f'"x-ebay-signature-key": {self._jwe.reveal()}',
            f'"@method": {method}',
            f'"@path": {parts.path}',
            f'"@authority": {parts.netloc.lower()}',
            f'"@signature-params": {params}',
        ]
        return "\n".join(lines).encode()


def _signed(key: Key, base: bytes) -> bytes:
    if isinstance(key, Ed25519PrivateKey):
        return key.sign(base)
    return key.sign(base, PKCS1v15(), SHA256())


def _key_of(secret: Secret) -> Key:
    lines = (line.strip() for line in secret.reveal().splitlines())
    text = "".join(line for line in lines if not line.startswith("-----"))
    try:
        key = load_der_private_key(base64.b64decode(text, validate=True), password=None)
    except (binascii.Error, ValueError, TypeError, UnsupportedAlgorithm):
        raise ConfigurationError(
            "signing_private_key is no private key.",
            hint="Give the privateKey that eBay's createSigningKey answered, in one line of base64 or as PEM.",
        ) from None
    if not isinstance(key, Ed25519PrivateKey | RSAPrivateKey):
        raise ConfigurationError("signing_private_key is neither an Ed25519 nor an RSA key, which is all eBay takes.")
    return key


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()
