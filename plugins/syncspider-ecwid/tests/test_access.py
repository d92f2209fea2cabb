"""What the user is told when Ecwid refuses, and what is sent after that."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from syncspider import BEGINNING, Change, Customer, Operation, Result, Window
from syncspider.errors import (
    AccessError,
    ConfigurationError,
    Delivery,
    RecordError,
    Refusal,
    RunError,
    SyncSpiderError,
    TransientError,
)
from syncspider.sandbox import Response
from syncspider_ecwid import Ecwid
from syncspider_ecwid.customers import CustomerSource, CustomerTarget
from syncspider_ecwid.orders import OrderSource
from syncspider_ecwid.sandbox.access import SCOPES


@pytest.fixture
def connect(session: Callable[..., Any]) -> Iterator[Callable[..., Any]]:
    """Connects to a served store with other answers to the form."""
    opened: list[Any] = []

    def connected(shop: Any, **answers: str) -> Any:
        credentials = shop.sandbox.credentials(shop.server.url)
        settings = {**credentials.settings, **{name: text for name, text in answers.items() if name != "token"}}
        secrets = {"token": answers.get("token", credentials.secrets["token"])}
        opened.append(Ecwid().open_api(session(settings, secrets)))
        return opened[-1]

    yield connected
    for api in opened:
        api.close()


def answering(shop: Any, status: int, body: bytes, kind: str = "application/json", **headers: str) -> None:
    """Let the store answer everything so."""
    given = {"Content-Type": kind, **{name.replace("_", "-"): text for name, text in headers.items()}}
    shop.server.before.append(lambda _: Response(status=status, body=body, headers=given))


def test_check_tells_the_shop(shop: Any) -> None:
    """A connection that works tells the name of the shop, with one request."""
    assert Ecwid().check(shop.api) == "Corner shop 1"
    assert [request.method for request in shop.requests] == ["GET"]


def test_wrong_token(shop: Any, connect: Callable[..., Any]) -> None:
    """A wrong token is told as wrong credentials, and nothing more is sent with it."""
    api = connect(shop, token="secret_wrong")
    for _ in range(3):
        with pytest.raises(AccessError, match="INVALID_API_TOKEN") as caught:
            Ecwid().check(api)
        assert caught.value.refusal is Refusal.CREDENTIALS
        assert caught.value.code == "INVALID_API_TOKEN"
        assert "secret token" in caught.value.hint
    with pytest.raises(AccessError):
        CustomerTarget(api, {}).find_existing(_change())
    assert len(shop.requests) == 1


def test_token_that_is_taken_back_stops_writers(shop: Any) -> None:
    """A token that stops working in the middle is not used again, neither to read nor to write."""
    Ecwid().check(shop.api)
    shop.sandbox._access.tokens.clear()
    for _ in range(2):
        with pytest.raises(AccessError):
            list(CustomerTarget(shop.api, {}).write([_change()]))
        with pytest.raises(AccessError):
            OrderSource(shop.api, {}).read(Window(BEGINNING, shop.clock.now()), None)
    assert len(shop.requests) == 2


@pytest.mark.parametrize(
    ("scope", "call"),
    [
        ("read_store_profile", lambda api: Ecwid().check(api)),
        ("read_orders", lambda api: OrderSource(api, {}).fetch("X")),
        ("create_customers", lambda api: list(CustomerTarget(api, {}).write([_change()]))),
    ],
)
def test_missing_scope_is_named(shop: Any, scope: str, call: Callable[[Any], object]) -> None:
    """A scope that the token lacks is named; calls that do not need it go on."""
    shop.sandbox.scopes = SCOPES - {scope}
    with pytest.raises(AccessError, match=scope) as caught:
        call(shop.api)
    assert (caught.value.refusal, caught.value.code) == (Refusal.SCOPE, "INSUFFICIENT_APP_SCOPE")
    assert shop.api.customers.total(0, 1) == 0


def test_wrong_store(shop: Any, connect: Callable[..., Any]) -> None:
    """A store that is not there is told apart from a wrong token."""
    with pytest.raises(AccessError, match="STORE_NOT_FOUND") as caught:
        Ecwid().check(connect(shop, store_id="999"))
    assert caught.value.refusal is Refusal.ENVIRONMENT
    assert "store id" in caught.value.hint


@pytest.mark.parametrize("path", ["/else", "/api/v3/10000001"])
def test_wrong_address(shop: Any, connect: Callable[..., Any], path: str) -> None:
    """An address that is no Ecwid is told as a wrong environment."""
    with pytest.raises(AccessError) as caught:
        Ecwid().check(connect(shop, base_url=shop.server.url + path))
    assert caught.value.refusal is Refusal.ENVIRONMENT


@pytest.mark.parametrize("code", ["NOT_AVAILABLE_ON_CURRENT_PLAN", "STORE_IS_SUSPENDED"])
def test_plan_without_api(shop: Any, code: str) -> None:
    """A plan that does not include the API, or a store that is closed, is told as that."""
    answering(shop, 402, b'{"errorMessage": "No", "errorCode": "%s"}' % code.encode())
    with pytest.raises(AccessError, match=code) as caught:
        Ecwid().check(shop.api)
    assert caught.value.refusal is Refusal.PLAN


def test_unreachable(session: Callable[..., Any]) -> None:
    """A store that is not reached is told as such; nothing was sent."""
    api = Ecwid().open_api(session({"store_id": "1", "base_url": "http://127.0.0.1:9"}, {"token": "secret_x"}))
    with pytest.raises(TransientError) as caught:
        Ecwid().check(api)
    assert caught.value.delivery is Delivery.NOT_SENT
    api.close()


def test_profile_without_currency(shop: Any) -> None:
    """A profile without a currency stops a run: an amount without one means nothing."""
    answering(shop, 200, b'{"settings": {"storeName": "X"}}')
    with pytest.raises(RunError, match="profile"):
        OrderSource(shop.api, {}).read(Window(BEGINNING, shop.clock.now()), None)
    with pytest.raises(AccessError):
        Ecwid().check(shop.api)


def test_html_instead_of_json(shop: Any) -> None:
    """The page of a proxy is one plain line, not a traceback of a parser; a write may have been done."""
    answering(shop, 200, b"<html><body>Welcome</body></html>", "text/html")
    with pytest.raises(TransientError, match="HTML") as caught:
        Ecwid().check(shop.api)
    assert "\n" not in str(caught.value)
    with pytest.raises(TransientError) as caught:
        list(CustomerTarget(shop.api, {}).write([_change()]))
    assert caught.value.delivery is Delivery.UNKNOWN


def test_created_without_a_key_is_unknown(shop: Any) -> None:
    """An answer that does not tell the new key leaves open what was done."""
    answering(shop, 200, b'{"id": null}')
    with pytest.raises(TransientError, match="key") as caught:
        list(CustomerTarget(shop.api, {}).write([_change()]))
    assert caught.value.delivery is Delivery.UNKNOWN


@pytest.mark.parametrize(
    ("status", "code", "kind", "delivery"),
    [
        (429, "RATE_LIMITED", TransientError, Delivery.THROTTLED),
        (408, "TIMEOUT", TransientError, Delivery.UNKNOWN),
        (500, "INTERNAL_ERROR", TransientError, Delivery.UNKNOWN),
        (503, "", TransientError, Delivery.UNKNOWN),
        (400, "WRONG_PARAMETER", RecordError, None),
        (402, "MAX_PRODUCTS_FOR_API_REQUEST_LIMIT_EXCEEDED", RecordError, None),
        (404, "CUSTOMER_NOT_FOUND", RecordError, None),
        (422, "WRONG_URL", RecordError, None),
        (401, "", AccessError, None),
        (403, "", AccessError, None),
    ],
)
def test_refusals_by_status(
    shop: Any, status: int, code: str, kind: type[SyncSpiderError], delivery: Delivery | None
) -> None:
    """Each refusal becomes the error that says what happens next, with Ecwid's code, and is not sent twice."""
    body = b'{"errorMessage": "Because", "errorCode": "%s", "args": {"name": "x"}}' % code.encode() if code else b""
    answering(shop, status, body, Retry_After="7")
    with pytest.raises(kind) as caught:
        shop.api.customers.create({"email": "a@example.com"})
    error: Any = caught.value
    assert error.code == code
    assert str(status) in error.message
    if delivery is not None:
        assert (error.delivery, error.retry_after) == (delivery, 7.0)
    if kind is RecordError:
        assert (error.status, error.parameters) == (status, {"name": "x"})
    assert len(shop.requests) == 1


