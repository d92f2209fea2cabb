"""What an offer needs before it can be published and a source does not have: category, location, policies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import attrs

Json = dict[str, Any]


@attrs.frozen(kw_only=True)
class Terms:
    """The answers; None where there is none.

    Attributes:
        category_id: EBay's number of a category.
        condition: In eBay's words.
        fulfillment_policy_id: How it is sent.
        payment_policy_id: How it is paid.
        return_policy_id: How it is taken back.
        merchant_location: Where it is sent from.
        unlimited_quantity: Stock of what is not counted.
    """

    category_id: str | None = None
    condition: str | None = None
    fulfillment_policy_id: str | None = None
    payment_policy_id: str | None = None
    return_policy_id: str | None = None
    merchant_location: str | None = None
    unlimited_quantity: int | None = None

    @classmethod
    def of(cls, options: Mapping[str, str], defaults: Mapping[str, str]) -> Self:
        """The task's answers, and the connection's where the task has none."""
        names = (field.name for field in attrs.fields(cls))
        given = {name: options.get(name) or defaults.get(name) or None for name in names}
        quantity = given.pop("unlimited_quantity")
        return cls(**given, unlimited_quantity=None if quantity is None else int(quantity))

    def policies(self) -> Json:
        """The policies as an offer names them."""
        named = {
            "fulfillmentPolicyId": self.fulfillment_policy_id,
            "paymentPolicyId": self.payment_policy_id,
            "returnPolicyId": self.return_policy_id,
        }
        return {name: value for name, value in named.items() if value}
