"""Keys that look like Ecwid's."""

from __future__ import annotations

from typing import Final

#: No letter that can be taken for a digit.
_ALPHABET: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_SPAN: Final = len(_ALPHABET) ** 6
#: Prime to the span, so that different numbers give different letters.
_STEP: Final = 387_420_489


def letters(number: int) -> str:
    """Six characters for a number, such as ``XJ12HQ``; different numbers below a thousand million differ."""
    rest, found = number * _STEP % _SPAN, ""
    for _ in range(6):
        rest, place = divmod(rest, len(_ALPHABET))
        found += _ALPHABET[place]
    return found
