"""Products (docs.ecwid.com, "Search products", "Create product", "Update product", "Product variations")."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from typing import Any, ClassVar, Final

from syncspider.clock import Clock
from syncspider.sandbox import Request

from syncspider_ecwid.sandbox.attributes import Definitions, brand
from syncspider_ecwid.sandbox.bodies import Bodies, required
from syncspider_ecwid.sandbox.entities import Entity
from syncspider_ecwid.sandbox.pictures import SHORTCUTS, added, gallery, shortcuts
from syncspider_ecwid.sandbox.refusals import Refusal, wrong
from syncspider_ecwid.sandbox.searching import Parameters, contains, equals, within
from syncspider_ecwid.sandbox.shapes import PRODUCT, PRODUCT_WITH_VARIATIONS, STOCK
from syncspider_ecwid.sandbox.stock import adjusted, stocked
from syncspider_ecwid.sandbox.tables import Dates, Table
from syncspider_ecwid.sandbox.variations import replaced, unlike

Json = dict[str, Any]
_DATES: Final = Dates(
    created="created", updated="updated", created_unix="createTimestamp", updated_unix="updateTimestamp"
)
_FRESH: Final = {
    "enabled": True,
    "isShippingRequired": True,
    "description": "",
    "productClassId": 0,
    "options": [],
    "combinations": [],
    "attributes": [],
    "categoryIds": [],
    "media": {"images": [], "videos": []},
}


def product_table(clock: Clock, account: int) -> Table:
    """An empty table of products; accounts number them apart."""
    indexes = {"sku": _skus, "external": _external}
    return Table(clock=clock, dates=_DATES, first=500_000_000 + account * 10_000_000, indexes=indexes)


class Products(Entity):
    """The products of a store with their variations."""

    name = "products"
    missing = "PRODUCT_NOT_FOUND"
    churning = "subtitle"
    filters: ClassVar = frozenset(
        {
            "productId", "sku", "keyword", "searchMethod", "externalReferenceId", "category", "categories", "priceFrom",
            "priceTo", "enabled", "inStock", "sortBy",
        }
    )  # fmt: skip
    unmodelled: ClassVar = frozenset(
        {
            "includeProductsFromSubcategories", "visibleInStorefront", "isGiftCard", "discountsAllowed", "onsale",
            "inventory", "enabledManualTaxes", "taxClassCodes", "lang", "locations", "baseUrl", "cleanUrls",
            "customerGroupId",
        }
    )  # fmt: skip
    sorts: ClassVar = {
        "ADDED_TIME": lambda product: product["createTimestamp"],
        "UPDATED_TIME": lambda product: product["updateTimestamp"],
        "NAME": lambda product: product["name"].lower(),
        "PRICE": lambda product: product["price"],
    }
    usual = "ADDED_TIME_DESC"

    def __init__(self, table: Table, bodies: Bodies) -> None:
        super().__init__(table, bodies)
        self._definitions = Definitions()

    def search(self, parameters: Parameters) -> Json:
        """One page; ``productId`` and ``sku`` override all other filters."""
        if parameters.get("sortBy") in {"RELEVANCE", "DEFINED_BY_STORE_OWNER"}:
            parameters = Parameters({name: value for name, value in parameters.values.items() if name != "sortBy"})
        for name in ("productId", "sku"):
            if parameters.get(name):
                kept = {name, "offset", "limit", "responseFields", "sortBy"}
                parameters = Parameters({key: value for key, value in parameters.values.items() if key in kept})
        return super().search(parameters)

    def candidates(self, parameters: Parameters) -> list[Json]:
        """By ``productId``, ``sku`` or ``externalReferenceId`` without looking at all of them."""
        if (ids := parameters.words("productId")) is not None:
            return [self.table.rows[key] for key in ids if key in self.table.rows]
        if sku := parameters.get("sku"):
            return self.table.find("sku", sku)
        if reference := parameters.get("externalReferenceId"):
            return self.table.find("external", reference)
        return super().candidates(parameters)

    def tests(self, parameters: Parameters) -> Iterable[Callable[[Json], bool]]:
        """The documented filters."""
        yield from within(
            parameters.number("priceFrom"), parameters.number("priceTo"), lambda product: product["price"]
        )
        for name in ("enabled", "inStock"):
            if (flag := parameters.flag(name)) is not None:
                yield equals(name, flag)
        if keyword := parameters.get("keyword"):
            yield contains(_texts, keyword)
        categories = parameters.words("categories") or parameters.words("category")
        if categories is not None:
            yield lambda product: any(str(number) in categories for number in product["categoryIds"])
        for name, given in parameters.values.items():
            if name.startswith("attribute_"):
                yield _has(name, given)
            if name.startswith("option_"):
                yield _offers(name, given)

    def create(self, request: Request) -> Json:
        """Keep a product; an empty SKU is replaced by a new one that nothing else has."""
        body = self._bodies.read(request, self.name, _shape(request))
        required(self.name, body, ("sku", "name", "price"))
        number = self.table.number()
        product = self._written({"id": number, **copy.deepcopy(_FRESH)}, body)
        self.table.add(str(number), product)
        return {"id": number}

    def changed(self, record: Json, request: Request) -> Json:
        """Fields left out stay; lists are replaced."""
        return self._written(record, self._bodies.read(request, self.name, _shape(request)))

    def adjust(self, key: str, request: Request) -> Json:
        """Change the stock by a difference."""
        after, answer = adjusted(self.record(key), self._bodies.read(request, "inventory", STOCK))
        self.table.put(key, after)
        return answer

    def add_picture(self, key: str, request: Request, *, main: bool) -> Json:
        """Take the picture at ``externalUrl``, as the main one in the place of the present main one, or as the last."""
        product, address = self.record(key), request.param("externalUrl") or ""
        if not address.startswith(("http://", "https://")):
            raise wrong("Wrong value of externalUrl: expected the address of a picture")
        number = self.table.number()
        images = added(product["media"]["images"], {"id": str(number), "imageOriginalUrl": address}, main=main)
        self.table.put(key, _finished({**product, "media": {**product["media"], "images": images}}))
        return {"id": number}

    def defined(self, sent: Json) -> Json:
        """Sent fields with the attributes as the store defines them."""
        return {**sent, "attributes": self._definitions.values(sent["attributes"])} if "attributes" in sent else sent

    def put_variations(self, key: str, variations: list[Json]) -> None:
        """Replace all variations of a product.

        Raises:
            Refusal: Two of them choose the same, or a key is used elsewhere.
        """
        unlike(variations)
        product = {**self.record(key), "combinations": variations}
        self._check_keys(product)
        self.table.put(key, _finished(product))

    def _written(self, before: Json, sent: Json) -> Json:
        variations = sent.pop("combinations", None)
        product = stocked(before, self.defined(sent))
        if not product.get("sku"):
            product["sku"] = self._new_sku()
        if "media" in sent:
            images = gallery(sent["media"].get("images", []), before["media"]["images"])
            product["media"] = {"images": images, "videos": []}
        if variations is not None:
            product["combinations"] = replaced(
                [self.defined(entry) for entry in variations], product, self.table.number
            )
        self._check_keys(product)
        return _finished(product)

    def _check_keys(self, product: Json) -> None:
        skus = _skus(product)
        others = (found for sku in skus for found in self.table.find("sku", sku))
        if len(set(skus)) < len(skus) or any(found["id"] != product["id"] for found in others):
            raise Refusal("SKU_ALREADY_EXISTS", "SKU already exists")
        references = _external(product)
        others = (found for reference in references for found in self.table.find("external", reference))
        if len(set(references)) < len(references) or any(found["id"] != product["id"] for found in others):
            raise Refusal("EXTERNAL_ID_ALREADY_USED", "External reference id is already used")

    def _new_sku(self) -> str:
        number = 1
        while self.table.find("sku", f"{number:05d}"):
            number += 1
        return f"{number:05d}"


def _shape(request: Request) -> Json:
    saves = request.param("saveCombinations")
    if saves not in {None, "true", "false"}:
        raise wrong("Wrong value of saveCombinations: expected true or false")
    return PRODUCT_WITH_VARIATIONS if saves == "true" else PRODUCT


def _finished(product: Json) -> Json:
    """A product with the fields that follow from others."""
    kept = {name: value for name, value in product.items() if name not in {"brand", *SHORTCUTS}}
    named, price = brand(product["attributes"]), product["price"]
    return {
        **kept,
        **shortcuts(product["media"]["images"]),
        **({} if named is None else {"brand": named}),
        "priceInProductList": price,
        "defaultDisplayedPrice": price,
        "combinations": [
            {**entry, "defaultDisplayedPrice": entry.get("price", price)} for entry in product["combinations"]
        ],
    }


def _skus(product: Json) -> list[str]:
    return [entry["sku"] for entry in (product, *product["combinations"]) if entry.get("sku")]


def _external(product: Json) -> list[str]:
    entries = (product, *product["combinations"])
    return [entry["externalReferenceId"] for entry in entries if entry.get("externalReferenceId")]


def _texts(product: Json) -> str:
    return "\n".join([product["name"], product.get("description", ""), *_skus(product)])


def _has(name: str, given: str) -> Callable[[Json], bool]:
    label, values = name.removeprefix("attribute_").lower(), given.split(",")
    return lambda product: any(
        entry["name"].lower() == label and entry["value"] in values for entry in product["attributes"]
    )


def _offers(name: str, given: str) -> Callable[[Json], bool]:
    label, values = name.removeprefix("option_").lower(), set(given.split(","))
    return lambda product: any(
        option["name"].lower() == label
        and not values.isdisjoint(choice["text"] for choice in option.get("choices", []))
        for option in product["options"]
    )
