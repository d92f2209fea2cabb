"""Threads that make the calls, each taking the next that waits."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from typing import Any

import attrs

from syncspider.engine.counting import Fate
from syncspider.engine.guarding import Guard
from syncspider.engine.matching import Item
from syncspider.engine.repeating import Answers, Repeater
from syncspider.engine.settling import Written


@attrs.define
class Group:
    """Calls whose intents are remembered together.

    Attributes:
        number: Of their bulk write.
        left: How many of them are not settled.
    """

    number: int
    left: int


@attrs.frozen
class Call:
    """One call.

    Attributes:
        items: What it is about.
        group: Its group, or None where each item has a row of its own.
    """

    items: Sequence[Item]
    group: Group | None


@attrs.frozen
class Answered:
    """One call is over.

    Attributes:
        call: Which.
        answers: What became of the items, or None when it ended in an error.
        error: That error.
    """

    call: Call
    answers: Answers | None = None
    error: BaseException | None = None


class Callers:
    """Makes calls in threads of their own and tells of each when it is over."""

    def __init__(
        self,
        repeater: Repeater,
        guard: Guard,
        events: queue.SimpleQueue[Any],
        *,
        threads: int,
        stopping: Callable[[], bool],
    ) -> None:
        """Start the threads.

        Args:
            repeater: Makes calls that may be repeated.
            guard: Makes those that must not.
            events: Where an :class:`Answered` goes for each call.
            threads: How many calls may be made at the same time.
            stopping: Whether what was not begun shall not be begun.
        """
        self._repeater = repeater
        self._guard = guard
        self._events = events
        self._stopping = stopping
        self._failed = threading.Event()
        self._calls: queue.SimpleQueue[Call | None] = queue.SimpleQueue()
        self._threads = [
            threading.Thread(target=self._work, name=f"syncspider-writer-{number}", daemon=True)
            for number in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    def put(self, call: Call) -> None:
        """Make a call as soon as one of the threads is free."""
        self._calls.put(call)

    def close(self) -> None:
        """Wait until all that was put is over."""
        for _ in self._threads:
            self._calls.put(None)
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        while (call := self._calls.get()) is not None:
            try:
                answers = _unsent(call.items) if self._is_over() else self._made(call)
            except BaseException as error:  # noqa: BLE001 - the run's own thread decides what becomes of it
                self._events.put(Answered(call, error=error))
            else:
                if answers.failure is not None:
                    self._failed.set()  # what waits in line would meet the same
                self._events.put(Answered(call, answers))

    def _is_over(self) -> bool:
        return self._stopping() or self._failed.is_set()

    def _made(self, call: Call) -> Answers:
        return self._guard.write(call.items) if call.group is None else self._repeater.write(call.items)


def _unsent(items: Sequence[Item]) -> Answers:
    """Nothing was sent: all of them stay due."""
    due = [(item, item.verdict(Fate.DUE)) for item in items]
    return Answers(written=tuple(Written(item=item, verdict=verdict) for item, verdict in due))
