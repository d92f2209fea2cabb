"""Ecwid's JSON as typed values: what we read of an order, a product, a customer and the store's profile.

Names and types are those of the vendor's client library (github.com/Ecwid/ecwid-java-api-client); whatever it may leave
out is None here. Fields that are not listed, and words that an enumeration does not know yet, do no harm. They are
msgspec's own classes rather than attrs ones because these can be renamed from camelCase and are read without a second
library. A number becomes an exact Decimal only if :meth:`syncspider.http.Response.json` has read the bytes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any, Final, TypeVar

import msgspec
from syncspider.errors import RecordError

Json = dict[str, Any]
#: UNIX seconds, or a text such as ``2026-11-20 14:03:27 +0000``.
Date = int | str

_PLACE: Final = re.compile(r" - at `\$\.?(?P<path>[^`]*)`$")
T = TypeVar("T")


class Wire(msgspec.Struct, rename="camel", frozen=True):
    """What all of these have in common."""


class Person(Wire, frozen=True):
    """An address with its person; of an order or a customer."""

    name: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    company_name: str | None = None
    street: str | None = None
    city: str | None = None
    country_code: str | None = None
    postal_code: str | None = None
    state_or_province_code: str | None = None
    state_or_province_name: str | None = None
    phone: str | None = None


class ShippingAddress(Person, frozen=True):
    """One of a customer's addresses."""

    id: int | None = None
    default_address: bool | None = None


class SelectedOption(Wire, frozen=True):
    """What the buyer chose."""

    name: str | None = None
    value: str | None = None


class DiscountInfo(Wire, frozen=True):
    """Why a discount was given."""

    base: str | None = None


class ItemDiscount(Wire, frozen=True):
    """A discount on one item of an order."""

    discount_info: DiscountInfo | None = None
    total: Decimal | None = None


class ItemTax(Wire, frozen=True):
    """A tax on one item of an order."""

    total: Decimal | None = None
    include_in_price: bool | None = None


class Item(Wire, frozen=True):
    """One article of an order."""

    quantity: Decimal
    price: Decimal
    id: int | None = None
    sku: str | None = None
    name: str | None = None
    tax: Decimal | None = None
    taxes: tuple[ItemTax, ...] | None = None
    discounts: tuple[ItemDiscount, ...] | None = None
    selected_options: tuple[SelectedOption, ...] | None = None


class ShippingOption(Wire, frozen=True):
    """How an order is sent."""

    shipping_method_name: str | None = None
    shipping_carrier_name: str | None = None
    shipping_rate: Decimal | None = None


class HandlingFee(Wire, frozen=True):
    """What packing costs."""

    value: Decimal | None = None


class Surcharge(Wire, frozen=True):
    """What the store adds to an order, such as a tip."""

    total: Decimal | None = None


class Tracking(Wire, frozen=True):
    """How a parcel is followed."""

    tracking_number: str | None = None


class ShippingService(Wire, frozen=True):
    """Who carries a parcel."""

    carrier: str | None = None
    carrier_name: str | None = None


class Shipment(Wire, frozen=True):
    """A parcel for which a label was bought at Ecwid."""

    id: str | None = None
    created: Date | None = None
    shipping_service: ShippingService | None = None
    tracking: Tracking | None = None


class RefundInfo(Wire, frozen=True):
    """Money given back; it has no key."""

    amount: Decimal
    date: Date | None = None
    reason: str | None = None


class ExternalOrderData(Wire, frozen=True):
    """Where an order came from."""

    external_order_id: str | None = None
    referer_channel: str | None = None


