"""The records of a store, by key, with the times and indexes that the API keeps for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import attrs
from syncspider.clock import Clock

from syncspider_ecwid.sandbox import moments

Json = dict[str, Any]


@attrs.frozen(kw_only=True)
class Dates:
    """The fields that tell when a record was created and changed; the last two where the API has UNIX seconds too."""

    created: str
    updated: str
    created_unix: str | None = None
    updated_unix: str | None = None


class Table:
    """Records of one entity. A record is never changed in place, so one that was handed out stays as it was."""

    def __init__(
        self,
        *,
        clock: Clock,
        dates: Dates,
        first: int,
        indexes: Mapping[str, Callable[[Json], Iterable[str]]],
    ) -> None:
        """An empty table.

        Args:
            clock: Where the time of a change comes from.
            dates: The fields that hold it.
            first: The number before the first one that is given out.
            indexes: Index name to the values under which a record is found.
        """
        self.dates = dates
        self.rows: dict[str, Json] = {}
        self.removed: list[Json] = []
        self.changed = moments.seconds(clock.now())
        self._clock = clock
        self._last = first
        self._indexes = indexes
        self._found: dict[str, dict[str, dict[str, None]]] = {name: {} for name in indexes}

    def number(self) -> int:
        """A number that was not given out before."""
        self._last += 1
        return self._last

    def now(self) -> int:
        """UNIX seconds."""
        return moments.seconds(self._clock.now())

    def find(self, index: str, value: str) -> list[Json]:
        """The records under a value of an index."""
        return [self.rows[key] for key in self._found[index].get(value, ())]

    def add(self, key: str, record: Json) -> None:
        """Keep a new record; its time of creation is its own or now, its last change is now."""
        now = self.now()
        record.setdefault(self.dates.created, moments.text(now))
        self.put(key, record)

    def put(self, key: str, record: Json, *, changed: int | None = None) -> None:
        """Keep a record, new or changed.

        Args:
            key: Its key.
            record: All of it; the times are set here.
            changed: UNIX seconds of the change, now when left out.
        """
        changed = self.now() if changed is None else changed
        dates = self.dates
        stamped = {**record, dates.updated: moments.text(changed)}
        if dates.created_unix and dates.updated_unix:
            created = moments.parsed(dates.created, stamped[dates.created])
            stamped.update({dates.created_unix: created, dates.updated_unix: changed})
        self._unlist(key)
        self.rows[key] = stamped
        self._list(key)
        self.changed = max(self.changed, changed)

    def remove(self, key: str) -> bool:
        """Forget a record but not that it was there; False where it is not."""
        if key not in self.rows:
            return False
        self._unlist(key)
        identity = self.rows.pop(key)["id"]
        self.changed = self.now()
        self.removed.append({"id": identity, "date": moments.text(self.changed)})
        return True

    def _list(self, key: str) -> None:
        for name, values in self._indexes.items():
            for value in values(self.rows[key]):
                self._found[name].setdefault(value, {})[key] = None

    def _unlist(self, key: str) -> None:
        if key in self.rows:
            for name, values in self._indexes.items():
                for value in values(self.rows[key]):
                    self._found[name].get(value, {}).pop(key, None)
