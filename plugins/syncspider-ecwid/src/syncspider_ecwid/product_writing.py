"""Our product as Ecwid takes it (docs.ecwid.com, "Create product", "Update product")."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

from syncspider import Condition, Product
from syncspider.errors import RecordError

from syncspider_ecwid.attributes import entries_of, merged_list
from syncspider_ecwid.differing import difference
from syncspider_ecwid.product_reading import CONDITIONS
from syncspider_ecwid.products import FIELDS
from syncspider_ecwid.store import Store
from syncspider_ecwid.wire import Json

#: Fields of ours that are one field at Ecwid each.
_PLAIN: Final[Mapping[str, Callable[[Product, Store], Json]]] = {
    "sku": lambda product, _: {"sku": product.sku},
    "name": lambda product, _: {"name": product.name},
    "description": lambda product, _: {"description": product.description},
    "enabled": lambda product, _: {"enabled": product.enabled},
    "price": lambda product, store: _amount("price", product.price, store, path="price"),
    "compare_at_price": lambda product, store: _amount(
        "compareToPrice", product.compare_at_price, store, path="compare_at_price"
    ),
    "condition": lambda product, _: _condition(product.condition),
    "weight": lambda product, store: _weight(product.weight, store),
}
_STOCK: Final = frozenset({"quantity", "unlimited"})
_PROPERTIES: Final = frozenset({"brand", "mpn", "gtin", "attributes"})
_AMOUNTS: Final = ("price", "compareToPrice")


def new_product(product: Product, store: Store) -> Json:
    """The body that creates a product, without its variations and pictures.

    Raises:
        RecordError: Something that Ecwid requires is missing, or an amount is of another currency.
    """
    for name in ("sku", "name", "price"):
        if not getattr(product, name):
            raise RecordError(f"Ecwid takes no product without its {name}.", path=name)
    body = _plain(product, supplied(product), store) | stock_of(product.quantity, product.unlimited)
    properties = _entries(product, _PROPERTIES)
    return {**body, "attributes": properties} if properties else body


def changed_product(product: Product, fields: Collection[str], held: Mapping[str, Any], store: Store) -> Json:
    """The body that brings a product to what is wanted: only what differs, empty where nothing does.

    Args:
        product: What is wanted.
        fields: Which of its fields count.
        held: The product as it was read.
        store: In what it counts.
    """
    wanted = _plain(product, fields, store)
    if not _STOCK.isdisjoint(fields):
        wanted |= stock_of(product.quantity, product.unlimited)
    body = difference(wanted, held, store, amounts=_AMOUNTS)
    merged = merged_list(held.get("attributes"), _entries(product, fields))
    return body if merged is None else {**body, "attributes": merged}


def supplied(product: Product) -> frozenset[str]:
    """The fields that can be written and that the source has."""
    return frozenset(name for name in FIELDS if getattr(product, name) is not None)


def notes_of(product: Product) -> list[str]:
    """What cannot be said at Ecwid, for a person."""
    if product.condition is Condition.FOR_PARTS:
        return ["Ecwid has no condition 'for parts': it was left out"]
    return []


def stock_of(quantity: Any, unlimited: bool | None) -> Json:  # noqa: ANN401, FBT001 - a Quantity or None, and a field
    """A number in stock, which Ecwid takes only together with ``unlimited: false``; of a product or a variation.

    Raises:
        RecordError: It has a fraction.
    """
    if unlimited:
        return {"unlimited": True}
    if quantity is not None:
        return {"quantity": quantity.whole, "unlimited": False}
    return {}


def _plain(product: Product, fields: Collection[str], store: Store) -> Json:
    body: Json = {}
    for name, write in _PLAIN.items():
        if name in fields and getattr(product, name) is not None:
            body.update(write(product, store))
    return body


def _entries(product: Product, fields: Collection[str]) -> list[Json]:
    given = {name: getattr(product, name) if name in fields else None for name in _PROPERTIES}
    return entries_of(brand=given["brand"], mpn=given["mpn"], gtin=given["gtin"], others=given["attributes"])


def _amount(name: str, money: Any, store: Store, *, path: str) -> Json:  # noqa: ANN401 - Money, never None here
    return {name: store.amount(money, path=path)}


def _condition(condition: Condition | None) -> Json:
    word = next((word for word, known in CONDITIONS.items() if known is condition), None)
    return {} if word is None else {"productCondition": word}


def _weight(weight: Any, store: Store) -> Json:  # noqa: ANN401 - Weight, never None here
    mass = store.mass(weight)
    return {} if mass is None else {"weight": mass}
