"""Paying money back."""

from __future__ import annotations

import itertools
import json
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from syncspider.clock import Clock, SystemClock
from syncspider.sandbox import Request
from syncspider_ebay.sandbox import EbaySandbox
from syncspider_ebay.sandbox.bodies import Bodies
from syncspider_ebay.sandbox.dials import Dials
from syncspider_ebay.sandbox.order_table import OrderTable
from syncspider_ebay.sandbox.refunds import Refunds, transaction_of
from syncspider_ebay.sandbox.refusals import Refusal

_ORDERS = "/sell/fulfillment/v1/order"
_REASON = {"reasonForRefund": "BUYER_RETURN"}


def _error(answer: httpx.Response) -> tuple[int, int]:
    return answer.status_code, answer.json()["errors"][0]["errorId"]


@pytest.fixture
def order(sandbox: EbaySandbox) -> dict[str, Any]:
    """A paid order of several lines, each of some worth."""
    orders: Any = sandbox.holdings()["Orders"].values()
    found: dict[str, Any] = next(
        order
        for order in orders
        if order["orderPaymentStatus"] == "PAID"
        and len(order["lineItems"]) > 1
        and all(Decimal(line["total"]["value"]) > 5 for line in order["lineItems"])
    )
    return found


@pytest.fixture
def path(order: dict[str, Any]) -> str:
    """Where its refunds are asked for."""
    return f"{_ORDERS}/{order['orderId']}/issue_refund"


def _whole(value: str, currency: str = "USD", **more: Any) -> dict[str, Any]:
    return {**_REASON, "orderLevelRefundAmount": {"value": value, "currency": currency}, **more}


def _of_line(order: dict[str, Any], turn: int, value: str) -> dict[str, Any]:
    return {
        "lineItemId": order["lineItems"][turn]["lineItemId"],
        "refundAmount": {"value": value, "currency": "USD"},
    }


def _total(order: dict[str, Any]) -> Decimal:
    return Decimal(order["pricingSummary"]["total"]["value"])


def test_part_of_an_order(http: httpx.Client, order: dict[str, Any], path: str) -> None:
    """A refund is PENDING in the answer and REFUNDED when read next; the order is partially refunded and changed."""
    answer = http.post(path, json=_whole("1.50", comment="Sorry ✓"))
    assert (answer.status_code, answer.json().keys()) == (200, {"refundId", "refundStatus"})
    assert answer.json()["refundStatus"] == "PENDING"
    after = http.get(f"{_ORDERS}/{order['orderId']}").json()
    (refund,) = after["paymentSummary"]["refunds"]
    assert refund == {
        "refundId": answer.json()["refundId"],
        "refundReferenceId": answer.json()["refundId"],
        "refundDate": "2026-11-20T14:03:27.500Z",
        "amount": {"value": "1.5", "currency": "USD"},
        "refundStatus": "REFUNDED",
    }
    assert after["orderPaymentStatus"] == "PARTIALLY_REFUNDED"
    assert after["lastModifiedDate"] == "2026-11-20T14:03:27.500Z"
    assert all(line["refunds"] == [] for line in after["lineItems"])


def test_refunds_take_time(
    http: httpx.Client, sandbox: EbaySandbox, order: dict[str, Any], path: str, clock: Clock
) -> None:
    """Until a refund is carried out it reads PENDING without a date, and no other may be asked for."""
    sandbox.refund_delay = 60
    http.post(path, json=_whole("1.50"))
    before = http.get(f"{_ORDERS}/{order['orderId']}").json()
    (pending,) = before["paymentSummary"]["refunds"]
    assert (pending["refundStatus"], "refundDate" in pending, before["orderPaymentStatus"]) == (
        "PENDING",
        False,
        "PAID",
    )
    assert _error(http.post(path, json=_whole("1.50"))) == (400, 34922)
    clock.sleep(61)
    after = http.get(f"{_ORDERS}/{order['orderId']}").json()
    assert after["paymentSummary"]["refunds"][0]["refundStatus"] == "REFUNDED"
    assert after["lastModifiedDate"] == "2026-11-20T14:04:27.500Z"
    assert http.post(path, json=_whole("1.50")).status_code == 200
    refunds: Any = sandbox.holdings()["Refunds"][order["orderId"]]
    assert [refund["refundStatus"] for refund in refunds] == ["REFUNDED", "PENDING"]
    assert sandbox.refunds()[order["orderId"]] == Decimal("1.50")


def test_refund_that_fails(http: httpx.Client, sandbox: EbaySandbox, order: dict[str, Any], path: str) -> None:
    """A refund may fail after it was accepted: the order stays paid, and the whole may be refunded again."""
    sandbox.refunds_fail = True
    http.post(path, json=_whole(str(_total(order))))
    assert order["orderId"] not in sandbox.refunds()
    after = http.get(f"{_ORDERS}/{order['orderId']}").json()
    assert after["paymentSummary"]["refunds"][0]["refundStatus"] == "FAILED"
    assert after["orderPaymentStatus"] == "PAID"
    sandbox.refunds_fail = False
    assert http.post(path, json=_whole(str(_total(order)))).status_code == 200


