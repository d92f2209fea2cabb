"""What the body of a request may hold: field names and types (developer.ebay.com, Sell APIs).

A shape maps a field to its type: a word of :data:`WORDS`, a tuple of allowed words, another shape for an object, a list
with one of these for a list, or a shape whose only field is ``*`` for an object with free keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from syncspider_ebay.sandbox.marketplaces import LOCALES, MARKETPLACES

#: The plain types: text, whole number, number, yes or no, an object with anything.
WORDS: Final = ("str", "int", "num", "bool", "map")

Shape = dict[str, Any]


def _shape(rest: Mapping[str, Any] | None = None, **fields: str) -> Shape:
    """``str="name sku"`` declares two texts; ``rest`` holds the fields that are not plain."""
    plain = {name: word for word, names in fields.items() for name in names.split()}
    return {**plain, **(rest or {})}


CONDITIONS: Final = (
    "NEW", "LIKE_NEW", "NEW_OTHER", "NEW_WITH_DEFECTS", "MANUFACTURER_REFURBISHED", "CERTIFIED_REFURBISHED",
    "EXCELLENT_REFURBISHED", "VERY_GOOD_REFURBISHED", "GOOD_REFURBISHED", "SELLER_REFURBISHED", "USED_EXCELLENT",
    "USED_VERY_GOOD", "USED_GOOD", "USED_ACCEPTABLE", "FOR_PARTS_OR_NOT_WORKING", "PRE_OWNED_EXCELLENT",
    "PRE_OWNED_FAIR",
)  # fmt: skip
_PACKAGES: Final = (
    "LETTER", "BULKY_GOODS", "CARAVAN", "CARS", "EUROPALLET", "EXPANDABLE_TOUGH_BAGS", "EXTRA_LARGE_PACK", "FURNITURE",
    "INDUSTRY_VEHICLES", "LARGE_CANADA_POSTBOX", "LARGE_CANADA_POST_BUBBLE_MAILER", "LARGE_ENVELOPE", "MAILING_BOX",
    "MEDIUM_CANADA_POST_BOX", "MEDIUM_CANADA_POST_BUBBLE_MAILER", "MOTORBIKES", "ONE_WAY_PALLET",
    "PACKAGE_THICK_ENVELOPE", "PADDED_BAGS", "PARCEL_OR_PADDED_ENVELOPE", "ROLL", "SMALL_CANADA_POST_BOX",
    "SMALL_CANADA_POST_BUBBLE_MAILER", "TOUGH_BAGS", "UPS_LETTER", "USPS_FLAT_RATE_ENVELOPE", "USPS_LARGE_PACK",
    "VERY_LARGE_PACK", "WINE_PAK",
)  # fmt: skip
_DURATIONS: Final = ("DAYS_1", "DAYS_3", "DAYS_5", "DAYS_7", "DAYS_10", "DAYS_21", "DAYS_30", "GTC")
_UNITS: Final = (
    "YEAR", "MONTH", "DAY", "HOUR", "CALENDAR_DAY", "BUSINESS_DAY", "MINUTE", "SECOND", "MILLISECOND",
)  # fmt: skip
FORMATS: Final = ("AUCTION", "FIXED_PRICE")
REASONS: Final = (
    "BUYER_CANCEL", "SELLER_CANCEL", "ITEM_NOT_RECEIVED", "BUYER_RETURN", "ITEM_NOT_AS_DESCRIBED", "OTHER_ADJUSTMENT",
    "SHIPPING_DISCOUNT",
)  # fmt: skip

AMOUNT: Final = _shape(str="value currency")
_TIME: Final = _shape({"unit": _UNITS}, int="value")
_ASPECTS: Final = {"*": ["str"]}
_SHIP_TO: Final = _shape(
    {
        "availabilityDistributions": [_shape({"fulfillmentTime": _TIME}, str="merchantLocationKey", int="quantity")],
    },
    int="quantity",
)
_PICKUP: Final = _shape(
    {"availabilityType": ("IN_STOCK", "OUT_OF_STOCK", "SHIP_TO_STORE"), "fulfillmentTime": _TIME},
    str="merchantLocationKey",
    int="quantity",
)
_PACKAGE: Final = _shape(
    {
        "dimensions": _shape({"unit": ("INCH", "FEET", "CENTIMETER", "METER")}, num="height length width"),
        "packageType": _PACKAGES,
        "weight": _shape({"unit": ("POUND", "KILOGRAM", "OUNCE", "GRAM")}, num="value"),
    },
    bool="shippingIrregular",
)
_PRODUCT: Final = _shape(
    {"aspects": _ASPECTS, **{name: ["str"] for name in ("ean", "imageUrls", "isbn", "upc", "videoIds")}},
    str="brand description epid mpn subtitle title",
)
ITEM: Final = _shape(
    {
        "availability": {"pickupAtLocationAvailability": [_PICKUP], "shipToLocationAvailability": _SHIP_TO},
        "condition": CONDITIONS,
        "conditionDescriptors": [_shape({"values": ["str"]}, str="name additionalInfo")],
        "packageWeightAndSize": _PACKAGE,
        "product": _PRODUCT,
    },
    str="conditionDescription",
)
ITEMS: Final = {"requests": [{**ITEM, "sku": "str", "locale": LOCALES}]}
SKUS: Final = {"requests": [_shape(str="sku")]}
PRICES: Final = {
    "requests": [
        {
            "sku": "str",
            "shipToLocationAvailability": _SHIP_TO,
            "offers": [_shape({"price": AMOUNT}, str="offerId", int="availableQuantity")],
        }
    ]
}
GROUP: Final = _shape(
    {
        "aspects": _ASPECTS,
        "imageUrls": ["str"],
        "variantSKUs": ["str"],
        "videoIds": ["str"],
        "variesBy": {
            "aspectsImageVariesBy": ["str"],
            "specifications": [_shape({"values": ["str"]}, str="name")],
        },
    },
    str="description subtitle title",
)
_COUNTRIES: Final = {"countryPolicies": [_shape({"policyIds": ["str"]}, str="country")]}
_POLICIES: Final = _shape(
    {
        "bestOfferTerms": _shape({"autoAcceptPrice": AMOUNT, "autoDeclinePrice": AMOUNT}, bool="bestOfferEnabled"),
        "productCompliancePolicyIds": ["str"],
        "regionalProductCompliancePolicies": _COUNTRIES,
        "regionalTakeBackPolicies": _COUNTRIES,
        "shippingCostOverrides": [
            _shape(
                {"additionalShippingCost": AMOUNT, "shippingCost": AMOUNT, "surcharge": AMOUNT},
                int="priority",
                str="shippingServiceType",
            )
        ],
    },
    str="fulfillmentPolicyId paymentPolicyId returnPolicyId takeBackPolicyId",
    bool="eBayPlusIfEligible",
)
_PRICING: Final = _shape(
    {
        "originallySoldForRetailPriceOn": ("ON_EBAY", "OFF_EBAY", "ON_AND_OFF_EBAY"),
        "pricingVisibility": ("NONE", "PRE_CHECKOUT", "DURING_CHECKOUT"),
        **dict.fromkeys(
            ("auctionReservePrice", "auctionStartPrice", "minimumAdvertisedPrice", "originalRetailPrice", "price"),
            AMOUNT,
        ),
    }
)
OFFER: Final = _shape(
    {
        "charity": _shape(str="charityId donationPercentage"),
        "extendedProducerResponsibility": "map",
        "listingDuration": _DURATIONS,
        "listingPolicies": _POLICIES,
        "pricingSummary": _PRICING,
        "regulatory": "map",
        "storeCategoryNames": ["str"],
        "tax": _shape(bool="applyTax", str="thirdPartyTaxCategory", num="vatPercentage"),
    },
    int="availableQuantity lotSize quantityLimitPerBuyer",
    str="categoryId listingDescription listingStartDate merchantLocationKey secondaryCategoryId",
    bool="hideBuyerDetails includeCatalogProductDetails",
)
NEW_OFFER: Final = {**OFFER, "sku": "str", "marketplaceId": MARKETPLACES, "format": FORMATS}
NEW_OFFERS: Final = {"requests": [NEW_OFFER]}
OFFER_IDS: Final = {"requests": [_shape(str="offerId")]}
GROUP_OFFER: Final = {"inventoryItemGroupKey": "str", "marketplaceId": MARKETPLACES}
LOCATION: Final = _shape(
    {
        "location": {
            "address": _shape(str="addressLine1 addressLine2 city country county postalCode stateOrProvince"),
            "geoCoordinates": _shape(num="latitude longitude"),
        },
        "locationTypes": [("STORE", "WAREHOUSE", "FULFILLMENT_CENTER")],
        "merchantLocationStatus": ("DISABLED", "ENABLED"),
        "operatingHours": ["map"],
        "specialHours": ["map"],
        "fulfillmentCenterSpecifications": "map",
    },
    str="locationAdditionalInformation locationInstructions locationWebUrl name phone timeZoneId",
)
PROGRAM: Final = {"programType": ("OUT_OF_STOCK_CONTROL", "PARTNER_MOTORS_DEALER", "SELLING_POLICY_MANAGEMENT")}
SHIPMENT: Final = _shape(
    {"lineItems": [_shape(str="lineItemId", int="quantity")]},
    str="shippedDate shippingCarrierCode trackingNumber",
)
REFUND: Final = _shape(
    {
        "orderLevelRefundAmount": AMOUNT,
        "reasonForRefund": REASONS,
        "refundItems": [
            _shape(
                {"legacyReference": _shape(str="legacyItemId legacyTransactionId"), "refundAmount": AMOUNT},
                str="lineItemId",
            )
        ],
    },
    str="comment",
)
EMPTY: Final[Shape] = {}
