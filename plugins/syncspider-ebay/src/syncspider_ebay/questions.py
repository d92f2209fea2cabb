"""What may be asked about new offers, of a connection and of a task."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from syncspider import Question
from syncspider.errors import ConfigurationError

from syncspider_ebay import conditions

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


def _whole(answer: str) -> str:
    if not (answer.isascii() and answer.isdecimal() and len(answer) <= _LONGEST):
        raise ConfigurationError(f"{answer!r} is no whole number.", hint="Write it like 10.")
    return str(int(answer))


_LONGEST: Final = 6
