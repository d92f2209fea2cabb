"""Properties of a product: brand, article numbers and everything with a name (docs.ecwid.com, "Product attributes").

Ecwid keeps them in one list. It has a kind of its own for the brand and for article numbers, none for the maker's part
number: that stands in a property named MPN. A property has one text; several values of ours become one, with commas.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import attrs

from syncspider_ecwid.wire import Attribute, Json

#: Kinds that hold an article number, the one that we write first.
_GTIN: Final = ("UPC", "EXTERNAL_EAN", "EXTERNAL_UPC", "EXTERNAL_ISBN", "EXTERNAL_JAN", "EXTERNAL_ITF")
_BRAND: Final = ("BRAND",)
_MPN: Final = "MPN"
_KEPT: Final = ("id", "value", "valueTranslated", "show")


@attrs.frozen(kw_only=True)
class Properties:
    """What the list of a product or variation says.

    Attributes:
        brand: The maker's brand.
        gtin: EAN, UPC or ISBN.
        mpn: The maker's part number.
        others: All others, name to values.
    """

    brand: str | None
    gtin: str | None
    mpn: str | None
    others: Mapping[str, tuple[str, ...]]


def properties_of(attributes: Sequence[Attribute] | None) -> Properties:
    """The list, sorted out; properties without a value are none."""
    given = [entry for entry in attributes or () if entry.value and entry.value.strip()]
    others: dict[str, tuple[str, ...]] = {}
    for entry in given:
        if entry.name and entry.type not in (*_GTIN, *_BRAND) and not _is_mpn(entry.name):
            others[entry.name] = (*others.get(entry.name, ()), entry.value or "")
    return Properties(
        brand=_first(given, _BRAND),
        gtin=_first(given, _GTIN),
        mpn=next((entry.value for entry in given if entry.name and _is_mpn(entry.name)), None),
        others=others,
    )


def entries_of(
    *,
    brand: str | None = None,
    gtin: str | None = None,
    mpn: str | None = None,
    others: Mapping[str, tuple[str, ...]] | None = None,
) -> list[Json]:
    """The entries of a list that say this. A property that has a field of its own is not said a second time by name."""
    own = {"brand": brand, "upc": gtin, "mpn": mpn}
    named = {name: values for name, values in (others or {}).items() if not own.get(name.strip().casefold())}
    named |= {_MPN: (mpn,)} if mpn else {}
    return [
        *({"alias": alias, "value": value} for alias, value in (("BRAND", brand), ("UPC", gtin)) if value),
        *({"name": name, "value": text_of(values)} for name, values in named.items() if text_of(values)),
    ]


def text_of(values: Iterable[str]) -> str:
    """Several values as the one text that Ecwid keeps."""
    return ", ".join(value for value in values if value)


def merged_list(held: object, wanted: Sequence[Json]) -> list[Json] | None:
    """The whole list after ours were laid over it, for Ecwid replaces the whole; None if it says all of it already.

    Args:
        held: As it was read.
        wanted: As :func:`entries_of` gives them.
    """
    present = [entry for entry in held if isinstance(entry, dict)] if isinstance(held, list) else []
    merged = [{name: entry[name] for name in _KEPT if entry.get(name) is not None} for entry in present]
    changed = False
    for entry in wanted:
        places = [place for place, known in enumerate(present) if _is_same(known, entry)]
        if any(present[place].get("value") == entry["value"] for place in places):
            continue
        changed = True
        if places:
            merged[places[0]] = {**merged[places[0]], "value": entry["value"]}
        else:
            merged.append(dict(entry))
    return merged if changed else None


def _is_same(held: Mapping[str, Any], wanted: Json) -> bool:
    if "alias" in wanted:
        return held.get("type") in (_GTIN if wanted["alias"] == "UPC" else _BRAND)
    return str(held.get("name", "")).casefold() == str(wanted["name"]).casefold()


def _is_mpn(name: str) -> bool:
    return name.strip().casefold() == _MPN.casefold()


def _first(attributes: Iterable[Attribute], kinds: Sequence[str]) -> str | None:
    by_kind = {entry.type: entry.value for entry in reversed(list(attributes))}
    return next((by_kind[kind] for kind in kinds if kind in by_kind), None)
