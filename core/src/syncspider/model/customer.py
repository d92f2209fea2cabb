"""Customers."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

import attrs

from syncspider.model.entity import Entity, describe
from syncspider.model.party import Address


@attrs.frozen(kw_only=True)
class Customer(Entity):
    """A person or firm that buys."""

    title: ClassVar[str] = "Customers"

    email: str | None = describe("the e-mail address; most targets know a customer by it", default=None)
    name: str | None = describe("the whole name", default=None)
    company: str | None = describe("the firm", default=None)
    phone: str | None = describe("as given", default=None)
    tax_id: str | None = describe("VAT or other tax number", default=None)
    tax_exempt: bool | None = describe("whether no tax is charged", default=None)
    accepts_marketing: bool | None = describe("whether advertising may be sent", default=None)
    language: str | None = describe("ISO 639-1", default=None)
    billing_address: Address | None = describe("where invoices go", default=None)
    shipping_addresses: tuple[Address, ...] | None = describe("where goods go, the default first", default=None)
    created_at: datetime | None = describe("when the source made it, UTC", default=None)
    updated_at: datetime | None = describe("when the source last changed it, UTC", default=None)
