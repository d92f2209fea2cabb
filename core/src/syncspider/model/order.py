"""Orders and what belongs to them: lines, payments, shipments, refunds."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

import attrs

from syncspider.model.entity import Entity, describe
from syncspider.model.money import Money, Quantity
from syncspider.model.party import Address


class PaymentStatus(enum.Enum):
    """How far an order is paid."""

    PENDING = "pending"
    PAID = "paid"
    PARTIALLY_REFUNDED = "partially refunded"
    REFUNDED = "refunded"
    CANCELLED = "cancelled"
    FAILED = "failed"
    OTHER = "other"


class FulfillmentStatus(enum.Enum):
    """How far an order is sent."""

    OPEN = "open"
    IN_PROGRESS = "in progress"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    RETURNED = "returned"
    CANCELLED = "cancelled"
    OTHER = "other"


@attrs.frozen(kw_only=True)
class OrderLine:
    """One article of an order."""

    key: str | None = describe("the source's own key of the line", default=None)
    sku: str | None = describe("the seller's own article number", default=None)
    name: str = describe("what the buyer bought")
    quantity: Quantity = describe("how many")
    unit_price: Money = describe("price of one, before order discounts")
    discount: Money | None = describe("taken off this line, positive", default=None)
    tax: Money | None = describe("tax of this line that the seller owes", default=None)
    options: Mapping[str, str] = describe("what was chosen, option name to value", factory=dict)


@attrs.frozen(kw_only=True)
class Payment:
    """One payment of an order."""

    key: str | None = describe("the payment provider's reference", default=None)
    method: str | None = describe("how it was paid", default=None)
    amount: Money | None = describe("how much", default=None)
    paid_at: datetime | None = describe("when, UTC", default=None)
    status: PaymentStatus = describe("how far it got", default=PaymentStatus.OTHER)


@attrs.frozen(kw_only=True)
class ShipmentLine:
    """What of an order line is in a parcel."""

    line_key: str | None = describe("the order line's key at the source", default=None)
    sku: str | None = describe("the article number", default=None)
    quantity: Quantity = describe("how many")


@attrs.frozen(kw_only=True)
class Shipment:
    """One parcel."""

    key: str | None = describe("the source's own key of the parcel", default=None)
    carrier: str | None = describe("who carries it", default=None)
    tracking_number: str | None = describe("the carrier's number", default=None)
    shipped_at: datetime | None = describe("when it left, UTC", default=None)
    lines: tuple[ShipmentLine, ...] = describe("what is in it; empty means all that is left", default=())


@attrs.frozen(kw_only=True)
class RefundLine:
    """What of a refund belongs to one order line."""

    line_key: str | None = describe("the order line's key at the source", default=None)
    sku: str | None = describe("the article number", default=None)
    amount: Money = describe("how much of it")


@attrs.frozen(kw_only=True)
class Refund(Entity):
    """Money given back on an order.

    A target brings its order to ``total``: it sends only what is missing, and nothing where that much was refunded.
    """

    title: ClassVar[str] = "Refunds"

    order_reference: str | None = describe("the order's key where the buyer placed it", default=None)
    amount: Money = describe("of this refund")
    total: Money | None = describe("all refunds of the order up to and including this one", default=None)
    reason: str | None = describe("why, in words", default=None)
    refunded_at: datetime | None = describe("when, UTC", default=None)
    lines: tuple[RefundLine, ...] = describe("which lines it belongs to; empty means the whole order", default=())


@attrs.frozen(kw_only=True)
class Order(Entity):
    """What a buyer ordered."""

    title: ClassVar[str] = "Orders"

    number: str | None = describe("the number that people quote", default=None)
    external_reference: str | None = describe("the order's key where the buyer placed it, if elsewhere", default=None)
    origin: str | None = describe("the integration to which external_reference belongs, if known", default=None)
    created_at: datetime | None = describe("when it was placed, UTC", default=None)
    updated_at: datetime | None = describe("when the source last changed it, UTC", default=None)
    payment_status: PaymentStatus = describe("how far it is paid", default=PaymentStatus.OTHER)
    fulfillment_status: FulfillmentStatus = describe("how far it is sent", default=FulfillmentStatus.OTHER)
    email: str | None = describe("the buyer's e-mail address", default=None)
    buyer: str | None = describe("the buyer's name at the source", default=None)
    lines: tuple[OrderLine, ...] = describe("what was bought", default=())
    subtotal: Money = describe("sum of the lines")
    shipping: Money | None = describe("price of sending it", default=None)
    discount: Money | None = describe("taken off the order, positive", default=None)
    tax: Money | None = describe("tax that the seller owes", default=None)
    total: Money = describe("what the buyer pays to the seller")
    payments: tuple[Payment, ...] = describe("payments so far", default=())
    shipments: tuple[Shipment, ...] = describe("parcels so far", default=())
    refunds: tuple[Refund, ...] = describe("money given back so far", default=())
    refunded: Money | None = describe("sum of what was given back", default=None)
    billing_address: Address | None = describe("where the invoice goes", default=None)
    shipping_address: Address | None = describe("where the goods go", default=None)
    shipping_method: str | None = describe("how it is sent, in words", default=None)
    note: str | None = describe("what the buyer wrote", default=None)


@attrs.frozen(kw_only=True)
class OrderStatus(Entity):
    """How far an order has come: what its marketplace wants to hear from the shop that sends it."""

    title: ClassVar[str] = "Order Status"

    order_reference: str | None = describe("the order's key where the buyer placed it", default=None)
    payment_status: PaymentStatus | None = describe("how far it is paid", default=None)
    fulfillment_status: FulfillmentStatus | None = describe("how far it is sent", default=None)
    shipments: tuple[Shipment, ...] = describe("parcels so far", default=())
    updated_at: datetime | None = describe("when the source last changed it, UTC", default=None)
