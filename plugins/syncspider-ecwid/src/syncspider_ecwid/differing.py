"""Which of the fields that we would send differ from what the store holds."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from syncspider_ecwid.store import Store
from syncspider_ecwid.wire import Json


def difference(wanted: Json, held: Mapping[str, Any], store: Store, *, amounts: Collection[str] = ()) -> Json:
    """The fields of a body that are not held already.

    Args:
        wanted: The body.
        held: The record as it was read.
        store: Says how many decimals an amount has.
        amounts: Fields that hold money: Ecwid may have computed more digits than are ever sent.
    """
    return {
        name: value
        for name, value in wanted.items()
        if not is_same(value, _rounded(held.get(name), store) if name in amounts else held.get(name))
    }


def is_same(wanted: object, held: object) -> bool:
    """Whether a value is there already; nothing there is the same as an empty text."""
    if isinstance(wanted, str):
        return wanted == (held or "")
    if isinstance(wanted, bool) or isinstance(held, bool):
        return wanted is held
    return wanted == held


def _rounded(number: object, store: Store) -> object:
    return store.rounded(Decimal(number)) if isinstance(number, int | Decimal) else number
