"""What a demo has shown."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from syncspider.demo.casting import Part
from syncspider.state import Counts


@attrs.frozen(kw_only=True)
class Showing:
    """One run of one task.

    Attributes:
        part: The task.
        status: How the run ended.
        counts: What became of the records.
        burials: Why records are dead, with how many.
        problems: What is not as it must be, one line each.
    """

    part: Part
    status: str
    counts: Counts
    burials: Mapping[str, int]
    problems: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Round:
    """All tasks, run once.

    Attributes:
        title: What it shows.
        showings: In the order of the runs.
        problems: What is not as it must be after all of them, one line each.
    """

    title: str
    showings: tuple[Showing, ...]
    problems: tuple[str, ...] = ()


@attrs.frozen
class Report:
    """The whole demo."""

    rounds: tuple[Round, ...]

    @property
    def problems(self) -> tuple[str, ...]:
        """Everything that is not as it must be."""
        return tuple(
            problem
            for one in self.rounds
            for problems in (*(showing.problems for showing in one.showings), one.problems)
            for problem in problems
        )