def test_whole_order_once(http: httpx.Client, order: dict[str, Any], path: str) -> None:
    """After the whole was refunded the order is fully refunded, and a repeat is refused."""
    assert http.post(path, json=_whole(str(_total(order)))).status_code == 200
    after = http.get(f"{_ORDERS}/{order['orderId']}").json()
    assert after["orderPaymentStatus"] == "FULLY_REFUNDED"
    assert _error(http.post(path, json=_whole("0.01"))) == (400, 34917)


def test_not_more_than_the_order(http: httpx.Client, order: dict[str, Any], path: str) -> None:
    """More than what is left of the order is refused."""
    assert _error(http.post(path, json=_whole(str(_total(order) + Decimal("0.01"))))) == (400, 34915)
    http.post(path, json=_whole("1"))
    assert _error(http.post(path, json=_whole(str(_total(order))))) == (400, 34915)
    assert http.post(path, json=_whole(str(_total(order) - 1))).status_code == 200


def test_lines(http: httpx.Client, order: dict[str, Any], path: str) -> None:
    """A refund of lines stands at the lines, without a status, under one id; not at the order."""
    body = {**_REASON, "refundItems": [_of_line(order, 0, "2.00"), _of_line(order, 1, "1.25")]}
    key = http.post(path, json=body).json()["refundId"]
    after = http.get(f"{_ORDERS}/{order['orderId']}").json()
    assert after["paymentSummary"]["refunds"] == []
    first, second = after["lineItems"][0]["refunds"], after["lineItems"][1]["refunds"]
    assert first == [
        {
            "refundId": key,
            "refundReferenceId": key,
            "refundDate": "2026-11-20T14:03:27.500Z",
            "amount": {"value": "2.0", "currency": "USD"},
        }
    ]
    assert (second[0]["refundId"], second[0]["amount"]["value"]) == (key, "1.25")
    assert after["orderPaymentStatus"] == "PARTIALLY_REFUNDED"


def test_not_more_than_the_line(http: httpx.Client, order: dict[str, Any], path: str) -> None:
    """More than what is left of a line is 409, also when one call names the line twice."""
    total = order["lineItems"][0]["total"]["value"]
    over = str(Decimal(total) + Decimal("0.01"))
    assert _error(http.post(path, json={**_REASON, "refundItems": [_of_line(order, 0, over)]})) == (409, 34924)
    twice = [_of_line(order, 0, total), _of_line(order, 0, "0.01")]
    assert _error(http.post(path, json={**_REASON, "refundItems": twice})) == (409, 34924)
    http.post(path, json={**_REASON, "refundItems": [_of_line(order, 0, total)]})
    assert _error(http.post(path, json={**_REASON, "refundItems": [_of_line(order, 0, "0.01")]})) == (409, 34924)


def test_failed_line_refund_vanishes(
    http: httpx.Client, sandbox: EbaySandbox, order: dict[str, Any], path: str, clock: Clock
) -> None:
    """A refund of a line is at the line without a date while it is pending, and gone when it failed."""
    sandbox.refund_delay, sandbox.refunds_fail = 60, True
    http.post(path, json={**_REASON, "refundItems": [_of_line(order, 0, "1.00")]})
    (pending,) = http.get(f"{_ORDERS}/{order['orderId']}").json()["lineItems"][0]["refunds"]
    assert "refundDate" not in pending
    clock.sleep(61)
    assert http.get(f"{_ORDERS}/{order['orderId']}").json()["lineItems"][0]["refunds"] == []


def test_legacy_reference(http: httpx.Client, order: dict[str, Any], path: str) -> None:
    """A line may be named by item and transaction instead."""
    line = order["lineItems"][1]
    legacy = {
        "legacyItemId": line["legacyItemId"],
        "legacyTransactionId": transaction_of(line["lineItemId"]),
    }
    item = {"legacyReference": legacy, "refundAmount": {"value": "1.00", "currency": "USD"}}
    assert http.post(path, json={**_REASON, "refundItems": [item]}).status_code == 200
    after = http.get(f"{_ORDERS}/{order['orderId']}").json()
    assert [len(line["refunds"]) for line in after["lineItems"][:2]] == [0, 1]
    for name, error in (("legacyItemId", 34911), ("legacyTransactionId", 34912)):
        wrong = {**item, "legacyReference": {key: value for key, value in legacy.items() if key != name}}
        assert _error(http.post(path, json={**_REASON, "refundItems": [wrong]})) == (400, error)


