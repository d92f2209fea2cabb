"""What all commands that run tasks share: one after the other, stopped in good order, summed up at the end."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import attrs
import click

from syncspider.app import Application
from syncspider.cli.facts import numbers_of, run_facts
from syncspider.cli.interrupts import Interrupts
from syncspider.cli.output import JSON, as_json, table
from syncspider.cli.progress import Bars, Lines
from syncspider.cli.text import one_line
from syncspider.engine import RunOptions
from syncspider.errors import ConfigurationError, SyncSpiderError
from syncspider.state import Run, RunStatus, Task

_NOTICE: Final = "Stopping after the batch in hand. Press Ctrl-C again to abort at once."
_HEADERS: Final = (
    "Task", "Run", "Status", "Read", "Created", "Updated", "Unchanged", "Skipped", "Dead", "Undecided",
)  # fmt: skip
_LONGEST: Final = 2000
_MISUSED: Final = 2
_FAILED: Final = 1
_CODES: Final = {RunStatus.DONE: 0, RunStatus.PARTIAL: 3}
_WORST_FIRST: Final = (2, 1, 3, 0)


@attrs.frozen
class Order:
    """One task to run, and how."""

    task: Task
    options: RunOptions


def must_be_sound(app: Application, tasks: Iterable[Task]) -> None:
    """Tell everything that is wrong with any of the tasks before one of them calls a far end.

    Raises:
        ConfigurationError: Something is wrong.
    """
    problems = []
    for task in tasks:
        try:
            app.tasking.plan(task)
        except ConfigurationError as error:
            problems.append(f"{task.name}: {error}")
    if problems:
        raise ConfigurationError(" ".join(problems))


def run_all(app: Application, orders: Sequence[Order], *, shape: str) -> int:
    """Run tasks one after the other, show how it goes and what came of it, and give the exit code.

    A run that fails does not keep the others from running; a stop does. Of several codes the worst counts: 2 before 1
    before 3 before 0.
    """
    runs: list[Run] = []
    codes: list[int] = []
    with Interrupts(_NOTICE) as interrupts:
        for order in orders:
            if interrupts.stop.is_set():
                break
            try:
                with Bars(app.clock) if sys.stderr.isatty() else Lines(app.clock) as watcher:
                    run = app.runner.run(order.task, order.options, watcher, interrupts.stop)
            except SyncSpiderError as error:
                click.echo(one_line(f"Error: {order.task.name}: {error}"), err=True)
                codes.append(_MISUSED if isinstance(error, ConfigurationError) else _FAILED)
            else:
                runs.append(run)
                codes.append(_CODES.get(run.status, _FAILED))
        stopped = interrupts.stop.is_set()
    _sum_up(runs, shape)
    left = _left(orders, runs) if stopped else []
    if left:
        click.echo(f"Stopped. Nothing is lost; go on with: syncspider run {' '.join(left)}", err=True)
        codes.append(_FAILED)
    return next(code for code in _WORST_FIRST if code in codes)


def _sum_up(runs: Sequence[Run], shape: str) -> None:
    if shape == JSON:
        click.echo(as_json({"runs": [run_facts(run) for run in runs]}))
    elif runs:
        click.echo(table(_HEADERS, [run_cells(run) for run in runs]))
        for line in remarks_on(runs):
            click.echo(line)
    for run in runs:
        if run.error:  # whatever reads the result, a person sees this
            click.echo(failure_of(run), err=True)


def run_cells(run: Run) -> tuple[str, ...]:
    """A run as the cells of a table that begins with the task's name."""
    return (run.task, str(run.id), run.status.value, *map(str, numbers_of(run.counts).values()))


def remarks_on(runs: Iterable[Run]) -> Iterator[str]:
    """Why records were skipped, what was noted, and what to do about the dead ones; line by line."""
    for run in runs:
        for reason, count in _most_first(run.counts.reasons):
            yield one_line(f"{run.task}: {count} skipped: {reason}")
        for note, count in _most_first(run.counts.notes):
            yield one_line(f"{run.task}: {count} noted: {note}")
        if run.counts.dead:
            yield f"{run.task}: see the dead ones: syncspider dead-letters list --task {run.task}"
        if run.counts.undecided:
            yield f"{run.task}: nobody knows whether {run.counts.undecided} writes were done: look at the target."


def failure_of(run: Run) -> str:
    """Why a run did not come to its end, in a line."""
    mark = "Error: " if run.status is RunStatus.FAILED else ""
    return one_line(f"{mark}{run.task}: {run.status.value}: {run.error}", limit=_LONGEST)


def _most_first(texts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(texts.items(), key=lambda pair: (-pair[1], pair[0]))


def _left(orders: Sequence[Order], runs: Sequence[Run]) -> list[str]:
    """Names of the tasks that were not run to their end."""
    ended = {run.task for run in runs if run.status is not RunStatus.STOPPED}
    return [order.task.name for order in orders if order.task.name not in ended]
