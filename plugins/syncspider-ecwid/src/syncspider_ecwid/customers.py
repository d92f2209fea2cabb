"""Customers: as a source and as a target."""

from __future__ import annotations

from typing import ClassVar, Final

from syncspider import Customer, DeferredSource, DeferredTarget, WritePolicy

#: What can be written at all.
FIELDS: Final = frozenset(
    {
        "name", "company", "phone", "tax_id", "tax_exempt", "accepts_marketing", "language", "email",
        "billing_address", "shipping_addresses",
    }
)  # fmt: skip
REQUIRED: Final = frozenset({"email"})


class CustomerSource(DeferredSource[Customer]):
    """Customers of one store."""

    entity = Customer
    supplies = FIELDS | {"created_at", "updated_at"}
    work = "syncspider_ecwid.customer_transfer:CustomerReading"


class CustomerTarget(DeferredTarget[Customer]):
    """Creates customers by their e-mail address, of which Ecwid takes each once, and changes what differs."""

    entity = Customer
    requires = REQUIRED
    accepts = FIELDS
    policy: ClassVar[WritePolicy] = WritePolicy.conditional("email")
    work = "syncspider_ecwid.customer_transfer:CustomerWriting"
