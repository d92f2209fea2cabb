"""The stream of a run: pages come in, changes go out, outcomes are settled, each batch in one commit."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Iterable, Sequence
from typing import Any, Final

import attrs

from syncspider.clock import Clock
from syncspider.engine.calling import Answered, Call, Callers, Group
from syncspider.engine.counting import Fate, Tally, Verdict
from syncspider.engine.gathering import Calls, Intake
from syncspider.engine.guarding import Guard
from syncspider.engine.matching import Item, Matcher
from syncspider.engine.reading import Ended, Page, Reader
from syncspider.engine.repeating import Repeater
from syncspider.engine.settling import Settler
from syncspider.engine.telling import Teller
from syncspider.errors import Delivery, RunError, TransientError
from syncspider.model import Window
from syncspider.plugin import WritePolicy

_MOST_SILENT: Final = 5
#: Outcomes that are worth a commit of their own, and seconds after which any are.
_WORTH: Final = 100
_LONGEST: Final = 0.5
#: Seconds that the run's thread waits before it looks up.
_TURN: Final = 0.5


@attrs.frozen(kw_only=True)
class Stations:
    """What a record passes on its way.

    Attributes:
        matcher: Makes items.
        repeater: Sends those that may be repeated.
        guard: Sends those that must not.
        settler: Makes outcomes durable.
        tally: Counts.
        teller: Tells whoever listens.
        policy: How the target's writes may be repeated.
        max_batch: How many items one call takes.
        writers: How many calls may be under way.
    """

    matcher: Matcher
    repeater: Repeater
    guard: Guard
    settler: Settler
    tally: Tally
    teller: Teller
    policy: WritePolicy
    max_batch: int
    writers: int


class Mover:
    """Moves what a reader reads. No two changes of one record are under way at the same time.

    Everything but the calls themselves happens in the thread that calls :meth:`run`.
    """

    def __init__(
        self,
        stations: Stations,
        intake: Intake,
        reader: Reader,
        events: queue.SimpleQueue[Any],
        *,
        stop: threading.Event,
        halt: threading.Event,
        clock: Clock,
    ) -> None:
        """Prepare.

        Args:
            stations: What a record passes.
            intake: Where pages wait.
            reader: Where records come from.
            events: Where the reader puts them.
            stop: Set by a person: finish what is in hand.
            halt: Set here when something failed, so that nothing is waited for.
            clock: Tells how long outcomes have waited to be made durable.
        """
        self._stations = stations
        self._reader = reader
        self._events = events
        self._stop = stop
        self._halt = halt
        self._intake = intake
        self._calls = Calls(stations.policy, stations.max_batch)
        self._failure: BaseException | None = None
        self._whole = True
        self._ended = 0
        self._verdicts: list[Verdict] = []
        self._answered: list[Answered] = []
        self._busy: set[str | bytes] = set()
        self._under_way = 0
        self._clock = clock
        self._committed_at = clock.monotonic()
        self._silent = 0

    def run(self, *, window: Window | None = None, keys: Iterable[str] = ()) -> bool:
        """Move these records and then the window; whether all of it was dealt with.

        Raises:
            SyncSpiderError: Why the run must not go on. What was under way is settled as far as it can be.
        """
        stations = self._stations
        self._reader.start(window=window, keys=keys)
        callers = Callers(
            stations.repeater,
            stations.guard,
            self._events,
            threads=stations.writers,
            stopping=lambda: self._stop.is_set() or self._halt.is_set(),
        )
        try:
            while not self._is_over():
                self._receive()
                self._advance(callers)
        except BaseException:
            self._halt.set()
            raise
        finally:
            self._reader.cancel()
            callers.close()
        if self._failure is not None:
            raise self._failure
        return self._whole

    def _is_over(self) -> bool:
        """Every reader has ended, every call is settled and nothing waits."""
        waiting = self._intake or self._calls or self._answered or self._verdicts
        return self._ended == self._reader.threads and not self._under_way and not waiting

    def _receive(self) -> None:
        """Wait for something to happen, and take all that has."""
        if self._ended < self._reader.threads or self._under_way:
            self._take(self._next())
        while not self._events.empty():
            self._take(self._next())

    def _next(self) -> Page | Ended | Answered:
        """The next event, whenever it comes.

        A signal that arrives just before a wait begins does not end it, and its handler runs only between two waits:
        so none of them is long, and Ctrl-C is heard while a far end is silent.
        """
        while True:
            with contextlib.suppress(queue.Empty):
                event: Page | Ended | Answered = self._events.get(timeout=_TURN)
                return event

    def _take(self, event: Page | Ended | Answered) -> None:
        if isinstance(event, Page):
            self._intake.add(event)
        elif isinstance(event, Ended):
            self._ended += 1
            self._whole = self._whole and event.whole
            if event.error is not None:
                self._fail(event.error)
        else:
            self._under_way -= 1
            self._answered.append(event)
            self._listen(event)

    def _fail(self, error: BaseException) -> None:
        self._failure = self._failure or error
        self._whole = False
        self._halt.set()
        self._reader.cancel()

    def _advance(self, callers: Callers) -> None:
        """Prepare what there is room for, make durable what came of the calls before, and make the next."""
        if self._failure is not None or self._stop.is_set():
            self._drop()
        while True:
            in_the_way = self._prepare()
            if self._ended == self._reader.threads and not self._intake:
                self._calls.flush()
            freed = self._commit(callers, in_the_way=in_the_way)
            if not (in_the_way and freed):
                break

    def _prepare(self) -> bool:
        """Match as long as those who call will soon have nothing to do.

        Returns:
            Whether a change that is under way is in the way of the next page.
        """
        while self._intake and self._calls.ready + self._under_way < 2 * self._stations.writers:
            candidates = self._intake.first()
            if any(one.key in self._busy or one.match in self._busy for one in candidates):
                self._calls.flush()  # it must be sent before it can be out of the way
                return True
            items, verdicts = self._stations.matcher.match(candidates)
            self._verdicts += verdicts
            for item in items:
                self._busy.update((item.key, item.candidate.match))
                self._calls.add(item)
            self._intake.done()
            self._reader.taken()
            if self._intake.full:
                self._whole = False
                self._reader.cancel()
        return False

    def _drop(self) -> None:
        """Nothing new is begun: what was read and not sent stays due."""
        if self._intake or self._calls:
            self._whole = False
        self._intake.drop()
        self._calls.drop()
        self._reader.cancel()

    def _commit(self, callers: Callers, *, in_the_way: bool) -> bool:
        """Make durable what is known and what is about to be sent, where it is worth a commit; then send.

        Returns:
            Whether records that were under way no longer are.
        """
        self._verdicts += self._intake.verdicts
        self._intake.verdicts.clear()
        repeatable, guarded = self._calls.take()
        group: Group | None = None
        settles = bool(repeatable) or self._is_due(in_the_way=in_the_way)
        if settles:
            group = self._settle(repeatable)
        for call in repeatable:
            callers.put(Call(call, group))
        for call in guarded:
            callers.put(Call(call, None))
        self._under_way += len(repeatable) + len(guarded)
        return settles

    def _is_due(self, *, in_the_way: bool) -> bool:
        """Whether what is known has waited long enough to be made durable."""
        if not self._answered and not self._verdicts:
            return False
        if in_the_way or not self._under_way:
            return True
        if not self._answered and not self._stations.settler.must_commit(self._verdicts):
            return True  # nothing to commit: it only has to be counted
        known = sum(len(event.call.items) for event in self._answered)
        return known >= _WORTH or self._clock.monotonic() - self._committed_at >= _LONGEST

    def _settle(self, bulk: Sequence[Sequence[Item]]) -> Group | None:
        """One commit for the outcomes that came and the calls that are next; the group of these."""
        answered, self._answered = self._answered, []
        verdicts, self._verdicts = self._verdicts, []
        written = [one for event in answered if event.answers for one in event.answers.written]
        settled = _settled_groups(answered)
        intended = [item for call in bulk for item in call]
        settler = self._stations.settler
        told: Sequence[Verdict] = ()
        numbers: Sequence[int] = ()
        if written or settled or intended or settler.must_commit(verdicts):
            told, numbers = settler.commit(
                "batch",
                written=written,
                verdicts=verdicts,
                settled=settled,
                calls=[intended] if intended else [],
                counts=self._stations.tally.counts(),
            )
        self._committed_at = self._clock.monotonic()
        self._account(answered, [*told, *verdicts])
        return Group(numbers[0], len(bulk)) if numbers else None

    def _account(self, answered: Sequence[Answered], verdicts: Sequence[Verdict]) -> None:
        """Count what is durable, tell it, and let others have the keys."""
        durable = [*verdicts, *(one for event in answered if event.answers for one in event.answers.verdicts)]
        self._stations.tally.add(durable)
        for event in answered:
            for item in event.call.items:
                self._busy.discard(item.key)
                self._busy.discard(item.candidate.match)
        if any(verdict.fate is Fate.DUE for verdict in durable):
            self._whole = False
        if durable:
            self._stations.teller.moved(durable, self._intake.total)

    def _listen(self, event: Answered) -> None:
        """Whether the run can go on after this."""
        if event.answers is None:
            self._fail(event.error or RunError("A call ended without a word."))
            return
        self._silent = self._silent + 1 if event.answers.silent else 0
        if event.answers.failure is not None:
            self._fail(event.answers.failure)
        elif self._silent >= _MOST_SILENT:
            message = f"The target gave no usable answer to {self._silent} calls in a row, each made several times."
            self._fail(TransientError(message, delivery=Delivery.UNKNOWN, hint="Run the task again later."))


def _settled_groups(answered: Sequence[Answered]) -> list[int]:
    """Those of which every call is over; one with a call that ended in an error stays open."""
    settled: list[int] = []
    for event in answered:
        group = event.call.group
        if group is not None and event.answers is not None:
            group.left -= 1
            if not group.left:
                settled.append(group.number)
    return settled
