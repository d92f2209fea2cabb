"""Answers are read exactly, and what is none is told apart."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syncspider import http
from syncspider.errors import AccessError, Delivery, RecordError, Refusal, TransientError
from syncspider.http.bodies import BodyError, whole


def answered(content: bytes, kind: str = "application/json", status: int = 200) -> http.Response:
    """An answer with this body."""
    return http.Response(
        status=status, headers=http.Headers([("Content-Type", kind)]), content=content, url="https://api.test/a?token=x"
    )


def test_numbers_keep_their_digits() -> None:
    """12.10 is no 12.1, and a large key is no float."""
    value = answered(b'{"price": 12.10, "id": 1180591620717411303424, "n": 1E2}').json()
    assert repr(value["price"]) == "Decimal('12.10')"
    assert value["id"] == 2**70
    assert value["n"] == 100


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"  ",
        b"{",
        b"<html>",
        b"NaN",
        b"1e400",
        b"1e3000000",
        b"-1e-3000000",
        b"1" * 5000,
        b"[" * 100_000,
        b"\xef\xbb\xbf{}",
        b'"\\ud800"',
        b'"\xff"',
        b'{"a":1}{"b":2}',
    ],
)
def test_what_is_no_json_leaves_the_outcome_open(content: bytes) -> None:
    """Cut off, broken or monstrous: it may come whole next time, and says nothing of what was done."""
    with pytest.raises(TransientError) as caught:
        answered(content).json()
    assert caught.value.delivery is Delivery.UNKNOWN
    assert len(str(caught.value)) < 250


def test_a_page_instead_of_json_is_shown_without_its_tricks() -> None:
    """The first words tell a login page from a proxy's, and steer no terminal."""
    page = "<title>Log in\x1b]0;owned\x07</title>\r\n\u202e\u2066\x9b31m hidden".encode() + b"x" * 9999
    with pytest.raises(TransientError) as caught:
        answered(page, "text/html; charset=utf-8").json()
    text = str(caught.value)
    assert text.startswith("api.test/a answered 200 with HTML instead of JSON: <title>Log in ]0;owned </title>")
    assert text.isprintable()
    assert "token" not in text


def test_json_that_calls_itself_html_is_not_trusted() -> None:
    """Some other program than the API wrote it."""
    with pytest.raises(TransientError):
        answered(b"{}", "Text/HTML").json()


@pytest.mark.parametrize("kind", ["", "text/plain", "application/problem+json", "application/octet-stream"])
def test_json_by_another_name_is_read(kind: str) -> None:
    """Many APIs are careless with this header."""
    assert answered(b"[1]", kind).json() == [1]


def test_an_answer_prints_neither_body_nor_query() -> None:
    """An answer in a traceback shows no personal data and no key."""
    answer = http.Response(
        status=200, headers=http.Headers([("Set-Cookie", "canary")]), content=b"canary", url="https://a.test/b?c=canary"
    )
    assert repr(answer) == "Response(status=200, url=a.test/b)"
    assert repr(answer.headers) == "Headers(set-cookie)"


def test_headers_are_found_in_any_case_and_joined() -> None:
    """A repeated header is a list."""
    headers = http.Headers([("Link", "a"), ("link", "b"), ("X", "1")])
    assert (headers["LINK"], headers.get("x"), headers.get("y"), "lInK" in headers, len(headers)) == (
        "a, b",
        "1",
        None,
        True,
        2,
    )


