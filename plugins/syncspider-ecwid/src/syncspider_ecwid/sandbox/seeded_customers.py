"""Made-up customers."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from random import Random
from typing import Any, Final

import attrs

from syncspider_ecwid.sandbox import moments, stories

Json = dict[str, Any]
_DAY: Final = 86_400
_AGE: Final = 200 * _DAY


@attrs.frozen
class CustomerStories:
    """Tells one customer after another."""

    _random: Random
    _account: int
    _now: int

    def tell(self, place: int, number: Callable[[], int]) -> tuple[Json, int]:
        """A customer and the UNIX seconds of the last change."""
        random = self._random
        registered = self._now - random.randrange(_DAY, _AGE)
        email = f"{'Buyer' if place % 9 == 0 else 'buyer'}.{place + 1}@shop{self._account}.example.com"
        company = random.choice(stories.COMPANIES) if place % 5 == 0 else ""
        first, last = random.choice(stories.FIRST_NAMES), random.choice(stories.LAST_NAMES)
        address = person(random, random.choice(stories.PLACES), first, last, company)
        further = [person(random, random.choice(stories.PLACES), first, last, "") for _ in range(place % 3)]
        customer: Json = {
            "id": number(),
            "email": email,
            "name": address["name"],
            "registered": moments.text(registered),
            "customerGroupId": 0,
            "customerGroupName": "General",
            "billingPerson": address,
            "shippingAddresses": [
                {"id": number(), **entry, "defaultAddress": order == 0}
                for order, entry in enumerate([address, *further])
            ],
            "contacts": _contacts(email, address["phone"], number),
            "taxId": f"DE{random.randrange(10**9):09d}" if company else "",
            "taxIdValid": bool(company),
            "taxExempt": False,
            "acceptMarketing": place % 2 == 0,
            "lang": "en",
            "stats": {"numberOfOrders": 0, "salesValue": Decimal(0), "averageOrderValue": Decimal(0)},
            "favorites": [],
            "privateAdminNotes": "",
            "b2b_b2c": "b2b" if company else "b2c",
        }
        return customer, random.randrange(registered, self._now)


def person(random: Random, place: stories.Place, first: str, last: str, company: str) -> Json:
    """Somebody's address in the form in which Ecwid shows one."""
    return {
        "name": f"{first} {last}",
        "firstName": first,
        "lastName": last,
        "companyName": company,
        "street": random.choice(stories.STREETS),
        "city": place.city[0],
        "countryCode": place.country[0],
        "countryName": place.country[1],
        "postalCode": place.city[1],
        "stateOrProvinceCode": place.state[0],
        "stateOrProvinceName": place.state[1],
        "phone": f"+1408555{random.randrange(100, 200):04d}",
    }


def _contacts(email: str, phone: str, number: Callable[[], int]) -> list[Json]:
    entries = (("EMAIL", email), ("PHONE", phone))
    return [
        {"id": number(), "contact": contact, "type": kind, "default": True, "orderBy": order}
        for order, (kind, contact) in enumerate(entries)
    ]
