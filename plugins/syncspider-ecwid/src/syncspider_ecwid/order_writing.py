"""Our order as Ecwid takes it (docs.ecwid.com, "Create order", "Update order"). Amounts are copied, never computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from syncspider import Order, OrderLine, PaymentStatus
from syncspider.errors import RecordError

from syncspider_ecwid import moments
from syncspider_ecwid.people import person_of
from syncspider_ecwid.statuses import fulfillment_word, payment_word
from syncspider_ecwid.store import Store
from syncspider_ecwid.sums import tax_is_included
from syncspider_ecwid.wire import Json

#: Our amounts that are one field at Ecwid each, under the same name.
AMOUNTS: Final = ("subtotal", "total", "discount", "tax")
#: What an article keeps of itself when the list of articles is written anew.
_KEPT: Final = (
    "id", "productId", "combinationId", "categoryId", "weight", "isShippingRequired", "trackQuantity", "digital",
)  # fmt: skip


def new_order(order: Order, *, key: str, marker: str, email: str, store: Store) -> Json:
    """The body that creates an order.

    Args:
        order: What is wanted.
        key: The source's key, to which the order refers unless it was placed elsewhere.
        marker: By which the order is found again; empty for none.
        email: Where the order itself has no e-mail address.
        store: In what it counts.

    Raises:
        RecordError: There is no e-mail address, an amount is of another currency, or a quantity has a fraction.
    """
    reference = order.external_reference or key
    amounts = {name: getattr(order, name) for name in AMOUNTS}
    placed = moments.text_of(order.created_at) if order.created_at else None
    return {
        **{name: store.amount(money, path=name) for name, money in amounts.items() if money is not None},
        "email": email_of(order, email),
        "paymentStatus": payment_word(order.payment_status) or payment_word(PaymentStatus.PENDING),
        **_given(fulfillmentStatus=fulfillment_word(order.fulfillment_status), createDate=placed),
        "disableAllCustomerNotifications": True,
        **reference_of(reference, order.origin, marker),
        **_given(refererId=marker),
        **_tax_kind(order),
        "items": items_of(order, store),
        **payment_of(order),
        **_given(
            trackingNumber=tracking_of(order),
            orderComments=order.note,
            billingPerson=person_of(order.billing_address) if order.billing_address else None,
            shippingPerson=person_of(order.shipping_address) if order.shipping_address else None,
            shippingOption=shipping_of(order, {}, store),
        ),
    }


def email_of(order: Order, default: str) -> str:
    """The buyer's e-mail address.

    Raises:
        RecordError: There is none.
    """
    email = order.email or default
    if not email:
        hint = "Set default_email of the task to an address of your own for such orders."
        raise RecordError("The order has no e-mail address, without which Ecwid takes none.", path="email", hint=hint)
    return email


def reference_of(reference: str, origin: str | None, marker: str) -> Json:
    """Where an order came from. Ecwid has it twice, alone and in an object; both say the same."""
    alone = {"externalFulfillment": True, "externalOrderId": reference}
    return {**alone, "externalOrderData": {**alone, **_given(refererId=marker, refererChannel=origin)}}


def items_of(order: Order, store: Store, held: Sequence[Mapping[str, Any]] = ()) -> list[Json]:
    """All articles of an order, as the list that replaces the one that is there.

    Args:
        order: What is wanted.
        store: In what it counts.
        held: The present list: an article that stays keeps its id and its product.
    """
    left = list(held)
    return [
        {**_kept(line, left), **_item(line, store, f"lines[{place}]", included=bool(tax_is_included(order)))}
        for place, line in enumerate(order.lines)
    ]


def payment_of(order: Order) -> Json:
    """How an order was paid; Ecwid keeps one payment."""
    if not order.payments:
        return {}
    return _given(paymentMethod=order.payments[0].method, externalTransactionId=order.payments[0].key)


def tracking_of(order: Order) -> str | None:
    """The tracking number; Ecwid takes one."""
    return next((parcel.tracking_number for parcel in order.shipments if parcel.tracking_number), None)


def carrier_of(order: Order) -> str | None:
    """Who carries the parcel whose tracking number is written."""
    return next((parcel.carrier for parcel in order.shipments if parcel.tracking_number), None)


def shipping_of(order: Order, held: Mapping[str, Any], store: Store) -> Json | None:
    """How an order is sent and by whom, laid over what is there; None where nothing is known."""
    rate = None if order.shipping is None else store.amount(order.shipping, path="shipping")
    ours = _given(shippingMethodName=order.shipping_method, shippingRate=rate, shippingCarrierName=carrier_of(order))
    return {"fulfillmentType": "SHIPPING", **held, **ours} if ours else None


def notes_of(order: Order) -> list[str]:
    """What cannot be said at Ecwid, or looks wrong, for a person."""
    numbers = {parcel.tracking_number for parcel in order.shipments if parcel.tracking_number}
    told = {
        "the amounts do not add up to the total: they were copied as they are": tax_is_included(order) is None,
        "Ecwid keeps one payment: the first": len(order.payments) > 1,
        "Ecwid takes one tracking number: the first": len(numbers) > 1,
        "a payment status that Ecwid does not know": order.payment_status is PaymentStatus.OTHER,
    }
    return [note for note, applies in told.items() if applies]


def _tax_kind(order: Order) -> Json:
    return {} if not order.tax else {"pricesIncludeTax": bool(tax_is_included(order))}


def _item(line: OrderLine, store: Store, path: str, *, included: bool) -> Json:
    return {
        "name": line.name or line.sku or "Article",
        **_given(sku=line.sku),
        "quantity": line.quantity.whole,
        "price": store.amount(line.unit_price, path=f"{path}.unit_price"),
        **_tax(line, store, path, included=included),
        **_discount(line, store, path),
        **_given(selectedOptions=[_selected(name, value) for name, value in line.options.items()]),
    }


def _tax(line: OrderLine, store: Store, path: str, *, included: bool) -> Json:
    """The tax of a line; its rate is not known and is not guessed."""
    if line.tax is None:
        return {}
    tax = store.amount(line.tax, path=f"{path}.tax")
    entry = {"name": "Tax", "total": tax, "taxOnDiscountedSubtotal": tax, "includeInPrice": included}
    return {"tax": tax, "taxes": [entry] if tax else []}


def _discount(line: OrderLine, store: Store, path: str) -> Json:
    if line.discount is None:
        return {}
    total = store.amount(line.discount, path=f"{path}.discount")
    return {"discounts": [{"total": total, "discountInfo": {"value": total, "type": "ABS", "base": "ITEM"}}]}


def _selected(name: str, value: str) -> Json:
    selection = {"selectionTitle": value, "selectionModifier": 0, "selectionModifierType": "ABSOLUTE"}
    return {"name": name, "value": value, "valuesArray": [value], "type": "CHOICE", "selections": [selection]}


def _kept(line: OrderLine, left: list[Mapping[str, Any]]) -> Json:
    """What an article keeps of the one that is there; that one is taken off the list."""
    name, value = ("sku", line.sku) if line.sku else ("name", line.name)
    known = next((item for item in left if item.get(name) == value), None)
    if known is None:
        return {}
    left.remove(known)
    return {field: known[field] for field in _KEPT if known.get(field) is not None}


def _given(**fields: object) -> Json:
    """Fields that have a value; an empty text, list or object is none."""
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}
