"""Amounts as eBay writes them: a text with one decimal at least, such as ``100.0``, and a currency."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

Json = dict[str, Any]

CENT: Final = Decimal("0.01")
ZERO: Final = Decimal(0)
_FORM: Final = re.compile(r"\d{1,12}(\.\d{1,2})?")


def amount(value: Decimal, currency: str) -> Json:
    """``{"value": "7.5", "currency": "USD"}``."""
    plain = value.quantize(CENT)
    digits = str(plain)
    return {"value": digits.removesuffix("0"), "currency": currency}


def value_of(given: Json) -> Decimal:
    """The number in an amount of our own."""
    return Decimal(given["value"])


def rounded(value: Decimal) -> Decimal:
    """To the cent, halves up."""
    return value.quantize(CENT, ROUND_HALF_UP)


def positive(text: str) -> Decimal | None:
    """A number above zero with two decimals at most, else None."""
    if not _FORM.fullmatch(text):
        return None
    value = Decimal(text)
    return value if value > ZERO else None
