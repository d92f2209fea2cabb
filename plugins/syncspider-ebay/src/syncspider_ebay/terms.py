"""What an offer needs before it can be published and a source does not have: category, location, policies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Self

import attrs
from syncspider import Question
from syncspider.errors import ConfigurationError

from syncspider_ebay import conditions

Json = dict[str, Any]

#: The questions whose answers the account itself knows, to the kind of policy; the location is no policy.
POLICIES: Final[Mapping[str, str]] = {
    "fulfillment_policy_id": "fulfillment",
    "payment_policy_id": "payment",
    "return_policy_id": "return",
}
LOCATION: Final = "merchant_location"


def questions(*, live: bool) -> tuple[Question, ...]:
    """What may be set for a connection, as a default, and for a task.

    Args:
        live: Whether the account can be asked for the choices.
    """
    return (
        Question(
            name="category_id",
            label="Category",
            help="Number of the eBay category in which new offers are made, such as 15687.",
            required=False,
        ),
        Question(
            name="condition",
            label="Condition",
            help="Of articles whose source does not tell how used they are.",
            required=False,
            choices=conditions.CHOICES,
        ),
        *(
            Question(
                name=name,
                label=f"{kind.capitalize()} policy",
                help=f"Number of the {kind} policy of new offers; eBay lists it under business policies.",
                required=False,
                live=live,
            )
            for name, kind in POLICIES.items()
        ),
        Question(
            name=LOCATION,
            label="Location",
            help="Key of the inventory location from which new offers are sent.",
            required=False,
            live=live,
        ),
        Question(
            name="unlimited_quantity",
            label="Stock where it is not counted",
            help="What eBay is told to be in stock of an article whose source does not count it.",
            required=False,
            check=_whole,
        ),
    )


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


def _whole(answer: str) -> str:
    if not (answer.isascii() and answer.isdecimal() and len(answer) <= _LONGEST):
        raise ConfigurationError(f"{answer!r} is no whole number.", hint="Write it like 10.")
    return str(int(answer))


_LONGEST: Final = 6
