"""The same facts as a table for people, JSON, CSV or Markdown.

Rows may be endless: each format prints as it goes. Cells are made safe here, so that no command has to remember it.
"""

from __future__ import annotations

import csv
import io
import itertools
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, TypeVar

import click

from syncspider.cli.text import safe_text, width_of

F = TypeVar("F", bound=Callable[..., Any])

TABLE: Final = "table"
JSON: Final = "json"
CSV: Final = "csv"
MARKDOWN: Final = "markdown"

# What a spreadsheet takes for the beginning of a formula.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_MARKS: Final = {ord(mark): f"\\{mark}" for mark in "\\|<>`*[]"}


def format_option(*formats: str) -> Callable[[F], F]:
    """``--format``, with the first as the default."""
    return click.option(
        "--format",
        "shape",
        type=click.Choice(formats, case_sensitive=False),
        default=formats[0],
        show_default=True,
        help="How to print it.",
    )


def table(headers: Sequence[str], rows: Sequence[Sequence[str]], *, gaps: Sequence[int] = ()) -> str:
    """Columns with spaces between them, each as wide as its widest cell.

    Args:
        headers: One for each column.
        rows: As many cells as there are headers; an empty cell is shown as ``-``.
        gaps: Spaces after each column; three unless told.
    """
    cells = [[safe_text(header) for header in headers], *([safe_text(cell) or "-" for cell in row] for row in rows)]
    widths = [max(map(width_of, column)) for column in zip(*cells, strict=True)]
    return "\n".join(_aligned(row, widths, gaps) for row in cells)


def streamed_table(headers: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int]) -> Iterator[str]:
    """The lines of a table whose widths are known beforehand, one by one."""
    fitting = [max(width, width_of(header)) for width, header in zip(widths, headers, strict=True)]
    yield _aligned(headers, fitting, ())
    for row in rows:
        yield _aligned([safe_text(cell) or "-" for cell in row], fitting, ())


def markdown(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines of a Markdown table."""
    yield _piped(headers)
    yield _piped("---" for _ in headers)
    for row in rows:
        yield _piped(safe_text(cell).translate(_MARKS) for cell in row)


def csv_lines(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines of a CSV file; a cell that a spreadsheet would compute is quoted as text."""
    for row in itertools.chain((headers,), rows):
        line = io.StringIO()
        csv.writer(line, lineterminator="").writerow([_as_text(cell) for cell in row])
        yield line.getvalue()


def as_json(value: object) -> str:
    """JSON for programs, indented; everything outside ASCII is escaped, so that it is safe on a terminal too."""
    return json.dumps(value, indent=2).replace("\x7f", "\\u007f")


def streamed_json(head: dict[str, Any], name: str, items: Iterable[object]) -> Iterator[str]:
    """The lines of one JSON object: what ``head`` holds, and then ``name`` with a list of items, one to a line."""
    opening = f'{as_json(head).removesuffix("}").rstrip()},\n  "{name}": ['
    lines = (f"    {json.dumps(item)}".replace("\x7f", "\\u007f") for item in items)
    previous = next(lines, None)
    if previous is None:
        yield f"{opening}]\n}}"
        return
    yield opening
    for line in lines:
        yield f"{previous},"
        previous = line
    yield f"{previous}\n  ]\n}}"


def show(lines: Iterable[str]) -> None:
    """Print each line as soon as it is there."""
    for line in lines:
        click.echo(line)


def _aligned(cells: Sequence[str], widths: Sequence[int], gaps: Sequence[int]) -> str:
    spaces = [*gaps, *[3] * (len(cells) - len(gaps))]
    padded = (
        cell + " " * (width - width_of(cell) + gap) for cell, width, gap in zip(cells, widths, spaces, strict=True)
    )
    return "".join(padded).rstrip()


def _piped(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _as_text(cell: str) -> str:
    safe = safe_text(cell)
    return f"'{safe}" if safe.startswith(_FORMULA) else safe
