"""How far an order is: Ecwid's words and ours (docs.ecwid.com, "Order statuses").

A store may rename its custom statuses to anything, so these are OTHER here, as is a word that Ecwid adds later.
"""

from __future__ import annotations

from enum import Enum
from typing import Final

from syncspider import FulfillmentStatus, PaymentStatus

_PAYMENT: Final = {
    "AWAITING_PAYMENT": PaymentStatus.PENDING,
    "PAID": PaymentStatus.PAID,
    "PARTIALLY_REFUNDED": PaymentStatus.PARTIALLY_REFUNDED,
    "REFUNDED": PaymentStatus.REFUNDED,
    "CANCELLED": PaymentStatus.CANCELLED,
    "INCOMPLETE": PaymentStatus.FAILED,
}
#: The first word of each of ours is the one that is written.
_FULFILLMENT: Final = {
    "AWAITING_PROCESSING": FulfillmentStatus.OPEN,
    "PROCESSING": FulfillmentStatus.IN_PROGRESS,
    "READY_FOR_PICKUP": FulfillmentStatus.IN_PROGRESS,
    "SHIPPED": FulfillmentStatus.SHIPPED,
    "OUT_FOR_DELIVERY": FulfillmentStatus.SHIPPED,
    "DELIVERED": FulfillmentStatus.DELIVERED,
    "RETURNED": FulfillmentStatus.RETURNED,
    "WILL_NOT_DELIVER": FulfillmentStatus.CANCELLED,
}
#: In the order in which an order passes through them.
_PAYMENT_COURSE: Final = (
    PaymentStatus.FAILED,
    PaymentStatus.PENDING,
    PaymentStatus.PAID,
    PaymentStatus.PARTIALLY_REFUNDED,
    PaymentStatus.REFUNDED,
)
_FULFILLMENT_COURSE: Final = (
    FulfillmentStatus.OPEN,
    FulfillmentStatus.IN_PROGRESS,
    FulfillmentStatus.SHIPPED,
    FulfillmentStatus.DELIVERED,
    FulfillmentStatus.RETURNED,
)


def payment_status_of(word: str | None) -> PaymentStatus:
    """How far an order is paid."""
    return _PAYMENT.get(word or "", PaymentStatus.OTHER)


def fulfillment_status_of(word: str | None) -> FulfillmentStatus:
    """How far an order is sent."""
    return _FULFILLMENT.get(word or "", FulfillmentStatus.OTHER)


def payment_word(status: PaymentStatus) -> str | None:
    """Ecwid's word; None for what it has no word for."""
    return next((word for word, known in _PAYMENT.items() if known is status), None)


def fulfillment_word(status: FulfillmentStatus) -> str | None:
    """Ecwid's word; None for what it has no word for."""
    return next((word for word, known in _FULFILLMENT.items() if known is status), None)


def is_behind(status: Enum, held: Enum) -> bool:
    """Whether a status comes before the one that Ecwid has, so that writing it would undo somebody's work."""
    course: tuple[Enum, ...] = _PAYMENT_COURSE if isinstance(held, PaymentStatus) else _FULFILLMENT_COURSE
    return status in course and held in course and course.index(status) < course.index(held)
