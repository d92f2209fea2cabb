"""Made-up orders, whose sums are right to the cent."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final

import attrs

from syncspider_ebay.sandbox import moments, stories
from syncspider_ebay.sandbox.catalogue import Catalogue
from syncspider_ebay.sandbox.marketplaces import SITES, Site
from syncspider_ebay.sandbox.money import ZERO, amount, rounded, value_of
from syncspider_ebay.sandbox.refunds import transaction_of
from syncspider_ebay.sandbox.seeded_buyers import Buyer
from syncspider_ebay.sandbox.seller import Seller

Json = dict[str, Any]
_HUNDRED: Final = Decimal(100)
_DISCOUNT: Final = Decimal("0.1")
_FEE: Final = Decimal("0.1255")
_FIXED_FEE: Final = Decimal("0.3")
#: What an amount of the other marketplace is worth at home.
_RATE: Final = Decimal("0.88")
_LINE_IDS: Final = 10_000_000_000_000
_ITEM_IDS: Final = 220_000_000_000
_VARIATION_IDS: Final = 410_000_000_000
_LISTINGS: Final = 10_000_000
_ACCOUNT: Final = 10_000_000_000
_ONE_IN: Final = {"discount": 4, "free": 5, "elsewhere": 9, "no_sku": 7, "note": 8, "hub": 11, "download": 23}


@attrs.frozen
class OrderStories:
    """Tells one order after another."""

    _random: Random
    _seller: Seller
    _catalogue: Catalogue
    _account: int
    _buyers: list[Buyer]
    _skus: list[str]
    _numbers: Iterator[int] = attrs.field(factory=lambda: itertools.count(1), init=False)
    _line_numbers: Iterator[int] = attrs.field(factory=lambda: itertools.count(1), init=False)

    def tell(self, place: int, created: datetime) -> Json:
        """An order that is paid and not shipped."""
        number = next(self._numbers)
        site = self._site(place)
        buyer = self._buyers[self._random.randrange(max(1, len(self._buyers) * 2 // 3))]
        lines = [self._line(place, turn, site, created, buyer) for turn in range(1 + place % 4)]
        key = self._key(number)
        pricing = _pricing(lines, site.currency)
        taxed = any(line["ebayCollectAndRemitTaxes"] for line in lines)
        return {
            "orderId": key,
            "legacyOrderId": _legacy(key, lines),
            "creationDate": moments.text(created),
            "lastModifiedDate": moments.text(created + timedelta(seconds=104)),
            "orderFulfillmentStatus": "NOT_STARTED",
            "orderPaymentStatus": "PAID",
            "sellerId": self._seller.username,
            "buyer": buyer.shown(place),
            **({"buyerCheckoutNotes": stories.NOTES} if place % _ONE_IN["note"] == 0 else {}),
            "pricingSummary": pricing,
            "cancelStatus": {"cancelState": "NONE_REQUESTED", "cancelRequests": []},
            "fulfillmentHrefs": [],
            "fulfillmentStartInstructions": [_instruction(place, buyer, created)],
            "lineItems": lines,
            **({"ebayCollectAndRemitTax": True} if taxed else {}),
            "salesRecordReference": str(number),
            **self._payment(lines, pricing["total"], created),
        }

    def _key(self, number: int) -> str:
        digits = f"{number * 7_368_787 % _ACCOUNT:010d}"
        return f"{10 + self._account % 90:02d}-{digits[:5]}-{digits[5:]}"

    def _site(self, place: int) -> Site:
        elsewhere = SITES["EBAY_DE" if self._seller.site.currency != "EUR" else "EBAY_GB"]
        return elsewhere if place % _ONE_IN["elsewhere"] == _ONE_IN["elsewhere"] - 1 else self._seller.site

    def _line(self, place: int, turn: int, site: Site, created: datetime, buyer: Buyer) -> Json:
        quantity = self._random.choice((1, 1, 1, 2, 3, 7))
        item = self._catalogue.items.get(self._random.choice(self._skus)) if self._skus else None
        money = self._line_money(place, turn, quantity, site, buyer)
        delivered = created + timedelta(days=5)
        return {
            "lineItemId": str(_LINE_IDS + self._account * _ACCOUNT + next(self._line_numbers)),
            **self._goods(place + turn, item),
            "quantity": quantity,
            "soldFormat": "AUCTION" if (place + turn) % 13 == 0 else "FIXED_PRICE",
            "listingMarketplaceId": site.marketplace,
            "purchaseMarketplaceId": site.marketplace,
            "lineItemFulfillmentStatus": "NOT_STARTED",
            **money,
            "taxes": [],
            "refunds": [],
            "properties": {"buyerProtection": True},
            "lineItemFulfillmentInstructions": {
                "minEstimatedDeliveryDate": moments.text(delivered),
                "maxEstimatedDeliveryDate": moments.text(delivered + timedelta(days=3)),
                "shipByDate": moments.text(created + timedelta(days=2)),
                "guaranteedDelivery": False,
            },
            "itemLocation": {"location": "Warehouse", "countryCode": self._seller.site.country, "postalCode": "95125"},
        }

    def _goods(self, place: int, item: Json | None) -> Json:
        """What was sold: an item of the catalogue, or a listing made without it, which has no SKU."""
        if item is None or place % _ONE_IN["no_sku"] == _ONE_IN["no_sku"] - 1:
            title = f"{stories.THINGS[place % len(stories.THINGS)]} aus Omas Küche"
            return {"legacyItemId": self._legacy_item(place), "title": title}
        offers = self._catalogue.offers_of(item["sku"])
        listing = next((offer["listing"]["listingId"] for offer in offers if "listing" in offer), None)
        number = int(item["sku"].rpartition("-")[2])
        size = item["product"].get("aspects", {}).get("Size")
        variation = {
            "legacyVariationId": str(_VARIATION_IDS + number),
            "variationAspects": [{"name": "Size", "value": size[0]}] if size else [],
        }
        return {
            "legacyItemId": listing or self._legacy_item(number),
            **(variation if size else {}),
            "sku": item["sku"],
            "title": item["product"]["title"],
        }

    def _legacy_item(self, number: int) -> str:
        return str(_ITEM_IDS + self._account * _LISTINGS + number)

    def _line_money(self, place: int, turn: int, quantity: int, site: Site, buyer: Buyer) -> Json:
        price = Decimal(stories.PRICES[(place + turn) % len(stories.PRICES)])
        cost = price * quantity
        off = rounded(cost * _DISCOUNT) if place % _ONE_IN["discount"] == 1 else ZERO
        delivery = ZERO if place % _ONE_IN["free"] == 0 else Decimal("4.99") if turn == 0 else Decimal("1.5")
        saved = Decimal(1) if place % _ONE_IN["discount"] == 3 and delivery > 1 else ZERO  # noqa: PLR2004 - one in four
        currency = site.currency
        rate, kind = buyer.place.tax
        tax = rounded((cost - off) * Decimal(rate) / _HUNDRED)
        promotion = {"promotionId": "5001@sale", "description": "Ten off", "discountAmount": amount(off, currency)}
        return {
            "lineItemCost": amount(cost, currency),
            **({"discountedLineItemCost": amount(cost - off, currency)} if off else {}),
            "total": amount(cost - off + delivery - saved, currency),
            "deliveryCost": {
                "shippingCost": amount(delivery - saved, currency),
                **({"discountAmount": amount(saved, currency)} if saved else {}),
            },
            "appliedPromotions": [promotion] if off else [],
            "ebayCollectAndRemitTaxes": [_tax(tax, currency, kind)] if tax else [],
        }

    def _payment(self, lines: list[Json], total: Json, created: datetime) -> Json:
        """What was paid; where the order is in another currency, in the seller's, with what it was before."""
        taxes = (value_of(tax["amount"]) for line in lines for tax in line["ebayCollectAndRemitTaxes"])
        basis = value_of(total) + sum(taxes, ZERO)
        fee = min(rounded(value_of(total) * _FEE) + _FIXED_FEE, value_of(total))
        due = amount(value_of(total) - fee, total["currency"])
        home = self._seller.site.currency
        if home != total["currency"]:
            converted = {"convertedFromValue": due["value"], "convertedFromCurrency": due["currency"]}
            due = {**amount(rounded(value_of(due) * _RATE), home), **converted}
        payment = {
            "paymentMethod": "EBAY",
            "paymentReferenceId": str(self._random.randrange(10**9, 10**10)),
            "paymentDate": moments.text(created),
            "amount": due,
            "paymentStatus": "PAID",
        }
        return {
            "paymentSummary": {"totalDueSeller": due, "refunds": [], "payments": [payment]},
            "totalFeeBasisAmount": amount(basis, total["currency"]),
            "totalMarketplaceFee": amount(fee, total["currency"]),
        }


