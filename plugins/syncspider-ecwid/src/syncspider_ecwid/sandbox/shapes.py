"""What the body of a write may hold: field names and types, after the vendor's client library.

A shape maps a field to its type: a word of :data:`WORDS`, a tuple of allowed words, another shape for an object, or a
list with one of these for a list. Fields that Ecwid sets itself (``id``, ``updateDate``, ``refunds``, ...) are not
here, so they are ignored like unknown ones, as Ecwid does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

#: The plain types: text, whole number, number, yes or no, UNIX seconds or a date text, an object with free keys and
#: texts, and one with anything.
WORDS: Final = ("str", "int", "num", "bool", "date", "texts", "map")

Shape = dict[str, Any]

PAYMENT_STATUSES: Final = (
    "AWAITING_PAYMENT", "PAID", "CANCELLED", "REFUNDED", "PARTIALLY_REFUNDED", "INCOMPLETE",
    "CUSTOM_PAYMENT_STATUS_1", "CUSTOM_PAYMENT_STATUS_2", "CUSTOM_PAYMENT_STATUS_3",
)  # fmt: skip
FULFILLMENT_STATUSES: Final = (
    "AWAITING_PROCESSING", "PROCESSING", "SHIPPED", "DELIVERED", "WILL_NOT_DELIVER", "RETURNED", "READY_FOR_PICKUP",
    "OUT_FOR_DELIVERY", "CUSTOM_FULFILLMENT_STATUS_1", "CUSTOM_FULFILLMENT_STATUS_2", "CUSTOM_FULFILLMENT_STATUS_3",
)  # fmt: skip
_KINDS: Final = ("b2b", "b2c")


def _shape(rest: Mapping[str, Any] | None = None, **fields: str) -> Shape:
    """``str="name sku"`` declares two texts; ``rest`` holds the fields that are not plain."""
    plain = {name: word for word, names in fields.items() for name in names.split()}
    return {**plain, **(rest or {})}


_DIMENSIONS: Final = _shape(num="length width height")
_WHOLESALE: Final = [_shape(int="quantity", num="price")]
_PERSON: Final = _shape(
    str="name companyName street city countryCode postalCode stateOrProvinceCode phone",
)
_TAX_TYPES: Final = ("STATE", "COUNTY", "CITY", "SPECIAL_DISTRICT")
_MODIFIERS: Final = ("PERCENT", "ABSOLUTE")
_TAX: Final = _shape(
    {"sourceTaxRateType": ("AUTO", "MANUAL", "CUSTOM", "LEGACY"), "taxType": _TAX_TYPES},
    str="name",
    num="value total taxOnDiscountedSubtotal taxOnShipping taxOnHandlingFee",
    bool="includeInPrice",
)
_SELECTION: Final = _shape({"selectionModifierType": _MODIFIERS}, str="selectionTitle", num="selectionModifier")
_SELECTED_OPTION: Final = _shape(
    {
        "type": ("CHOICE", "SWATCH_CHOICE", "CHOICES", "TEXT", "DATE", "FILES"),
        "valuesArray": ["str"],
        "selections": [_SELECTION],
    },
    str="name value",
    texts="nameTranslated valueTranslated",
    map="valuesArrayTranslated",
)
_DISCOUNT: Final = _shape(
    {
        "type": ("ABS", "PERCENT", "FIXED_PRICE"),
        "base": ("ON_TOTAL", "ON_MEMBERSHIP", "ON_TOTAL_AND_MEMBERSHIP", "SHIPPING", "ITEM", "SUBTOTAL", "CUSTOM"),
        "appliesToProducts": ["int"],
        "appliesToItems": ["int"],
    },
    num="value orderTotal",
    str="description",
    int="membershipId",
)
_ITEM: Final = _shape(
    {
        "selectedOptions": [_SELECTED_OPTION],
        "taxes": [_TAX],
        "dimensions": _DIMENSIONS,
        "discounts": [_shape({"discountInfo": _DISCOUNT}, num="total")],
        "selectedPrice": _shape(num="value"),
    },
    int="id productId categoryId quantity quantityInStock combinationId",
    num="price productPrice shipping handlingFee tax fixedShippingRate couponAmount weight",
    bool="isCustomerSetPrice taxable isShippingRequired trackQuantity fixedShippingRateOnly digital couponApplied"
    " giftCard discountsAllowed isPreorder",
    str="sku name shortDescription externalReferenceId taxClassCode",
    texts="nameTranslated shortDescriptionTranslated",
)
_PLAIN_TAX: Final = _shape(str="name", num="value total")
_SHIPPING_TAX: Final = {**_PLAIN_TAX, "taxType": _TAX_TYPES}
_REDEMPTION: Final = _shape(str="id", num="amount", bool="cancelled")
_SURCHARGE: Final = _shape(
    {"type": _MODIFIERS, "taxes": [_SHIPPING_TAX]},
    str="id description descriptionTranslated",
    num="value total",
    bool="taxable",
)

ORDER: Final = _shape(
    {
        "fulfillmentStatus": FULFILLMENT_STATUSES,
        "paymentStatus": PAYMENT_STATUSES,
        "b2b_b2c": _KINDS,
        "items": [_ITEM],
        "billingPerson": _PERSON,
        "shippingPerson": _PERSON,
        "shippingOption": _shape(
            {"fulfillmentType": ("SHIPPING", "PICKUP", "DELIVERY")},
            str="shippingMethodId shippingCarrierName shippingMethodName estimatedTransitTime pickupInstruction"
            " locationId",
            num="shippingRate",
            bool="isPickup",
        ),
        "handlingFee": _shape({"taxes": [_PLAIN_TAX]}, str="name description", num="value"),
        "taxesOnShipping": [_SHIPPING_TAX],
        "discountInfo": [_DISCOUNT],
        "discountCoupon": _shape(
            {
                "discountType": ("ABS", "PERCENT", "SHIPPING", "ABS_AND_SHIPPING", "PERCENT_AND_SHIPPING"),
                "status": ("ACTIVE", "PAUSED", "EXPIRED", "USEDUP"),
                "usesLimit": ("UNLIMITED", "ONCEPERCUSTOMER", "SINGLE"),
            },
            str="name code",
            num="discount totalLimit",
            bool="repeatCustomerOnly",
            date="launchDate expirationDate",
        ),
        "customDiscount": ["num"],
        "customSurcharges": [_SURCHARGE],
        "creditCardStatus": _shape(str="avsMessage cvvMessage"),
        "utmData": _shape(str="source campaign medium mcEid mcCid"),
        "externalOrderData": _shape(
            bool="externalFulfillment",
            str="externalOrderId refererId refererChannel",
            map="platformSpecificFields",
        ),
        "orderExtraFields": [_shape(str="id value title customerInputType orderDetailsDisplaySection orderBy")],
        "loyalty": _shape({"redemption": _REDEMPTION}, num="earned balance"),
        "storeCredit": _shape({"redemption": _REDEMPTION}, num="balance refund"),
    },
    str="email ipAddress refererUrl globalReferer affiliateId orderComments privateAdminNotes trackingNumber"
    " trackingUrl paymentMethod paymentModule paymentMessage externalTransactionId customerGroup giftCardCode"
    " giftCardUuid customerTaxId externalOrderId externalTransactionUrl referenceTransactionId ebayId refererId"
    " paymentReference customerFiscalCode electronicInvoicePecEmail electronicInvoiceSdiCode lang",
    bool="hidden acceptMarketing giftCardDoubleSpending customerTaxExempt customerTaxIdValid reversedTaxApplied"
    " externalFulfillment pricesIncludeTax disableAllCustomerNotifications",
    num="total subtotal totalBeforeGiftCardRedemption giftCardRedemption tax couponDiscount volumeDiscount"
    " membershipBasedDiscount totalAndMembershipBasedDiscount discount",
    int="customerId giftCardId",
    date="createDate latestShipDate latestDeliveryDate pickupTime",
    texts="additionalInfo paymentParams",
)

_ATTRIBUTE: Final = _shape(
    {"alias": ("UPC", "BRAND", "PRICE_PER_UNIT", "UNITS_IN_PRODUCT"), "show": ("NOTSHOW", "DESCR", "PRICE")},
    int="id",
    str="name value",
    texts="valueTranslated",
)
_CHARGE: Final = _shape(
    {"recurringInterval": ("DAY", "WEEK", "MONTH", "YEAR")},
    int="recurringIntervalCount",
    num="subscriptionPriceWithSignUpFee",
)
_ALT: Final = _shape(str="main", texts="translated")
_STOCK_AND_PRICE: Final = _shape(
    {
        "outOfStockVisibilityBehaviour": ("SHOW", "HIDE", "ALLOW_PREORDER"),
        "wholesalePrices": _WHOLESALE,
        "lowestPriceSettings": _shape(bool="lowestPriceEnabled", num="manualLowestPrice"),
        "dimensions": _DIMENSIONS,
        "attributes": [_ATTRIBUTE],
        "subscriptionSettings": _shape(
            {"recurringChargeSettings": [_CHARGE]},
            bool="subscriptionAllowed oneTimePurchaseAllowed",
            num="oneTimePurchasePrice",
        ),
    },
    str="sku externalReferenceId customsHsTariffCode",
    int="quantity warningLimit minPurchaseQuantity maxPurchaseQuantity",
    num="price costPrice compareToPrice lowestPrice weight volume",
    bool="unlimited isShippingRequired",
    map="locationInventory",
)
VARIATION: Final[Shape] = {
    **_STOCK_AND_PRICE,
    "options": [_shape(str="name value")],
    "alt": _ALT,
}
_CHOICE: Final = _shape(
    {"priceModifierType": _MODIFIERS, "hexCodes": ["str"]},
    str="text imageId",
    num="priceModifier",
    texts="textTranslated",
)
_OPTION: Final = _shape(
    {
        "type": ("SELECT", "RADIO", "CHECKBOX", "TEXTFIELD", "TEXTAREA", "DATE", "FILES", "SIZE", "SWATCHES"),
        "choices": [_CHOICE],
    },
    str="name",
    int="defaultChoice",
    bool="required useImageAsSwatchSelector",
    texts="nameTranslated",
)
_IMAGE: Final = _shape({"alt": _ALT}, str="id imageOriginalUrl", int="orderBy", bool="isMain")
PRODUCT: Final[Shape] = {
    **_STOCK_AND_PRICE,
    **_shape(
        {
            "categoryIds": ["int"],
            "shippingPreparationTime": _shape(
                str="shippingPreparationTimeForInStockItemDays shippingPreparationTimeForOutOfStockItemDays",
                int="pickupPreparationTimeForInStockItemInMinutes localDeliveryPreparationTimeForInStockItemInMinutes",
            ),
            "shipping": _shape(
                {
                    "type": ("GLOBAL_METHODS", "SELECTED_METHODS", "FLAT_RATE", "FREE_SHIPPING"),
                    "disabledMethods": ["str"],
                    "enabledMethods": ["str"],
                },
                num="methodMarkup flatRate",
            ),
            "options": [_OPTION],
            "tax": _shape({"enabledManualTaxes": ["int"]}, bool="taxable", str="taxClassCode"),
            "relatedProducts": _shape(
                {
                    "productIds": ["int"],
                    "productSkus": ["str"],
                    "relatedCategory": _shape(bool="enabled", int="categoryId productCount"),
                }
            ),
            "media": {"images": [_IMAGE]},
            "ribbon": _shape(str="text color"),
            "customPriceTiers": [_shape(num="value")],
            "productCondition": ("NEW", "REFURBISHED", "USED"),
        },
        str="name description customSlug seoTitle seoDescription subtitle",
        bool="isSampleProduct enabled showDeliveryTimeInStorefront discountsAllowed nameYourPriceEnabled"
        " reviewsCollectingAllowed batteryIncluded",
        int="defaultCategoryId showOnFrontpage productClassId priceDefaultTier googleProductCategory",
        texts="nameTranslated descriptionTranslated seoTitleTranslated seoDescriptionTranslated ribbonTranslated"
        " subtitleTranslated",
    ),
}
#: With ``saveCombinations=true``.
PRODUCT_WITH_VARIATIONS: Final[Shape] = {**PRODUCT, "combinations": [{**VARIATION, "id": "int"}]}

CUSTOMER: Final = _shape(
    {
        "billingPerson": _PERSON,
        "shippingAddresses": [_shape(_PERSON, str="note", int="id orderBy", bool="defaultAddress")],
        "contacts": [_shape(str="contact handle note type", bool="default", int="id orderBy")],
        "extrafields": [
            _shape(
                {
                    "type": (
                        "TEXT",
                        "SELECT",
                        "DATETIME",
                        "TOGGLE_BUTTON_GROUP",
                        "TEXTAREA",
                        "CHECKBOX",
                        "RADIO_BUTTONS",
                    )
                },
                str="key title value",
            )
        ],
        "b2b_b2c": _KINDS,
    },
    str="email password taxId lang privateAdminNotes primaryPhone",
    int="customerGroupId",
    bool="taxIdValid taxExempt acceptMarketing",
)
STOCK: Final = _shape(int="quantityDelta", map="locationInventory")
