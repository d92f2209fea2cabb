"""Orders (docs.ecwid.com, "Search orders", "Create order", "Update order")."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, ClassVar, Final

from syncspider.clock import Clock
from syncspider.sandbox import Request

from syncspider_ecwid.sandbox.bodies import required
from syncspider_ecwid.sandbox.entities import Entity
from syncspider_ecwid.sandbox.keys import letters
from syncspider_ecwid.sandbox.refusals import wrong
from syncspider_ecwid.sandbox.searching import Parameters, among, contains, equals, within
from syncspider_ecwid.sandbox.shapes import FULFILLMENT_STATUSES, ORDER, PAYMENT_STATUSES
from syncspider_ecwid.sandbox.tables import Dates, Table

Json = dict[str, Any]
_DATES: Final = Dates(
    created="createDate", updated="updateDate", created_unix="createTimestamp", updated_unix="updateTimestamp"
)
#: Search parameters that a field must equal.
_EXACT: Final = ("customerId", "refererId", "paymentMethod", "paymentModule", "vendorOrderNumber", "orderNumber")
_ZERO: Final = Decimal(0)


def order_table(clock: Clock, account: int) -> Table:
    """An empty table of orders; accounts number them apart."""
    referers = {"refererId": lambda order: [order["refererId"]] if order.get("refererId") else []}
    return Table(clock=clock, dates=_DATES, first=200_000_000 + account * 10_000_000, indexes=referers)


class Orders(Entity):
    """The orders of a store, latest first: a search has no ``sortBy``."""

    name = "orders"
    missing = "ORDER_NOT_FOUND"
    filters: ClassVar = frozenset(
        {
            *_EXACT, "ids", "keywords", "email", "customer", "productId", "totalFrom", "totalTo", "shippingMethod",
            "fulfillmentStatus", "paymentStatus", "acceptMarketing", "couponCode",
        }
    )  # fmt: skip
    unmodelled: ClassVar = frozenset({"pickupTimeFrom", "pickupTimeTo", "containsPreorderItems", "subscriptionId"})
    sorts: ClassVar = {"CREATED": lambda order: order["createTimestamp"]}
    usual = "CREATED_DESC"

    def candidates(self, parameters: Parameters) -> list[Json]:
        """By ``ids`` or ``refererId`` without looking at all of them."""
        ids, referer = parameters.words("ids"), parameters.get("refererId")
        if ids is not None:
            return [self.table.rows[key] for key in ids if key in self.table.rows]
        return self.table.find("refererId", referer) if referer else super().candidates(parameters)

    def tests(self, parameters: Parameters) -> Iterable[Callable[[Json], bool]]:
        """The documented filters."""
        for name in _EXACT:
            if (given := parameters.get(name)) is not None:
                yield equals(name, given)
        yield from within(parameters.number("totalFrom"), parameters.number("totalTo"), lambda order: order["total"])
        for name, allowed in (("paymentStatus", PAYMENT_STATUSES), ("fulfillmentStatus", FULFILLMENT_STATUSES)):
            if (words := parameters.words(name, allowed)) is not None:
                yield among(name, words)
        yield from _people_and_things(parameters)

    def create(self, request: Request) -> Json:
        """Keep an order; totals stay as they were sent."""
        body = self._bodies.read(request, self.name, ORDER)
        required(self.name, body, ("subtotal", "total", "email", "paymentStatus"))
        if "@" not in body["email"]:
            raise wrong("Wrong value of field email: it is no e-mail address")
        number = self.table.number()
        order = self._with_items({**_defaults(body), **body})
        _check_external(order)
        key = letters(number)
        order.update({"id": key, "internalId": number, "orderNumber": number, "vendorOrderNumber": key})
        self.table.add(key, order)
        return {"id": number, "orderid": key}

    def changed(self, record: Json, request: Request) -> Json:
        """Fields left out stay; lists are replaced."""
        order = {**record, **self._bodies.read(request, self.name, ORDER)}
        _check_external(order)
        return self._with_items(order) if order["items"] is not record["items"] else order

    def _with_items(self, order: Json) -> Json:
        items = order.get("items", [])
        for item in items:
            required("items", item, ("name", "price", "quantity"))
        return {**order, "items": [{"id": self.table.number(), **item} for item in items]}


def _defaults(body: Json) -> Json:
    total, tax = body["total"], body.get("tax", _ZERO)
    zeros = dict.fromkeys(("tax", "discount", "couponDiscount", "volumeDiscount", "refundedAmount"), _ZERO)
    texts = dict.fromkeys(("trackingNumber", "orderComments", "privateAdminNotes"), "")
    return {
        **zeros,
        **texts,
        "hidden": False,
        "fulfillmentStatus": "AWAITING_PROCESSING",
        "totalWithoutTax": total - tax,
        "subtotalWithoutTax": body["subtotal"],
        "usdTotal": total,
        "pricesIncludeTax": False,
        "acceptMarketing": False,
        "externalFulfillment": False,
        "refunds": [],
        "items": [],
        "orderExtraFields": [],
        "additionalInfo": {},
        "paymentParams": {},
    }


def _check_external(order: Json) -> None:
    if order.get("externalOrderId") and not order.get("externalFulfillment"):
        raise wrong("Wrong value of field externalOrderId: it needs externalFulfillment true")


def _people_and_things(parameters: Parameters) -> Iterable[Callable[[Json], bool]]:
    if email := parameters.get("email"):
        yield lambda order: bool(order["email"].lower() == email.lower())
    for name, texts in (("keywords", _texts), ("customer", _names)):
        if given := parameters.get(name):
            yield contains(texts, given)
    if product := parameters.get("productId"):
        yield lambda order: any(str(item.get("productId")) == product for item in order["items"])
    if coupon := parameters.get("couponCode"):
        yield lambda order: bool(order.get("discountCoupon", {}).get("code") == coupon)
    if method := parameters.get("shippingMethod"):
        yield lambda order: bool(order.get("shippingOption", {}).get("shippingMethodName") == method)
    if (marketing := parameters.flag("acceptMarketing")) is not None:
        yield equals("acceptMarketing", marketing)


def _names(order: Json) -> str:
    people = (order.get("billingPerson", {}), order.get("shippingPerson", {}))
    return "\n".join([order["email"], *(person.get("name", "") for person in people)])


def _texts(order: Json) -> str:
    fields = ("id", "externalTransactionId", "privateAdminNotes", "trackingNumber")
    items = (text for item in order["items"] for text in (item["name"], item.get("sku", "")))
    return "\n".join([_names(order), *(order.get(field, "") for field in fields), *items])
