"""Values that describe people and places, and pictures."""

from __future__ import annotations

import attrs

from syncspider.model.entity import describe


@attrs.frozen(kw_only=True)
class Address:
    """A postal address."""

    name: str | None = describe("the person", default=None)
    company: str | None = describe("the firm", default=None)
    street: tuple[str, ...] = describe("lines of street and house, first line first", default=())
    city: str | None = describe("the place", default=None)
    region: str | None = describe("state or province, as a code where there is one", default=None)
    postal_code: str | None = describe("as written in that country", default=None)
    country: str | None = describe("ISO 3166-1 alpha-2, two capital letters", default=None)
    phone: str | None = describe("as given", default=None)


@attrs.frozen(kw_only=True)
class Picture:
    """A picture on the web."""

    url: str = describe("where it can be fetched")
    alt: str | None = describe("what it shows, in words", default=None)