def _legacy(key: str, lines: list[Json]) -> str:
    """Orders of one line are known to older APIs by item and transaction."""
    return f"{lines[0]['legacyItemId']}-{transaction_of(lines[0]['lineItemId'])}" if len(lines) == 1 else key


def _pricing(lines: list[Json], currency: str) -> Json:
    cost = sum((value_of(line["lineItemCost"]) for line in lines), ZERO)
    total = sum((value_of(line["total"]) for line in lines), ZERO)
    off = sum((value_of(entry["discountAmount"]) for line in lines for entry in line["appliedPromotions"]), ZERO)
    saved = sum((value_of(line["deliveryCost"]["discountAmount"]) for line in lines if _saves(line)), ZERO)
    delivery = sum((value_of(line["deliveryCost"]["shippingCost"]) for line in lines), saved)
    return {
        "priceSubtotal": amount(cost, currency),
        **({"priceDiscount": amount(-off, currency)} if off else {}),
        "deliveryCost": amount(delivery, currency),
        **({"deliveryDiscount": amount(-saved, currency)} if saved else {}),
        "total": amount(total, currency),
    }


def _saves(line: Json) -> bool:
    return "discountAmount" in line["deliveryCost"]


def _tax(tax: Decimal, currency: str, kind: str) -> Json:
    reference = {"ebayReference": {"name": "IOSS", "value": "EU 000 0000 00"}} if kind == "VAT" else {}
    return {"taxType": kind, "amount": amount(tax, currency), "collectionMethod": "NET", **reference}


def _instruction(place: int, buyer: Buyer, created: datetime) -> Json:
    if place % _ONE_IN["download"] == _ONE_IN["download"] - 1:
        return {"fulfillmentInstructionsType": "DIGITAL", "ebaySupportedFulfillment": False}
    hub = place % _ONE_IN["hub"] == _ONE_IN["hub"] - 1
    contact = buyer.contact()
    delivered = created + timedelta(days=5)
    return {
        "fulfillmentInstructionsType": "SHIP_TO",
        "minEstimatedDeliveryDate": moments.text(delivered),
        "maxEstimatedDeliveryDate": moments.text(delivered + timedelta(days=3)),
        "ebaySupportedFulfillment": hub,
        **({"finalDestinationAddress": contact["contactAddress"]} if hub else {}),
        "shippingStep": {
            "shipTo": _HUB if hub else contact,
            "shippingCarrierCode": "USPS",
            "shippingServiceCode": "USPSPriority",
        },
    }


_HUB: Final = {
    "fullName": "International hub",
    "contactAddress": {
        "addressLine1": "1850 Airport Exchange Blvd",
        "city": "Erlanger",
        "stateOrProvince": "KY",
        "postalCode": "41025",
        "countryCode": "US",
    },
    "primaryPhone": {},
}
