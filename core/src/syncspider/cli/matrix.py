"""``syncspider matrix``: what can be moved from where to where."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import click

from syncspider.cli.opening import open_registry
from syncspider.cli.options import Options
from syncspider.cli.output import (
    CSV,
    JSON,
    MARKDOWN,
    TABLE,
    csv_lines,
    format_option,
    markdown,
    show,
    streamed_json,
    streamed_table,
    table,
)
from syncspider.cli.text import safe_text, width_of
from syncspider.plugin.matrix import Matrix, Pair, Row, Side

_HEADERS: Final = ("Integration", "Source (exports)", "Target (imports)")
_GAPS: Final = (3, 4)
_PAIR_HEADERS: Final = ("Source", "Target", "Verdict", "Write class", "Reason")


@click.command()
@click.option("--pairs", "paired", is_flag=True, help="Every source entity with every target entity, and the verdict.")
@click.option("--source", metavar="NAME", help="Only what this integration exports.")
@click.option("--target", metavar="NAME", help="Only what this integration imports.")
@click.option(
    "--entity", metavar="NAME", help="Only this entity, such as Orders; of pairs, those that read or write it."
)
@format_option(TABLE, JSON, CSV, MARKDOWN)
@click.pass_obj
def matrix(
    options: Options, /, source: str | None, target: str | None, entity: str | None, shape: str, *, paired: bool
) -> None:
    """Tell what can be moved from where to where.

    The verdict on a pair is direct (same entity, nothing is lacking), mapping (same entity, but fields that the target
    requires are not supplied), conversion (a declared way leads from one entity to the other) or none.
    """
    fits = Matrix(open_registry(options))
    narrow = {"source": source, "target": target, "entity": entity}
    rows = fits.rows(**narrow)
    pairs = fits.pairs(**narrow) if paired else iter(())
    if not fits.registry.integrations:
        click.echo("No integration is usable. Install one: pip install syncspider-NAME", err=True)
    if shape == JSON:
        facts = {"integrations": [_row_facts(row) for row in rows]}
        show(streamed_json(facts, "pairs", map(_pair_facts, pairs)))
    elif paired:
        show(_PAIRS[shape](pairs, fits.rows(source=source, target=target)))
    else:
        show(_ROWS[shape]([_row_cells(row) for row in rows]))


def _row_facts(row: Row) -> dict[str, Any]:
    return {"name": row.name, "title": row.title, "sources": list(row.sources), "targets": list(row.targets)}


def _pair_facts(pair: Pair) -> dict[str, Any]:
    return {
        "source": {"integration": pair.source.integration, "entity": pair.source.entity},
        "target": {"integration": pair.target.integration, "entity": pair.target.entity},
        "verdict": pair.verdict.fit.value,
        "reason": pair.verdict.reason,
        "missing": list(pair.verdict.missing),
    }


def _row_cells(row: Row) -> tuple[str, ...]:
    return (row.title, ", ".join(row.sources), ", ".join(row.targets))


def _pair_cells(pair: Pair) -> tuple[str, ...]:
    verdict = pair.verdict
    return (_side(pair.source), _side(pair.target), verdict.fit.value, pair.write_class, verdict.reason)


def _side(side: Side) -> str:
    return f"{side.title} {side.entity}"


def _pair_table(pairs: Iterable[Pair], rows: Sequence[Row]) -> Iterator[str]:
    """The widest name on each side is known from the rows, so that pairs need not be collected."""
    sources = [width_of(safe_text(f"{row.title} {entity}")) for row in rows for entity in row.sources]
    targets = [width_of(safe_text(f"{row.title} {entity}")) for row in rows for entity in row.targets]
    widths = (max(sources, default=0), max(targets, default=0), len("conversion"), len("conditional"), 0)
    return streamed_table(_PAIR_HEADERS, map(_pair_cells, pairs), widths)


_ROWS: Final[Mapping[str, Callable[[Sequence[Sequence[str]]], Iterable[str]]]] = {
    TABLE: lambda rows: (table(_HEADERS, rows, gaps=_GAPS),),
    CSV: lambda rows: csv_lines(_HEADERS, rows),
    MARKDOWN: lambda rows: markdown(_HEADERS, rows),
}
_PAIRS: Final[Mapping[str, Callable[[Iterable[Pair], Sequence[Row]], Iterable[str]]]] = {
    TABLE: _pair_table,
    CSV: lambda pairs, _: csv_lines(_PAIR_HEADERS, map(_pair_cells, pairs)),
    MARKDOWN: lambda pairs, _: markdown(_PAIR_HEADERS, map(_pair_cells, pairs)),
}