def test_missing_record_needs_ecwid_s_word(shop: Any) -> None:
    """A 404 of something between us and Ecwid is not taken for a record that is gone."""
    answering(shop, 404, b"<html>nothing here</html>", "text/html")
    with pytest.raises(RecordError):
        CustomerSource(shop.api, {}).fetch("1")


def test_search_that_is_refused_stops_the_run(shop: Any) -> None:
    """A search that Ecwid does not understand is nothing that one record could be blamed for."""
    answering(shop, 400, b'{"errorMessage": "Wrong", "errorCode": "WRONG_PARAMETER"}')
    with pytest.raises(RunError, match="WRONG_PARAMETER"):
        shop.api.customers.changed(0, 1)


def test_limit_is_waited_for(shop: Any) -> None:
    """A read that is refused by the limit waits as long as Ecwid asks and is repeated."""
    shop.sandbox.rate = 5
    for _ in range(12):
        assert shop.api.customers.total(0, 1) == 0
    assert max(shop.clock.slept) > 10
    assert shop.sandbox.rate == 5


def test_errors_name_no_token(shop: Any, connect: Callable[..., Any]) -> None:
    """No error and no printed value shows the token."""
    api = connect(shop, token="secret_canary")
    with pytest.raises(AccessError) as caught:
        Ecwid().check(api)
    assert "canary" not in f"{caught.value} {caught.value!r} {caught.value.hint} {vars(api)}"


