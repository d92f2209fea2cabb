"""Whether the amounts of an order add up, which tells what they mean. Nothing is computed to be written.

Two things are told by the sums alone. Whether an order's ``discount`` contains its ``couponDiscount``: the text of the
documentation says that it does not, its example has it inside. And whether prices contain the tax, which other shops do
not say.
"""

from __future__ import annotations

from decimal import Decimal

from syncspider import Order

from syncspider_ecwid.wire import Order as WireOrder

_ZERO = Decimal(0)


def discount_of(order: WireOrder) -> Decimal | None:
    """All that was taken off an order, coupons included; None where Ecwid does not tell.

    Where the sums fit neither reading, the discount counts as containing the coupon.
    """
    if order.discount is None:
        return order.coupon_discount
    both = order.discount + (order.coupon_discount or _ZERO)
    rest = _before_discount(order) - order.total - (order.gift_card_redemption or _ZERO)
    return both if rest == both else order.discount


def tax_is_included(order: Order) -> bool | None:
    """Whether the prices of an order contain its tax; None where its sums fit neither."""
    parts = (order.subtotal, order.shipping)
    without = sum((part.amount for part in parts if part), _ZERO) - (order.discount.amount if order.discount else _ZERO)
    tax = order.tax.amount if order.tax else _ZERO
    if without + tax == order.total.amount:
        return False
    return True if without == order.total.amount else None


def _before_discount(order: WireOrder) -> Decimal:
    shipping = order.shipping_option.shipping_rate if order.shipping_option else None
    handling = order.handling_fee.value if order.handling_fee else None
    surcharges = sum((surcharge.total or _ZERO for surcharge in order.custom_surcharges or ()), _ZERO)
    return order.subtotal + (shipping or _ZERO) + (handling or _ZERO) + surcharges + _added_tax(order)


def _added_tax(order: WireOrder) -> Decimal:
    """The tax that comes on top of the prices: each tax line says whether it does."""
    lines = [line for item in order.items or () for line in item.taxes or ()]
    if not lines:
        return _ZERO if order.prices_include_tax else order.tax or _ZERO
    included = sum((line.total or _ZERO for line in lines if line.include_in_price), _ZERO)
    return (order.tax or _ZERO) - included