@given(st.binary(max_size=5000), st.integers(1, 100), st.sampled_from(["gzip", "deflate", "bare", "members", ""]))
def test_a_packed_body_is_the_body(content: bytes, size: int, kind: str) -> None:
    """However it was packed and cut into pieces, the same bytes come out."""
    bare = zlib.compressobj(wbits=-15)
    packed = {
        "": content,
        "gzip": gzip.compress(content),
        "members": gzip.compress(content[: len(content) // 2]) + gzip.compress(content[len(content) // 2 :]),
        "deflate": zlib.compress(content),
        "bare": bare.compress(content) + bare.flush(),
    }[kind]
    encoding = {"members": "GZIP", "bare": "deflate"}.get(kind, kind)
    parts = [packed[start : start + size] for start in range(0, len(packed), size)]
    assert whole(parts, encoding=encoding, limit=10_000) == content


@given(st.binary(min_size=1, max_size=2000), st.data())
def test_a_packed_body_that_is_cut_is_never_taken_for_whole(content: bytes, data: Any) -> None:
    """A page that lacks its end would lose orders."""
    packed = gzip.compress(content)
    cut = data.draw(st.integers(1, len(packed) - 1))
    with pytest.raises(BodyError):
        whole([packed[:cut]], encoding="gzip", limit=10_000)


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_bomb_is_not_unpacked(encoding: str) -> None:
    """Ten megabytes of noughts that came as ten kilobytes stop at the limit."""
    packed = (gzip.compress if encoding == "gzip" else zlib.compress)(bytes(10_000_000))
    tracemalloc.start()
    with pytest.raises(BodyError, match="more than 100000 bytes"):
        whole([packed], encoding=encoding, limit=100_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "identity, gzip"])
def test_a_packing_that_was_not_asked_for_is_refused(encoding: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(BodyError, match="not asked for"):
        whole([b"abc"], encoding=encoding, limit=100)


def test_a_packed_answer_is_read_from_a_socket(serve: Any, fault: Any, client_of: Any) -> None:
    """We ask for gzip and unpack it."""
    server = serve(fault.answer(body=gzip.compress(b'{"a":1}'), content_encoding="gzip"))
    assert client_of(server.url).read("/a").json() == {"a": 1}
    assert server.requests[0].headers["accept-encoding"] == "gzip, deflate"


@pytest.mark.parametrize(
    ("status", "body", "kind", "code", "text"),
    [
        (404, b'{"errorCode":"E7","errorMessage":"No such order"}', RecordError, "E7", "No such order"),
        (400, b'{"errors":[{"errorId":32100,"longMessage":"Bad"}]}', RecordError, "32100", "Bad"),
        (409, b'{"error":{"code":5,"message":"Taken"}}', RecordError, "5", "Taken"),
        (422, b'{"error":"no\\u001b[2J","error_description":"x"}', RecordError, "no [2J", "x"),
        (400, b"<h1>WAF</h1>", RecordError, "", "400"),
        (402, b"[]", RecordError, "", "402"),
        (401, b"", AccessError, "", "401"),
        (403, b'{"message":["odd"]}', AccessError, "", "403"),
        (408, b"{}", TransientError, "", "408"),
        (429, b'{"code":"LIMIT"}', TransientError, "LIMIT", "429"),
        (500, b"null", TransientError, "", "500"),
        (599, b'"oops"', TransientError, "", "oops"),
    ],
)
def test_a_refusal_is_explained_by_its_status(status: int, body: bytes, kind: Any, code: str, text: str) -> None:
    """With the code and the words that the far end's body carries, in whatever common shape."""
    error: Any = http.explain_plainly(answered(body, status=status))
    assert type(error) is kind
    assert error.code == code
    assert text in error.message
    assert error.message.isprintable()


def test_the_plain_explanation_carries_what_the_engine_needs() -> None:
    """Status of a record, kind of refusal, fate of a request."""
    record: Any = http.explain_plainly(answered(b"{}", status=404))
    scope: Any = http.explain_plainly(answered(b"{}", status=403))
    fates: list[Any] = [http.explain_plainly(answered(b"{}", status=status)) for status in (408, 429, 503)]
    assert (record.status, scope.refusal) == (404, Refusal.SCOPE)
    assert [error.delivery for error in fates] == [Delivery.UNKNOWN, Delivery.THROTTLED, Delivery.UNKNOWN]


def test_the_far_ends_present_follows_from_its_answers(serve: Any, fault: Any, client_of: Any, clock: Any) -> None:
    """Its Date plus the time since; our own clock before the first answer, and cached dates do not count."""
    date = "Sun, 06 Nov 1994 08:49:37 GMT"
    server = serve(
        fault.answer(date=date), fault.answer(date="Mon, 07 Nov 1994 08:49:37 GMT", age="5"), fault.answer(date="x")
    )
    client = client_of(server.url)
    assert (client.server_time, client.now()) == (None, clock.now())
    client.read("/a")
    clock.sleep(10)
    client.read("/a")
    moment = datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)
    assert client.server_time == http.ServerTime(date=moment, monotonic=0)
    assert client.now() == moment + timedelta(seconds=10)
    client.read("/a")
    assert client.now() == clock.now()


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30, places=None))
def test_decimals_are_written_with_their_digits(number: Decimal) -> None:
    """The bytes hold the digits, without an exponent, and come back equal."""
    if abs(number.adjusted()) > 60:
        number = Decimal(0)
    written = http.encode([number])
    assert written == f"[{number:f}]".encode()
    assert answered(written).json() == [number]


def test_exponents_are_written_out_everywhere() -> None:
    """1E+2 is 100 in the depth of a record too, and texts that look like it stay texts."""
    record = {"a": [{"b": Decimal("1E+2")}, (Decimal("1.50"), None, True)], "sku": "1E+2", "t": Decimal("-1E-7")}
    assert http.encode(record) == b'{"a":[{"b":100},[1.50,null,true]],"sku":"1E+2","t":-0.0000001}'


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), Decimal("1E+999999"), "\ud800", {"\udfff": 1}])
def test_what_json_cannot_carry_is_a_matter_of_the_record(value: object) -> None:
    """The record is put aside and the others go on."""
    with pytest.raises(RecordError):
        http.encode({"a": value})
