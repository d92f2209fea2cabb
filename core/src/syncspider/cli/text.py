"""Text from outside, made safe for a terminal."""

from __future__ import annotations

import unicodedata
from typing import Final

# Cc: control characters, with ESC and C1; Cf: bidirectional overrides and other invisible marks; Cs: halves of a
# character, which no stream can encode; Zl, Zp: line breaks that only some programs take for one.
_UNSAFE: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
# Joiners belong to the spelling of several languages and of emoji.
_JOINERS: Final = frozenset("\u200c\u200d")
_WIDE: Final = frozenset({"W", "F"})
_NO_WIDTH: Final = frozenset({"Mn", "Me", "Cf"})


def safe_text(text: str, *, lines: bool = False) -> str:
    """The text with everything that could move a cursor or hide a word turned into visible escapes.

    Args:
        text: Anything.
        lines: Let line breaks and tabs stand, for text that is printed as a block.
    """
    if text.isprintable():
        return text
    return "".join(_safe(character, "\n\t" if lines else "") for character in text)


def one_line(text: str, *, limit: int = 400) -> str:
    """The text on one line, safe, cut after ``limit`` characters."""
    line = safe_text(" ".join(text.split()))
    return line if len(line) <= limit else line[: limit - 1] + "…"


def width_of(text: str) -> int:
    """How many columns of a terminal the text takes."""
    if text.isascii():
        return len(text)
    return sum(_width(character) for character in text)


def _safe(character: str, allowed: str) -> str:
    if character in allowed or character in _JOINERS or unicodedata.category(character) not in _UNSAFE:
        return character
    return character.encode("unicode_escape").decode("ascii")


def _width(character: str) -> int:
    if unicodedata.category(character) in _NO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(character) in _WIDE else 1
