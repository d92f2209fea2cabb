"""What orders, products and customers have in common: search, get, update, delete and the list of the deleted."""

from __future__ import annotations

import abc
import operator
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar

from syncspider.sandbox import Request

from syncspider_ecwid.sandbox.bodies import Bodies
from syncspider_ecwid.sandbox.refusals import Refusal, wrong
from syncspider_ecwid.sandbox.searching import Parameters, page, trimmed, within
from syncspider_ecwid.sandbox.tables import Table

Json = dict[str, Any]
_PAGING = frozenset({"offset", "limit", "responseFields", "createdFrom", "createdTo", "updatedFrom", "updatedTo"})


class Entity(abc.ABC):
    """One kind of record.

    Attributes:
        table: Where the records are.
        churn: How many records of a page change right after the page was sent, while more pages follow.
    """

    #: As in the address.
    name: ClassVar[str]
    #: The error code of a record that is not there.
    missing: ClassVar[str]
    #: The filters of a search that are understood.
    filters: ClassVar[frozenset[str]]
    #: The documented filters that are not modelled; they are refused, for to leave one out would be a wrong answer.
    unmodelled: ClassVar[frozenset[str]] = frozenset()
    #: ``sortBy`` without ``_ASC`` and ``_DESC`` to the sort key.
    sorts: ClassVar[Mapping[str, Callable[[Json], Any]]] = {}
    #: The order of a search that names none.
    usual: ClassVar[str]
    #: The text field that changes when a record churns.
    churning: ClassVar[str] = "privateAdminNotes"

    def __init__(self, table: Table, bodies: Bodies) -> None:
        self.table = table
        self.churn = 0
        self._bodies = bodies

    @abc.abstractmethod
    def tests(self, parameters: Parameters) -> Iterable[Callable[[Json], bool]]:
        """What a record must pass to be found, apart from its times."""

    @abc.abstractmethod
    def create(self, request: Request) -> Json:
        """Keep a new record and tell its key."""

    @abc.abstractmethod
    def changed(self, record: Json, request: Request) -> Json:
        """The record after an update, without its times."""

    def candidates(self, parameters: Parameters) -> list[Json]:  # noqa: ARG002 - for those that have an index
        """The records to test; all of them where no index serves."""
        return list(self.table.rows.values())

    def search(self, parameters: Parameters) -> Json:
        """One page."""
        self._check(parameters)
        tests = [*self.tests(parameters), *self._times(parameters)]
        found = [record for record in self.candidates(parameters) if all(test(record) for test in tests)]
        answer = page(self._sorted(found, parameters), parameters)
        if answer["offset"] + answer["count"] < answer["total"]:
            self._stir(answer["items"][: self.churn])
        return answer

    def one(self, key: str, parameters: Parameters) -> Json | list[Any]:
        """One record."""
        return trimmed(self.record(key), parameters.get("responseFields"))

    def record(self, key: str) -> Json:
        """One record whole.

        Raises:
            Refusal: It is not there.
        """
        if key not in self.table.rows:
            raise Refusal(self.missing, f"{self.name[:-1].capitalize()} not found")
        return self.table.rows[key]

    def update(self, key: str, request: Request) -> Json:
        """Change one record; nothing is stamped when nothing differs."""
        before = self.record(key)
        after = self.changed(before, request)
        if after == before:
            return {"updateCount": 0}
        self.table.put(key, after)
        return {"updateCount": 1}

    def remove(self, key: str) -> Json:
        """Delete one record."""
        self.record(key)
        return {"deleteCount": int(self.table.remove(key))}

    def deleted(self, parameters: Parameters) -> Json:
        """Keys and times of what was deleted, oldest first."""
        tests = within(parameters.moment("from_date"), parameters.moment("to_date"), lambda removed: removed["date"])
        return page([removed for removed in self.table.removed if all(test(removed) for test in tests)], parameters)

    def _check(self, parameters: Parameters) -> None:
        for name in parameters.values:
            if name in self.unmodelled:
                raise wrong(f"The sandbox does not model the filter {name}")
            if name not in self.filters | _PAGING and not name.startswith(("attribute_", "option_")):
                self._bodies.ignored.add(f"{self.name}?{name}")

    def _times(self, parameters: Parameters) -> Iterable[Callable[[Json], bool]]:
        for name, field in (("created", self.table.dates.created), ("updated", self.table.dates.updated)):
            low, high = parameters.moment(f"{name}From"), parameters.moment(f"{name}To")
            yield from within(low, high, operator.itemgetter(field))

    def _sorted(self, found: list[Json], parameters: Parameters) -> list[Json]:
        given = (parameters.get("sortBy") if "sortBy" in self.filters else None) or self.usual
        name, _, direction = given.rpartition("_")
        if name not in self.sorts or direction not in {"ASC", "DESC"}:
            raise wrong(f"Wrong value of sortBy: {given}")
        key = self.sorts[name]
        return sorted(found, key=lambda record: (key(record), record["id"]), reverse=direction == "DESC")

    def _stir(self, records: Iterable[Json]) -> None:
        for record in records:
            note = f"{record.get(self.churning) or ''}."
            self.table.put(str(record["id"]), {**record, self.churning: note})
