"""eBay's JSON as values, and how they are made from it.

Every field but the ids may be missing, and words that eBay may add to are kept as text, so that a new one breaks
nothing. Names are eBay's, in Python's spelling. None of these is frozen, as each lives only until it was read, and
making frozen ones takes twice as long. What is written back to eBay never passes through here: those bodies
stay as they were read, so that a field which we do not know is not lost by a replacing write.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Final, TypeVar

import attrs
import syncspider
from cattrs import override
from syncspider import Money, camel_case, make_converter
from syncspider.errors import RecordError

T = TypeVar("T")
_CONVERTER: Final = make_converter(sender="eBay", rename=camel_case)


def _money_of(raw: Any, _: object) -> Money:  # noqa: ANN401 - JSON is anything
    """Most amounts are asked for as what they are now, whatever eBay converted them from."""
    if raw.__class__ is not dict:
        raise RecordError("eBay sent something else than an amount with its currency.")
    if raw.get("value").__class__ is not str:
        raise RecordError("eBay sent an amount that is no text.", path="value")
    return Money.parse(raw["value"], raw.get("currency"))


_CONVERTER.register_structure_hook(Money, _money_of)


def structured(raw: object, kind: type[T], *, path: str = "") -> T:
    """A value from JSON.

    Args:
        raw: As ``Response.json`` gives it.
        kind: Which of eBay's objects it is.
        path: Where it stands, for the error.

    Raises:
        RecordError: A field is missing or has another type, with its path.
    """
    return syncspider.structured(_CONVERTER, raw, kind, path=path)


@attrs.define(kw_only=True)
class Amount:
    """Money; where eBay converted it, also what it was before. Each value goes with its own currency alone."""

    value: str
    currency: str
    converted_from_value: str | None = None
    converted_from_currency: str | None = None

    def money(self, path: str) -> Money:
        """The amount.

        Raises:
            RecordError: It is no plain number, or has no currency.
        """
        return Money.parse(self.value, self.currency, path=path)

    def money_in(self, currency: str, path: str) -> Money:
        """The amount in one currency, as it is or as it was before eBay converted it.

        Raises:
            RecordError: eBay tells it in neither.
        """
        if self.currency != currency and self.converted_from_currency == currency:
            return Money.parse(self.converted_from_value, currency, path=path)
        money = self.money(path)
        if money.currency != currency:
            raise RecordError(f"eBay tells {money}, but not how much that is in {currency}.", path=path)
        return money


@attrs.define(kw_only=True)
class Phone:
    """A telephone number, which may be empty."""

    phone_number: str | None = None


@attrs.define(kw_only=True)
class PostalAddress:
    """Where somebody lives; after 90 days eBay leaves out street and name."""

    address_line1: str | None = None
    address_line2: str | None = None
    city: str | None = None
    state_or_province: str | None = None
    postal_code: str | None = None
    country_code: str | None = None


@attrs.define(kw_only=True)
class Contact:
    """A person with an address."""

    full_name: str | None = None
    company_name: str | None = None
    contact_address: PostalAddress | None = None
    primary_phone: Phone | None = None
    email: str | None = None


@attrs.define(kw_only=True)
class Buyer:
    """Who bought."""

    username: str | None = None
    buyer_registration_address: Contact | None = None


@attrs.define(kw_only=True)
class PricingSummary:
    """What an order costs; discounts are negative."""

    price_subtotal: Money | None = None
    price_discount: Money | None = None
    delivery_cost: Money | None = None
    delivery_discount: Money | None = None
    tax: Money | None = None
    adjustment: Money | None = None
    total: Money | None = None


@attrs.define(kw_only=True)
class CancelStatus:
    """Whether an order is cancelled."""

    cancel_state: str | None = None


@attrs.define(kw_only=True)
class OrderPayment:
    """One payment."""

    payment_method: str | None = None
    payment_reference_id: str | None = None
    payment_date: datetime | None = None
    payment_status: str | None = None
    amount: Money | None = None


@attrs.define(kw_only=True)
class OrderRefund:
    """One refund; those of a line carry no status."""

    refund_id: str | None = None
    refund_date: datetime | None = None
    refund_status: str | None = None
    amount: Amount | None = None


@attrs.define(kw_only=True)
class PaymentSummary:
    """Payments and the refunds of the whole order."""

    payments: tuple[OrderPayment, ...] = ()
    refunds: tuple[OrderRefund, ...] = ()


@attrs.define(kw_only=True)
class ShippingStep:
    """Whither and how."""

    ship_to: Contact | None = None
    shipping_service_code: str | None = None


@attrs.define(kw_only=True)
class StartInstruction:
    """How an order is to be sent."""

    shipping_step: ShippingStep | None = None


@attrs.define(kw_only=True)
class NameValue:
    """A choice."""

    name: str
    value: str


@attrs.define(kw_only=True)
class Tax:
    """A tax that the seller owes."""

    amount: Money | None = None


@attrs.define(kw_only=True)
class LineItem:
    """One article of an order."""

    line_item_id: str
    quantity: int
    line_item_cost: Money
    sku: str | None = None
    title: str | None = None
    legacy_item_id: str | None = None
    variation_aspects: tuple[NameValue, ...] = ()
    taxes: tuple[Tax, ...] = ()
    refunds: tuple[OrderRefund, ...] = ()


@attrs.define(kw_only=True)
class Order:
    """One order."""

    order_id: str
    line_items: tuple[LineItem, ...]
    creation_date: datetime | None = None
    last_modified_date: datetime | None = None
    order_fulfillment_status: str | None = None
    order_payment_status: str | None = None
    buyer: Buyer = Buyer()
    buyer_checkout_notes: str | None = None
    cancel_status: CancelStatus = CancelStatus()
    payment_summary: PaymentSummary = PaymentSummary()
    pricing_summary: PricingSummary = PricingSummary()
    fulfillment_start_instructions: tuple[StartInstruction, ...] = ()


@attrs.define(kw_only=True)
class ShippedLine:
    """What of a line is in a parcel."""

    line_item_id: str
    quantity: int = 1


@attrs.define(kw_only=True)
class Fulfillment:
    """One parcel."""

    fulfillment_id: str
    shipment_tracking_number: str | None = None
    line_items: tuple[ShippedLine, ...] = ()


@attrs.define(kw_only=True)
class IssuedRefund:
    """The answer to a refund."""

    refund_id: str
    refund_status: str


@attrs.define(kw_only=True)
class PackageWeight:
    """How heavy a parcel is."""

    value: Decimal
    unit: str


@attrs.define(kw_only=True)
class Package:
    """A parcel."""

    weight: PackageWeight | None = None


@attrs.define(kw_only=True)
class ItemProduct:
    """What an article is."""

    title: str | None = None
    description: str | None = None
    aspects: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    brand: str | None = None
    mpn: str | None = None
    ean: tuple[str, ...] = ()
    upc: tuple[str, ...] = ()
    isbn: tuple[str, ...] = ()
    image_urls: tuple[str, ...] = ()


@attrs.define(kw_only=True)
class ShipTo:
    """Stock that can be sent."""

    quantity: int | None = None


@attrs.define(kw_only=True)
class Availability:
    """Stock."""

    ship_to_location_availability: ShipTo | None = None


@attrs.define(kw_only=True)
class InventoryItem:
    """One article of the seller."""

    sku: str
    condition: str | None = None
    product: ItemProduct = ItemProduct()
    availability: Availability = Availability()
    package_weight_and_size: Package = Package()
    inventory_item_group_keys: tuple[str, ...] = ()


@attrs.define(kw_only=True)
class OfferPricing:
    """Prices of an offer."""

    price: Money | None = None
    original_retail_price: Money | None = None


@attrs.define(kw_only=True)
class Offer:
    """An article on one site."""

    offer_id: str
    status: str | None = None
    listing_description: str | None = None
    pricing_summary: OfferPricing = OfferPricing()


@attrs.define(kw_only=True)
class Specification:
    """One thing by which variants differ."""

    name: str
    values: tuple[str, ...] = ()


@attrs.define(kw_only=True)
class VariesBy:
    """All things by which variants differ."""

    specifications: tuple[Specification, ...] = ()


@attrs.define(kw_only=True)
class ItemGroup:
    """Articles that are variants of one product."""

    title: str | None = None
    description: str | None = None
    aspects: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    image_urls: tuple[str, ...] = ()
    variant_skus: Annotated[tuple[str, ...], override(rename="variantSKUs")] = ()
    varies_by: VariesBy = VariesBy()
