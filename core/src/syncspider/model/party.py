"""Values that describe people and places, and pictures."""

from __future__ import annotations

import attrs


@attrs.frozen(kw_only=True)
class Address:
    """A postal address.

    Attributes:
        name: The person.
        company: The firm.
        street: Lines of street and house, first line first.
        city: The place.
        region: State or province, as a code where there is one.
        postal_code: As written in that country.
        country: ISO 3166-1 alpha-2, two capital letters, or None.
        phone: As given.
    """

    name: str | None = None
    company: str | None = None
    street: tuple[str, ...] = ()
    city: str | None = None
    region: str | None = None
    postal_code: str | None = None
    country: str | None = None
    phone: str | None = None


@attrs.frozen(kw_only=True)
class Picture:
    """A picture on the web.

    Attributes:
        url: Where it can be fetched.
        alt: What it shows, in words.
    """

    url: str
    alt: str | None = None
