"""Who is told what happens: the watcher of this run, and the plugins that listen."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Final

from syncspider.clock import Clock
from syncspider.engine.counting import Tally, Verdict
from syncspider.engine.needs import Hooks
from syncspider.engine.options import Watcher
from syncspider.model import RecordBuried, RunFinished, RunStarted
from syncspider.state import Run, Task

_LOGGER: Final = logging.getLogger(__name__)
_MANY: Final = 50


class Teller:
    """Tells how one run is going."""

    def __init__(self, *, hooks: Hooks, watcher: Watcher, clock: Clock, run: int, task: Task, tally: Tally) -> None:
        self._hooks = hooks
        self._watcher = watcher
        self._clock = clock
        self._run = run
        self._task = task
        self._tally = tally

    def started(self) -> None:
        """The run began."""
        self._hooks.run_started(RunStarted(run=self._run, task=self._task.name, at=self._clock.now()))
        self._watcher.started(self._run, self._task, None)

    def moved(self, verdicts: Iterable[Verdict], total: int | None) -> None:
        """Some records have their fate, and it is durable."""
        for verdict in verdicts:
            if verdict.burial is not None:
                event = RecordBuried(
                    run=self._run,
                    task=self._task.name,
                    key=verdict.burial.key,
                    stage=verdict.burial.stage,
                    reason=verdict.burial.message,
                    at=self._clock.now(),
                )
                self._hooks.record_buried(event)
        self._watcher.moved(self._tally.counts(), total)

    def finished(self, run: Run) -> None:
        """The run ended."""
        counts = run.counts
        if counts.dead > _MANY and 2 * counts.dead > counts.read:
            _LOGGER.warning("%d of %d records of %s are dead: look at the cause.", counts.dead, counts.read, run.task)
        numbers = {
            "read": counts.read,
            "created": counts.created,
            "updated": counts.updated,
            "unchanged": counts.unchanged,
            "skipped": counts.skipped,
            "dead": counts.dead,
            "undecided": counts.undecided,
        }
        event = RunFinished(
            run=run.id,
            task=run.task,
            status=run.status.value,
            counts=numbers,
            error=run.error,
            at=self._clock.now(),
        )
        self._hooks.run_finished(event)
        self._watcher.finished(run)
