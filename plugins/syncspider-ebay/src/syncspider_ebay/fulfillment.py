"""eBay's Fulfillment API: orders, parcels and refunds (developer.ebay.com, Sell Fulfillment v1)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import attrs
from syncspider import http
from syncspider.errors import AccessError, Delivery, RecordError, SyncSpiderError, TransientError

from syncspider_ebay.refusals import ORDER_UNKNOWN, REFUND_MADE, REFUND_UNDER_WAY
from syncspider_ebay.wire import Fulfillment, IssuedRefund, structured

Json = dict[str, Any]
_ROOT: Final = "/sell/fulfillment/v1/order"
_JSON: Final = {"Content-Type": "application/json"}


@attrs.frozen(kw_only=True)
class OrdersPage:
    """One page of orders.

    Attributes:
        orders: As eBay sent them.
        total: How many the whole search finds.
        more: Whether eBay names a next page.
    """

    orders: tuple[Json, ...]
    total: int
    more: bool


class Orders:
    """The calls about orders."""

    def __init__(self, client: http.Client) -> None:
        self._client = client

    def page(self, since: datetime, until: datetime, *, offset: int, limit: int) -> OrdersPage:
        """Orders that were last changed in a span of time, both ends included.

        Args:
            since: Aware.
            until: Aware, not in eBay's future.
            offset: How many orders to leave out at the beginning.
            limit: At most so many, 200 at most.
        """
        span = f"lastmodifieddate:[{moment_text(since)}..{moment_text(until)}]"
        body = self._client.read(_ROOT, params={"filter": span, "limit": limit, "offset": offset}).json()
        total, orders = body.get("total"), body.get("orders", [])
        if not isinstance(total, int) or not isinstance(orders, list):
            raise TransientError("eBay's list of orders has no total.", delivery=Delivery.UNKNOWN)
        return OrdersPage(orders=tuple(orders), total=total, more=bool(body.get("next")))

    def one(self, key: str) -> Json | None:
        """One order, or None where eBay knows none of that id."""
        try:
            order: Json = self._client.read(f"{_ROOT}/{http.segment(key)}").json()
        except RecordError as error:
            if error.code in ORDER_UNKNOWN:
                return None
            raise
        return order

    def parcels(self, key: str) -> tuple[Fulfillment, ...]:
        """What was sent of an order so far."""
        body = self._client.read(f"{_ROOT}/{http.segment(key)}/shipping_fulfillment").json()
        return tuple(structured(row, Fulfillment, path="fulfillments") for row in body.get("fulfillments", []))

    def send_parcel(self, key: str, body: Json) -> None:
        """Mark lines of an order as sent in one parcel. Not safe to repeat: read :meth:`parcels` first."""
        path = f"{_ROOT}/{http.segment(key)}/shipping_fulfillment"
        self._client.send("POST", path, content=http.encode(body), headers=_JSON)

    def refund(self, key: str, body: Json) -> IssuedRefund:
        """Give money back. Never safe to repeat.

        Raises:
            RecordError: eBay refused it in its own words.
            AccessError: The connection may not do it.
            TransientError: NOT_SENT or THROTTLED where it surely was not carried out; UNKNOWN for everything else, also
                for a refusal that is not in eBay's words, and for one that speaks of a refund under way or made
                already: that may be our own earlier attempt.
        """
        path = f"{_ROOT}/{http.segment(key)}/issue_refund"
        try:
            response = self._client.send("POST", path, content=http.encode(body), headers=_JSON)
            return structured(response.json(), IssuedRefund)
        except SyncSpiderError as error:
            if _is_certain(error):
                raise
            raise TransientError(
                f"Nobody knows whether eBay carried the refund out: {error.message}",
                delivery=Delivery.UNKNOWN,
                code=getattr(error, "code", ""),
                hint=error.hint,
            ) from error


def _is_certain(error: SyncSpiderError) -> bool:
    """Whether it says for sure that the refund was not carried out."""
    if isinstance(error, TransientError):
        own_words = error.delivery is Delivery.THROTTLED and bool(error.code)
        return own_words or error.delivery is Delivery.NOT_SENT
    if isinstance(error, RecordError):
        return bool(error.code) and error.code not in {REFUND_UNDER_WAY, REFUND_MADE}
    return not isinstance(error, AccessError) or bool(error.code)


def moment_text(moment: datetime) -> str:
    """A time as eBay writes it: UTC, milliseconds, ``Z``."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
