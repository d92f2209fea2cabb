"""The core's own ways from one entity to another: what an order tells of its refunds, its progress and its buyer."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC
from typing import Final

from syncspider.model.conversion import Conversion, Route, Skip
from syncspider.model.customer import Customer
from syncspider.model.money import Money, total_of
from syncspider.model.order import Order, OrderStatus, Refund, RefundLine
from syncspider.model.record import Record

_NOT_FROM_ELSEWHERE: Final = Skip("not from elsewhere: the order has no external reference")
_NOTHING_REFUNDED: Final = Skip("nothing was given back")
_NO_EMAIL: Final = Skip("the order has no e-mail address")


def refund_of(record: Record[Order], route: Route) -> Record[Refund] | Skip:
    """All that was given back on an order, as one refund with the sum: the target sends only what is missing there.

    Raises:
        RecordError: The order's refunds are in different currencies.
    """
    order = record.value
    if (elsewhere := _elsewhere(order, route)) is not None:
        return elsewhere
    total = order.refunded
    if total is None:
        total = total_of((refund.amount for refund in order.refunds), order.total.currency)
    if total.amount <= 0:
        return _NOTHING_REFUNDED
    latest = order.refunds[-1] if order.refunds else None
    refund = Refund(
        order_reference=order.external_reference,
        amount=total,
        total=total,
        reason=latest.reason if latest else None,
        refunded_at=latest.refunded_at if latest else None,
        lines=_summed(line for refund in order.refunds for line in refund.lines),
    )
    return Record(key=record.key, value=refund, version=record.version)


def order_status_of(record: Record[Order], route: Route) -> Record[OrderStatus] | Skip:
    """How far an order has come, for the place where the buyer made it."""
    order = record.value
    if (elsewhere := _elsewhere(order, route)) is not None:
        return elsewhere
    status = OrderStatus(
        order_reference=order.external_reference,
        payment_status=order.payment_status,
        fulfillment_status=order.fulfillment_status,
        shipments=order.shipments,
        updated_at=order.updated_at,
    )
    return Record(key=record.key, value=status, version=record.version)


def customer_of(record: Record[Order], route: Route) -> Record[Customer] | Skip:  # noqa: ARG001 - a buyer is one everywhere
    """The buyer of an order, known by the e-mail address.

    The key is a digest of the address, so that all orders of a buyer are one customer and no address is remembered; the
    version is when the order was placed, so that the buyer's newest order counts, whichever was touched last.
    """
    order = record.value
    email = (order.email or "").strip()
    if not email:
        return _NO_EMAIL
    billing, shipping = order.billing_address, order.shipping_address
    places = [place for place in (billing, shipping) if place is not None]
    customer = Customer(
        email=email,
        name=_first(place.name for place in places) or order.buyer,
        company=_first(place.company for place in places),
        phone=_first(place.phone for place in places),
        billing_address=billing,
        shipping_addresses=None if shipping is None else (shipping,),
    )
    key = hashlib.blake2b(email.casefold().encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    placed = order.created_at
    version = "" if placed is None else placed.astimezone(UTC).isoformat(timespec="microseconds")
    return Record(key=key, value=customer, version=version)


def _elsewhere(order: Order, route: Route) -> Skip | None:
    """Why the target has nothing to do with this order, or None when it has."""
    if not order.external_reference:
        return _NOT_FROM_ELSEWHERE
    if order.origin is not None and order.origin.casefold() != route.target.casefold():
        return Skip(f"the order was placed elsewhere: {order.origin}")
    return None


def _summed(lines: Iterable[RefundLine]) -> tuple[RefundLine, ...]:
    """The lines with one sum for each order line."""
    sums: dict[tuple[str | None, str | None], Money] = {}
    for line in lines:
        key = (line.line_key, line.sku)
        sums[key] = sums[key] + line.amount if key in sums else line.amount
    return tuple(RefundLine(line_key=key, sku=sku, amount=amount) for (key, sku), amount in sums.items())


def _first(texts: Iterable[str | None]) -> str | None:
    return next((text for text in texts if text), None)


CONVERSIONS: Final = (
    Conversion(
        source=Order,
        target=Refund,
        convert=refund_of,
        supplies=frozenset({"order_reference", "amount", "total", "reason", "refunded_at", "lines"}),
        description="what was given back on an order, to where it was placed",
    ),
    Conversion(
        source=Order,
        target=OrderStatus,
        convert=order_status_of,
        supplies=frozenset({"order_reference", "payment_status", "fulfillment_status", "shipments", "updated_at"}),
        description="how far an order has come, to where it was placed",
    ),
    Conversion(
        source=Order,
        target=Customer,
        convert=customer_of,
        supplies=frozenset({"email", "name", "company", "phone", "billing_address", "shipping_addresses"}),
        description="the buyer of an order",
    ),
)
