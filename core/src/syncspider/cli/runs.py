"""``syncspider runs``: what was run, and what came of it."""

from __future__ import annotations

from typing import Final

import click

from syncspider.cli.application import open_application
from syncspider.cli.facts import numbers_of, run_facts, time_cell
from syncspider.cli.options import Options
from syncspider.cli.output import JSON, TABLE, as_json, format_option, table
from syncspider.cli.running import failure_of, remarks_on, run_cells
from syncspider.errors import ConfigurationError
from syncspider.state import Run, Runs

_ROW: Final = ("Run", "Task", "Status", "Started (UTC)", "Read", "Created", "Updated", "Unchanged", "Skipped", "Dead",
               "Undecided")  # fmt: skip


@click.group()
def runs() -> None:
    """What was run, and what came of it."""


@runs.command("list")
@click.option("--task", metavar="NAME", help="Only runs of this task.")
@click.option(
    "--limit", type=click.IntRange(min=1), default=50, show_default=True, help="At most so many, newest first."
)
@format_option(TABLE, JSON)
@click.pass_obj
def list_(options: Options, /, task: str | None, limit: int, shape: str) -> None:
    """List the latest runs."""
    with open_application(options) as app:
        if task is not None:
            app.tasking.named(task)
        with app.database.read() as tx:
            found = Runs().all(tx, task=task, limit=limit)
    if shape == JSON:
        click.echo(as_json([run_facts(run) for run in found]))
    elif found:
        click.echo(table(_ROW, [_cells(run) for run in found]))
    else:
        click.echo("Nothing was run yet. Start a task: syncspider run TASK", err=True)


@runs.command()
@click.argument("number", type=int)
@format_option(TABLE, JSON)
@click.pass_obj
def show(options: Options, /, number: int, shape: str) -> None:
    """Show one run by its number."""
    with open_application(options) as app, app.database.read() as tx:
        run = Runs().numbered(tx, number)
    if run is None:
        raise ConfigurationError(f"There is no run {number}.", hint="syncspider runs list shows them.")
    if shape == JSON:
        click.echo(as_json(run_facts(run)))
        return
    rows = [
        ("task", run.task),
        ("status", run.status.value),
        ("trigger", run.trigger),
        ("read since (UTC)", time_cell(run.since)),
        ("read until (UTC)", time_cell(run.until)),
        ("started (UTC)", time_cell(run.started_at)),
        ("finished (UTC)", time_cell(run.finished_at)),
        *((name, str(count)) for name, count in numbers_of(run.counts).items()),
    ]
    click.echo(table(("Part", "Value"), rows))
    for line in remarks_on((run,)):
        click.echo(line)
    if run.error:
        click.echo(failure_of(run))


def _cells(run: Run) -> tuple[str, ...]:
    task, number, status, *numbers = run_cells(run)
    return (number, task, status, time_cell(run.started_at), *numbers)
