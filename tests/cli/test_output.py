"""One set of facts in four shapes, each safe where it is read."""

from __future__ import annotations

import csv
import json
from itertools import count, islice
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syncspider.cli.output import as_json, csv_lines, markdown, streamed_json, streamed_table, table
from syncspider.cli.text import safe_text, width_of

ANY = st.text(st.characters(exclude_categories=()))
ROWS = st.lists(st.tuples(ANY, ANY), max_size=5)
HEADERS = ("One", "Two")


def test_columns_are_as_wide_as_their_widest_cell() -> None:
    """Whatever the width of the letters; an empty cell is a dash, and no line ends in spaces."""
    lines = table(HEADERS, [("漢字", "b"), ("", ""), ("abcdef", "")]).splitlines()
    assert lines == ["One      Two", "漢字     b", "-        -", "abcdef   -"]


@given(ROWS)
def test_a_table_has_one_line_a_row(rows: list[tuple[str, str]]) -> None:
    """No cell can break it, and the second column begins at one place."""
    lines = table(HEADERS, rows).split("\n")
    assert len(lines) == len(rows) + 1
    widest = max([3, *(width_of(safe_text(one)) for one, _ in rows)])
    for line, (_, other) in zip(lines[1:], rows, strict=True):
        ending = (safe_text(other) or "-").rstrip()
        assert line.endswith(ending)
        if ending:
            assert width_of(line.removesuffix(ending)) == widest + 3


@given(ROWS)
def test_a_spreadsheet_computes_nothing(rows: list[tuple[str, str]]) -> None:
    """Every cell comes back as it is read, and none begins like a formula."""
    lines = list(csv_lines(HEADERS, rows))
    read = list(csv.reader(lines))
    assert len(read) == len(rows) + 1
    for cells, row in zip(read[1:], rows, strict=True):
        assert [cell.removeprefix("'") for cell in cells] == [safe_text(cell).removeprefix("'") for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")'])
def test_formulas_are_text(cell: str) -> None:
    """An apostrophe stands before them."""
    (_, line) = csv_lines(("One",), [(cell,)])
    assert next(csv.reader([line])) == [f"'{cell}"]


@given(ROWS)
def test_a_markdown_table_keeps_its_columns(rows: list[tuple[str, str]]) -> None:
    """Bars, links and tags in a cell are shown, not obeyed."""
    lines = list(markdown(HEADERS, rows))
    assert len("\n".join(lines).split("\n")) == len(rows) + 2
    for line in lines:
        bars = [at for at, mark in enumerate(line) if mark == "|" and not escaped(line, at)]
        assert len(bars) == 3


def escaped(line: str, at: int) -> bool:
    """Whether an odd number of backslashes stands before this place."""
    before = line[:at]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1


@given(st.recursive(st.none() | st.booleans() | ANY, lambda inner: st.lists(inner) | st.dictionaries(ANY, inner)))
def test_json_is_plain_ascii_and_comes_back(value: Any) -> None:
    """Whatever is in it, nothing reaches a terminal but printable ASCII and line breaks."""
    text = as_json(value)
    assert text.replace("\n", "").isprintable()
    assert text.isascii()
    assert json.loads(text) == value


@given(st.lists(st.dictionaries(ANY, ANY)), st.dictionaries(st.text("abc", min_size=1), ANY, min_size=1))
def test_streamed_json_is_json(items: list[dict[str, str]], head: dict[str, Any]) -> None:
    """Printed piece by piece, it is one object all the same."""
    text = "\n".join(streamed_json(head, "items", iter(items)))
    assert text.replace("\n", "").isprintable()
    assert json.loads(text) == {**head, "items": items}


def test_what_is_endless_is_printed_as_it_comes() -> None:
    """No shape collects its rows first."""
    rows = ((str(number), "x") for number in count())
    assert list(islice(streamed_table(HEADERS, rows, (5, 5)), 2)) == ["One     Two", "0       x"]
    assert list(islice(csv_lines(HEADERS, rows), 2)) == ["One,Two", "1,x"]
    assert list(islice(markdown(HEADERS, rows), 3)) == ["| One | Two |", "| --- | --- |", "| 2 | x |"]
    assert list(islice(streamed_json({"a": 1}, "rows", rows), 2))[1] == '    ["3", "x"],'
