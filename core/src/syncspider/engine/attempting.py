"""One run, once it is claimed: what was left open is settled, then one window after another is moved."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Sequence
from random import Random
from typing import Any, Final

import attrs

from syncspider.clock import Clock
from syncspider.engine.converting import Converter, is_keyless
from syncspider.engine.counting import Tally, Verdict
from syncspider.engine.digesting import Digester
from syncspider.engine.finding import Finder
from syncspider.engine.gathering import Intake
from syncspider.engine.guarding import Guard
from syncspider.engine.matching import Matcher
from syncspider.engine.moving import Mover, Stations
from syncspider.engine.needs import Hooks
from syncspider.engine.opening import Ends
from syncspider.engine.options import RunOptions
from syncspider.engine.reading import Reader
from syncspider.engine.reconciling import Reconciler
from syncspider.engine.repeating import Repeater, Sender
from syncspider.engine.retrying import Patience
from syncspider.engine.settling import Settler
from syncspider.engine.telling import Teller
from syncspider.engine.windowing import Plan, plan_window
from syncspider.errors import SyncSpiderError
from syncspider.model import Window
from syncspider.state import Database, DeadLetters, Flows, Lease, Links, Runs, Task, Transaction, Windows

_LOGGER: Final = logging.getLogger(__name__)
_KEYLESS: Final = "has no key by which it could be read again"
_FOUND: Final = "an earlier write without an answer was found out"


@attrs.frozen(kw_only=True)
class Means:
    """What every run uses.

    Attributes:
        database: The state.
        hooks: The hooks of all plugins.
        clock: All time.
        random: Jitter.
        readers: How many parts of a window are read at the same time.
    """

    database: Database
    hooks: Hooks
    clock: Clock
    random: Random
    readers: int


@attrs.frozen(kw_only=True)
class Attempt:
    """One run of one task.

    Attributes:
        means: What it uses.
        task: What is run.
        options: How.
        ends: Between what.
        lease: Under which.
        tally: Counts.
        teller: Tells.
        stop: Set by a person.
        halt: Set when something failed.
    """

    means: Means
    task: Task
    options: RunOptions
    ends: Ends
    lease: Lease
    tally: Tally
    teller: Teller
    stop: threading.Event
    halt: threading.Event = attrs.field(factory=threading.Event)

    def carry_out(self) -> bool:
        """Run; whether a person stopped it before it was through.

        Raises:
            SyncSpiderError: Why it could not go on.
        """
        patience = Patience(self.means.clock, self.means.random, lambda: self.stop.is_set() or self.halt.is_set())
        work = _Work(self, patience)
        again = work.reconcile()
        if self.options.keys is not None:
            keys = [key for key in self.options.keys if not is_keyless(key)]
            self._pass_over([key for key in self.options.keys if is_keyless(key)])
            return not work.move(None, [*again, *keys]) and self.stop.is_set()
        while not self.stop.is_set():
            plan = work.plan()
            if plan is None:
                return not work.move(None, again) and self.stop.is_set()
            work.begin(plan)
            if not work.move(plan.window, again):
                return self.stop.is_set()
            work.complete(plan)
            again = ()
            if not plan.resumed:
                return False
        return True

    def _pass_over(self, keys: Sequence[str]) -> None:
        """What has no key cannot be asked for; its letter stays."""
        self.tally.take(len(keys))
        self.tally.add([Verdict.skipped(key, _KEYLESS) for key in keys])


class _Work:
    """The stations of one run, and what is done with them."""

    def __init__(self, attempt: Attempt, patience: Patience) -> None:
        means, ends = attempt.means, attempt.ends
        self._attempt = attempt
        self._patience = patience
        self._digester = Digester(ends.target.entity, ends.target.accepts, ends.target.options)
        self._sender = Sender(means.hooks, ends.target)
        self._finder = Finder(ends.target, patience)
        self._blocked: set[str | bytes] = set()
        self._converter = Converter(
            conversion=ends.conversion, route=ends.route, target=ends.target, digester=self._digester
        )
        with means.database.write("flow") as tx:
            self._flow = Flows().of_task(tx, attempt.task.id)
            self._layout = Links().layout(tx, self._digester.layout)
            self._layouts = dict(Links().layouts(tx))
            self._due = DeadLetters().stages(tx, attempt.task.id)
        self._settler = Settler(
            database=means.database,
            clock=means.clock,
            lease=attempt.lease,
            flow=self._flow,
            layout=self._layout,
            due=self._due,
            is_gone=self._is_gone,
        )

    def reconcile(self) -> Sequence[str]:
        """Settle what an earlier run left open; the keys of records to be read again."""
        attempt = self._attempt
        reconciler = Reconciler(
            database=attempt.means.database,
            clock=attempt.means.clock,
            flow=self._flow,
            source=attempt.ends.source,
            converter=self._converter,
            finder=self._finder,
            patience=self._patience,
            settler=self._settler,
            marker=attempt.ends.marker.of,
            settle=attempt.ends.target.policy.settle,
        )
        settled = reconciler.run()
        self._blocked |= settled.blocked
        for _ in range(settled.found):
            attempt.tally.remark(_FOUND)
        return settled.again

    def plan(self) -> Plan | None:
        """The next window, or None where there is nothing to read.

        Raises:
            SyncSpiderError: The source does not tell its time.
        """
        source = self._attempt.ends.source
        with self._attempt.means.database.read() as tx:
            span = Windows().of_task(tx, self._attempt.task.id)
        return plan_window(
            span,
            self._attempt.options,
            now=self._patience.call(source.now),
            overlap=source.overlap,
            horizon=source.horizon,
            incremental=source.incremental,
        )

    def begin(self, plan: Plan) -> None:
        """Remember what is about to be read, before it is."""
        window, attempt = plan.window, self._attempt

        def act(tx: Transaction) -> None:
            Runs().note(tx, attempt.lease, since=window.since, until=window.until)
            if plan.moves:
                Windows().begin(tx, attempt.task.id, window.since, window.until)

        self._settler.mark("window", act)

    def complete(self, plan: Plan) -> None:
        """Every record of the window has a durable fate: the next one starts at its end."""
        self._attempt.tally.check(complete=True)
        if plan.moves:
            until = plan.window.until
            self._settler.mark("cursor", lambda tx: Windows().complete(tx, self._attempt.task.id, until))

    def move(self, window: Window | None, keys: Sequence[str]) -> bool:
        """Move these records and then the window; whether all of it was dealt with."""
        attempt, means = self._attempt, self._attempt.means
        if window is None and not keys:
            return True
        events: queue.SimpleQueue[Any] = queue.SimpleQueue()
        reader = Reader(means.hooks, attempt.ends.source, self._patience, events, attempt.stop, threads=means.readers)
        unreadable = [key for key, stage in self._due.items() if stage == "read"]
        intake = Intake(self._converter, attempt.tally, limit=attempt.options.limit, unreadable=unreadable)
        mover = Mover(self._stations(), intake, reader, events, stop=attempt.stop, halt=attempt.halt, clock=means.clock)
        return mover.run(window=window, keys=keys)

    def _stations(self) -> Stations:
        attempt, target = self._attempt, self._attempt.ends.target
        matcher = Matcher(
            database=attempt.means.database,
            flow=self._flow,
            policy=target.policy,
            digester=self._digester,
            layout=self._layout,
            layouts=self._layouts,
            marker=attempt.ends.marker.of,
            blocked=self._blocked,
        )
        return Stations(
            matcher=matcher,
            repeater=Repeater(sender=self._sender, finder=self._finder, policy=target.policy, patience=self._patience),
            guard=self._guard(),
            settler=self._settler,
            tally=attempt.tally,
            teller=attempt.teller,
            policy=target.policy,
            max_batch=max(1, target.max_batch),
            writers=max(1, target.writers),
        )

    def _guard(self) -> Guard:
        return Guard(
            sender=self._sender,
            finder=self._finder,
            settler=self._settler,
            policy=self._attempt.ends.target.policy,
            patience=self._patience,
            clock=self._attempt.means.clock,
            lease=self._attempt.lease,
            flow=self._flow,
            layout=self._layout,
            blocked=self._blocked,
        )

    def _is_gone(self, key: str) -> bool:
        """Whether the source has no such record any more; where that cannot be asked, it is taken to be there."""
        if self._attempt.ends.conversion is not None:
            return False
        try:
            return self._attempt.ends.source.fetch(key) is None
        except SyncSpiderError as error:
            _LOGGER.warning("Whether the source still has %s could not be asked: %s", key, error)
            return False
