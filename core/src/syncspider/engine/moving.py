"""The stream of a run: pages come in, changes go out, outcomes are settled, each batch in one commit."""

from __future__ import annotations

import collections
import functools
import queue
import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import attrs

from syncspider.engine.converting import Candidate, Converter, broken_verdict
from syncspider.engine.counting import Tally, Verdict
from syncspider.engine.guarding import Guard
from syncspider.engine.matching import Item, Matcher
from syncspider.engine.reading import Ended, Page, Reader
from syncspider.engine.repeating import Answers, Repeater
from syncspider.engine.settling import Settler
from syncspider.engine.telling import Teller
from syncspider.errors import Delivery, TransientError
from syncspider.model import Window
from syncspider.plugin import WritePolicy

_MOST_SILENT: Final = 5
_GONE: Final = "no longer at the source"


@attrs.frozen(kw_only=True)
class _Answered:
    """One call is over.

    Attributes:
        items: What it was about.
        number: Of its bulk write, or None.
        answers: What became of the items, or None when the call ended in an error.
        error: That error.
    """

    items: Sequence[Item]
    number: int | None
    answers: Answers | None = None
    error: BaseException | None = None


@attrs.frozen(kw_only=True)
class Stations:
    """What a record passes on its way.

    Attributes:
        converter: Makes candidates.
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

    converter: Converter
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
        reader: Reader,
        events: queue.SimpleQueue[Any],
        *,
        stop: threading.Event,
        halt: threading.Event,
        limit: int | None = None,
        unreadable: Iterable[str] = (),
    ) -> None:
        """Prepare.

        Args:
            stations: What a record passes.
            reader: Where records come from.
            events: Where the reader puts them.
            stop: Set by a person: finish what is in hand.
            halt: Set here when something failed, so that nothing is waited for.
            limit: Take no more records than this.
            unreadable: Keys of dead letters that could not be read: not being found does not settle them.
        """
        self._stations = stations
        self._reader = reader
        self._events = events
        self._stop = stop
        self._halt = halt
        self._limit = limit
        self._unreadable = frozenset(unreadable)
        self._failure: BaseException | None = None
        self._whole = True
        self._ended = 0
        self._total: int | None = None
        self._pages: collections.deque[Page] = collections.deque()
        self._candidates: list[Candidate] | None = None
        self._verdicts: list[Verdict] = []
        self._gathered: dict[bool, list[Item]] = {True: [], False: []}
        self._ready: collections.deque[list[Item]] = collections.deque()
        self._answered: list[_Answered] = []
        self._busy: set[str | bytes] = set()
        self._under_way = 0
        self._silent = 0

    def run(self, *, window: Window | None = None, keys: Iterable[str] = ()) -> bool:
        """Move these records and then the window; whether all of it was dealt with.

        Raises:
            SyncSpiderError: Why the run must not go on. What was under way is settled as far as it can be.
        """
        self._reader.start(window=window, keys=keys)
        pool = ThreadPoolExecutor(self._stations.writers, thread_name_prefix="syncspider-writer")
        try:
            while not self._is_over():
                self._receive()
                self._advance(pool)
        except BaseException:
            self._halt.set()
            raise
        finally:
            self._reader.cancel()
            pool.shutdown(wait=True)
        if self._failure is not None:
            raise self._failure
        return self._whole

    def _is_over(self) -> bool:
        """Every reader has ended, every call is settled and nothing waits."""
        waiting = bool(self._pages or self._ready or self._answered or self._candidates is not None or self._verdicts)
        gathered = any(self._gathered.values())
        return self._ended == self._reader.threads and not self._under_way and not waiting and not gathered

    def _receive(self) -> None:
        """Wait for something to happen, and take all that has."""
        if self._ended < self._reader.threads or self._under_way:
            self._take(self._events.get())
        while not self._events.empty():
            self._take(self._events.get())

    def _take(self, event: Page | Ended | _Answered) -> None:
        if isinstance(event, Page):
            self._pages.append(event)
        elif isinstance(event, Ended):
            self._ended += 1
            self._whole = self._whole and event.whole
            if event.error is not None:
                self._fail(event.error)
        else:
            self._under_way -= 1
            self._answered.append(event)
            if event.error is not None:
                self._fail(event.error)

    def _fail(self, error: BaseException) -> None:
        self._failure = self._failure or error
        self._whole = False
        self._halt.set()
        self._reader.cancel()

    def _advance(self, pool: ThreadPoolExecutor) -> None:
        """Prepare what there is room for, then make durable what came of the calls before, and make the next."""
        if self._failure is not None or self._stop.is_set():
            self._drop()
        while True:
            in_the_way = self._prepare()
            if self._ended == self._reader.threads and not self._pages and self._candidates is None:
                self._flush()
            freed = self._commit(pool)
            if not (in_the_way and freed):
                break

    def _prepare(self) -> bool:
        """Match what there is room for; whether a change of the same record is in the way of the next page."""
        while self._has_room() and (self._candidates is not None or self._pages):
            if self._candidates is None:
                self._candidates = self._taken_in(self._pages.popleft())
            if any(one.key in self._busy or one.match in self._busy for one in self._candidates):
                self._flush()  # it must be sent before it can be out of the way
                return True
            self._match(self._candidates)
            self._candidates = None
            self._reader.taken()
        return False

    def _drop(self) -> None:
        """Nothing new is begun: what was read and not looked at stays due."""
        if self._pages or self._candidates is not None:
            self._whole = False
        self._pages.clear()
        self._candidates = None
        self._reader.cancel()
        if self._failure is not None:
            self._ready.clear()
            self._gathered = {True: [], False: []}

    def _has_room(self) -> bool:
        return len(self._ready) + self._under_way < 2 * self._stations.writers

    def _taken_in(self, page: Page) -> list[Candidate]:
        """What could be written of a page; what cannot has its verdict."""
        page = self._within_limit(page)
        self._total = page.total if page.total is not None else self._total
        self._stations.tally.take(len(page.records) + len(page.broken) + len(page.gone))
        self._verdicts += [broken_verdict(broken) for broken in page.broken]
        self._verdicts += [self._gone(key) for key in page.gone]
        candidates: list[Candidate] = []
        candidate_of = self._stations.converter.candidate
        for record in page.records:
            candidate = candidate_of(record)
            if isinstance(candidate, Candidate):
                candidates.append(candidate)
            else:
                self._verdicts.append(candidate)
        return candidates

    def _gone(self, key: str) -> Verdict:
        closes = key not in self._unreadable
        return attrs.evolve(Verdict.skipped(key, _GONE), closes=closes)

    def _within_limit(self, page: Page) -> Page:
        if self._limit is None:
            return page
        left = self._limit - self._stations.tally.taken
        broken = page.broken[: max(0, left - len(page.records))]
        kept = attrs.evolve(page, records=page.records[: max(0, left)], broken=broken)
        if len(page.records) + len(page.broken) >= left:
            self._whole = False
            self._pages.clear()
            self._reader.cancel()
        return kept

    def _match(self, candidates: list[Candidate]) -> None:
        items, verdicts = self._stations.matcher.match(candidates)
        self._verdicts += verdicts
        for item in items:
            self._busy.update((item.key, item.candidate.match))
            gathered = self._gathered[item.repeatable(self._stations.policy)]
            gathered.append(item)
            if len(gathered) >= self._stations.max_batch:
                self._ready.append(gathered.copy())
                gathered.clear()

    def _flush(self) -> None:
        for gathered in self._gathered.values():
            if gathered:
                self._ready.append(gathered.copy())
                gathered.clear()

    def _commit(self, pool: ThreadPoolExecutor) -> bool:
        """One commit for the outcomes that came and the calls that are next; then these calls are made.

        Returns:
            Whether records that were under way no longer are.
        """
        room = 2 * self._stations.writers - self._under_way
        calls = [self._ready.popleft() for _ in range(min(max(0, room), len(self._ready)))]
        bulk = [call for call in calls if call[0].repeatable(self._stations.policy)]
        answered, self._answered = self._answered, []
        verdicts, self._verdicts = self._verdicts, []
        written = [one for event in answered if event.answers for one in event.answers.written]
        settled = [event.number for event in answered if event.number is not None and event.answers]
        numbers: Sequence[int] = ()
        told: Sequence[Verdict] = ()
        if written or settled or bulk or self._stations.settler.must_commit(verdicts):
            told, numbers = self._stations.settler.commit(
                "batch",
                written=written,
                verdicts=verdicts,
                settled=settled,
                calls=bulk,
                counts=self._stations.tally.counts(),
            )
        self._account(answered, [*told, *verdicts])
        by_call = iter(numbers)
        for call in calls:
            number = next(by_call) if call[0].repeatable(self._stations.policy) else None
            self._under_way += 1
            pool.submit(self._call, call, number)
        return bool(answered)

    def _account(self, answered: Sequence[_Answered], verdicts: Sequence[Verdict]) -> None:
        """Count what is durable, tell it, and let others have the keys."""
        durable = [*verdicts, *(one for event in answered if event.answers for one in event.answers.verdicts)]
        self._stations.tally.add(durable)
        for event in answered:
            self._busy.difference_update(key for item in event.items for key in (item.key, item.candidate.match))
            self._listen(event.answers)
        if durable:
            self._stations.teller.moved(durable, self._total)

    def _listen(self, answers: Answers | None) -> None:
        if answers is None:
            return
        self._silent = self._silent + 1 if answers.silent else 0
        if answers.failure is not None:
            self._fail(answers.failure)
        elif self._silent >= _MOST_SILENT:
            message = f"The target gave no usable answer to {self._silent} calls in a row, each made several times."
            self._fail(TransientError(message, delivery=Delivery.UNKNOWN, hint="Run the task again later."))

    def _call(self, items: Sequence[Item], number: int | None) -> None:
        """In a thread of the pool."""
        write = self._stations.guard.write if number is None else self._stations.repeater.write
        event = functools.partial(_Answered, items=items, number=number)
        try:
            answers = write(items)
        except BaseException as error:  # noqa: BLE001 - the run's own thread decides what becomes of it
            self._events.put(event(error=error))
        else:
            self._events.put(event(answers=answers))
