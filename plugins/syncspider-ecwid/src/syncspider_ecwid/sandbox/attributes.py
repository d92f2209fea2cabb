"""Attributes of a product: the store keeps their definitions, a product their values."""

from __future__ import annotations

from typing import Any, Final

from syncspider_ecwid.sandbox.refusals import wrong

Json = dict[str, Any]

#: The attributes that every store has: id to name and type.
_STANDARD: Final = {1: ("Brand", "BRAND"), 2: ("UPC", "UPC")}


class Definitions:
    """The attributes of a store; naming a new one defines it."""

    def __init__(self) -> None:
        self._known = dict(_STANDARD)

    def values(self, sent: list[Json]) -> list[Json]:
        """The attributes of a product in the form in which they are read.

        Args:
            sent: Each names its attribute by ``id``, ``alias`` or ``name``.

        Raises:
            Refusal: One names none.
        """
        return [self._value(attribute) for attribute in sent]

    def _value(self, sent: Json) -> Json:
        number = self._number(sent)
        name, kind = self._known[number]
        shown = {"show": sent.get("show", "DESCR")}
        return {"id": number, "name": name, "type": kind, "value": sent.get("value", ""), **shown}

    def _number(self, sent: Json) -> int:
        if sent.get("id") in self._known:
            return int(sent["id"])
        label = (sent.get("alias") or sent.get("name") or "").lower()
        if not label or "id" in sent:
            raise wrong("Wrong value of field attributes: one needs a known id, an alias or a name")
        found = (number for number, (name, kind) in self._known.items() if label in {name.lower(), kind.lower()})
        return next(found, None) or self._define(sent)

    def _define(self, sent: Json) -> int:
        number = max(self._known) + 1
        alias = sent.get("alias")
        self._known[number] = (str(sent.get("name") or alias), alias or "CUSTOM")
        return number


def brand(attributes: list[Json]) -> str | None:
    """The brand that a product names."""
    return next((attribute["value"] for attribute in attributes if attribute["type"] == "BRAND"), None)
