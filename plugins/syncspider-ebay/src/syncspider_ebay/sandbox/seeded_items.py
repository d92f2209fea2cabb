"""Made-up inventory items with their groups and offers."""

from __future__ import annotations

from random import Random
from typing import Any, Final

import attrs

from syncspider_ebay.sandbox import stories
from syncspider_ebay.sandbox.catalogue import Catalogue, listed
from syncspider_ebay.sandbox.marketplaces import SITES
from syncspider_ebay.sandbox.seller import KINDS, Seller
from syncspider_ebay.sandbox.shapes import CONDITIONS
from syncspider_ebay.sandbox.taxonomy import Category, suited

Json = dict[str, Any]
LOCATION: Final = "warehouse-1"
_PICTURE: Final = "https://i.ebayimg.com/images/g/sandbox/{sku}/{number}.jpg"
_TEN: Final = 10
#: Of ten items these three make a group.
_GROUPED: Final = (4, 5, 6)
#: What becomes of the offer of each of ten items: published, made, or none.
_STATES: Final = ("P", "P", "U", "N", "P", "P", "P", "P", "U", "P")
_ELSEWHERE: Final = "EBAY_GB"


@attrs.frozen
class ItemStories:
    """Tells one item after another.

    Attributes:
        prefix: What each SKU begins with.
    """

    _random: Random
    _catalogue: Catalogue
    _seller: Seller
    prefix: str

    def tell(self, place: int, records: int) -> None:
        """Keep an item with its offers, and its group after the last item of it."""
        turn = place % _TEN
        grouped = turn in _GROUPED and place - turn + _GROUPED[-1] < records
        item = self._item(place, grouped=grouped)
        self._catalogue.items[item["sku"]] = item
        state = _STATES[turn] if place // _TEN % 2 == 0 or not grouped else "U"
        if grouped and turn == _GROUPED[-1]:
            self._group(place, published=state == "P")
        elif not grouped and state != "N":
            self._offer(item, published=state == "P", place=place)

    def _item(self, place: int, *, grouped: bool) -> Json:
        sku = f"{self.prefix}{place + 1:04d}"
        turn = place % _TEN
        thing = place - turn + _GROUPED[0] if grouped else place
        name = f"{self._word(stories.MATERIALS, thing)} {self._word(stories.THINGS, thing)}"
        variant = stories.SIZES[turn - _GROUPED[0]] if grouped else ""
        published = grouped or _STATES[turn] == "P"
        condition = CONDITIONS[0] if place % 3 or grouped else CONDITIONS[place // 3 % len(CONDITIONS)]
        return {
            "sku": sku,
            "locale": self._seller.site.locales[0].replace("-", "_"),
            **({"condition": condition} if published or place % 4 else {}),
            **({"conditionDescription": "Slight marks — see pictures"} if "USED" in condition else {}),
            "product": self._product(sku, f"{name} {variant}".strip(), place, variant=variant, whole=published),
            **self._stock(place, needed=published),
            **({"packageWeightAndSize": _package(place)} if place % 3 != 1 else {}),
        }

    def _word(self, words: tuple[str, ...], place: int) -> str:
        return words[(place * 7 + place // len(words)) % len(words)]

    def _product(self, sku: str, title: str, place: int, *, variant: str, whole: bool) -> Json:
        category = suited(title)
        brand = stories.BRANDS[place % len(stories.BRANDS)]
        aspects = {
            **({"Brand": [brand]} if whole or place % 5 else {}),
            **({"Type": ["Table lamp"]} if "Type" in category.required else {}),
            **({"Size": [variant]} if variant else {}),
            **({"Colour": list(stories.COLOURS[: 1 + place % 2])} if place % 4 == 0 else {}),
        }
        pictures = [_PICTURE.format(sku=sku, number=number) for number in range(1 + place % 4)]
        return {
            "title": title,
            **({"description": f"<p>{title} &amp; more</p>\n<ul><li>№ {place + 1}</li></ul>"} if whole else {}),
            **({"aspects": aspects} if aspects else {}),
            **({"imageUrls": pictures} if whole or place % 2 else {}),
            **({"brand": brand, "mpn": f"MPN-{place + 1}"} if place % 3 == 0 else {}),
            **_codes(place, category),
        }

    def _stock(self, place: int, *, needed: bool) -> Json:
        if place % _TEN == 3:  # noqa: PLR2004 - an item that tells no stock, which has no offer
            return {}
        quantity = 0 if place % 9 == 8 else self._random.choice((1, 2, 5, 40, 250, 9999))  # noqa: PLR2004 - one in nine
        quantity = max(quantity, 1) if needed and place % 2 else quantity
        return {"availability": {"shipToLocationAvailability": {"quantity": quantity}}}

    def _group(self, place: int, *, published: bool) -> None:
        skus = [f"{self.prefix}{place - back + 1:04d}" for back in (2, 1, 0)]
        items = [self._catalogue.items[sku] for sku in skus]
        title = items[0]["product"]["title"].removesuffix(f" {stories.SIZES[0]}")
        self._catalogue.put_group(
            {
                "inventoryItemGroupKey": f"{self.prefix}G{place // _TEN + 1:03d}",
                "title": title,
                "description": f"<p>{title} in three sizes</p>",
                "imageUrls": items[0]["product"]["imageUrls"],
                "aspects": {"Brand": items[0]["product"]["aspects"]["Brand"]},
                "variantSKUs": skus,
                "variesBy": {
                    "aspectsImageVariesBy": ["Size"],
                    "specifications": [{"name": "Size", "values": list(stories.SIZES)}],
                },
            }
        )
        listing = self._catalogue.new_listing() if published else None
        category = suited(title)
        for back, item in zip((2, 1, 0), items, strict=True):
            offer = self._made(item, self._seller.site.marketplace, place - back, category)
            self._catalogue.put_offer(listed(offer, listing) if listing else offer)

    def _offer(self, item: Json, *, published: bool, place: int) -> None:
        home = self._seller.site.marketplace
        offer = self._made(item, home, place, suited(item["product"]["title"]))
        self._catalogue.put_offer(listed(offer, self._catalogue.new_listing()) if published else offer)
        if place % _TEN == 1 and home != _ELSEWHERE:
            self._catalogue.put_offer(self._made(item, _ELSEWHERE, place, suited(item["product"]["title"])))

    def _made(self, item: Json, marketplace: str, place: int, category: Category) -> Json:
        stock = item.get("availability", {}).get("shipToLocationAvailability", {}).get("quantity")
        price = stories.PRICES[place % len(stories.PRICES)]
        return {
            "offerId": self._catalogue.new_offer(),
            "sku": item["sku"],
            "marketplaceId": marketplace,
            "format": "FIXED_PRICE",
            "listingDescription": item["product"].get("description", "<p>…</p>"),
            **({"availableQuantity": stock} if stock and place % 2 else {}),
            "pricingSummary": {"price": {"value": price, "currency": SITES[marketplace].currency}},
            "listingPolicies": {
                **{f"{kind}PolicyId": self._seller.policy_id(kind, marketplace) for kind in KINDS},
                "eBayPlusIfEligible": False,
            },
            "categoryId": category.key,
            "merchantLocationKey": LOCATION,
            "tax": {"applyTax": False},
            "listingDuration": "GTC",
            "includeCatalogProductDetails": place % 5 != 0,
            "hideBuyerDetails": False,
            "status": "UNPUBLISHED",
        }


def _codes(place: int, category: Category) -> Json:
    if place % 6 == 0:
        return {"upc": [f"{12345670000 + place:012d}"]}
    return {"ean": ["Does not apply"]} if category.code or place % 6 == 1 else {}


def _package(place: int) -> Json:
    return {
        "packageType": "MAILING_BOX",
        "weight": {"value": 1 + place % 7, "unit": ("OUNCE", "KILOGRAM", "GRAM")[place % 3]},
        **({"dimensions": {"height": 2.5, "length": 12, "width": 9, "unit": "INCH"}} if place % 2 else {}),
    }
