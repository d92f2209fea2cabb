"""Whether the amounts of an order add up, which tells what they mean. Nothing is computed to be written.

Two things are told by the sums alone. Whether an order's ``discount`` contains its ``couponDiscount``: the text of the
documentation says that it does not, its example has it inside. And whether prices contain the tax, which other shops do
not say.
"""

from __future__ import annotations

from decimal import Decimal

from syncspider import Order, decimal_of

from syncspider_ecwid import wire

_ZERO = Decimal(0)


def discount_of(order: wire.Order) -> Decimal | None:
    """All that was taken off an order, coupons included; None where Ecwid does not tell.

    Where the sums fit neither reading, the discount counts as containing the coupon.

    Raises:
        RecordError: An amount is no plain number.
    """
    coupon = _plain(order.coupon_discount, "couponDiscount")
    if order.discount is None:
        return None if order.coupon_discount is None else coupon
    alone = _plain(order.discount, "discount")
    paid = _plain(order.total, "total") + _plain(order.gift_card_redemption, "giftCardRedemption")
    return alone + coupon if _before_discount(order) - paid == alone + coupon else alone


def tax_is_included(order: Order) -> bool | None:
    """Whether the prices of an order contain its tax; None where its sums fit neither."""
    parts = (order.subtotal, order.shipping)
    without = sum((part.amount for part in parts if part), _ZERO) - (order.discount.amount if order.discount else _ZERO)
    tax = order.tax.amount if order.tax else _ZERO
    if without + tax == order.total.amount:
        return False
    return True if without == order.total.amount else None


def _before_discount(order: wire.Order) -> Decimal:
    shipping = _plain((order.shipping_option or wire.ShippingOption()).shipping_rate, "shippingOption.shippingRate")
    handling = _plain((order.handling_fee or wire.HandlingFee()).value, "handlingFee.value")
    surcharges = [_plain(surcharge.total, "customSurcharges") for surcharge in order.custom_surcharges or ()]
    return _plain(order.subtotal, "subtotal") + shipping + handling + sum(surcharges, _ZERO) + _added_tax(order)


def _added_tax(order: wire.Order) -> Decimal:
    """The tax that comes on top of the prices: each tax line says whether it does."""
    tax = _plain(order.tax, "tax")
    lines = [line for item in order.items or () for line in item.taxes or ()]
    if not lines:
        return _ZERO if order.prices_include_tax else tax
    return tax - sum((_plain(line.total, "items.taxes") for line in lines if line.include_in_price), _ZERO)


def _plain(number: Decimal | None, path: str) -> Decimal:
    """A number that was read; nothing is zero."""
    return _ZERO if number is None else decimal_of(number, path=path)
