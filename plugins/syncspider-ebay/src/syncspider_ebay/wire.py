"""eBay's JSON as values, and how they are made from it.

Every field but the ids may be missing, and words that eBay may add to are kept as text, so that a new one breaks
nothing. Names are eBay's, in Python's spelling. What is written back to eBay never passes through here: those bodies
stay as they were read, so that a field which we do not know is not lost by a replacing write.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, TypeVar

import msgspec
from syncspider import Money
from syncspider.errors import RecordError

Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class Wire(msgspec.Struct, frozen=True, rename="camel"):
    """One of eBay's objects; fields that it does not name are left out."""


W = TypeVar("W", bound=Wire)


def structured(raw: object, kind: type[W], *, path: str = "") -> W:
    """A value from JSON.

    Args:
        raw: As ``Response.json`` gives it.
        kind: Which of eBay's objects it is.
        path: Where it stands, for the error.

    Raises:
        RecordError: A field is missing or has another type, with its path.
    """
    try:
        return msgspec.convert(raw, kind)
    except msgspec.ValidationError as error:
        said, _, place = str(error).partition(" - at `")
        inside = place.rstrip("`").removeprefix("$").removeprefix(".")
        raise RecordError(
            f"eBay sent something unexpected: {said}.", path=".".join(filter(None, (path, inside)))
        ) from None


class Amount(Wire, frozen=True):
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


class Phone(Wire, frozen=True):
    """A telephone number, which may be empty."""

    phone_number: str | None = None


class PostalAddress(Wire, frozen=True):
    """Where somebody lives; after 90 days eBay leaves out street and name."""

    address_line1: str | None = None
    address_line2: str | None = None
    city: str | None = None
    state_or_province: str | None = None
    postal_code: str | None = None
    country_code: str | None = None


class Contact(Wire, frozen=True):
    """A person with an address."""

    full_name: str | None = None
    company_name: str | None = None
    contact_address: PostalAddress | None = None
    primary_phone: Phone | None = None
    email: str | None = None


class Buyer(Wire, frozen=True):
    """Who bought."""

    username: str | None = None
    buyer_registration_address: Contact | None = None


class PricingSummary(Wire, frozen=True):
    """What an order costs; discounts are negative."""

    price_subtotal: Amount | None = None
    price_discount: Amount | None = None
    delivery_cost: Amount | None = None
    delivery_discount: Amount | None = None
    tax: Amount | None = None
    fee: Amount | None = None
    adjustment: Amount | None = None
    total: Amount | None = None


class CancelStatus(Wire, frozen=True):
    """Whether an order is cancelled."""

    cancel_state: str | None = None


class OrderPayment(Wire, frozen=True):
    """One payment."""

    payment_method: str | None = None
    payment_reference_id: str | None = None
    payment_date: Moment | None = None
    payment_status: str | None = None
    amount: Amount | None = None


class OrderRefund(Wire, frozen=True):
    """One refund; those of a line carry no status."""

    refund_id: str | None = None
    refund_date: Moment | None = None
    refund_status: str | None = None
    amount: Amount | None = None


class PaymentSummary(Wire, frozen=True):
    """Payments and the refunds of the whole order."""

    payments: list[OrderPayment] = []
    refunds: list[OrderRefund] = []


class ShippingStep(Wire, frozen=True):
    """Whither and how."""

    ship_to: Contact | None = None
    shipping_carrier_code: str | None = None
    shipping_service_code: str | None = None


class StartInstruction(Wire, frozen=True):
    """How an order is to be sent."""

    shipping_step: ShippingStep | None = None


class NameValue(Wire, frozen=True):
    """A choice."""

    name: str
    value: str


class Tax(Wire, frozen=True):
    """A tax that the seller owes."""

    amount: Amount | None = None


class LineItem(Wire, frozen=True):
    """One article of an order."""

    line_item_id: str
    quantity: int
    line_item_cost: Amount
    sku: str | None = None
    title: str | None = None
    legacy_item_id: str | None = None
    line_item_fulfillment_status: str | None = None
    variation_aspects: list[NameValue] = []
    taxes: list[Tax] = []
    refunds: list[OrderRefund] = []


class Order(Wire, frozen=True):
    """One order."""

    order_id: str
    line_items: list[LineItem]
    creation_date: Moment | None = None
    last_modified_date: Moment | None = None
    order_fulfillment_status: str | None = None
    order_payment_status: str | None = None
    buyer: Buyer = Buyer()
    buyer_checkout_notes: str | None = None
    cancel_status: CancelStatus = CancelStatus()
    payment_summary: PaymentSummary = PaymentSummary()
    pricing_summary: PricingSummary = PricingSummary()
    fulfillment_start_instructions: list[StartInstruction] = []


class ShippedLine(Wire, frozen=True):
    """What of a line is in a parcel."""

    line_item_id: str
    quantity: int = 1


class Fulfillment(Wire, frozen=True):
    """One parcel."""

    fulfillment_id: str
    shipment_tracking_number: str | None = None
    line_items: list[ShippedLine] = []


class IssuedRefund(Wire, frozen=True):
    """The answer to a refund."""

    refund_id: str
    refund_status: str


class PackageWeight(Wire, frozen=True):
    """How heavy a parcel is."""

    value: Decimal
    unit: str


class Package(Wire, frozen=True):
    """A parcel."""

    weight: PackageWeight | None = None


class ItemProduct(Wire, frozen=True):
    """What an article is."""

    title: str | None = None
    description: str | None = None
    aspects: Mapping[str, list[str]] = {}
    brand: str | None = None
    mpn: str | None = None
    ean: list[str] = []
    upc: list[str] = []
    isbn: list[str] = []
    image_urls: list[str] = []


class ShipTo(Wire, frozen=True):
    """Stock that can be sent."""

    quantity: int | None = None


class Availability(Wire, frozen=True):
    """Stock."""

    ship_to_location_availability: ShipTo | None = None


class InventoryItem(Wire, frozen=True):
    """One article of the seller."""

    sku: str
    condition: str | None = None
    product: ItemProduct = ItemProduct()
    availability: Availability = Availability()
    package_weight_and_size: Package = Package()
    inventory_item_group_keys: list[str] = []


class OfferPricing(Wire, frozen=True):
    """Prices of an offer."""

    price: Amount | None = None
    original_retail_price: Amount | None = None


class Listing(Wire, frozen=True):
    """The page that buyers see."""

    listing_id: str | None = None
    listing_status: str | None = None


class Offer(Wire, frozen=True):
    """An article on one site."""

    offer_id: str
    status: str | None = None
    listing_description: str | None = None
    pricing_summary: OfferPricing = OfferPricing()
    listing: Listing = Listing()


class Specification(Wire, frozen=True):
    """One thing by which variants differ."""

    name: str
    values: list[str] = []


class VariesBy(Wire, frozen=True):
    """All things by which variants differ."""

    specifications: list[Specification] = []


class ItemGroup(Wire, frozen=True):
    """Articles that are variants of one product."""

    title: str | None = None
    description: str | None = None
    aspects: Mapping[str, list[str]] = {}
    image_urls: list[str] = []
    variant_skus: list[str] = msgspec.field(name="variantSKUs", default_factory=list)
    varies_by: VariesBy = VariesBy()
