"""Ecwid's customer as ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from syncspider import Address, Customer

from syncspider_ecwid import moments, wire
from syncspider_ecwid.people import address_of, has_place, name_of


def customer_of(raw: Mapping[str, Any]) -> Customer:
    """A customer. Ecwid keeps the name, the firm and the telephone number in the billing address.

    Raises:
        RecordError: A field cannot be understood.
    """
    customer = wire.structured(raw, wire.Customer)
    person = customer.billing_person or wire.Person()
    billing = address_of(person)
    return Customer(
        email=customer.email or None,
        name=name_of(person) or customer.name or None,
        company=person.company_name or None,
        phone=person.phone or None,
        tax_id=customer.tax_id or None,
        tax_exempt=customer.tax_exempt,
        accepts_marketing=customer.accept_marketing,
        language=customer.lang or None,
        billing_address=billing if has_place(billing) else None,
        shipping_addresses=_shipping_addresses(customer),
        created_at=moments.moment_of((customer.registered, "registered")),
        updated_at=moments.moment_of((customer.updated, "updated")),
        extra=wire.rest_of(raw, wire.Customer),
    )


def _shipping_addresses(customer: wire.Customer) -> tuple[Address, ...]:
    """All of them, the default first."""
    entries = sorted(customer.shipping_addresses or (), key=lambda entry: not entry.default_address)
    return tuple(address for entry in entries if (address := address_of(entry)) is not None)
