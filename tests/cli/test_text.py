"""What comes from outside cannot move a cursor, hide a word or break a line."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syncspider.cli.text import one_line, safe_text, width_of

CORPUS = {
    "\x1b[31mred": "\\x1b[31mred",
    "\x1b]0;title\x07": "\\x1b]0;title\\x07",
    "\x1b]52;c;aGVsbG8=\x1b\\": "\\x1b]52;c;aGVsbG8=\\x1b\\",
    "\x9b31m": "\\x9b31m",
    "\x90q\x9c": "\\x90q\\x9c",
    "bell\x07back\x08del\x7fnul\x00": "bell\\x07back\\x08del\\x7fnul\\x00",
    "over\rwritten": "over\\rwritten",
    "two\nlines\tand a tab": "two\\nlines\\tand a tab",
    "evil\u202egnp.exe": "evil\\u202egnp.exe",
    "\u2066isolate\u2069": "\\u2066isolate\\u2069",
    "zero\u200bwidth\ufeff": "zero\\u200bwidth\\ufeff",
    "line\u2028paragraph\u2029": "line\\u2028paragraph\\u2029",
    "half \udc80 a character": "half \\udc80 a character",
    "tag \U000e0041": "tag \\U000e0041",
    "[bold]markup[/bold] [/]": "[bold]markup[/bold] [/]",
    "Öl für 5 € 漢字 🛒 \u0915\u094d\u200d\u0937": "Öl für 5 € 漢字 🛒 \u0915\u094d\u200d\u0937",
}


@pytest.mark.parametrize(("text", "safe"), CORPUS.items(), ids=map(ascii, CORPUS))
def test_attacks_become_visible(text: str, safe: str) -> None:
    """Escapes are shown as what they are; people's own letters stay."""
    assert safe_text(text) == safe


@given(st.text(st.characters(exclude_categories=())))
def test_nothing_unsafe_is_left(text: str) -> None:
    """Of any text, what remains can be encoded, stands on one line and holds no control character."""
    for safe in (safe_text(text), one_line(text)):
        safe.encode()
        assert len(safe.splitlines()) <= 1
        assert not [mark for mark in safe if unicodedata.category(mark) in ("Cc", "Cs", "Zl", "Zp")]
        assert not [
            mark for mark in safe if unicodedata.bidirectional(mark) in ("RLO", "LRO", "RLE", "LRE", "RLI", "LRI")
        ]


@given(st.text(st.characters(exclude_categories=())))
def test_what_is_safe_stays_as_it_is(text: str) -> None:
    """Making a text safe twice changes nothing more."""
    assert safe_text(safe_text(text)) == safe_text(text)


def test_a_block_keeps_its_lines() -> None:
    """A traceback stays readable."""
    assert safe_text("one\n\ttwo\r\x1b", lines=True) == "one\n\ttwo\\r\\x1b"


@given(st.text(), st.integers(10, 50))
def test_a_line_is_cut(text: str, limit: int) -> None:
    """However long what a plugin raises."""
    assert len(one_line(text, limit=limit)) <= limit


@pytest.mark.parametrize(
    ("text", "width"), [("abc", 3), ("漢字", 4), ("🛒", 2), ("e\u0301", 1), ("\uff37", 2), ("", 0), ("क\u094dष", 2)]
)
def test_width_is_what_a_terminal_shows(text: str, width: int) -> None:
    """Wide characters take two columns, marks on another none."""
    assert width_of(text) == width
