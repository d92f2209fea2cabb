"""How a run is shown while it goes on."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import attrs
import pytest
from rich.console import Console
from syncspider.cli.progress import Bars, Lines
from syncspider.state import Counts, Run, RunStatus, Task

NOW = datetime(2026, 1, 1, tzinfo=UTC)
TASK = Task(
    id=1,
    name="toys",
    source_connection="one",
    source_entity="Products",
    target_connection="two",
    target_entity="Products",
    source_options={},
    target_options={},
    enabled=True,
    created_at=NOW,
    updated_at=NOW,
)
COUNTS = Counts(read=30, created=20, updated=0, unchanged=5, skipped=0, dead=5, undecided=0)
RUN = Run(
    id=7,
    task="toys",
    status=RunStatus.PARTIAL,
    trigger="manual",
    since=None,
    until=None,
    counts=COUNTS,
    started_at=NOW,
    finished_at=NOW,
    error="",
)


class Watch:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def now(self) -> datetime:
        """A fixed present."""
        return NOW

    def monotonic(self) -> float:
        """Where the test has put it."""
        return self.seconds

    def sleep(self, seconds: float) -> None:
        """Move on."""
        self.seconds += seconds


def test_lines_come_at_most_every_few_seconds() -> None:
    """A log does not fill with one line a batch."""
    said: list[str] = []
    watch = Watch()
    with Lines(watch, say=said.append) as lines:
        lines.started(7, TASK, 60)
        for _ in range(10):
            watch.sleep(1.0)
            lines.moved(COUNTS, 60)
        lines.finished(RUN)
    assert said == [
        "toys: run 7 begins with 60 records",
        "toys: 30 of 60 records, 6/s, 20 created, 5 unchanged, 5 dead",
        "toys: 30 of 60 records, 3/s, 20 created, 5 unchanged, 5 dead",
        "toys: partial, 30 records in 10.0 s, 3/s",
    ]


def test_lines_bear_not_to_know_how_many() -> None:
    """A source that does not count is no error, nor is a run that takes no time."""
    said: list[str] = []
    with Lines(Watch(), say=said.append) as lines:
        lines.started(7, TASK, None)
        lines.finished(RUN)
    assert said == ["toys: run 7 begins", "toys: partial, 30 records in 0.0 s, -/s"]


@pytest.mark.parametrize("total", [60, None])
def test_a_bar_shows_numbers_and_rate(total: int | None) -> None:
    """Records, rate and what became of them; what became of none is left out."""
    shown = io.StringIO()
    watch = Watch()
    console = Console(file=shown, force_terminal=True, width=140, legacy_windows=False)
    with Bars(watch, console=console) as bars:
        bars.started(7, TASK, total)
        watch.sleep(10)
        bars.moved(COUNTS, total)
        bars.finished(RUN)
    text = shown.getvalue()
    assert "toys" in text
    assert "partial: 30 records, 3/s, 20 created, 5 unchanged, 5 dead" in text
    assert "skipped" not in text


def test_a_bar_takes_no_markup_from_a_name() -> None:
    """What looks like markup is shown, not obeyed."""
    shown = io.StringIO()
    console = Console(file=shown, force_terminal=True, width=140, legacy_windows=False)
    with Bars(Watch(), console=console) as bars:
        bars.started(7, attrs.evolve(TASK, name="[/]"), None)
        bars.finished(RUN)
    assert "[/]" in shown.getvalue()