@pytest.mark.parametrize(
    ("answers", "part"),
    [
        ({}, "store_id is missing"),
        ({"store_id": "my shop", "token": "t"}, "is no number"),
        ({"store_id": "1", "token": "t", "base_url": "http://example.com"}, "not https"),
        ({"store_id": "1", "token": "t", "shop": "x"}, "shop is not a setting"),
    ],
)
def test_wrong_answers(answers: dict[str, str], part: str) -> None:
    """A wrong, missing or unknown answer to the form is told before anything is sent."""
    with pytest.raises(ConfigurationError, match=part):
        Ecwid.form.filled(answers)


def test_answers() -> None:
    """The base address may be left out, and plain http is taken for this machine alone."""
    assert Ecwid.form.filled({"store_id": " 7 ", "token": "t"}) == {"store_id": "7", "token": "t"}
    local = Ecwid.form.filled({"store_id": "7", "token": "t", "base_url": "http://127.0.0.1:8080/"})
    assert local["base_url"] == "http://127.0.0.1:8080"
    assert Ecwid().account_of(local) == "7"
    assert Ecwid.form["token"].secret
    assert Ecwid.rate is not None
    assert Ecwid.rate.per_second * 60 == 600


def test_token_must_be_there(session: Callable[..., Any]) -> None:
    """A connection without its token is told before anything is sent."""
    with pytest.raises(AccessError, match="token"):
        Ecwid().open_api(session({"store_id": "1"}, {}))


def test_refused_write_is_a_rejection(shop: Any) -> None:
    """A record that Ecwid does not take is one rejected outcome with its code, and the next record goes on."""
    bad, good = _change("x@", "1"), _change("b@example.com", "2")
    shop.server.before.append(
        lambda request: (
            Response.of_json({"errorMessage": "Bad", "errorCode": "WRONG_PARAMETER"}, status=400)
            if b"x@" in request.body
            else None
        )
    )
    first, second = CustomerTarget(shop.api, {}).write([bad, good])
    assert (first.result, second.result) == (Result.REJECTED, Result.APPLIED)
    assert first.error is not None
    assert first.error.code == "WRONG_PARAMETER"


def _change(email: str = "a@example.com", key: str = "1") -> Any:
    return Change(key=key, value=Customer(email=email), operation=Operation.CREATE)
