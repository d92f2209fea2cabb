"""Reads are repeated, as the far end wishes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from syncspider import http
from syncspider.errors import AccessError, Delivery, RecordError, TransientError

BROKEN = b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"


def test_a_read_survives_what_passes(serve: Any, fault: Any, client_of: Any) -> None:
    """A reset, a cut body, an error of the server, in a row: the fourth attempt has the answer."""
    server = serve(fault.reset(), fault.ended(BROKEN), fault.answer(503), fault.answer(body=b'{"a":1}'))
    assert client_of(server.url).read("/orders").json() == {"a": 1}
    assert len(server.requests) == 4


def test_a_read_gives_up_after_its_attempts(serve: Any, fault: Any, client_of: Any, clock: Any) -> None:
    """Five attempts, four waits, and the last error says what happened."""
    server = serve(fault.answer(502))
    with pytest.raises(TransientError, match="answered 502") as caught:
        client_of(server.url).read("/orders")
    assert caught.value.delivery is Delivery.UNKNOWN
    assert len(server.requests) == 5
    assert len(clock.slept) == 4
    assert all(0 <= wait <= bound for wait, bound in zip(clock.slept, (2, 4, 8, 16), strict=True))


def test_a_question_by_post_is_repeated_with_its_body(serve: Any, fault: Any, client_of: Any) -> None:
    """An API that takes questions as POST gets the same question again."""
    server = serve(fault.answer(500), fault.answer())
    client_of(server.url).read("/search", method="POST", content=b'{"q":1}')
    assert [(seen.method, seen.body) for seen in server.requests] == [("POST", b'{"q":1}')] * 2


@pytest.mark.parametrize(("status", "error"), [(400, RecordError), (401, AccessError), (403, AccessError)])
def test_a_refusal_is_not_asked_again(serve: Any, fault: Any, client_of: Any, status: int, error: Any) -> None:
    """What the far end has decided stays decided."""
    server = serve(fault.answer(status))
    with pytest.raises(error):
        client_of(server.url).read("/orders/1")
    assert len(server.requests) == 1


def test_a_read_waits_as_long_as_it_is_asked_to(serve: Any, fault: Any, client_of: Any, clock: Any) -> None:
    """Never earlier than Retry-After says, and at most a second later."""
    server = serve(fault.answer(429, retry_after="30"), fault.answer())
    client_of(server.url).read("/orders")
    assert 30 <= clock.monotonic() <= 31


def test_a_date_to_wait_for_is_read_by_the_far_ends_clock(serve: Any, fault: Any, client_of: Any, clock: Any) -> None:
    """A far end whose clock is years off is waited for as long as it means."""
    dates = {"date": "Sun, 06 Nov 1994 08:49:37 GMT", "retry_after": "Sun, 06 Nov 1994 08:50:07 GMT"}
    client_of(serve(fault.answer(503, **dates), fault.answer()).url).read("/orders")
    assert 30 <= clock.monotonic() <= 31


def test_a_read_does_not_sleep_for_hours(serve: Any, fault: Any, client_of: Any, clock: Any) -> None:
    """Whoever called decides what to do with an hour."""
    server = serve(fault.answer(429, retry_after="3600"))
    with pytest.raises(TransientError) as caught:
        client_of(server.url).read("/orders")
    assert caught.value.retry_after == 3600
    assert len(server.requests) == 1
    assert clock.slept == []


def test_a_long_wait_holds_all_who_share_the_budget(serve: Any, fault: Any, client_of: Any, clock: Any) -> None:
    """Who is told to wait a minute tells the others; a second is waited by the refused one alone."""
    budget = http.Budget(None, clock=clock)
    for seconds, held in (("1", 0), ("60", 60)):
        server = serve(fault.answer(429, retry_after=seconds), fault.answer())
        with pytest.raises(TransientError):
            client_of(server.url, budget=budget).send("POST", "/orders")
        start = clock.monotonic()
        client_of(server.url, budget=budget).read("/orders")
        assert clock.monotonic() - start == held


def test_a_read_whose_connection_is_refused_is_tried_again(client_of: Any, clock: Any) -> None:
    """A server that restarts is waited for."""
    with pytest.raises(TransientError, match="could not be reached") as caught:
        client_of("http://127.0.0.1:9").read("/orders")
    assert caught.value.delivery is Delivery.NOT_SENT
    assert len(clock.slept) == 4


def test_headers_paths_and_parameters_arrive(serve: Any, fault: Any, client_of: Any) -> None:
    """What is asked for is what the far end sees, percent-encoded once."""
    server = serve(fault.answer())
    client = client_of(server.url + "/v1/", headers={"X-Market": "DE", "Accept": "text/plain"})
    path = f"/orders/{http.segment('a/b ?ü')}?x=1"
    client.read(path, params={"filter": "date:[1..2]", "all": True, "limit": 5}, headers={"X-Market": "FR"})
    seen = server.requests[0]
    assert seen.target == "/v1/orders/a%2Fb%20%3F%C3%BC?x=1&filter=date%3A%5B1..2%5D&all=true&limit=5"
    assert (seen.headers["x-market"], seen.headers["accept"]) == ("FR", "text/plain")


def test_a_plugin_reads_its_own_refusals(client_of: Any) -> None:
    """The plugin's word counts; the kit adds what Retry-After says."""

    def explain(response: http.Response) -> TransientError:
        return TransientError("busy", delivery=Delivery.UNKNOWN, code=response.json()["code"])

    def far_end(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(409, json={"code": "E1"}, headers={"Retry-After": "7"})

    with pytest.raises(TransientError) as caught:
        client_of(far_end, explain=explain).send("POST", "/orders")
    assert (caught.value.code, caught.value.retry_after) == ("E1", 7)


def test_html_met_while_reading_a_refusal_is_an_open_outcome(client_of: Any) -> None:
    """Where a plugin expects its API's error and meets a proxy's page, nobody knows what was done."""

    def explain(response: http.Response) -> RecordError:
        return RecordError(response.json()["message"])

    def far_end(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(404, html="<h1>Not here</h1>")

    with pytest.raises(TransientError, match="HTML instead of JSON") as caught:
        client_of(far_end, explain=explain).send("POST", "/orders")
    assert caught.value.delivery is Delivery.UNKNOWN


def test_the_requests_are_counted(serve: Any, fault: Any, client_of: Callable[..., http.Client]) -> None:
    """Each attempt counts."""
    client = client_of(serve(fault.answer(500), fault.answer()).url)
    client.read("/a")
    client.read("/b")
    assert client.requests == 3


def test_connections_are_kept(serve: Any, fault: Any, client_of: Any) -> None:
    """Several requests of one thread share a connection."""
    server = serve(fault.answer())
    client = client_of(server.url)
    for _ in range(3):
        client.read("/a")
    assert len(server._threads) == 1
