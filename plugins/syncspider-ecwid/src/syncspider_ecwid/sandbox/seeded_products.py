"""Made-up products."""

from __future__ import annotations

import html
from collections.abc import Callable
from decimal import Decimal
from random import Random
from typing import Any, Final

import attrs

from syncspider_ecwid.sandbox import moments, stories
from syncspider_ecwid.sandbox.pictures import gallery, shortcuts

Json = dict[str, Any]
_DAY: Final = 86_400
_AGE: Final = 200 * _DAY


@attrs.frozen
class ProductStories:
    """Tells one product after another."""

    _random: Random
    _account: int
    _now: int

    def tell(self, place: int, number: Callable[[], int]) -> tuple[Json, int]:
        """A product and the UNIX seconds of its last change.

        Args:
            place: 0 for the first; what kind of product it is follows from it.
            number: Gives ids.
        """
        random = self._random
        created = self._now - random.randrange(_DAY, _AGE)
        sku = f"EC{self._account}-{1000 + place}"
        price = money(random, 100, 25_000)
        name = f"{random.choice(stories.MATERIALS)} {random.choice(stories.THINGS)} {place + 1}"
        identity = number()
        attributes = self._attributes(place)
        images = gallery(_pictures(sku, place % 5), [])
        product: Json = {
            "id": identity,
            "sku": sku,
            "name": name,
            "description": f"<p>{html.escape(name)}</p><ul><li>Größe: 10&nbsp;cm</li></ul>",
            "url": f"https://store{self._account}.company.site/p{identity}",
            "created": moments.text(created),
            "enabled": place % 7 != 3,  # noqa: PLR2004 - one in seven is hidden
            "price": price,
            "priceInProductList": price,
            "defaultDisplayedPrice": price,
            "weight": Decimal(random.randrange(50, 5_000)) / 1_000,
            "productClassId": 0,
            "categoryIds": [1001 + place % 3],
            "defaultCategoryId": 1001 + place % 3,
            "showOnFrontpage": -1,
            "isShippingRequired": place % 11 != 10,  # noqa: PLR2004 - one in eleven is a download
            "attributes": attributes,
            "options": [],
            "combinations": [],
            "media": {"images": images, "videos": []},
            **shortcuts(images),
            **self._stock(place),
        }
        for attribute in attributes[:1]:
            product["brand"] = attribute["value"]
        if place % 3 == 1:
            product["compareToPrice"] = price + money(random, 100, 2_000)
        if place % 4 == 2:  # noqa: PLR2004 - one in four has variations
            self._vary(product, number)
        return product, random.randrange(created, self._now)

    def _stock(self, place: int) -> Json:
        if place % 6 == 1:
            return {"unlimited": True, "inStock": True}
        quantity = 0 if place % 6 == 5 else self._random.randrange(1, 300)  # noqa: PLR2004 - one in six is sold out
        return {"unlimited": False, "quantity": quantity, "inStock": quantity > 0, "warningLimit": 3}

    def _attributes(self, place: int) -> list[Json]:
        brand = {
            "id": 1,
            "name": "Brand",
            "type": "BRAND",
            "value": self._random.choice(stories.BRANDS),
            "show": "DESCR",
        }
        upc = {"id": 2, "name": "UPC", "type": "UPC", "value": _upc(self._random.randrange(10**11)), "show": "NOTSHOW"}
        return [[], [brand], [brand, upc]][place % 3]

    def _vary(self, product: Json, number: Callable[[], int]) -> None:
        colours = stories.COLOURS[: 1 + product["id"] % len(stories.COLOURS)]
        product["options"] = [_option("Size", stories.SIZES), _option("Color", colours)]
        chosen = [(size, colour) for size in stories.SIZES for colour in colours]
        for place, (size, colour) in enumerate(chosen, 1):
            price = product["price"] + place - 1
            product["combinations"].append(
                {
                    "id": number(),
                    "combinationNumber": place,
                    "sku": f"{product['sku']}-{size}-{place}",
                    "options": [{"name": "Size", "value": size}, {"name": "Color", "value": colour}],
                    "price": price,
                    "defaultDisplayedPrice": price,
                    "weight": product["weight"],
                    **self._stock(place),
                }
            )


def money(random: Random, low: int, high: int) -> Decimal:
    """An amount of so many cents, with two places."""
    return Decimal(random.randrange(low, high)).scaleb(-2)


def _upc(number: int) -> str:
    digits = f"{number:011d}"
    total = 3 * sum(map(int, digits[::2])) + sum(map(int, digits[1::2]))
    return f"{digits}{-total % 10}"


def _pictures(sku: str, count: int) -> list[Json]:
    return [{"imageOriginalUrl": f"https://images.example.com/{sku}/{place}.jpg"} for place in range(count)]


def _option(name: str, texts: tuple[str, ...]) -> Json:
    choices = [{"text": text, "priceModifier": Decimal(0), "priceModifierType": "ABSOLUTE"} for text in texts]
    return {"type": "SELECT", "name": name, "choices": choices, "defaultChoice": 0, "required": True}
