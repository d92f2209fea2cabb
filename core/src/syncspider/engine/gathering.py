"""From pages to calls: what was read is taken in page by page, what is to be written is gathered into full calls."""

from __future__ import annotations

import collections
from collections.abc import Collection, Sequence
from typing import Final

import attrs

from syncspider.engine.converting import Candidate, Converter, broken_verdict
from syncspider.engine.counting import Tally, Verdict
from syncspider.engine.matching import Item
from syncspider.engine.reading import Page
from syncspider.plugin import WritePolicy

_GONE: Final = "no longer at the source"


class Intake:
    """Pages that wait to be looked at.

    Attributes:
        verdicts: Of records that go no further; whoever takes them empties the list.
        total: How many records there are in all, as far as the source told.
        full: Whether as many records were taken in as there may be.
    """

    def __init__(
        self, converter: Converter, tally: Tally, *, limit: int | None = None, unreadable: Collection[str] = ()
    ) -> None:
        """Prepare.

        Args:
            converter: Makes candidates.
            tally: Counts what is taken in.
            limit: Take no more records than this.
            unreadable: Keys of dead letters that could not be read: not being found does not settle them.
        """
        self.verdicts: list[Verdict] = []
        self.total: int | None = None
        self.full = False
        self._converter = converter
        self._tally = tally
        self._limit = limit
        self._unreadable = frozenset(unreadable)
        self._pages: collections.deque[Page] = collections.deque()
        self._candidates: list[Candidate] | None = None

    def __bool__(self) -> bool:
        """Whether anything waits."""
        return bool(self._pages) or self._candidates is not None

    def add(self, page: Page) -> None:
        """Another page was read."""
        self._pages.append(page)

    def first(self) -> Sequence[Candidate]:
        """What could be written of the page that waits longest; the same until :meth:`done` is called."""
        if self._candidates is None:
            self._candidates = self._taken_in(self._within_limit(self._pages.popleft()))
        return self._candidates

    def done(self) -> None:
        """That page was dealt with."""
        self._candidates = None

    def drop(self) -> None:
        """Look at nothing more."""
        self._pages.clear()
        self._candidates = None

    def _taken_in(self, page: Page) -> list[Candidate]:
        """What could be written of a page; what cannot has its verdict."""
        self.total = page.total if page.total is not None else self.total
        self._tally.take(len(page.records) + len(page.broken) + len(page.gone))
        self.verdicts += [broken_verdict(broken) for broken in page.broken]
        self.verdicts += [self._gone(key) for key in page.gone]
        candidates: list[Candidate] = []
        candidate_of = self._converter.candidate
        for record in page.records:
            candidate = candidate_of(record)
            if isinstance(candidate, Candidate):
                candidates.append(candidate)
            else:
                self.verdicts.append(candidate)
        return candidates

    def _gone(self, key: str) -> Verdict:
        return attrs.evolve(Verdict.skipped(key, _GONE), closes=key not in self._unreadable)

    def _within_limit(self, page: Page) -> Page:
        if self._limit is None:
            return page
        left = self._limit - self._tally.taken
        broken = page.broken[: max(0, left - len(page.records))]
        if len(page.records) + len(page.broken) >= left:
            self.full = True
            self._pages.clear()
        return attrs.evolve(page, records=page.records[: max(0, left)], broken=broken)


class Calls:
    """Items that are gathered until they fill a call."""

    def __init__(self, policy: WritePolicy, max_batch: int) -> None:
        """Gather by how the target's writes may be repeated, so many at most."""
        self._policy = policy
        self._max_batch = max_batch
        self._gathered: dict[bool, list[Item]] = {True: [], False: []}
        self._ready: dict[bool, list[list[Item]]] = {True: [], False: []}

    def __bool__(self) -> bool:
        """Whether anything waits, gathered or ready."""
        return any(self._gathered.values()) or any(self._ready.values())

    @property
    def ready(self) -> int:
        """How many calls are ready."""
        return len(self._ready[True]) + len(self._ready[False])

    def add(self, item: Item) -> None:
        """One more item."""
        repeatable = item.repeatable(self._policy)
        gathered = self._gathered[repeatable]
        gathered.append(item)
        if len(gathered) >= self._max_batch:
            self._ready[repeatable].append(gathered)
            self._gathered[repeatable] = []

    def flush(self) -> None:
        """Wait for no more: what is gathered is ready."""
        for repeatable, gathered in self._gathered.items():
            if gathered:
                self._ready[repeatable].append(gathered)
        self._gathered = {True: [], False: []}

    def take(self) -> tuple[list[list[Item]], list[list[Item]]]:
        """The calls that are ready: those that may be repeated, and those that must not."""
        ready, self._ready = self._ready, {True: [], False: []}
        return ready[True], ready[False]

    def drop(self) -> None:
        """Make none of them."""
        self._gathered = {True: [], False: []}
        self._ready = {True: [], False: []}
