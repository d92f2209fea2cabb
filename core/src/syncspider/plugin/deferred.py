"""Declarations whose work is loaded with the connection, so that a list of what fits what stays cheap.

Sources and targets are declared by what they supply, accept and promise. What reads and writes needs an API's shapes
and the libraries behind them, and none of that is needed before a task runs.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, TypeVar

from syncspider.model.entity import Entity
from syncspider.model.record import Batch, Change, Found, Outcome, Record, Window
from syncspider.plugin.form import Choice
from syncspider.plugin.integration import Source, Target

E = TypeVar("E", bound=Entity)


def load_named(place: str) -> Any:  # noqa: ANN401 - whatever stands there
    """What stands at ``package.module:name``; the module is imported by this."""
    module, _, name = place.partition(":")
    return getattr(importlib.import_module(module), name)


class DeferredSource(Source[E]):
    """A source that is declared here and read by another, which is loaded when the first instance is made.

    Example:
        ::

            class Orders(DeferredSource[Order]):
                entity = Order
                supplies = frozenset({"number", "total"})
                work = "syncspider_acme.order_reading:OrderReading"  # a Source[Order]; declares nothing

    Attributes:
        work: ``package.module:Class`` of the source that reads, made with the same arguments.
    """

    work: ClassVar[str]

    def __init__(self, api: Any, options: Mapping[str, str]) -> None:  # noqa: ANN401 - the plugin's own type
        """Read by :attr:`work`."""
        super().__init__(api, options)
        self._work: Source[E] = load_named(self.work)(api, options)

    def now(self) -> datetime:
        """The source's own present."""
        return self._work.now()

    def read(self, window: Window, page: str | None) -> Batch[E]:
        """One page of a window."""
        return self._work.read(window, page)

    def split(self, window: Window) -> Iterable[Window]:
        """Parts of a window that may be read at the same time."""
        return self._work.split(window)

    def fetch(self, key: str) -> Record[E] | None:
        """One record as it is now."""
        return self._work.fetch(key)


class DeferredTarget(Target[E]):
    """A target that is declared here and written by another, which is loaded when the first instance is made.

    Attributes:
        work: ``package.module:Class`` of the target that writes, made with the same arguments.
    """

    work: ClassVar[str]

    def __init__(self, api: Any, options: Mapping[str, str]) -> None:  # noqa: ANN401 - the plugin's own type
        """Write by :attr:`work`."""
        super().__init__(api, options)
        self._work: Target[E] = load_named(self.work)(api, options)

    def key_of(self, value: E) -> str:
        """The match key of a record."""
        return self._work.key_of(value)

    def snapshot(self, change: Change[E]) -> Mapping[str, Any] | None:
        """What is there already."""
        return self._work.snapshot(change)

    def write(self, changes: Sequence[Change[E]]) -> Iterable[Outcome]:
        """Bring the target to each of the changes."""
        return self._work.write(changes)

    def find_existing(self, change: Change[E]) -> Found:
        """Whether the target holds the record already."""
        return self._work.find_existing(change)

    def choices(self, question: str) -> tuple[Choice, ...]:
        """The choices of a question that is ``live``."""
        return self._work.choices(question)
