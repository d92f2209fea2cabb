"""``syncspider demo``: every task that the installed sandboxes allow, run twice and checked."""

from __future__ import annotations

import contextlib
import functools
import shlex
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any, Final

import click

from syncspider.app import Application
from syncspider.cli.facts import numbers_of
from syncspider.cli.interrupts import Interrupts
from syncspider.cli.opening import open_registry
from syncspider.cli.options import Options
from syncspider.cli.output import JSON, TABLE, as_json, format_option, table
from syncspider.cli.progress import Bars, Lines
from syncspider.cli.text import one_line
from syncspider.clock import ShiftedClock
from syncspider.demo import Demo, Report, Round
from syncspider.errors import ConfigurationError
from syncspider.settings import Settings

_NOTICE: Final = "Stopping after the batch in hand. Press Ctrl-C again to abort at once."
_HEADERS: Final = ("Source", "Target", "Read", "Created", "Updated", "Unchanged", "Skipped", "Dead", "As it must be")
_LOOK: Final = (
    "connections list",
    "tasks list",
    "runs list",
    "dead-letters list",
)


@click.command()
@click.option(
    "--records", type=click.IntRange(4, 100_000), default=200, show_default=True, help="Records a sandbox begins with."
)
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same records.")
@click.option(
    "--keep", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="Leave the state in this folder."
)
@format_option(TABLE, JSON)
@click.pass_context
def demo(context: click.Context, /, *, records: int, seed: int, keep: Path | None, shape: str) -> None:
    """Start a sandbox for each account, connect, run every task that fits, and run all of them once more.

    Between the runs the shops' owners work: they ship and refund some of the orders that were moved. The counts are
    compared with what the sandboxes themselves hold; the exit code is 1 if any is not as it must be. It leaves no
    process behind, and no file unless --keep is given.
    """
    options = context.find_object(Options) or Options()
    with _home(keep) as home, Interrupts(_NOTICE) as interrupts:
        clock = ShiftedClock()
        settings = Settings(data_dir=home / "data", config_dir=home / "config", keyring=False)
        load = functools.partial(open_registry, options)
        application = Application(settings, load=load, clock=clock, random=Random(seed))  # noqa: S311 - jitter
        with application, Bars(clock) if sys.stderr.isatty() else Lines(clock) as watcher:
            play = Demo(application, clock=clock, records=records, seed=seed, watcher=watcher, stop=interrupts.stop)
            report = play.play()
    if shape == JSON:
        click.echo(as_json(_facts(report)))
    else:
        _show(report)
        if keep:
            _say_where(keep)
    context.exit(1 if report.problems else 0)


@contextlib.contextmanager
def _home(keep: Path | None) -> Iterator[Path]:
    """The folder for the state, which must be empty; without ``--keep`` it is gone afterwards.

    Raises:
        ConfigurationError: There is something in it.
    """
    if keep is None:
        with tempfile.TemporaryDirectory(prefix="syncspider-demo-") as name:
            yield Path(name)
        return
    if keep.exists() and any(keep.iterdir()):
        raise ConfigurationError(f"The folder {keep} is not empty.", hint="Give --keep a new folder.")
    yield keep


def _show(report: Report) -> None:
    for one in report.rounds:
        click.echo(f"\n{one.title}")
        click.echo(table(_HEADERS, list(_cells(one))))
        for showing in one.showings:
            for reason, count in showing.counts.reasons.items():
                click.echo(one_line(f"{showing.part.name}: {count} skipped: {reason}"))
            for note, count in showing.counts.notes.items():
                click.echo(one_line(f"{showing.part.name}: {count} noted: {note}"))
            for reason, count in showing.burials.items():
                click.echo(one_line(f"{showing.part.name}: {count} dead: {reason}"))
    click.echo()
    for problem in report.problems:
        click.echo(one_line(f"Not as it must be: {problem}"))
    if not report.problems:
        click.echo("All counts are what they must be, and the second run wrote nothing.")


def _cells(one: Round) -> Iterator[tuple[str, ...]]:
    for showing in one.showings:
        part, numbers = showing.part, numbers_of(showing.counts)
        yield (
            f"{part.source.name} {part.source_entity}",
            f"{part.target.name} {part.target_entity}",
            *(str(numbers[name.lower()]) for name in _HEADERS[2:-1]),
            "no" if showing.problems else "yes",
        )


def _facts(report: Report) -> dict[str, Any]:
    return {
        "rounds": [
            {
                "title": one.title,
                "tasks": [
                    {
                        "task": showing.part.name,
                        "source": {"connection": showing.part.source.name, "entity": showing.part.source_entity},
                        "target": {"connection": showing.part.target.name, "entity": showing.part.target_entity},
                        "status": showing.status,
                        "counts": numbers_of(showing.counts),
                        "skips": dict(showing.counts.reasons),
                        "notes": dict(showing.counts.notes),
                        "dead": dict(showing.burials),
                        "problems": list(showing.problems),
                    }
                    for showing in one.showings
                ],
                "problems": list(one.problems),
            }
            for one in report.rounds
        ],
        "ok": not report.problems,
    }


def _say_where(keep: Path) -> None:
    click.echo(f"\nThe state is kept in {keep}. Look around with:")
    for command in _LOOK:
        click.echo(f"  syncspider --home {shlex.quote(str(keep))} {command}")
