"""Addresses: Ecwid's persons and ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from syncspider import Address

from syncspider_ecwid.wire import Json, Person

#: The fields of a person that may be written; those of the names of countries and states follow from the codes.
WRITABLE: Final = (
    "name", "companyName", "street", "city", "countryCode", "postalCode", "stateOrProvinceCode", "phone",
)  # fmt: skip
#: The fields without which a person is no address.
_PLACES: Final = ("street", "city", "country", "region", "postal_code")


def name_of(person: Person) -> str | None:
    """The whole name."""
    parts = [part.strip() for part in (person.first_name, person.last_name) if part and part.strip()]
    return person.name or " ".join(parts) or None


def address_of(person: Person | None) -> Address | None:
    """An address; None where there is nothing of it. A street of several lines has them in one text at Ecwid."""
    if person is None:
        return None
    lines = (line.strip() for line in (person.street or "").splitlines())
    address = Address(
        name=name_of(person),
        company=person.company_name or None,
        street=tuple(line for line in lines if line),
        city=person.city or None,
        region=person.state_or_province_code or person.state_or_province_name or None,
        postal_code=person.postal_code or None,
        country=person.country_code or None,
        phone=person.phone or None,
    )
    return None if address == Address() else address


def has_place(address: Address | None) -> bool:
    """Whether it says where, and not only who."""
    return address is not None and any(getattr(address, name) for name in _PLACES)


def person_of(address: Address) -> Json:
    """What is known of an address, as it is sent."""
    fields = (
        address.name,
        address.company,
        "\n".join(line for line in address.street if line),
        address.city,
        address.country,
        address.postal_code,
        address.region,
        address.phone,
    )
    return {name: value for name, value in zip(WRITABLE, fields, strict=True) if value}


def merged_person(held: object, wanted: Json) -> Json | None:
    """A person after our fields were laid over it, whole, for Ecwid may replace the whole; None if nothing differs.

    Args:
        held: As it was read, or None.
        wanted: The fields that we send.
    """
    present: Mapping[str, Any] = held if isinstance(held, dict) else {}
    if all(same_text(name, present, value) for name, value in wanted.items()):
        return None
    return {**{name: present[name] for name in WRITABLE if present.get(name)}, **wanted}


def same_text(name: str, held: Mapping[str, Any], wanted: str) -> bool:
    """Whether a person has that field already; a state may be named by its name instead of its code."""
    if name == "stateOrProvinceCode" and not held.get(name):
        name = "stateOrProvinceName"
    return _plain(held.get(name)) == _plain(wanted)


def _plain(text: object) -> str:
    return "\n".join(line.strip() for line in str(text or "").splitlines() if line.strip())