_DOLLAR = {"value": "1.00", "currency": "USD"}


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({}, 34902),
        ({"orderLevelRefundAmount": _DOLLAR}, 34903),
        (_REASON, 34905),
        ({**_REASON, "refundItems": []}, 34905),
        ({**_REASON, "orderLevelRefundAmount": _DOLLAR, "refundItems": [{"lineItemId": "1"}]}, 34905),
        ({**_REASON, "orderLevelRefundAmount": {"currency": "USD"}}, 34906),
        (_whole("0"), 34907),
        (_whole("-1.00"), 34907),
        (_whole("1.001"), 34907),
        (_whole("1,00"), 34907),
        ({**_REASON, "orderLevelRefundAmount": {"value": "1.00"}}, 34908),
        (_whole("1.00", "EUR"), 34909),
        ({**_REASON, "refundItems": [{"refundAmount": _DOLLAR}]}, 34910),
        ({**_REASON, "refundItems": [{"lineItemId": "1", "refundAmount": _DOLLAR}]}, 34914),
        (_whole("1.00", comment="x" * 101), 34921),
        ({**_whole("1.00"), "reasonForRefund": "WRONG_SIZE"}, 2004),
        ({**_REASON, "orderLevelRefundAmount": {"value": 1.0, "currency": "USD"}}, 2004),
    ],
)
def test_wrong_refunds(http: httpx.Client, sandbox: EbaySandbox, path: str, body: dict[str, Any], error: int) -> None:
    """What is wrong with a refund has its error, and no money moves."""
    before = sandbox.holdings()
    assert _error(http.post(path, json=body)) == (400, error)
    assert sandbox.holdings() == before


def test_unknown_order(http: httpx.Client) -> None:
    """An order that is not there is 404/34913."""
    assert _error(http.post(f"{_ORDERS}/11-11111-11111/issue_refund", json=_whole("1.00"))) == (404, 34913)


def test_currency_is_the_orders(http: httpx.Client, sandbox: EbaySandbox) -> None:
    """An order of another marketplace is refunded in its own currency, not in the one the seller is paid in."""
    orders: Any = sandbox.holdings()["Orders"]
    key = next(
        key
        for key, order in orders.items()
        if order["pricingSummary"]["total"]["currency"] == "EUR"
        and order["orderPaymentStatus"] == "PAID"
        and _total(order) > 1
    )
    assert orders[key]["paymentSummary"]["totalDueSeller"]["convertedFromCurrency"] == "EUR"
    assert _error(http.post(f"{_ORDERS}/{key}/issue_refund", json=_whole("1.00", "USD"))) == (400, 34909)
    assert http.post(f"{_ORDERS}/{key}/issue_refund", json=_whole("1.00", "EUR")).status_code == 200


def test_one_of_many_at_once(http: httpx.Client, sandbox: EbaySandbox, order: dict[str, Any], path: str) -> None:
    """Of eight clients that ask for the whole order at the same moment, one is paid."""
    sandbox.refund_delay = 60
    body = _whole(str(_total(order)))
    with ThreadPoolExecutor(8) as pool:
        codes = sorted(pool.map(lambda _: http.post(path, json=body).status_code, range(8)))
    assert codes == [200] + [400] * 7


def _small_order() -> dict[str, Any]:
    lines = [{"lineItemId": str(turn), "legacyItemId": "1", "total": {"value": "2.5"}} for turn in (1, 2)]
    return {
        "orderId": "11-00000-00001",
        "pricingSummary": {"total": {"value": "5.0", "currency": "USD"}},
        "paymentSummary": {"refunds": []},
        "lineItems": lines,
    }


@given(
    st.lists(
        st.tuples(st.sampled_from([0, 1, 2]), st.integers(min_value=-50, max_value=400), st.booleans()), max_size=12
    )
)
def test_never_more_than_was_paid(asked: list[tuple[int, int, bool]]) -> None:
    """Whatever is asked for, of the order or of lines, and whatever fails: no more goes back than was paid."""
    dials = Dials()
    table = OrderTable(SystemClock(), dials)
    table.put(_small_order())
    refunds = Refunds(table, Bodies(set()), dials, itertools.count(1))
    paid = Decimal(0)
    for line, cents, fails in asked:
        dials.refunds_fail = fails
        money = {"value": str(Decimal(cents) / 100), "currency": "USD"}
        item = {"refundItems": [{"lineItemId": str(line), "refundAmount": money}]}
        body = {**_REASON, **(item if line else {"orderLevelRefundAmount": money})}
        try:
            refunds.issue(Request(method="POST", path="/", body=json.dumps(body).encode()), "11-00000-00001")
        except Refusal:
            assert cents <= 0 or paid + Decimal(cents) / 100 > Decimal("2.5")
        else:
            paid += 0 if fails else Decimal(cents) / 100
        refunds.settle()
        assert refunds.totals().get("11-00000-00001", Decimal(0)) == paid <= 5
    state = table.rows["11-00000-00001"].get("orderPaymentStatus", "PAID")
    assert state == ("PAID" if not paid else "FULLY_REFUNDED" if paid == 5 else "PARTIALLY_REFUNDED")
