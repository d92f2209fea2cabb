"""Ecwid's JSON as typed values, and how they are made from it: orders, products, customers and the store's profile.

Names and types are those of the vendor's client library (github.com/Ecwid/ecwid-java-api-client); whatever it may leave
out is None here. Fields that are not listed, and words that an enumeration does not know yet, do no harm. A number
becomes an exact Decimal only if :meth:`syncspider.http.Response.json` has read the bytes. None of these is frozen, as
each lives only until it was read, and making frozen ones takes twice as long.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Annotated, Any, Final, TypeVar

import attrs
import syncspider
from cattrs import override
from syncspider import DecimalText, camel_case, make_converter, names_of

Json = dict[str, Any]
#: UNIX seconds, or a text such as ``2026-11-20 14:03:27 +0000``.
Date = int | str

T = TypeVar("T")
_CONVERTER: Final = make_converter(sender="Ecwid", rename=camel_case)


@attrs.define(kw_only=True)
class Person:
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


@attrs.define(kw_only=True)
class ShippingAddress(Person):
    """One of a customer's addresses."""

    id: int | None = None
    default_address: bool | None = None


@attrs.define(kw_only=True)
class SelectedOption:
    """What the buyer chose."""

    name: str | None = None
    value: str | None = None


@attrs.define(kw_only=True)
class DiscountInfo:
    """Why a discount was given."""

    base: str | None = None


@attrs.define(kw_only=True)
class ItemDiscount:
    """A discount on one item of an order."""

    discount_info: DiscountInfo | None = None
    total: DecimalText | None = None


@attrs.define(kw_only=True)
class ItemTax:
    """A tax on one item of an order."""

    total: DecimalText | None = None
    include_in_price: bool | None = None


@attrs.define(kw_only=True)
class Item:
    """One article of an order."""

    quantity: DecimalText
    price: DecimalText
    id: int | None = None
    sku: str | None = None
    name: str | None = None
    tax: DecimalText | None = None
    taxes: tuple[ItemTax, ...] | None = None
    discounts: tuple[ItemDiscount, ...] | None = None
    selected_options: tuple[SelectedOption, ...] | None = None


@attrs.define(kw_only=True)
class ShippingOption:
    """How an order is sent."""

    shipping_method_name: str | None = None
    shipping_carrier_name: str | None = None
    shipping_rate: DecimalText | None = None


@attrs.define(kw_only=True)
class HandlingFee:
    """What packing costs."""

    value: DecimalText | None = None


@attrs.define(kw_only=True)
class Surcharge:
    """What the store adds to an order, such as a tip."""

    total: DecimalText | None = None


@attrs.define(kw_only=True)
class Tracking:
    """How a parcel is followed."""

    tracking_number: str | None = None


@attrs.define(kw_only=True)
class ShippingService:
    """Who carries a parcel."""

    carrier: str | None = None
    carrier_name: str | None = None


@attrs.define(kw_only=True)
class Shipment:
    """A parcel for which a label was bought at Ecwid."""

    id: str | None = None
    created: Date | None = None
    shipping_service: ShippingService | None = None
    tracking: Tracking | None = None


@attrs.define(kw_only=True)
class RefundInfo:
    """Money given back; it has no key."""

    amount: DecimalText
    date: Date | None = None
    reason: str | None = None


@attrs.define(kw_only=True)
class ExternalOrderData:
    """Where an order came from."""

    external_order_id: str | None = None
    referer_channel: str | None = None


@attrs.define(kw_only=True)
class Order:
    """An order as it is read."""

    id: str
    subtotal: DecimalText
    total: DecimalText
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
    tax: DecimalText | None = None
    discount: DecimalText | None = None
    coupon_discount: DecimalText | None = None
    gift_card_redemption: DecimalText | None = None
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
    refunded_amount: DecimalText | None = None
    order_comments: str | None = None


@attrs.define(kw_only=True)
class Attribute:
    """One property of a product or a variation."""

    name: str | None = None
    type: str | None = None
    value: str | None = None


@attrs.define(kw_only=True)
class Alt:
    """What a picture shows, in words."""

    main: str | None = None


@attrs.define(kw_only=True)
class Image:
    """A picture of a product."""

    image_original_url: str | None = None
    large_url: Annotated[str | None, override(rename="image1500pxUrl")] = None
    is_main: bool | None = None
    order_by: int | None = None
    alt: Alt | None = None


@attrs.define(kw_only=True)
class Media:
    """The pictures of a product."""

    images: tuple[Image, ...] | None = None


@attrs.define(kw_only=True)
class Option:
    """One choice that a variation stands for."""

    name: str
    value: str | None = None


@attrs.define(kw_only=True)
class Variation:
    """A variation of a product, which Ecwid calls a combination."""

    id: int
    sku: str | None = None
    options: tuple[Option, ...] | None = None
    price: DecimalText | None = None
    quantity: DecimalText | None = None
    unlimited: bool | None = None
    weight: DecimalText | None = None
    attributes: tuple[Attribute, ...] | None = None


@attrs.define(kw_only=True)
class Product:
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
    price: DecimalText | None = None
    compare_to_price: DecimalText | None = None
    quantity: DecimalText | None = None
    unlimited: bool | None = None
    weight: DecimalText | None = None
    brand: str | None = None
    product_condition: str | None = None
    attributes: tuple[Attribute, ...] | None = None
    media: Media | None = None
    original_image_url: str | None = None
    image_url: str | None = None
    combinations: tuple[Variation, ...] | None = None


@attrs.define(kw_only=True)
class Customer:
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


@attrs.define(kw_only=True)
class FormatsAndUnits:
    """In what the store counts."""

    currency: str
    currency_precision: int | None = None
    weight_unit: str | None = None


@attrs.define(kw_only=True)
class Settings:
    """How the store presents itself."""

    store_name: str | None = None


@attrs.define(kw_only=True)
class Profile:
    """The store itself."""

    formats_and_units: FormatsAndUnits
    settings: Settings | None = None


def structured(raw: object, kind: type[T]) -> T:
    """A typed value of JSON.

    Raises:
        RecordError: A field has another type than it should, or is missing; the error has its path.
    """
    return syncspider.structured(_CONVERTER, raw, kind)


#: What of the JSON of a record has a field of its own.
_NAMES: Final[Mapping[type[Any], frozenset[str]]] = {
    kind: names_of(_CONVERTER, kind) for kind in (Order, Product, Customer)
}


def rest_of(raw: Mapping[str, Any], kind: type[Any], *, besides: Collection[str] = ()) -> Json:
    """What was sent besides the fields that ``kind`` lists, and of these the ones in ``besides``."""
    known = _NAMES[kind] - set(besides)
    return {name: value for name, value in raw.items() if name not in known}
