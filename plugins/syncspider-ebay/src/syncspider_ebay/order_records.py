"""What eBay says about orders, in our words.

Orders are read without eBay's TAX_BREAKDOWN, so that every total is what goes to the seller: tax that eBay collects and
pays itself is in none of them (developer.ebay.com, getOrders). It stays readable in ``extra``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, localcontext
from typing import Any, Final

from syncspider import (
    BEGINNING,
    Address,
    FulfillmentStatus,
    Money,
    Order,
    OrderLine,
    Payment,
    PaymentStatus,
    Quantity,
    Record,
    Refund,
    RefundLine,
    total_of,
)
from syncspider.errors import RecordError

from syncspider_ebay import wire
from syncspider_ebay.fulfillment import moment_text
from syncspider_ebay.wire import Contact, LineItem, OrderPayment, OrderRefund, structured

Json = dict[str, Any]

_PAYMENTS: Final[Mapping[str | None, PaymentStatus]] = {
    "PENDING": PaymentStatus.PENDING,
    "PAID": PaymentStatus.PAID,
    "FAILED": PaymentStatus.FAILED,
    "PARTIALLY_REFUNDED": PaymentStatus.PARTIALLY_REFUNDED,
    "FULLY_REFUNDED": PaymentStatus.REFUNDED,
}
_FULFILLMENTS: Final[Mapping[str | None, FulfillmentStatus]] = {
    "NOT_STARTED": FulfillmentStatus.OPEN,
    "IN_PROGRESS": FulfillmentStatus.IN_PROGRESS,
    "FULFILLED": FulfillmentStatus.SHIPPED,
}
#: What is carried over whole; everything else stays in ``extra``, by eBay's own names.
_CARRIED: Final = frozenset(
    {
        "orderId", "creationDate", "lastModifiedDate", "buyerCheckoutNotes", "lineItems", "orderFulfillmentStatus",
        "orderPaymentStatus",
    }
)  # fmt: skip
_CARRIED_LINE: Final = frozenset({"sku", "title", "quantity", "lineItemCost", "variationAspects"})
_DIGITS: Final = 34


def record_of(raw: Json) -> Record[Order]:
    """One order.

    Raises:
        RecordError: A field is missing or has an unexpected type, or amounts have no one currency.
    """
    order = structured(raw, wire.Order)
    changed = order.last_modified_date
    return Record(key=order.order_id, value=_order_of(order, raw), version=moment_text(changed) if changed else "")


def _order_of(order: wire.Order, raw: Json) -> Order:
    pricing = order.pricing_summary
    if pricing.total is None:
        raise RecordError("The order has no total.", path="pricingSummary.total")
    lines = tuple(_line_of(line, index) for index, line in enumerate(order.line_items))
    total = pricing.total
    refunds = refunds_of(order)
    contact = _ship_to(order)
    return Order(
        number=order.order_id,
        created_at=order.creation_date,
        updated_at=order.last_modified_date,
        payment_status=_payment_status(order),
        fulfillment_status=_fulfillment_status(order),
        email=_email(order, contact),
        buyer=order.buyer.username,
        lines=lines,
        subtotal=pricing.price_subtotal or total_of((line.line_item_cost for line in order.line_items), total.currency),
        shipping=pricing.delivery_cost,
        discount=_discount(pricing),
        tax=pricing.tax,
        total=total,
        payments=tuple(_payment_of(payment) for payment in order.payment_summary.payments),
        refunds=refunds,
        refunded=refunds[-1].total if refunds else None,
        billing_address=_address_of(order.buyer.buyer_registration_address),
        shipping_address=_address_of(contact),
        shipping_method=_shipping_method(order),
        note=order.buyer_checkout_notes,
        extra=_extra(raw),
    )


def refunds_of(order: wire.Order) -> tuple[Refund, ...]:
    """What was given back so far, in the order in which it was; refunds that failed or are under way are not."""
    told = [(refund, lines) for refund, lines in _refunds_in(order) if refund.refund_status in {None, "REFUNDED"}]
    made = sorted(told, key=lambda pair: pair[0].refund_date or BEGINNING)
    refunds: list[Refund] = []
    for refund, lines in made:
        amount = _sum(line.amount for line in lines) if lines else _refunded(refund)
        if amount is None:
            continue
        total = refunds[-1].total + amount if refunds and refunds[-1].total else amount
        refunds.append(
            Refund(
                order_reference=order.order_id,
                amount=amount,
                total=total,
                refunded_at=refund.refund_date,
                lines=lines,
                extra={"refundId": refund.refund_id},
            )
        )
    return tuple(refunds)


def _refunds_in(order: wire.Order) -> Iterable[tuple[OrderRefund, tuple[RefundLine, ...]]]:
    """Refunds of the whole order, then those of lines, joined by their id; eBay tells each in one of the two places."""
    whole = {refund.refund_id for refund in order.payment_summary.refunds}
    yield from ((refund, ()) for refund in order.payment_summary.refunds)
    by_id: dict[str | None, list[tuple[OrderRefund, RefundLine]]] = {}
    for line in order.line_items:
        for refund in line.refunds:
            amount = _refunded(refund)
            if refund.refund_id not in whole and amount is not None:
                part = RefundLine(line_key=line.line_item_id, sku=line.sku, amount=amount)
                by_id.setdefault(refund.refund_id, []).append((refund, part))
    yield from ((parts[0][0], tuple(part for _, part in parts)) for parts in by_id.values())


def _refunded(refund: OrderRefund) -> Money | None:
    return None if refund.amount is None else refund.amount.money("refunds.amount")


def _line_of(line: LineItem, index: int) -> OrderLine:
    if line.quantity < 1:
        raise RecordError(f"The line has a quantity of {line.quantity}.", path=f"lineItems[{index}].quantity")
    return OrderLine(
        key=line.line_item_id,
        sku=line.sku,
        name=line.title or line.sku or line.legacy_item_id or line.line_item_id,
        quantity=Quantity.parse(line.quantity),
        unit_price=_unit_price(line.line_item_cost, line.quantity),
        tax=_sum(tax.amount for tax in line.taxes if tax.amount),
        options={aspect.name: aspect.value for aspect in line.variation_aspects},
    )


def _unit_price(cost: Money, quantity: int) -> Money:
    """EBay tells the price of all; one costs that much, to nine decimals where it does not divide."""
    if quantity == 1:
        return cost
    with localcontext() as context:
        context.prec = _DIGITS
        return Money.parse(cost.amount / Decimal(quantity), cost.currency)


def _discount(pricing: wire.PricingSummary) -> Money | None:
    """All that eBay takes off, as one positive amount; lines have no share of their own, so nothing counts twice."""
    parts = (pricing.price_discount, pricing.delivery_discount, pricing.adjustment)
    return _sum(-part for part in parts if part and part.amount < 0)


def _payment_status(order: wire.Order) -> PaymentStatus:
    status = _PAYMENTS.get(order.order_payment_status, PaymentStatus.OTHER)
    return PaymentStatus.CANCELLED if _cancelled(order) and status is PaymentStatus.PENDING else status


def _fulfillment_status(order: wire.Order) -> FulfillmentStatus:
    if _cancelled(order):
        return FulfillmentStatus.CANCELLED
    return _FULFILLMENTS.get(order.order_fulfillment_status, FulfillmentStatus.OTHER)


def _cancelled(order: wire.Order) -> bool:
    return order.cancel_status.cancel_state == "CANCELED"


def _payment_of(payment: OrderPayment) -> Payment:
    return Payment(
        key=payment.payment_reference_id,
        method=payment.payment_method,
        amount=payment.amount,
        paid_at=payment.payment_date,
        status=_PAYMENTS.get(payment.payment_status, PaymentStatus.OTHER),
    )


def _sum(amounts: Iterable[Money]) -> Money | None:
    found = tuple(amounts)
    return total_of(found, found[0].currency) if found else None


def _ship_to(order: wire.Order) -> Contact | None:
    """Where the goods go; with eBay's own shipping programmes that is eBay's hub."""
    steps = (instruction.shipping_step for instruction in order.fulfillment_start_instructions)
    return next((step.ship_to for step in steps if step is not None and step.ship_to is not None), None)


def _shipping_method(order: wire.Order) -> str | None:
    steps = (instruction.shipping_step for instruction in order.fulfillment_start_instructions)
    return next((step.shipping_service_code for step in steps if step is not None), None)


def _email(order: wire.Order, ship_to: Contact | None) -> str | None:
    contacts = (order.buyer.buyer_registration_address, ship_to)
    return next((contact.email for contact in contacts if contact is not None and contact.email), None)


def _address_of(contact: Contact | None) -> Address | None:
    if contact is None or contact.contact_address is None:
        return None
    place = contact.contact_address
    return Address(
        name=contact.full_name,
        company=contact.company_name,
        street=tuple(filter(None, (place.address_line1, place.address_line2))),
        city=place.city,
        region=place.state_or_province,
        postal_code=place.postal_code,
        country=place.country_code,
        phone=contact.primary_phone.phone_number if contact.primary_phone else None,
    )


def _extra(raw: Json) -> Json:
    """What has no field: eBay's collected tax, its fee, and of each line what finds a listing without a SKU."""
    return {**_without(raw, _CARRIED), "lineItems": [_without(line, _CARRIED_LINE) for line in raw["lineItems"]]}


def _without(raw: Json, names: Iterable[str]) -> Json:
    rest = dict(raw)
    for name in names:
        rest.pop(name, None)
    return rest
