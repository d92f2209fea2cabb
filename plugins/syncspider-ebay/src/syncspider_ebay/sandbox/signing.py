"""Digital signatures of messages (developer.ebay.com, "Digital signatures for APIs"; RFC 9421, RFC 9530)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from random import Random
from typing import Final

import attrs
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from syncspider.clock import Clock
from syncspider.sandbox import Request

from syncspider_ebay.sandbox.refusals import refusal

#: How far ``created`` may be from now; eBay does not tell, so the figure is ours.
_TOLERANCE: Final = 300
_INPUT: Final = re.compile(r'sig1=(\(("[a-z@-]+"(?: "[a-z@-]+")*)\);created=(\d+))')
_SIGNATURE: Final = re.compile(r"sig1=:([A-Za-z0-9+/=]+):")
_COMPONENTS: Final = frozenset({"content-digest", "x-ebay-signature-key", "@method", "@path", "@authority"})


@attrs.frozen
class SigningKey:
    """The key that eBay made for the app, and its check.

    Attributes:
        private_key: PKCS8 DER in base64, as eBay hands it out once.
        jwe: The text that stands for the public key in headers.
    """

    _key: Ed25519PrivateKey
    jwe: str

    @classmethod
    def of(cls, random: Random) -> SigningKey:
        """A key; the same randomness gives the same one."""
        parts = (
            base64.urlsafe_b64encode(random.randbytes(size)).rstrip(b"=").decode() for size in (60, 32, 12, 90, 16)
        )
        return cls(Ed25519PrivateKey.from_private_bytes(random.randbytes(32)), ".".join(parts))

    @property
    def private_key(self) -> str:
        """PKCS8 DER in base64."""
        return base64.b64encode(self._key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())).decode()

    def check(self, request: Request, clock: Clock) -> None:
        """Validate the signature of a request.

        Raises:
            Refusal: It is missing or wrong.
        """
        _check_key(request, self.jwe)
        names, parameters, created = _input_of(request)
        _check_digest(request)
        if abs(clock.now().timestamp() - created) > _TOLERANCE:
            raise refusal(215114)
        lines = [f'"{name}": {_component(request, name)}' for name in names]
        lines.append(f'"@signature-params": {parameters}')
        try:
            self._key.public_key().verify(_signature_of(request), "\n".join(lines).encode())
        except InvalidSignature:
            raise refusal(215122) from None


def _check_key(request: Request, jwe: str) -> None:
    given = request.headers.get("x-ebay-signature-key")
    if not given:
        raise refusal(215000)
    if given != jwe:
        raise refusal(215117)


def _input_of(request: Request) -> tuple[list[str], str, int]:
    match = _INPUT.fullmatch(request.headers.get("signature-input", ""))
    names = [name.strip('"') for name in match[2].split()] if match else []
    expected = _COMPONENTS if request.body else _COMPONENTS - {"content-digest"}
    if match is None or set(names) != expected or len(names) != len(expected):
        raise refusal(215001)
    return names, match[1], int(match[3])


def _check_digest(request: Request) -> None:
    if not request.body:
        return
    given = request.headers.get("content-digest", "")
    if not re.fullmatch(r"sha-256=:[A-Za-z0-9+/=]+:", given):
        raise refusal(215003)
    digest = base64.b64encode(hashlib.sha256(request.body).digest()).decode()
    if given != f"sha-256=:{digest}:":
        raise refusal(215121)


def _signature_of(request: Request) -> bytes:
    match = _SIGNATURE.fullmatch(request.headers.get("signature", ""))
    if match is None:
        raise refusal(215002)
    try:
        return base64.b64decode(match[1], validate=True)
    except binascii.Error:
        raise refusal(215002) from None


def _component(request: Request, name: str) -> str:
    derived = {
        "@method": request.method,
        "@path": request.path,
        "@authority": request.headers.get("host", "").lower(),
    }
    return derived[name] if name in derived else request.headers.get(name, "")
