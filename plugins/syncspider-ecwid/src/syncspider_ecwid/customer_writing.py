"""Our customer as Ecwid takes one (docs.ecwid.com, "Create customer", "Update customer")."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from syncspider import Customer

from syncspider_ecwid.customers import FIELDS
from syncspider_ecwid.differing import is_same
from syncspider_ecwid.people import WRITABLE, merged_person, person_of, same_text
from syncspider_ecwid.wire import Json

#: Our fields that are one field at Ecwid each.
_PLAIN: Final = {
    "tax_id": "taxId",
    "tax_exempt": "taxExempt",
    "accepts_marketing": "acceptMarketing",
    "language": "lang",
}
#: What Ecwid keeps in the billing address.
_PERSON: Final = {"name": "name", "company": "companyName", "phone": "phone"}
_ADDRESS: Final = (*WRITABLE, "id", "note", "defaultAddress", "orderBy")


def new_customer(customer: Customer) -> Json:
    """The body that creates a customer."""
    person = _person(customer, FIELDS)
    addresses = [person_of(address) for address in customer.shipping_addresses or ()]
    return {
        "email": customer.email,
        **_plain(customer, FIELDS),
        **({"billingPerson": person} if person else {}),
        **({"shippingAddresses": _with_default(addresses)} if addresses else {}),
    }


def changed_customer(customer: Customer, fields: Collection[str], held: Mapping[str, Any]) -> Json:
    """The body that brings a customer to what is wanted: only what differs, empty where nothing does.

    Shipping addresses that only Ecwid has stay.
    """
    plain = _plain(customer, fields)
    body = {name: value for name, value in plain.items() if not is_same(value, held.get(name))}
    if "email" in fields and _lower(customer.email) != _lower(held.get("email")):
        body["email"] = customer.email
    if (person := merged_person(held.get("billingPerson"), _person(customer, fields))) is not None:
        body["billingPerson"] = person
    if "shipping_addresses" in fields:
        wanted = [person_of(address) for address in customer.shipping_addresses or ()]
        merged = _merged_addresses(held.get("shippingAddresses") or [], wanted)
        body |= {} if merged is None else {"shippingAddresses": merged}
    return body


def _plain(customer: Customer, fields: Collection[str]) -> Json:
    given = {theirs: getattr(customer, ours) for ours, theirs in _PLAIN.items() if ours in fields}
    return {name: value for name, value in given.items() if value not in (None, "")}


def _person(customer: Customer, fields: Collection[str]) -> Json:
    """The billing address, over which the customer's own name, firm and number are laid."""
    billing = customer.billing_address
    place = person_of(billing) if billing is not None and "billing_address" in fields else {}
    own = {theirs: getattr(customer, ours) for ours, theirs in _PERSON.items()}
    supplied = {theirs for ours, theirs in _PERSON.items() if ours in fields}
    return {
        **{name: value for name, value in place.items() if not own.get(name)},
        **{name: value for name, value in own.items() if value and name in supplied},
    }


def _merged_addresses(held: Iterable[Mapping[str, Any]], wanted: list[Json]) -> list[Json] | None:
    """The whole list with ours first, for Ecwid replaces the whole; None if it says all of it already."""
    left, ours, missing = list(held), list[Json](), False
    for address in wanted:
        known = next((entry for entry in left if _is_same_address(entry, address)), None)
        missing = missing or known is None
        if known is not None:
            left.remove(known)
        ours.append({**_writable(known or {}), **address})
    if not missing and (not ours or ours[0].get("defaultAddress")):
        return None
    return _with_default([*ours, *map(_writable, left)])


def _with_default(addresses: list[Json]) -> list[Json]:
    return [{**address, "defaultAddress": place == 0} for place, address in enumerate(addresses)]


def _writable(address: Mapping[str, Any]) -> Json:
    return {name: address[name] for name in _ADDRESS if address.get(name) not in (None, "")}


def _is_same_address(held: Mapping[str, Any], wanted: Json) -> bool:
    return all(same_text(name, held, wanted.get(name, "")) for name in WRITABLE)


def _lower(email: object) -> str:
    return str(email or "").strip().lower()
