"""Refunds, which eBay carries out some time after it took the order for one (developer.ebay.com, issueRefund).

A refund is kept as ``refundId``, ``refundStatus``, ``amount``, ``reasonForRefund``, ``comment``, ``requestedDate``, the
``refundItems`` of one by lines (``lineItemId`` and ``amount``), and ``refundDate`` once the money went.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from syncspider.sandbox import Request, Response

from syncspider_ebay.sandbox import moments
from syncspider_ebay.sandbox.bodies import Bodies
from syncspider_ebay.sandbox.dials import Dials
from syncspider_ebay.sandbox.money import ZERO, amount, positive, value_of
from syncspider_ebay.sandbox.order_table import OrderTable
from syncspider_ebay.sandbox.refusals import refusal
from syncspider_ebay.sandbox.shapes import REFUND

Json = dict[str, Any]
_COMMENT: Final = 100
_TRANSACTIONS: Final = 2_000_000_000_000


class Refunds:
    """Pays money back."""

    def __init__(self, table: OrderTable, bodies: Bodies, dials: Dials, ids: Iterable[int]) -> None:
        self._dials = dials
        self._table = table
        self._bodies = bodies
        self._ids = iter(ids)
        self._due: dict[str, tuple[str, str]] = {}

    def totals(self) -> dict[str, Decimal]:
        """Order id to what was given back so far; orders without are left out."""
        found = {
            key: sum((value_of(refund["amount"]) for refund in refunds if refund["refundStatus"] == "REFUNDED"), ZERO)
            for key, refunds in self._table.refunds.items()
        }
        return {key: total for key, total in found.items() if total}

    def settle(self) -> None:
        """Carry out what is due."""
        now = moments.text(self._table.now())
        for key, (at, status) in list(self._due.items()):
            if at <= now:
                del self._due[key]
                self._finish(key, at, status)

    def issue(self, request: Request, key: str) -> Response:
        """Ask for a refund of an order or of some of its lines."""
        order = self._table.rows.get(key)
        if order is None:
            raise refusal(34913, f"{key} is no order.", orderId=key)
        body = self._bodies.read(request, "issue_refund", REFUND)
        if not body:
            raise refusal(34902)
        before = self._table.refunds.get(key, [])
        wanted = _wanted(body, order)
        _check(order, before, wanted)
        now = self._table.now()
        refund = {
            "refundId": str(next(self._ids)),
            "refundStatus": "PENDING",
            **wanted,
            "reasonForRefund": body["reasonForRefund"],
            **({"comment": body["comment"]} if "comment" in body else {}),
            "requestedDate": moments.text(now),
        }
        status = "FAILED" if self._dials.refunds_fail else "REFUNDED"
        self._due[key] = (moments.text(now + timedelta(seconds=self._dials.refund_delay)), status)
        self._table.refunds[key] = [*before, refund]
        self._table.put(with_refunds(order, [*before, refund]))
        return Response.of_json({"refundId": refund["refundId"], "refundStatus": "PENDING"})

    def _finish(self, key: str, at: str, status: str) -> None:
        *before, last = self._table.refunds[key]
        dated = {"refundDate": at} if status == "REFUNDED" else {}
        self._table.refunds[key] = [*before, {**last, "refundStatus": status, **dated}]
        self._table.put(with_refunds(self._table.rows[key], self._table.refunds[key]), changed=at)


def transaction_of(line_item_id: str) -> str:
    """The transaction id by which older APIs know a line."""
    return str(_TRANSACTIONS + int(line_item_id) % _TRANSACTIONS)


def with_refunds(order: Json, refunds: list[Json]) -> Json:
    """An order that shows its refunds: those of the whole order with a status, those of lines without one.

    A refund by lines that failed is not shown: eBay tells nothing about it, and the lines have no status to tell by.
    """
    whole = [_of_order(refund) for refund in refunds if "refundItems" not in refund]
    lines = [{**line, "refunds": _of_line(line["lineItemId"], refunds)} for line in order["lineItems"]]
    done = sum((value_of(refund["amount"]) for refund in refunds if refund["refundStatus"] == "REFUNDED"), ZERO)
    part = "FULLY_REFUNDED" if done >= value_of(order["pricingSummary"]["total"]) else "PARTIALLY_REFUNDED"
    return {
        **order,
        "orderPaymentStatus": part if done else "PAID",
        "paymentSummary": {**order["paymentSummary"], "refunds": whole},
        "lineItems": lines,
    }


def _of_order(refund: Json) -> Json:
    shown = ("refundId", "refundDate", "amount", "refundStatus")
    return {**{name: refund[name] for name in shown if name in refund}, "refundReferenceId": refund["refundId"]}


def _of_line(line: str, refunds: list[Json]) -> list[Json]:
    return [
        {
            "refundId": refund["refundId"],
            **({"refundDate": refund["refundDate"]} if "refundDate" in refund else {}),
            "amount": item["amount"],
            "refundReferenceId": refund["refundId"],
        }
        for refund in refunds
        for item in refund.get("refundItems", [])
        if item["lineItemId"] == line and refund["refundStatus"] != "FAILED"
    ]


def _wanted(body: Json, order: Json) -> Json:
    """How much, and of which lines."""
    if "reasonForRefund" not in body:
        raise refusal(34903)
    if len(body.get("comment", "")) > _COMMENT:
        raise refusal(34921, f"At most {_COMMENT} characters.")
    if ("orderLevelRefundAmount" in body) == bool(body.get("refundItems")):
        raise refusal(34905, "Exactly one of them.")
    currency = order["pricingSummary"]["total"]["currency"]
    if "orderLevelRefundAmount" in body:
        return {"amount": amount(_money(body["orderLevelRefundAmount"], currency), currency)}
    items: list[Json] = [
        {"lineItemId": _line(item, order), "amount": amount(_money(item.get("refundAmount", {}), currency), currency)}
        for item in body["refundItems"]
    ]
    return {"amount": amount(sum((value_of(item["amount"]) for item in items), ZERO), currency), "refundItems": items}


def _money(given: Json, currency: str) -> Decimal:
    if not given.get("value"):
        raise refusal(34906)
    value = positive(given["value"])
    if value is None:
        raise refusal(34907, f"{given['value']} is not.")
    if not given.get("currency"):
        raise refusal(34908)
    if given["currency"] != currency:
        raise refusal(34909, f"The order is in {currency}.")
    return value


def _line(item: Json, order: Json) -> str:
    """The line that an item of a refund means."""
    legacy = item.get("legacyReference")
    if "lineItemId" not in item and not legacy:
        raise refusal(34910)
    if legacy is not None and not legacy.get("legacyItemId"):
        raise refusal(34911)
    if legacy is not None and not legacy.get("legacyTransactionId"):
        raise refusal(34912)
    for line in order["lineItems"]:
        key = line["lineItemId"]
        known = {"legacyItemId": line["legacyItemId"], "legacyTransactionId": transaction_of(key)}
        if item.get("lineItemId", key) == key and legacy in (None, known):
            return str(key)
    raise refusal(34914)


def _check(order: Json, before: list[Json], wanted: Json) -> None:
    """Whether a refund may follow those before."""
    if any(refund["refundStatus"] == "PENDING" for refund in before):
        raise refusal(34922)
    standing = [refund for refund in before if refund["refundStatus"] == "REFUNDED"]
    left = value_of(order["pricingSummary"]["total"]) - sum((value_of(refund["amount"]) for refund in standing), ZERO)
    if left <= ZERO:
        raise refusal(34917)
    for line, items in itertools.groupby(sorted(wanted.get("refundItems", []), key=_key), _key):
        asked = sum((value_of(item["amount"]) for item in items), ZERO)
        if asked > _left(order, standing, line):
            raise refusal(34924, f"Line {line} has {_left(order, standing, line)} left.", lineItemId=line)
    if value_of(wanted["amount"]) > left:
        raise refusal(34915, f"{left} are left.")


def _key(item: Json) -> str:
    return str(item["lineItemId"])


def _left(order: Json, refunds: list[Json], line: str) -> Decimal:
    total = next(value_of(row["total"]) for row in order["lineItems"] if row["lineItemId"] == line)
    items = (item for refund in refunds for item in refund.get("refundItems", []) if item["lineItemId"] == line)
    return total - sum((value_of(item["amount"]) for item in items), ZERO)
