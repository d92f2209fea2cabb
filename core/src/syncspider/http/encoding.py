"""Our own bytes for the bodies of requests."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import msgspec

from syncspider.errors import RecordError

_ENCODER = msgspec.json.Encoder(decimal_format="number")
# What str() writes for decimals that are no plain figures. It may also stand inside a text: then the second way is
# taken in vain, and its result is the same.
_FURTHEST_EXPONENT = 64  # 1E+999999999 would be a gigabyte of noughts
_SUSPICIOUS = re.compile(rb"[0-9]E[+-]?[0-9]|NaN|Infinity")


def encode(value: object) -> bytes:
    """A value as JSON: a Decimal is a number with the digits it has, never an exponent (``1E+2`` is 100).

    Args:
        value: Anything that msgspec encodes: dict, list, str, int, bool, None, Decimal, date, attrs values.

    Raises:
        RecordError: It holds a Decimal that is no figure, or a text with half a character (a lone surrogate).
        TypeError: JSON has no form for it.
    """
    try:
        encoded = _ENCODER.encode(value)
        if _SUSPICIOUS.search(encoded):
            encoded = _ENCODER.encode(_plain(msgspec.to_builtins(value, builtin_types=(Decimal,))))
    except UnicodeEncodeError:
        raise RecordError("A text holds half a character (a lone surrogate), which JSON cannot carry.") from None
    return encoded


def _plain(value: Any) -> Any:  # noqa: ANN401 - JSON is anything
    if isinstance(value, Decimal):
        return _figure(value)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def _figure(value: Decimal) -> msgspec.Raw:
    if not value.is_finite() or abs(value.adjusted()) > _FURTHEST_EXPONENT:
        raise RecordError(f"An amount is {value}, which is no figure that anybody can mean.")
    return msgspec.Raw(f"{value:f}".encode())
