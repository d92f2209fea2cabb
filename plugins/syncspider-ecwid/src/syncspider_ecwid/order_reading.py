"""Ecwid's order as ours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from syncspider import Order, OrderLine, Payment, PaymentStatus, Quantity, Refund, Shipment, total_of

from syncspider_ecwid import moments, wire
from syncspider_ecwid.people import address_of, name_of
from syncspider_ecwid.statuses import fulfillment_status_of, payment_status_of
from syncspider_ecwid.store import Store
from syncspider_ecwid.sums import discount_of

_CHANNEL: Final = re.compile(r"[a-z0-9][a-z0-9._-]*")
#: Ecwid's own name for eBay: orders that Ecwid itself fetched from there carry eBay's key in ``ebayId``.
_EBAY: Final = "ebay"
#: Read for the sums, but without a field of their own in an order.
_ASIDE: Final = frozenset(
    {"couponDiscount", "customSurcharges", "giftCardRedemption", "handlingFee", "pricesIncludeTax", "externalOrderData"}
)
_MONEY_CAME: Final = (PaymentStatus.PAID, PaymentStatus.PARTIALLY_REFUNDED, PaymentStatus.REFUNDED)


def order_of(raw: Mapping[str, Any], store: Store) -> Order:
    """An order; its amounts as they are, for nothing is computed anew.

    Raises:
        RecordError: A field cannot be understood.
    """
    order = wire.structured(raw, wire.Order)
    reference, origin = _placed(order)
    refunds = _refunds(order, reference, store)
    option, billing = order.shipping_option or wire.ShippingOption(), order.billing_person
    buyer = billing or order.shipping_person
    refunded = store.maybe_money(order.refunded_amount, path="refundedAmount")
    return Order(
        number=order.vendor_order_number or order.id,
        external_reference=reference,
        origin=origin,
        created_at=moments.moment_of((order.create_timestamp, "createTimestamp"), (order.create_date, "createDate")),
        updated_at=moments.moment_of((order.update_timestamp, "updateTimestamp"), (order.update_date, "updateDate")),
        payment_status=payment_status_of(order.payment_status),
        fulfillment_status=fulfillment_status_of(order.fulfillment_status),
        email=order.email or None,
        buyer=name_of(buyer) if buyer else None,
        lines=tuple(_line(item, store, f"items[{place}]") for place, item in enumerate(order.items or ())),
        subtotal=store.money(order.subtotal, path="subtotal"),
        shipping=store.maybe_money(option.shipping_rate, path="shippingOption.shippingRate"),
        discount=store.maybe_money(discount_of(order), path="discount"),
        tax=store.maybe_money(order.tax, path="tax"),
        total=store.money(order.total, path="total"),
        payments=_payments(order, store),
        shipments=tuple(_shipments(order)),
        refunds=refunds,
        refunded=refunded or total_of((refund.amount for refund in refunds), store.currency),
        billing_address=address_of(billing),
        shipping_address=address_of(order.shipping_person),
        shipping_method=option.shipping_method_name or None,
        note=order.order_comments or None,
        extra=wire.rest_of(raw, wire.Order, besides=_ASIDE),
    )


def _placed(order: wire.Order) -> tuple[str | None, str | None]:
    """Where the buyer placed an order: its key there, and the app, if Ecwid can tell.

    ``externalOrderId`` and the channel beside it are what whoever created the order has said, us included; ``ebayId``
    is what Ecwid's own eBay export has written.
    """
    data = order.external_order_data or wire.ExternalOrderData()
    reference = order.external_order_id or data.external_order_id
    if reference:
        channel = (data.referer_channel or "").lower()
        return reference, channel if _CHANNEL.fullmatch(channel) else None
    return (order.ebay_id, _EBAY) if order.ebay_id else (None, None)


def _line(item: wire.Item, store: Store, path: str) -> OrderLine:
    """An article. Shares of the order's discounts are no discounts of the line: the order has them already."""
    own = [entry.total for entry in item.discounts or () if entry.discount_info and entry.discount_info.base == "ITEM"]
    amounts = [store.money(total, path=f"{path}.discounts") for total in own if total is not None]
    return OrderLine(
        key=None if item.id is None else str(item.id),
        sku=item.sku or None,
        name=item.name or item.sku or "",
        quantity=Quantity.parse(item.quantity, path=f"{path}.quantity"),
        unit_price=store.money(item.price, path=f"{path}.price"),
        discount=total_of(amounts, store.currency) if amounts else None,
        tax=store.maybe_money(item.tax, path=f"{path}.tax"),
        options={option.name: option.value or "" for option in item.selected_options or () if option.name},
    )


def _payments(order: wire.Order, store: Store) -> tuple[Payment, ...]:
    """The one payment that an order has at Ecwid; none where nothing is known of it."""
    if not order.payment_method and not order.external_transaction_id:
        return ()
    status = payment_status_of(order.payment_status)
    came = status in _MONEY_CAME
    payment = Payment(
        key=order.external_transaction_id or None,
        method=order.payment_method or None,
        amount=store.money(order.total, path="total") if came else None,
        status=status,
    )
    return (payment,)


def _shipments(order: wire.Order) -> Iterable[Shipment]:
    """Parcels with labels from Ecwid, and the tracking number of the order where it is of none of these."""
    known: set[str] = set()
    for place, entry in enumerate(order.shipments or ()):
        service, number = (
            entry.shipping_service or wire.ShippingService(),
            entry.tracking and entry.tracking.tracking_number,
        )
        known.add(number or "")
        yield Shipment(
            key=entry.id,
            carrier=service.carrier_name or service.carrier or None,
            tracking_number=number or None,
            shipped_at=moments.moment_of((entry.created, f"shipments[{place}].created")),
        )
    if order.tracking_number and order.tracking_number not in known:
        option = order.shipping_option or wire.ShippingOption()
        yield Shipment(carrier=option.shipping_carrier_name or None, tracking_number=order.tracking_number)


def _refunds(order: wire.Order, reference: str | None, store: Store) -> tuple[Refund, ...]:
    """Refunds in the order in which they are listed, each with what was given back up to then."""
    refunds: list[Refund] = []
    total = store.money(0, path="refunds")
    for place, entry in enumerate(order.refunds or ()):
        path = f"refunds[{place}]"
        amount = store.money(entry.amount, path=f"{path}.amount")
        total += amount
        refunds.append(
            Refund(
                order_reference=reference,
                amount=amount,
                total=total,
                reason=entry.reason or None,
                refunded_at=moments.moment_of((entry.date, f"{path}.date")),
            )
        )
    return tuple(refunds)
