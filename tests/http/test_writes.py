"""Writes are sent once, and the error says whether they may have been carried out."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
import threading
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from syncspider import http
from syncspider.errors import AccessError, ConfigurationError, Delivery, SyncSpiderError, TransientError
from syncspider.secret import Secret

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
CUT = {
    "a reset before the answer": ("reset", b""),
    "a reset after the headers": ("reset", HEAD + b"Content-Length: 9\r\n\r\n"),
    "an end before the answer": ("ended", b""),
    "an end within the headers": ("ended", HEAD),
    "a body shorter than its length": ("ended", HEAD + b"Content-Length: 9\r\n\r\n{}"),
    "a last chunk that is missing": ("ended", HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"),
    "a packed body that is cut": (
        "ended",
        HEAD + b"Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8b\x08\x00",
    ),
    "a packed body that is none": ("ended", HEAD + b"Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd"),
    "a packing that nobody asked for": ("ended", HEAD + b"Content-Encoding: br\r\nContent-Length: 2\r\n\r\n{}"),
    "no HTTP at all": ("ended", b"hello\r\n\r\n"),
}


def delivery_of(client: http.Client, **options: Any) -> Delivery:
    """What a client says of a write that brought no usable answer."""
    with pytest.raises(TransientError) as caught:
        client.send("POST", "/refunds", content=b"{}", **options)
    return caught.value.delivery


@pytest.mark.parametrize("what", CUT)
def test_an_answer_that_is_not_whole_leaves_the_outcome_open(serve: Any, fault: Any, client_of: Any, what: str) -> None:
    """Whatever goes wrong after the request has left: it may have been carried out, and it is not sent again."""
    kind, data = CUT[what]
    server = serve(getattr(fault, kind)(data))
    assert delivery_of(client_of(server.url)) is Delivery.UNKNOWN
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 304, 307, 308, 500, 502, 503, 504])
def test_statuses_that_say_nothing_leave_the_outcome_open(serve: Any, fault: Any, client_of: Any, status: int) -> None:
    """A redirect is not followed and an error of the server not repeated."""
    other = serve(fault.answer())
    server = serve(fault.answer(status, location=other.url))
    assert delivery_of(client_of(server.url, headers={"X-Key": "secret"})) is Delivery.UNKNOWN
    assert (len(server.requests), len(other.requests)) == (1, 0)


def test_a_limiter_refuses_before_anything_is_done(serve: Any, fault: Any, client_of: Any) -> None:
    """A 429 is no open outcome, and not repeated here either."""
    server = serve(fault.answer(429, retry_after="3"))
    assert delivery_of(client_of(server.url)) is Delivery.THROTTLED
    assert len(server.requests) == 1


def test_a_refused_connection_sent_nothing(client_of: Any) -> None:
    """Nobody listens: sending again is safe."""
    assert delivery_of(client_of("http://127.0.0.1:9")) is Delivery.NOT_SENT


@pytest.mark.parametrize(
    ("error", "delivery"),
    [
        (httpx.ConnectError, Delivery.NOT_SENT),
        (httpx.ConnectTimeout, Delivery.NOT_SENT),
        (httpx.PoolTimeout, Delivery.NOT_SENT),
        (httpx.ProxyError, Delivery.NOT_SENT),
        (httpx.WriteError, Delivery.UNKNOWN),
        (httpx.WriteTimeout, Delivery.UNKNOWN),
        (httpx.ReadError, Delivery.UNKNOWN),
        (httpx.ReadTimeout, Delivery.UNKNOWN),
        (httpx.RemoteProtocolError, Delivery.UNKNOWN),
        (httpx.LocalProtocolError, Delivery.UNKNOWN),
        (httpx.CloseError, Delivery.UNKNOWN),
        (ConnectionResetError, Delivery.UNKNOWN),
    ],
)
def test_every_failure_of_a_transport_is_sorted(client_of: Any, error: type[Exception], delivery: Delivery) -> None:
    """Only what fails before the first byte is called not sent; what nobody thought of is open."""

    def far_end(_request: httpx.Request) -> httpx.Response:
        raise error("it broke")

    assert delivery_of(client_of(far_end)) is delivery


@pytest.mark.parametrize("start", [b"", HEAD + b"Content-Length: 99\r\n\r\n"])
def test_a_far_end_that_trickles_does_not_hold_a_thread(serve: Any, fault: Any, client_of: Any, start: bytes) -> None:
    """The time limit is one for the whole exchange, in the headers and in the body: nobody waits for the end."""
    ends = []

    def trickle(connection: socket.socket) -> None:
        connection.sendall(start)
        fault.dripping((HEAD + b"X: " + b"x" * 99)[len(start) :] + b" " * 50, pause=0.02)(connection)
        ends.append(True)

    assert delivery_of(client_of(serve(trickle).url, timeout=0.3)) is Delivery.UNKNOWN
    assert ends == []


def test_a_far_end_that_hangs_is_left(client_of: Any) -> None:
    """It took the request and says nothing: open."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert delivery_of(client_of(f"http://127.0.0.1:{silent.getsockname()[1]}", timeout=0.2)) is Delivery.UNKNOWN


