"""Customers (docs.ecwid.com, "Search customers", "Create customer", "Update customer")."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, ClassVar, Final

from syncspider.clock import Clock
from syncspider.sandbox import Request

from syncspider_ecwid.sandbox.bodies import required
from syncspider_ecwid.sandbox.entities import Entity
from syncspider_ecwid.sandbox.refusals import Refusal, wrong
from syncspider_ecwid.sandbox.searching import Parameters, contains, equals, within
from syncspider_ecwid.sandbox.shapes import CUSTOMER
from syncspider_ecwid.sandbox.tables import Dates, Table

Json = dict[str, Any]
_DATES: Final = Dates(created="registered", updated="updated")
#: Search parameters that a part of the billing address must contain.
_PLACES: Final = ("city", "postalCode", "stateOrProvinceCode", "companyName", "phone")


def customer_table(clock: Clock, account: int) -> Table:
    """An empty table of customers; accounts number them apart."""
    emails = {"email": lambda customer: [customer["email"].lower()]}
    return Table(clock=clock, dates=_DATES, first=40_000_000 + account * 10_000_000, indexes=emails)


class Customers(Entity):
    """The customers of a store, each with an e-mail address of its own."""

    name = "customers"
    missing = "CUSTOMER_NOT_FOUND"
    filters: ClassVar = frozenset(
        {
            *_PLACES, "keyword", "name", "email", "useExactEmailMatch", "countryCodes", "acceptMarketing", "lang",
            "customerGroupIds", "minOrderCount", "maxOrderCount", "minSalesValue", "maxSalesValue", "b2b_b2c",
            "taxExempt", "sortBy",
        }
    )  # fmt: skip
    unmodelled: ClassVar = frozenset({"purchasedProductIds"})
    sorts: ClassVar = {
        "NAME": lambda customer: customer["name"].lower(),
        "EMAIL": lambda customer: customer["email"].lower(),
        "ORDER_COUNT": lambda customer: customer["stats"]["numberOfOrders"],
        "SALES_VALUE": lambda customer: customer["stats"]["salesValue"],
        "REGISTERED_DATE": lambda customer: customer["registered"],
        "UPDATED_DATE": lambda customer: customer["updated"],
        "FIRST_ORDER_DATE": lambda customer: customer["stats"].get("firstOrderDate", ""),
        "LAST_ORDER_DATE": lambda customer: customer["stats"].get("lastOrderDate", ""),
    }
    usual = "REGISTERED_DATE_DESC"

    def search(self, parameters: Parameters) -> Json:
        """One page, with the number of all customers."""
        return {**super().search(parameters), "allCustomerCount": len(self.table.rows)}

    def candidates(self, parameters: Parameters) -> list[Json]:
        """By an exact e-mail address without looking at all of them."""
        email = parameters.get("email")
        if email and parameters.flag("useExactEmailMatch"):
            return self.table.find("email", email.lower())
        return super().candidates(parameters)

    def tests(self, parameters: Parameters) -> Iterable[Callable[[Json], bool]]:
        """The documented filters; texts match in part, small letters like capitals."""
        for name, texts in (("email", _email), ("name", _name), ("keyword", _texts)):
            if given := parameters.get(name):
                yield contains(texts, given)
        for name in _PLACES:
            if given := parameters.get(name):
                yield contains(_of_address(name), given)
        if (countries := parameters.words("countryCodes")) is not None:
            yield lambda customer: customer["billingPerson"].get("countryCode") in countries
        if (groups := parameters.words("customerGroupIds")) is not None:
            yield lambda customer: str(customer["customerGroupId"]) in groups
        yield from _plain(parameters)

    def create(self, request: Request) -> Json:
        """Keep a customer."""
        body = self._bodies.read(request, self.name, CUSTOMER)
        required(self.name, body, ("email",))
        number = self.table.number()
        fresh: Json = {
            "id": number,
            "customerGroupId": 0,
            "customerGroupName": "General",
            "billingPerson": {},
            "shippingAddresses": [],
            "contacts": [{"contact": body["email"], "type": "EMAIL", "default": True, "orderBy": 0}],
            "taxExempt": False,
            "acceptMarketing": False,
            "lang": "en",
            "b2b_b2c": "b2c",
            "stats": {"numberOfOrders": 0, "salesValue": Decimal(0), "averageOrderValue": Decimal(0)},
            "favorites": [],
        }
        self.table.add(str(number), self._written(fresh, body))
        return {"id": number}

    def changed(self, record: Json, request: Request) -> Json:
        """Fields left out stay; lists are replaced."""
        return self._written(record, self._bodies.read(request, self.name, CUSTOMER))

    def _written(self, before: Json, sent: Json) -> Json:
        customer = {**before, **sent}
        customer.pop("password", None)
        if "@" not in customer["email"]:
            raise wrong("Wrong value of field email: it is no e-mail address")
        if any(other["id"] != customer["id"] for other in self.table.find("email", customer["email"].lower())):
            raise Refusal("CONSTRAINT_VIOLATION", "A customer with this email already exists")
        for name in ("shippingAddresses", "contacts"):
            customer[name] = [
                entry if "id" in entry else {"id": self.table.number(), **entry} for entry in customer[name]
            ]
        return {**customer, "name": customer["billingPerson"].get("name", "")}


def _plain(parameters: Parameters) -> Iterable[Callable[[Json], bool]]:
    for name in ("lang", "b2b_b2c"):
        if given := parameters.get(name):
            yield equals(name, given)
    for name in ("acceptMarketing", "taxExempt"):
        if (flag := parameters.flag(name)) is not None:
            yield equals(name, flag)
    for name, field in (("OrderCount", "numberOfOrders"), ("SalesValue", "salesValue")):
        low, high = parameters.number(f"min{name}"), parameters.number(f"max{name}")
        yield from within(low, high, _of_stats(field))


def _of_address(field: str) -> Callable[[Json], str]:
    return lambda customer: customer["billingPerson"].get(field, "")


def _of_stats(field: str) -> Callable[[Json], Any]:
    return lambda customer: customer["stats"][field]


def _email(customer: Json) -> str:
    return str(customer["email"])


def _name(customer: Json) -> str:
    return str(customer["name"])


def _texts(customer: Json) -> str:
    return "\n".join([customer["email"], customer["name"], customer["billingPerson"].get("companyName", "")])
