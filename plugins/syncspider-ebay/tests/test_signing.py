"""Signatures of requests."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from syncspider.errors import ConfigurationError
from syncspider.secret import Secret
from syncspider_ebay.signing import Signer

# The key pair that eBay's digital-signature repositories (Apache-2.0) and RFC 9421, appendix B.1.4, use in examples.
EXAMPLE_KEY = "n4Ni-HpISpVObnQMW0wOhCKROaIKqKtW_2ZYb2p9KcU"
EXAMPLE_JWE = (
    "eyJ6aXAiOiJERUYiLCJlbmMiOiJBMjU2R0NNIiwidGFnIjoiSXh2dVRMb0FLS0hlS0Zoa3BxQ05CUSIsImFsZyI6IkEyNTZHQ01LVyIsIml2Ijoia"
    "Fd3YjNoczk2QzEyOTNucCJ9.2o02pR9SoTF4g_5qRXZm6tF4H52TarilIAKxoVUqjd8.3qaF0KJN-rFHHm_P.AMUAe9PPduew09mANIZ-O_68CCuv6"
    "EIx096rm9WyLZnYz5N1WFDQ3jP0RBkbaOtQZHImMSPXIHVaB96RWshLuJsUgCKmTAwkPVCZv3zhLxZVxMXtPUuJ-ppVmPIv0NzznWCOU5Kvb9Xux7Z"
    "tnlvLXgwOFEix-BaWNomUAazbsrUCbrp514GIea3butbyxXLNi6R9TJUNh8V2uan-optT1MMyS7eMQnVGL5rYBULk.9K5ucUqAu0DqkkhgubsHHw"
)
CREATED = 1_658_440_308


class FixedClock:
    """Always the second of eBay's example."""

    def now(self) -> datetime:
        """That second."""
        return datetime.fromtimestamp(CREATED, UTC)

    def monotonic(self) -> float:
        """Nothing passes."""
        return 0.0

    def sleep(self, seconds: float) -> None:
        """Nothing passes."""


def text_of(key: ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
    """A key as createSigningKey gives it."""
    return base64.b64encode(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())).decode()


def signer_of(text: str) -> Signer:
    """A signer with a key and eBay's example JWE."""
    return Signer(private_key=Secret(text), jwe=Secret(EXAMPLE_JWE), clock=FixedClock())


def test_published_vector() -> None:
    """The signature that eBay publishes comes out, byte for byte."""
    raw = base64.urlsafe_b64decode(EXAMPLE_KEY + "=")
    signer = signer_of(text_of(ed25519.Ed25519PrivateKey.from_private_bytes(raw)))

    headers = signer.headers("POST", "http://localhost:8080/verifysignature?hello=world", b'{"hello": "world"}')

    assert headers == {
        "Content-Digest": "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:",
        "x-ebay-signature-key": EXAMPLE_JWE,
        "Signature-Input": (
            'sig1=("content-digest" "x-ebay-signature-key" "@method" "@path" "@authority");created=1658440308'
        ),
        "Signature": (
            "sig1=:ZMUpAejnqrt6POSx02ltx3cT9YODV2r+Cem/BKOagDSfztKOtCsjP/MxZqmY+FVJ3/8E4BL76T9Fjty8oJnsAw==:"
        ),
    }


def test_rsa_key() -> None:
    """An RSA key signs by PKCS #1 v1.5 with SHA-256, which its public key confirms."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    headers = signer_of(text_of(key)).headers("GET", "https://API.ebay.com/sell/finances/v1/payout", b"")

    base = "\n".join(
        [
            f'"x-ebay-signature-key": {EXAMPLE_JWE}',
            '"@method": GET',
            '"@path": /sell/finances/v1/payout',
            '"@authority": api.ebay.com',
            f'"@signature-params": ("x-ebay-signature-key" "@method" "@path" "@authority");created={CREATED}',
        ]
    )
    signature = base64.b64decode(headers["Signature"].removeprefix("sig1=:").removesuffix(":"))
    key.public_key().verify(signature, base.encode(), padding.PKCS1v15(), SHA256())
    assert "Content-Digest" not in headers


def test_pem_is_taken_too() -> None:
    """A key with lines of PEM around it signs like the bare one."""
    key = ed25519.Ed25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    url = "https://api.ebay.com/x"

    assert signer_of(pem).headers("POST", url, b"{}") == signer_of(text_of(key)).headers("POST", url, b"{}")


@pytest.mark.parametrize("text", ["no key", "bm8ga2V5", text_of(ec.generate_private_key(ec.SECP256R1()))])
def test_other_keys_are_refused(text: str) -> None:
    """What is no key, or one that eBay does not take, is told at once and never printed."""
    with pytest.raises(ConfigurationError, match="signing_private_key") as caught:
        signer_of(text)

    assert text not in str(caught.value)
