"""Reading ahead: a few threads ask for pages while those before are dealt with.

Parts of a window are read at the same time; within a part the next page is asked for as soon as the one before it is
there. Only so many pages wait to be dealt with, however fast the source is.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

import attrs

from syncspider.engine.needs import Hooks
from syncspider.engine.retrying import Patience
from syncspider.errors import PluginError, RecordError, RunError, SyncSpiderError, TransientError
from syncspider.model import Batch, Broken, Record, Window
from syncspider.plugin import Source

READERS: Final = 8
_AHEAD: Final = 8
_MOST_PAGES: Final = 100_000


@attrs.frozen(kw_only=True)
class Page:
    """What was read at once.

    Attributes:
        records: What was understood.
        broken: What was not.
        gone: Keys that were asked for one by one and are no longer there.
        total: How many records there are in all by the source's count, as far as it is known, or None.
    """

    records: Sequence[Record[Any]] = ()
    broken: Sequence[Broken] = ()
    gone: Sequence[str] = ()
    total: int | None = None


@attrs.frozen
class Ended:
    """One of the reading threads is done.

    Attributes:
        error: Why it could not go on, or None.
        whole: Whether it read all that it had to.
    """

    error: BaseException | None = None
    whole: bool = True


class Reader:
    """Reads one window, or single records by their keys, into a queue."""

    def __init__(
        self,
        hooks: Hooks,
        source: Source[Any],
        patience: Patience,
        events: queue.SimpleQueue[Any],
        stop: threading.Event,
        *,
        threads: int = READERS,
    ) -> None:
        """Prepare.

        Args:
            hooks: Through which pages are read.
            source: Where single records are read.
            patience: How often a failed reading is tried again.
            events: Where pages go, and one :class:`Ended` for each thread.
            stop: Set when no further page shall be asked for.
            threads: How many.
        """
        self._hooks = hooks
        self._source = source
        self._patience = patience
        self._events = events
        self._stop = stop
        self._cancelled = threading.Event()
        self._room = threading.Semaphore(_AHEAD)
        self._lock = threading.Lock()
        self._counting = threading.Lock()
        self._totals: dict[Window, int] = {}
        self.threads = threads

    def start(self, *, window: Window | None = None, keys: Iterable[str] = ()) -> None:
        """Begin to read these records and then the window, in threads of their own."""
        parts = self._parts(window, keys)
        for number in range(self.threads):
            name = f"syncspider-reader-{number}"
            threading.Thread(target=self._work, args=(parts,), name=name, daemon=True).start()

    def taken(self) -> None:
        """A page was dealt with: there is room for another."""
        self._room.release()

    def cancel(self) -> None:
        """Ask for no further page; what is under way comes still."""
        self._cancelled.set()
        for _ in range(self.threads):
            self._room.release()

    def _parts(self, window: Window | None, keys: Iterable[str]) -> Iterator[Window | str]:
        """What is to be read, piece by piece; a source may make calls to tell."""
        yield from keys
        attempt = 1
        while window is not None:
            try:
                yield from self._source.split(window)
            except TransientError as error:  # all of it again: what was read already has not changed
                if not self._patience.wait(attempt, error.retry_after):
                    raise
                attempt += 1
            else:
                return

    def _work(self, parts: Iterator[Window | str]) -> None:
        try:
            whole = self._read_all(parts)
        except SyncSpiderError as error:
            self._events.put(Ended(error))
        except BaseException as error:  # noqa: BLE001 - the run's own thread decides what becomes of it
            self._events.put(Ended(error if isinstance(error, KeyboardInterrupt) else self._blamed(error)))
        else:
            self._events.put(Ended(whole=whole))

    def _read_all(self, parts: Iterator[Window | str]) -> bool:
        while True:
            with self._lock:
                part = next(parts, None)
            if part is None:
                return True
            if not self._read_part(part):
                return False

    def _read_part(self, part: Window | str) -> bool:
        """Whether all of it was read."""
        if isinstance(part, str):
            return self._ask(lambda: self._fetch(part)) is not None
        page: str | None = None
        seen: set[str] = set()
        for _ in range(_MOST_PAGES):
            batch = self._ask(lambda: self._page(part, page))  # noqa: B023 - called before the loop goes on
            if batch is None:
                return False
            if batch.resume is None:
                return True
            if batch.resume in seen:
                raise RunError(f"The source gives page {batch.resume[:80]!r} again and again.", hint=_LOOPS)
            seen.add(batch.resume)
            page = batch.resume
        raise RunError(f"The source gives more than {_MOST_PAGES} pages.", hint=_LOOPS)

    def _ask(self, function: Callable[[], tuple[Page, Any]]) -> Any:  # noqa: ANN401 - what was asked for
        """Read one page and pass it on; None when nothing further shall be read."""
        self._room.acquire()
        if self._stop.is_set() or self._cancelled.is_set():
            return None
        page, batch = self._patience.call(function)
        self._events.put(page)
        return batch

    def _page(self, part: Window, page: str | None) -> tuple[Page, Batch[Any]]:
        batch = self._hooks.export_batch(self._source, part, page)
        return Page(records=batch.records, broken=batch.broken, total=self._total(part, batch.total)), batch

    def _total(self, part: Window, total: int | None) -> int | None:
        """By all parts that were begun."""
        with self._counting:
            if total is not None:
                self._totals[part] = total
            return sum(self._totals.values()) if self._totals else None

    def _fetch(self, key: str) -> tuple[Page, str]:
        try:
            record = self._source.fetch(key)
        except RecordError as error:
            return Page(broken=(Broken(key=key, error=error),)), key
        return (Page(gone=(key,)) if record is None else Page(records=(record,))), key

    def _blamed(self, error: BaseException) -> PluginError:
        plugin = type(self._source).__module__.partition(".")[0]
        message = f"{type(self._source).__name__} of {plugin} raised {type(error).__name__}: {error}."
        blamed = PluginError(message, plugin=plugin, hint="Report it to the plugin's author.")
        blamed.__cause__ = error
        return blamed


_LOOPS: Final = "It seems to run in circles; report it to the plugin's author."
