"""What a run is, from its claim to its end."""

from __future__ import annotations

import contextlib
import logging
import threading
from random import Random
from typing import Final

from syncspider.clock import Clock
from syncspider.engine.attempting import Attempt, Means
from syncspider.engine.counting import Tally
from syncspider.engine.heartbeat import Heartbeat
from syncspider.engine.needs import Registry, Sessions
from syncspider.engine.opening import open_ends
from syncspider.engine.options import RunOptions, Watcher
from syncspider.engine.reading import READERS
from syncspider.engine.telling import Teller
from syncspider.errors import RunError, SyncSpiderError
from syncspider.state import Database, Lease, Run, Runs, RunStatus, Task

_LOGGER: Final = logging.getLogger(__name__)
_STOPPED: Final = "It was stopped; run the task again to go on."


class Runner:
    """Runs tasks, one after the other or several in threads of their own."""

    def __init__(
        self,
        *,
        database: Database,
        registry: Registry,
        sessions: Sessions,
        clock: Clock,
        random: Random,
        owner: str,
        readers: int = READERS,
        runs: Runs | None = None,
    ) -> None:
        """Take collaborators.

        Args:
            database: The state.
            registry: What is installed.
            sessions: Opens connections.
            clock: All time.
            random: Jitter.
            owner: Names this process, see :func:`syncspider.state.make_owner`.
            readers: How many parts of a window are read at the same time.
            runs: The table of runs; None takes the usual one.
        """
        self._database = database
        self._registry = registry
        self._sessions = sessions
        self._clock = clock
        self._owner = owner
        self._runs = runs or Runs()
        self._means = Means(database=database, hooks=registry.hooks, clock=clock, random=random, readers=readers)

    def run(self, task: Task, options: RunOptions, watcher: Watcher, stop: threading.Event) -> Run:
        """Run a task once.

        Args:
            task: Which.
            options: How.
            watcher: Told how it goes.
            stop: Set it to end the run after what is in hand.

        Returns:
            The finished run, failed ones too.

        Raises:
            ConfigurationError: It cannot be run as it is; nothing was attempted.
            AccessError: A connection lacks a secret; nothing was attempted.
            RunError: It is being run already, or was taken over by another process.
        """
        with contextlib.ExitStack() as stack:
            ends = open_ends(task, self._database, self._registry, self._sessions, stack)
            with self._database.write("claim") as tx:
                lease = self._runs.claim(tx, task.id, owner=self._owner, trigger=options.trigger, now=self._clock.now())
            tally = Tally()
            teller = Teller(
                hooks=self._registry.hooks, watcher=watcher, clock=self._clock, run=lease.run_id, task=task, tally=tally
            )
            with Heartbeat(lambda: self._renew(lease)):
                teller.started()
                attempt = Attempt(
                    means=self._means,
                    task=task,
                    options=options,
                    ends=ends,
                    lease=lease,
                    tally=tally,
                    teller=teller,
                    stop=stop,
                )
                status, error = self._attempted(attempt)
                run = self._finish(lease, status, tally, error)
            teller.finished(run)
            return run

    def _attempted(self, attempt: Attempt) -> tuple[RunStatus, str]:
        """How it ended, and why. One place decides what an error means for a run: it fails, and nothing is lost."""
        tally = attempt.tally
        try:
            stopped = attempt.carry_out()
            tally.check(complete=not stopped)
        except SyncSpiderError as error:
            _LOGGER.debug("Run %d failed.", attempt.lease.run_id, exc_info=True)
            return RunStatus.FAILED, str(error)
        except BaseException as error:
            reason = "interrupted" if isinstance(error, KeyboardInterrupt) else f"{type(error).__name__}: {error}"
            self._finish(attempt.lease, RunStatus.FAILED, tally, f"It ended unexpectedly: {reason}.")
            raise
        if stopped:
            return RunStatus.STOPPED, _STOPPED
        counts = tally.counts()
        return (RunStatus.PARTIAL if counts.dead or counts.undecided else RunStatus.DONE), ""

    def _finish(self, lease: Lease, status: RunStatus, tally: Tally, error: str) -> Run:
        with self._database.write("finish") as tx:
            self._runs.finish(tx, lease, status=status, counts=tally.counts(), error=error, now=self._clock.now())
            run = self._runs.numbered(tx, lease.run_id)
        if run is None:
            raise RunError(f"Run {lease.run_id} is gone.")
        return run

    def _renew(self, lease: Lease) -> None:
        with self._database.write("heartbeat") as tx:
            self._runs.fence(tx, lease, self._clock.now())