class Order(Wire, frozen=True):
    """An order as it is read."""

    id: str
    subtotal: Decimal
    total: Decimal
    vendor_order_number: str | None = None
    email: str | None = None
    create_date: Date | None = None
    create_timestamp: int | None = None
    update_date: Date | None = None
    update_timestamp: int | None = None
    payment_status: str | None = None
    fulfillment_status: str | None = None
    payment_method: str | None = None
    external_transaction_id: str | None = None
    external_order_id: str | None = None
    external_order_data: ExternalOrderData | None = None
    ebay_id: str | None = None
    tax: Decimal | None = None
    discount: Decimal | None = None
    coupon_discount: Decimal | None = None
    gift_card_redemption: Decimal | None = None
    prices_include_tax: bool | None = None
    items: tuple[Item, ...] | None = None
    billing_person: Person | None = None
    shipping_person: Person | None = None
    shipping_option: ShippingOption | None = None
    handling_fee: HandlingFee | None = None
    custom_surcharges: tuple[Surcharge, ...] | None = None
    tracking_number: str | None = None
    shipments: tuple[Shipment, ...] | None = None
    refunds: tuple[RefundInfo, ...] | None = None
    refunded_amount: Decimal | None = None
    order_comments: str | None = None


class Attribute(Wire, frozen=True):
    """One property of a product or a variation."""

    name: str | None = None
    type: str | None = None
    value: str | None = None


class Alt(Wire, frozen=True):
    """What a picture shows, in words."""

    main: str | None = None


class Image(Wire, frozen=True):
    """A picture of a product."""

    image_original_url: str | None = None
    image_1500px_url: str | None = msgspec.field(default=None, name="image1500pxUrl")
    is_main: bool | None = None
    order_by: int | None = None
    alt: Alt | None = None


class Media(Wire, frozen=True):
    """The pictures of a product."""

    images: tuple[Image, ...] | None = None


class Option(Wire, frozen=True):
    """One choice that a variation stands for."""

    name: str
    value: str | None = None


class Variation(Wire, frozen=True):
    """A variation of a product, which Ecwid calls a combination."""

    id: int
    sku: str | None = None
    options: tuple[Option, ...] | None = None
    price: Decimal | None = None
    quantity: Decimal | None = None
    unlimited: bool | None = None
    weight: Decimal | None = None
    attributes: tuple[Attribute, ...] | None = None


class Product(Wire, frozen=True):
    """A product as it is read."""

    id: int
    sku: str | None = None
    name: str | None = None
    description: str | None = None
    created: Date | None = None
    create_timestamp: int | None = None
    updated: Date | None = None
    update_timestamp: int | None = None
    enabled: bool | None = None
    price: Decimal | None = None
    compare_to_price: Decimal | None = None
    quantity: Decimal | None = None
    unlimited: bool | None = None
    weight: Decimal | None = None
    brand: str | None = None
    product_condition: str | None = None
    attributes: tuple[Attribute, ...] | None = None
    media: Media | None = None
    original_image_url: str | None = None
    image_url: str | None = None
    combinations: tuple[Variation, ...] | None = None


class Customer(Wire, frozen=True):
    """A customer as one is read."""

    id: int
    email: str | None = None
    name: str | None = None
    registered: Date | None = None
    updated: Date | None = None
    billing_person: Person | None = None
    shipping_addresses: tuple[ShippingAddress, ...] | None = None
    tax_id: str | None = None
    tax_exempt: bool | None = None
    accept_marketing: bool | None = None
    lang: str | None = None


class FormatsAndUnits(Wire, frozen=True):
    """In what the store counts."""

    currency: str
    currency_precision: int | None = None
    weight_unit: str | None = None


class Settings(Wire, frozen=True):
    """How the store presents itself."""

    store_name: str | None = None


class Profile(Wire, frozen=True):
    """The store itself."""

    formats_and_units: FormatsAndUnits
    settings: Settings | None = None


def structured(raw: object, kind: type[T]) -> T:
    """A typed value of JSON.

    Raises:
        RecordError: A field has another type than it should, or is missing; the error has its path.
    """
    try:
        return msgspec.convert(raw, kind)
    except msgspec.ValidationError as error:
        text = str(error)
        place = _PLACE.search(text)
        path = place["path"] if place else ""
        raise RecordError(f"Ecwid sent what is no {kind.__name__}: {_PLACE.sub('', text)}.", path=path) from None


def rest_of(raw: Mapping[str, Any], kind: type[Wire], *, besides: Collection[str] = ()) -> Json:
    """What was sent besides the fields that ``kind`` lists, and of these the ones in ``besides``."""
    known = set(kind.__struct_encode_fields__) - set(besides)
    return {name: value for name, value in raw.items() if name not in known}
