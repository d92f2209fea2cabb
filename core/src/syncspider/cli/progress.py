"""How a run is going, on standard error: bars on a terminal, plain lines elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Self

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Column

from syncspider.cli.facts import numbers_of
from syncspider.clock import Clock
from syncspider.state import Counts, Run, Task

_PAUSE: Final = 5.0
_FATES: Final = ("created", "updated", "unchanged", "skipped", "dead", "undecided")


class Lines:
    """One line when a run begins, one every few seconds, one when it ends; use it as a context manager."""

    def __init__(self, clock: Clock, *, say: Callable[[str], None] | None = None) -> None:
        """Write with ``say``; to standard error unless told."""
        self._clock = clock
        self._say = say or (lambda line: click.echo(line, err=True))
        self._name = ""
        self._begun = self._said = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        """Nothing is open."""

    def started(self, run: int, task: Task, total: int | None) -> None:
        """A run began."""
        self._name = task.name
        self._begun = self._said = self._clock.monotonic()
        self._say(f"{task.name}: run {run} begins" + ("" if total is None else f" with {total} records"))

    def moved(self, counts: Counts, total: int | None) -> None:
        """Some more records have their fate."""
        now = self._clock.monotonic()
        if now - self._said >= _PAUSE:
            self._said = now
            rate = _rate(counts.read, now - self._begun)
            of = "" if total is None else f" of {total}"
            self._say(f"{self._name}: {counts.read}{of} records, {rate}, {fates_of(counts)}")

    def finished(self, run: Run) -> None:
        """A run ended."""
        seconds = self._clock.monotonic() - self._begun
        rate = _rate(run.counts.read, seconds)
        self._say(f"{run.task}: {run.status.value}, {run.counts.read} records in {seconds:.1f} s, {rate}")


class Bars:
    """One live bar for each run; use it as a context manager."""

    def __init__(self, clock: Clock, *, console: Console | None = None) -> None:
        """Draw on standard error unless another console is given."""
        self._clock = clock
        self._begun = 0.0
        self._bar: TaskID | None = None
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=16),
            TextColumn("{task.fields[told]}", markup=False, table_column=Column(no_wrap=True, overflow="ellipsis")),
            TimeElapsedColumn(),
            console=console or Console(stderr=True),
            redirect_stdout=False,
            redirect_stderr=False,
        )

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._progress.stop()

    def started(self, run: int, task: Task, total: int | None) -> None:  # noqa: ARG002 - a bar shows no number
        """A run began."""
        self._begun = self._clock.monotonic()
        self._bar = self._progress.add_task(task.name, total=total, told="reading")

    def moved(self, counts: Counts, total: int | None) -> None:
        """Some more records have their fate."""
        if self._bar is not None:
            rate = _rate(counts.read, self._clock.monotonic() - self._begun)
            told = f"{counts.read}/{'?' if total is None else total}, {rate}, {fates_of(counts)}"
            self._progress.update(self._bar, completed=counts.read, total=total, told=told)

    def finished(self, run: Run) -> None:
        """A run ended."""
        if self._bar is not None:
            read = run.counts.read
            rate = _rate(read, self._clock.monotonic() - self._begun)
            told = f"{run.status.value}: {read} records, {rate}, {fates_of(run.counts)}"
            self._progress.update(self._bar, completed=read, total=max(read, 1), told=told)
            self._progress.stop_task(self._bar)


def fates_of(counts: Counts) -> str:
    """What became of the records, without what became of none."""
    numbers = numbers_of(counts)
    return ", ".join(f"{numbers[fate]} {fate}" for fate in _FATES if numbers[fate]) or "nothing to write so far"


def _rate(records: int, seconds: float) -> str:
    return f"{records / seconds:.0f}/s" if seconds > 0 else "-/s"
