"""What a sandbox is: the state of a far end, the answers it gives, and what its owner does in a day."""

from __future__ import annotations

import abc
from collections.abc import Mapping
from decimal import Decimal
from typing import ClassVar

import attrs

from syncspider.clock import Clock
from syncspider.sandbox.messages import Request, Response


@attrs.frozen(kw_only=True)
class Credentials:
    """What a user types to connect to a sandbox.

    Attributes:
        settings: The form's plain answers, question name to text.
        secrets: The form's secret answers, question name to text.
    """

    settings: Mapping[str, str]
    secrets: Mapping[str, str] = attrs.field(repr=False)


@attrs.frozen(kw_only=True)
class MerchantDay:
    """What the owner of a shop did by hand.

    Attributes:
        shipped: Own order key to tracking number.
        refunded: Own order key to the total refunded on that order so far.
        external: Own order key to the external reference of those orders above that came from elsewhere.
    """

    shipped: Mapping[str, str]
    refunded: Mapping[str, Decimal]
    external: Mapping[str, str]


class Sandbox(abc.ABC):
    """The state of one account at the far end.

    :meth:`answer` is called from several threads at once; a sandbox guards its own state.
    """

    #: The integration that it stands in for.
    integration: ClassVar[str]

    @abc.abstractmethod
    def __init__(self, *, seed: int, records: int, clock: Clock, account: int = 1) -> None:
        """A far end with about ``records`` varied records of each entity it can export.

        The same seed gives the same records. ``account`` tells several accounts of one app apart: their keys and
        contents differ, and credentials of one are refused by the other.
        """

    @abc.abstractmethod
    def answer(self, request: Request) -> Response:
        """The real API's answer to one request."""

    @abc.abstractmethod
    def credentials(self, url: str) -> Credentials:
        """What a user of the account would type, given the address at which it is served (no slash at the end)."""

    def answers(self, entity: str) -> Mapping[str, str]:  # noqa: ARG002 - for those who override it
        """What the account's owner would set in a task that writes an entity here, question name to text."""
        return {}

    @abc.abstractmethod
    def holdings(self) -> Mapping[str, Mapping[str, object]]:
        """A copy of what it holds: entity title, such as ``Orders``, to key to the record in the API's own form.

        The keys are those by which a source tells its records apart, so that their number is what a full read gives.
        """

    def unfit(self, entity: str) -> frozenset[str]:  # noqa: ARG002 - for those who override it
        """Keys of records that another app cannot take as they are, such as a product without a price."""
        return frozenset()

    def refunds(self) -> Mapping[str, Decimal]:
        """What was given back on each order so far, by the order's key; orders without a refund are left out."""
        return {}

    def merchant_day(self) -> MerchantDay | None:
        """Ship and refund some of the orders by hand, the same each time; None where the app has no such thing."""
        return None
