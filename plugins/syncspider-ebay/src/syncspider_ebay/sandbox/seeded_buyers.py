"""Made-up buyers."""

from __future__ import annotations

from random import Random
from typing import Any

import attrs

from syncspider_ebay.sandbox import stories
from syncspider_ebay.sandbox.marketplaces import Site
from syncspider_ebay.sandbox.stories import Place

Json = dict[str, Any]


@attrs.frozen(kw_only=True)
class Buyer:
    """Somebody who buys, maybe more than once.

    Attributes:
        username: At eBay.
        name: In full.
        email: The address that eBay forwards.
        street: Two address lines, the second maybe empty.
        place: Where.
        phone: Or empty.
    """

    username: str
    name: str
    email: str
    street: tuple[str, str]
    place: Place
    phone: str

    def contact(self) -> Json:
        """Name and address as orders have them."""
        first, second = self.street
        return {
            "fullName": self.name,
            "contactAddress": {
                "addressLine1": first,
                **({"addressLine2": second} if second else {}),
                "city": self.place.city[0],
                **self._region(),
            },
            "primaryPhone": {"phoneNumber": self.phone} if self.phone else {},
            "email": self.email,
        }

    def shown(self, place: int) -> Json:
        """The buyer of an order; some orders tell no registration address, few a tax number."""
        number = {"taxpayerId": "00743110157", "taxIdentifierType": "CODICE_FISCALE", "issuingCountry": "IT"}
        return {
            "username": self.username,
            "taxAddress": self._region(),
            **({"taxIdentifier": number} if place % 19 == 0 else {}),
            **({} if place % 6 == 5 else {"buyerRegistrationAddress": self.contact()}),  # noqa: PLR2004 - one in six
        }

    def _region(self) -> Json:
        state = {"stateOrProvince": self.place.state} if self.place.state else {}
        return {**state, "postalCode": self.place.city[1], "countryCode": self.place.country}


def buyers(random: Random, site: Site, account: int, count: int) -> list[Buyer]:
    """Some buyers of a marketplace."""
    places = stories.PLACES.get(site.country, stories.PLACES["EU"])
    return [_buyer(random, random.choice(places), account, number) for number in range(count)]


def _buyer(random: Random, place: Place, account: int, number: int) -> Buyer:
    return Buyer(
        username=f"buyer_{account}_{number}",
        name=f"{random.choice(stories.FIRST_NAMES)} {random.choice(stories.LAST_NAMES)}",
        email=f"{random.randrange(16**20):020x}@members.ebay.com",
        street=random.choice(stories.STREETS),
        place=place,
        phone="" if number % 5 == 0 else f"2025550{number % 100 + 100}",
    )
