"""Digital signatures of refunds."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_der_private_key
from syncspider.clock import Clock
from syncspider_ebay.sandbox import EbaySandbox

_BODY = {
    "reasonForRefund": "BUYER_RETURN",
    "orderLevelRefundAmount": {"value": "0.50", "currency": "USD"},
}
_BYTES = json.dumps(_BODY).encode()
Send = Callable[..., httpx.Response]


def _error(answer: httpx.Response) -> tuple[int, int]:
    return answer.status_code, answer.json()["errors"][0]["errorId"]


def _signed(base: str, secrets: Any, host: str, path: str, created: int) -> dict[str, str]:
    """The headers of a signed POST, made after RFC 9421 and eBay's guide."""
    key = load_der_private_key(base64.b64decode(secrets["signing_private_key"]), None)
    assert isinstance(key, Ed25519PrivateKey)
    digest = f"sha-256=:{base64.b64encode(hashlib.sha256(base.encode()).digest()).decode()}:"
    names = ("content-digest", "x-ebay-signature-key", "@method", "@path", "@authority")
    parameters = "(" + " ".join(f'"{name}"' for name in names) + f");created={created}"
    values = (digest, secrets["signing_jwe"], "POST", path, host)
    lines = [f'"{name}": {value}' for name, value in zip(names, values, strict=True)]
    text = "\n".join([*lines, f'"@signature-params": {parameters}'])
    return {
        "x-ebay-signature-key": secrets["signing_jwe"],
        "Content-Digest": digest,
        "Signature-Input": f"sig1={parameters}",
        "Signature": f"sig1=:{base64.b64encode(key.sign(text.encode())).decode()}:",
        "Content-Type": "application/json",
    }


@pytest.fixture
def send(http: httpx.Client, sandbox: EbaySandbox, clock: Clock) -> Send:
    """Sends a refund, signed, with changed headers; a header that is None is left out."""
    sandbox.eu = True
    orders: Any = sandbox.holdings()["Orders"]
    key = next(
        key for key, order in orders.items() if order["orderPaymentStatus"] == "PAID" and len(order["lineItems"]) > 1
    )
    path = f"/sell/fulfillment/v1/order/{key}/issue_refund"
    secrets = sandbox.credentials("").secrets

    def sent(content: bytes = _BYTES, at: int = 0, **changed: str | None) -> httpx.Response:
        created = int(clock.now().timestamp()) + at
        host = http.base_url.netloc.decode()
        headers: dict[str, str | None] = dict(_signed(_BYTES.decode(), secrets, host, path, created))
        headers |= {name.replace("_", "-"): value for name, value in changed.items()}
        kept = {name: value for name, value in headers.items() if value is not None}
        return http.post(path, content=content, headers=kept)

    return sent


def test_credentials_hold_the_key_where_it_is_needed(sandbox: EbaySandbox) -> None:
    """Only a seller in the EU or the UK has a signing key to type in."""
    assert set(sandbox.credentials("").secrets) == {"client_secret", "refresh_token"}
    sandbox.eu = True
    assert {"signing_private_key", "signing_jwe"} < set(sandbox.credentials("").secrets)


def test_signed_refund(send: Send) -> None:
    """A refund whose signature is right is taken."""
    answer = send()
    assert (answer.status_code, answer.json()["refundStatus"]) == (200, "PENDING")


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"x_ebay_signature_key": None}, (400, 215000)),
        ({"Signature_Input": None}, (400, 215001)),
        ({"Signature_Input": 'sig1=("@method");created=1'}, (400, 215001)),
        ({"Content_Digest": None}, (400, 215003)),
        ({"x_ebay_signature_key": "eyJ.of.somebody.else.x"}, (403, 215117)),
        ({"content": _BYTES + b" "}, (403, 215121)),
        ({"Signature": None}, (400, 215002)),
        ({"Signature": "sig1=abc"}, (400, 215002)),
        ({"Signature": "sig1=:" + base64.b64encode(bytes(64)).decode() + ":"}, (403, 215122)),
        ({"Host": "api.ebay.com"}, (403, 215122)),
        ({"at": -301}, (403, 215114)),
        ({"at": 302}, (403, 215114)),
    ],
)
def test_wrong_signatures(send: Send, sandbox: EbaySandbox, changed: dict[str, Any], expected: tuple[int, int]) -> None:
    """A missing or wrong part of the signature is told by its error, and no money moves."""
    before = sandbox.holdings()["Refunds"]
    answer = send(**changed)
    assert _error(answer) == expected
    assert answer.json()["errors"][0]["domain"] == "ACCESS"
    assert sandbox.holdings()["Refunds"] == before


def test_signature_is_harmless_elsewhere(send: Send, sandbox: EbaySandbox) -> None:
    """A seller elsewhere needs none: a signature, right or wrong, is not looked at unless the client asks."""
    sandbox.eu = False
    enforced = {"x_ebay_enforce_signature": "true"}
    assert _error(send(Signature="sig1=abc", **enforced)) == (400, 215002)
    assert send(Signature="sig1=abc").status_code == 200


def test_eu_signature_only_for_refunds(http: httpx.Client, sandbox: EbaySandbox) -> None:
    """Other calls of such a seller need no signature."""
    sandbox.eu = True
    assert http.get("/sell/fulfillment/v1/order").status_code == 200
