"""Reading orders (developer.ebay.com, getOrders, getOrder)."""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from syncspider.sandbox import Request, Response

from syncspider_ebay.sandbox import filters, moments
from syncspider_ebay.sandbox.bodies import Bodies
from syncspider_ebay.sandbox.dials import Dials
from syncspider_ebay.sandbox.headers import origin_of
from syncspider_ebay.sandbox.money import amount, value_of
from syncspider_ebay.sandbox.order_table import OrderTable
from syncspider_ebay.sandbox.refusals import refusal

Json = dict[str, Any]
ORDER_ID: Final = re.compile(r"\d{2}-\d{5}-\d{5}")
_MOST: Final = 200
_MOST_IDS: Final = 50
_BREAKDOWN: Final = "TAX_BREAKDOWN"
_EMAIL_KEPT: Final = timedelta(days=14)
_PERSON_KEPT: Final = timedelta(days=90)
_ADDRESS_KEPT: Final = ("city", "stateOrProvince", "postalCode", "countryCode")


class Orders:
    """The orders of a seller for readers."""

    def __init__(self, table: OrderTable, bodies: Bodies, dials: Dials) -> None:
        self._dials = dials
        self._table = table
        self._bodies = bodies

    def search(self, request: Request) -> Response:
        """One page of orders, oldest first."""
        self._bodies.query(request, "order", ("filter", "orderIds", "limit", "offset", "fieldGroups"))
        if request.param("orderIds") is not None:
            found = self._named(request.param("orderIds") or "")
            return Response.of_json(self._page(request, found, limit=_MOST_IDS, offset=0, whole_query={}))
        breakdown = _breakdown(request)
        limit = _number(request, "limit", usual=50, least=1, most=_MOST, error=31100)
        offset = _number(request, "offset", usual=0, least=0, most=None, error=31000)
        wanted = filters.parsed(request.param("filter"), self._table.now())
        found = [order for order in self._table.all_seen() if wanted.holds(order)]
        found.sort(key=lambda order: (order["creationDate"], order["orderId"]))
        query = {name: request.param(name) or "" for name in ("filter", "fieldGroups") if request.param(name)}
        page = self._page(request, found, limit=limit, offset=offset, whole_query=query, breakdown=breakdown)
        if offset + limit < len(found):
            for order in found[offset : offset + min(limit, self._dials.churn)]:
                self._table.put(self._table.rows[order["orderId"]])
        return Response.of_json(page)

    def one(self, request: Request, key: str) -> Response:
        """One order whole."""
        self._bodies.query(request, "order", ("fieldGroups",))
        breakdown = _breakdown(request)
        order = self._table.seen(key)
        if order is None:
            raise refusal(32100, f"{key} is no order.", status=404 if ORDER_ID.fullmatch(key) else 400, orderId=key)
        return Response.of_json(_shown(order, self._table.now(), whole=True, breakdown=breakdown))

    def _named(self, text: str) -> list[Json]:
        keys = text.split(",")
        if len(keys) > _MOST_IDS:
            raise refusal(30900, f"The limit is {_MOST_IDS}.")
        for key in keys:
            if not ORDER_ID.fullmatch(key):
                raise refusal(32100, f"{key} is no order id.", orderId=key)
        found = (self._table.seen(key) for key in dict.fromkeys(keys))
        return [order for order in found if order is not None]

    def _page(
        self,
        request: Request,
        found: list[Json],
        *,
        limit: int,
        offset: int,
        whole_query: dict[str, str],
        breakdown: bool = False,
    ) -> Json:
        address = _address(request, whole_query, limit)
        now = self._table.now()
        following = {"next": address(offset + limit)} if offset + limit < len(found) else {}
        before = {"prev": address(max(offset - limit, 0))} if offset else {}
        orders = found[offset : offset + limit]
        return {
            "href": address(offset),
            "total": len(found),
            "limit": limit,
            "offset": offset,
            **following,
            **before,
            "orders": [_shown(order, now, whole=False, breakdown=breakdown) for order in orders],
        }


def _address(request: Request, query: dict[str, str], limit: int) -> Callable[[int], str]:
    named = "".join(f"{name}={urllib.parse.quote(value, safe=':.,')}&" for name, value in query.items())
    base = f"{origin_of(request)}{request.path}?{named}limit={limit}&offset="
    return lambda offset: f"{base}{offset}"


def _number(request: Request, name: str, *, usual: int, least: int, most: int | None, error: int) -> int:
    given = request.param(name)
    if given is None:
        return usual
    number = int(given) if re.fullmatch(r"\d{1,9}", given) else -1
    if number < least or (most is not None and number > most):
        raise refusal(error, f"{given} is no {name}.", value=given)
    return number


def _breakdown(request: Request) -> bool:
    given = request.param("fieldGroups")
    if given not in {None, _BREAKDOWN}:
        raise refusal(32800, f"{given} is no field group.", fieldGroups=str(given))
    return given == _BREAKDOWN


def _shown(order: Json, now: datetime, *, whole: bool, breakdown: bool) -> Json:
    """An order as one who asks sees it: old personal data is gone, and lists do not tell everything."""
    created = moments.parsed(order["creationDate"])
    age = now - created if created else timedelta()
    buyer = {name: value for name, value in order["buyer"].items() if whole or name != "taxIdentifier"}
    if "buyerRegistrationAddress" in buyer:
        buyer["buyerRegistrationAddress"] = _contact(buyer["buyerRegistrationAddress"], age)
    cancel = order["cancelStatus"] if whole else {**order["cancelStatus"], "cancelRequests": []}
    steps = [_instruction(step, age) for step in order["fulfillmentStartInstructions"]]
    shown = {**order, "buyer": buyer, "cancelStatus": cancel, "fulfillmentStartInstructions": steps}
    return _with_tax(shown) if breakdown else shown


def _instruction(given: Json, age: timedelta) -> Json:
    step = given.get("shippingStep")
    return given if step is None else {**given, "shippingStep": {**step, "shipTo": _contact(step["shipTo"], age)}}


def _contact(contact: Json, age: timedelta) -> Json:
    if age > _PERSON_KEPT:
        address = contact["contactAddress"]
        return {"contactAddress": {name: address[name] for name in _ADDRESS_KEPT if name in address}}
    if age > _EMAIL_KEPT:
        return {name: value for name, value in contact.items() if name != "email"}
    return contact


def _with_tax(order: Json) -> Json:
    """Totals with the tax that eBay collects, as ``TAX_BREAKDOWN`` has them."""
    lines = [{**line, "total": _plus(line["total"], _taxes(line))} for line in order["lineItems"]]
    taxes = [tax for line in order["lineItems"] for tax in _taxes(line)]
    if not taxes:
        return order
    pricing, payment = order["pricingSummary"], order["paymentSummary"]
    zero = {"value": "0", "currency": pricing["total"]["currency"]}
    pricing = {**pricing, "tax": _plus(zero, taxes), "total": _plus(pricing["total"], taxes)}
    if payment["totalDueSeller"]["currency"] == zero["currency"]:
        payment = {**payment, "totalDueSeller": _plus(payment["totalDueSeller"], taxes)}
    return {**order, "lineItems": lines, "pricingSummary": pricing, "paymentSummary": payment}


def _taxes(line: Json) -> list[Json]:
    return [tax["amount"] for tax in line.get("ebayCollectAndRemitTaxes", [])]


def _plus(given: Json, more: list[Json]) -> Json:
    return amount(sum((value_of(part) for part in more), value_of(given)), given["currency"])
