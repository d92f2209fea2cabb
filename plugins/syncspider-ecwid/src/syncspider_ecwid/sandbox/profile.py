"""The store itself (docs.ecwid.com, "Get store profile", "Get order statuses", "Get latest store update stats")."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import attrs

from syncspider_ecwid.sandbox import moments
from syncspider_ecwid.sandbox.entities import Entity
from syncspider_ecwid.sandbox.refusals import Refusal
from syncspider_ecwid.sandbox.shapes import FULFILLMENT_STATUSES, PAYMENT_STATUSES

Json = dict[str, Any]
_USUAL: Final = ("AWAITING_PAYMENT", "AWAITING_PROCESSING")


@attrs.frozen(kw_only=True)
class Store:
    """What the owner set up.

    Attributes:
        number: The store id.
        name: As buyers see it.
        currency: ISO code of all amounts.
        opened: UNIX seconds of the latest change of these settings.
    """

    number: int
    name: str
    currency: str
    opened: int

    @property
    def address(self) -> str:
        """The shop window."""
        return f"https://store{self.number}.company.site"

    def profile(self) -> Json:
        """``/profile``."""
        return {
            "generalInfo": {"storeId": self.number, "storeUrl": self.address},
            "account": {"accountName": "Sam Owner", "accountEmail": f"owner@store{self.number}.example.com"},
            "settings": {"closed": False, "storeName": self.name},
            "company": {"companyName": self.name, "countryCode": "US", "city": "San Jose", "postalCode": "95125"},
            "formatsAndUnits": {
                "currency": self.currency,
                "currencyPrefix": "$",
                "currencySuffix": "",
                "currencyPrecision": 2,
                "weightUnit": "KILOGRAM",
                "dimensionsUnit": "CM",
                "timezone": "America/New_York",
                "orderNumberPrefix": "",
                "orderNumberSuffix": "",
            },
            "languages": {"enabledLanguages": ["en"], "defaultLanguage": "en"},
        }

    def stats(self, entities: Mapping[str, Entity]) -> Json:
        """``/latest-stats``: when anything of a kind changed last."""
        changed = {f"{name}Updated": moments.text(entity.table.changed) for name, entity in entities.items()}
        return {**changed, "profileUpdated": moments.text(self.opened), "categoriesUpdated": moments.text(self.opened)}


def statuses() -> list[Json]:
    """``/profile/order_statuses``."""
    kinds = (("PAYMENT", PAYMENT_STATUSES), ("FULFILLMENT", FULFILLMENT_STATUSES))
    return [
        {
            "id": status,
            "name": status.replace("_", " ").capitalize(),
            "orderStatusType": kind,
            "defaultStatus": status in _USUAL,
            "enabled": True,
        }
        for kind, names in kinds
        for status in names
    ]


def status(identity: str) -> Json:
    """``/profile/order_status/{id}``.

    Raises:
        Refusal: There is none of this name.
    """
    found = next((entry for entry in statuses() if entry["id"] == identity), None)
    if found is None:
        raise Refusal("STATUS_NOT_FOUND", "Order status not found")
    return found