def test_a_body_is_taken_up_to_a_size(serve: Any, fault: Any, client_of: Any) -> None:
    """A far end cannot fill our memory."""
    body = b'"' + b"x" * 998 + b'"'
    client = client_of(serve(fault.answer(body=body)).url, limit=1000)
    assert len(client.send("POST", "/refunds").content) == 1000
    with pytest.raises(TransientError, match="more than 1000 bytes"):
        client_of(serve(fault.answer(body=body + b" ")).url, limit=1000).send("POST", "/refunds")


def test_a_token_that_is_over_is_renewed_once(serve: Any, fault: Any, client_of: Any) -> None:
    """Who asks is checked before anything is done, so the same request goes once more with another proof."""
    server = serve(fault.answer(401), fault.answer(201))
    auth = Renewing()
    assert client_of(server.url, auth=auth).send("POST", "/refunds", content=b"[1]").status == 201
    assert [(seen.headers["authorization"], seen.body) for seen in server.requests] == [("1", b"[1]"), ("2", b"[1]")]


def test_a_second_refusal_of_the_proof_ends_it(serve: Any, fault: Any, client_of: Any) -> None:
    """No storm of renewals: the owner has to act."""
    server = serve(fault.answer(401))
    with pytest.raises(AccessError):
        client_of(server.url, auth=Renewing()).send("POST", "/refunds")
    assert len(server.requests) == 2


def test_a_fixed_token_is_not_tried_twice(serve: Any, fault: Any, client_of: Any) -> None:
    """There is nothing to renew it with."""
    server = serve(fault.answer(401))
    with pytest.raises(AccessError):
        client_of(server.url, auth=http.BearerToken(Secret("t"))).send("POST", "/refunds")
    assert [seen.headers["authorization"] for seen in server.requests] == ["Bearer t"]


def test_a_signature_sees_what_is_sent(client_of: Any) -> None:
    """Method, full address and body are what the far end gets."""
    auth = Renewing()
    old = {"Authorization": "old"}

    def far_end(request: httpx.Request) -> httpx.Response:
        assert request.headers["authorization"] == "1"
        return httpx.Response(200, json=[request.method, str(request.url), request.content.decode()])

    answer = client_of(far_end, auth=auth, headers=old).send("PUT", "/a", params={"b": "c d"}, content=b"{}").json()
    assert auth.signed == [tuple(answer)] == [("PUT", "https://api.test/v1/a?b=c%20d", "{}")]


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a\nb", "a\x00", "tökén"])
def test_a_header_smuggles_nothing(serve: Any, fault: Any, client_of: Any, value: str) -> None:
    """A token with a line break is refused before anything is sent, without showing it."""
    server = serve(fault.answer())
    with pytest.raises(ConfigurationError, match="'Authorization'") as caught:
        client_of(server.url, auth=http.BearerToken(Secret(value))).send("POST", "/refunds")
    assert value not in str(caught.value)
    assert server.requests == []


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.test/v1/a",
        "http://api.test/v1/a",
        "https://api.test:8443/v1/a",
        "https://api.test@evil.test/a",
        "https://api.test.evil.test/a",
        "https://api.test\\@evil.test/",
        "//evil.test\\a",
        "orders",
        "@evil.test/",
        "javascript:alert(1)",
        "/a\r\nHost: evil.test",
        "/a b",
        "/orders/../admin",
        "/orders/%2E%2e/admin",
        "/orders/ü",
        "/a#b",
        "/" + "a" * 20_000,
    ],
)
def test_no_request_leads_elsewhere(client_of: Any, path: str) -> None:
    """An address that is not below ours is refused before anything is sent."""
    client = client_of(lambda _: httpx.Response(200))
    with pytest.raises(SyncSpiderError):
        client.send("POST", path)
    assert client.requests == 0


def test_an_absolute_address_of_the_same_origin_is_taken(client_of: Any) -> None:
    """Links of the far end to itself work, however it writes its name."""
    client = client_of(lambda request: httpx.Response(200, json=str(request.url)))
    assert client.read("HTTPS://API.test:443/v2/a?b=1").json() == "https://api.test/v2/a?b=1"


def test_a_certificate_that_nobody_signed_is_refused(client_of: Any, tmp_path: Path) -> None:
    """Nothing is sent to somebody who only claims to be the far end."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed(tmp_path / "pair.pem"))
    received = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def shake() -> None:
            connection, _ = listening.accept()
            connection.settimeout(5)
            with connection, pytest.raises(OSError, match=r"alert|closed|EOF"):
                received.append(context.wrap_socket(connection, server_side=True).recv(1))

        thread = threading.Thread(target=shake)
        thread.start()
        assert delivery_of(client_of(f"https://127.0.0.1:{listening.getsockname()[1]}")) is Delivery.NOT_SENT
        thread.join()
    assert received == []


class Renewing:
    """Counts its proofs and remembers what it signed."""

    def __init__(self) -> None:
        self.proof = 1
        self.signed: list[tuple[str, str, str]] = []

    def apply(self, method: str, url: str, content: bytes) -> dict[str, str]:
        """The current proof."""
        self.signed.append((method, url, content.decode()))
        return {"Authorization": str(self.proof)}

    def renew(self, stale: Any) -> bool:
        """The next proof."""
        assert stale == {"Authorization": str(self.proof)}
        self.proof += 1
        return True


def self_signed(path: Path) -> Path:
    """A key and a certificate for 127.0.0.1 that is its own authority, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    day = dt.datetime.now(dt.UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(day - dt.timedelta(1)).not_valid_after(day + dt.timedelta(1))
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    path.write_bytes(pem + builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    return path
