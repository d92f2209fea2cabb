"""What the three sources have in common: windows become slices, and each record is understood alone."""

from __future__ import annotations

import abc
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar, Final, TypeVar

from syncspider import Batch, Broken, Entity, Record, Source, Window, http
from syncspider.errors import RecordError

from syncspider_ecwid import moments
from syncspider_ecwid.client import Api, Collection
from syncspider_ecwid.slices import Slices
from syncspider_ecwid.store import Store

_LONGEST: Final = 2_000
E = TypeVar("E", bound=Entity)


class Reading(Source[E]):
    """Reads one collection of a store.

    Attributes:
        kind: The collection's name in Ecwid's addresses.
    """

    kind: ClassVar[str]
    api: Api

    @abc.abstractmethod
    def record_of(self, raw: Mapping[str, Any], store: Store) -> Record[E]:
        """A record from Ecwid's JSON.

        Raises:
            RecordError: It cannot be understood.
        """

    def now(self) -> datetime:
        """The store's own present."""
        return self.api.now()

    def read(self, window: Window, page: str | None) -> Batch[E]:
        """One slice of the window, oldest slice first; seconds are whole, so the window is rounded outward."""
        store = self.api.store
        since, until = _bounds(window)
        found = Slices(self._collection).read(since, until, page)
        read = [self._understood(raw, store) for raw in found.items]
        return Batch(
            records=tuple(record for record in read if isinstance(record, Record)),
            broken=tuple(broken for broken in read if isinstance(broken, Broken)),
            resume=found.resume,
            total=found.total,
        )

    def split(self, window: Window) -> Iterable[Window]:
        """Parts of about one page, which may be read at the same time."""
        since, until = _bounds(window)
        for low, high in Slices(self._collection).parts(since, until):
            yield Window(_moment(low), _moment(high))

    def fetch(self, key: str) -> Record[E] | None:
        """One record as it is now."""
        raw = self._collection.get(key)
        return None if raw is None else self.record_of(raw, self.api.store)

    @property
    def _collection(self) -> Collection:
        collection: Collection = getattr(self.api, self.kind)
        return collection

    def _understood(self, raw: Mapping[str, Any], store: Store) -> Record[E] | Broken:
        try:
            return self.record_of(raw, store)
        except RecordError as error:
            key = str(raw.get("id") or "without an id")
            error.key = error.key or key
            return Broken(key=key, error=error, raw=http.encode(raw).decode()[:_LONGEST])


def _bounds(window: Window) -> tuple[int, int]:
    since = moments.floor_of(window.since)
    return since, max(since, moments.ceiling_of(window.until))


def _moment(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)
