"""The variations of a product, which Ecwid calls combinations (docs.ecwid.com, "Product variations")."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import attrs
from syncspider import Variant
from syncspider.errors import RecordError

from syncspider_ecwid.attributes import entries_of, merged_list
from syncspider_ecwid.differing import difference
from syncspider_ecwid.product_writing import stock_of
from syncspider_ecwid.store import Store
from syncspider_ecwid.wire import Json

#: The most variations that one request may bring.
AT_ONCE: Final = 200
_OPTION: Final = ("type", "name", "nameTranslated", "choices", "defaultChoice", "required", "useImageAsSwatchSelector")
_CHOICE: Final = ("text", "textTranslated", "priceModifier", "priceModifierType", "hexCodes", "imageId")


@attrs.frozen(kw_only=True)
class Plan:
    """What brings the variations of a product to what is wanted.

    Attributes:
        options: All options of the product where choices are missing, else None. To be sent first.
        changes: Id of a variation to the fields that differ.
        additions: Bodies of new variations.
        strange: How many variations the product has that the source does not have; they are left alone.
    """

    options: list[Json] | None
    changes: Mapping[int, Json]
    additions: Sequence[Json]
    strange: int


def options_of(variants: Iterable[Variant]) -> list[Json]:
    """The options of a new product from which its variations choose."""
    offered: dict[str, list[str]] = {}
    for variant in variants:
        for name, value in variant.options.items():
            choices = offered.setdefault(name, [])
            if value not in choices:
                choices.append(value)
    return [
        {"type": "SELECT", "name": name, "choices": _choices(texts), "defaultChoice": 0, "required": True}
        for name, texts in offered.items()
    ]


def combinations_of(variants: Iterable[Variant], store: Store) -> list[Json]:
    """The bodies of new variations.

    Raises:
        RecordError: One chooses nothing, or as another does, or an amount is of another currency.
    """
    bodies: list[Json] = []
    chosen: set[frozenset[tuple[str, str]]] = set()
    for place, variant in enumerate(variants):
        choice = frozenset(variant.options.items())
        if not choice or choice in chosen:
            reason = "chooses nothing" if not choice else "chooses the same as another"
            raise RecordError(f"Variation {place + 1} {reason}, so Ecwid cannot hold it.", path=f"variants[{place}]")
        chosen.add(choice)
        properties = entries_of(gtin=variant.gtin)
        body = {"options": _chosen(variant), **_body(variant, store, place)}
        bodies.append({**body, "attributes": properties} if properties else body)
    return bodies


def plan_of(variants: Sequence[Variant], held: Mapping[str, Any], store: Store) -> Plan:
    """What to send so that a product has these variations; those that it has besides stay.

    A variation is known by its SKU, else by what it chooses.

    Raises:
        RecordError: As :func:`combinations_of`.
    """
    new = combinations_of(variants, store)
    present = [entry for entry in held.get("combinations") or [] if isinstance(entry, dict)]
    changes: dict[int, Json] = {}
    additions: list[Json] = []
    met: set[int] = set()
    for place, variant in enumerate(variants):
        known = _known(variant, [entry for entry in present if entry["id"] not in met])
        if known is None:
            additions.append(new[place])
            continue
        met.add(known["id"])
        if body := _changed(variant, known, store, place):
            changes[known["id"]] = body
    wanted = [body["options"] for body in (*changes.values(), *additions) if "options" in body]
    return Plan(
        options=_with_choices(held.get("options") or [], wanted),
        changes=changes,
        additions=additions,
        strange=len(present) - len(met),
    )


def _known(variant: Variant, present: Sequence[Json]) -> Json | None:
    by_sku = (entry for entry in present if variant.sku and entry.get("sku") == variant.sku)
    by_choice = (entry for entry in present if _choice(entry) == frozenset(variant.options.items()))
    return next(by_sku, None) or next(by_choice, None)


def _choice(entry: Json) -> frozenset[tuple[str, str]]:
    return frozenset((option.get("name") or "", option.get("value") or "") for option in entry.get("options") or [])


def _changed(variant: Variant, held: Json, store: Store, place: int) -> Json:
    body = difference(_body(variant, store, place), held, store, amounts=("price",))
    if variant.options and _choice(held) != frozenset(variant.options.items()):
        body["options"] = _chosen(variant)
    merged = merged_list(held.get("attributes"), entries_of(gtin=variant.gtin))
    return body if merged is None else {**body, "attributes": merged}


def _body(variant: Variant, store: Store, place: int) -> Json:
    mass = None if variant.weight is None else store.mass(variant.weight)
    return {
        **({"sku": variant.sku} if variant.sku else {}),
        **({"price": store.amount(variant.price, path=f"variants[{place}].price")} if variant.price else {}),
        **({"weight": mass} if mass is not None else {}),
        **stock_of(variant.quantity, variant.unlimited),
    }


def _chosen(variant: Variant) -> list[Json]:
    return [{"name": name, "value": value} for name, value in variant.options.items()]


def _choices(texts: Iterable[str]) -> list[Json]:
    return [{"text": text, "priceModifier": 0, "priceModifierType": "ABSOLUTE"} for text in texts]


def _with_choices(held: Sequence[Json], wanted: Iterable[Sequence[Json]]) -> list[Json] | None:
    """All options of a product with the choices that are missing; None where none is."""
    options = [{name: option[name] for name in _OPTION if option.get(name) is not None} for option in held]
    for option in options:
        option["choices"] = [
            {name: choice[name] for name in _CHOICE if choice.get(name) is not None}
            for choice in option.get("choices") or []
        ]
    missing = False
    for name, value in ((chosen["name"], chosen["value"]) for choice in wanted for chosen in choice):
        if name not in [option.get("name") for option in options]:
            options.append({"type": "SELECT", "name": name, "choices": [], "defaultChoice": 0, "required": True})
        option = next(option for option in options if option.get("name") == name)
        if value not in [choice.get("text") for choice in option["choices"]]:
            option["choices"] += _choices([value])
            missing = True
    return options if missing else None
