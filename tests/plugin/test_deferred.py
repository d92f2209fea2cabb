"""Declarations whose work is loaded with the first instance."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from syncspider import (
    Batch,
    Change,
    Choice,
    DeferredSource,
    DeferredTarget,
    Found,
    Operation,
    Order,
    Outcome,
    Record,
    Source,
    Target,
    Window,
    WritePolicy,
    load_named,
)
from syncspider.model import Money

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
EURO = Money.parse("1", "EUR")
ORDER = Order(subtotal=EURO, total=EURO, number="A")
CHANGE = Change(key="A", value=ORDER, operation=Operation.CREATE)


class Reading(Source[Order]):
    """Says which of its methods was called with what."""

    def now(self) -> datetime:
        """The present."""
        return NOW

    def read(self, window: Window, page: str | None) -> Batch[Order]:
        """A page that repeats what it was asked."""
        return Batch(records=(Record(key=f"{self.api} {page}", value=ORDER),), resume=self.options["next"])

    def split(self, window: Window) -> Iterable[Window]:
        """Two parts."""
        return (window, window)

    def fetch(self, key: str) -> Record[Order] | None:
        """Only A."""
        return Record(key=key, value=ORDER) if key == "A" else None


class Writing(Target[Order]):
    """The same for a target."""

    def key_of(self, value: Order) -> str:
        """The number."""
        return f"key {value.number}"

    def snapshot(self, change: Change[Order]) -> Mapping[str, Any] | None:
        """What it was asked about."""
        return {"key": change.key}

    def write(self, changes: Sequence[Change[Order]]) -> Iterator[Outcome]:
        """All of it."""
        yield from (Outcome.applied(change.key, f"{self.api}-{change.key}") for change in changes)

    def find_existing(self, change: Change[Order]) -> Found:
        """Itself."""
        return Found.one(change.key)

    def choices(self, question: str) -> tuple[Choice, ...]:
        """One."""
        return (Choice(question, question),)


class Declared(DeferredSource[Order]):
    """What a plugin declares."""

    entity = Order
    supplies = frozenset({"number"})
    work = "a_shop.reading:Reading"


class DeclaredTarget(DeferredTarget[Order]):
    """What a plugin declares."""

    entity = Order
    requires = accepts = frozenset({"number"})
    policy = WritePolicy.keyed("number")
    work = "a_shop.reading:Writing"


@pytest.fixture(autouse=True)
def a_shop(monkeypatch: pytest.MonkeyPatch) -> None:
    """The module that the declarations name."""
    module = type(sys)("a_shop.reading")
    module.Reading, module.Writing = Reading, Writing  # type: ignore[attr-defined] # a module that exists for the test
    monkeypatch.setitem(sys.modules, "a_shop", type(sys)("a_shop"))
    monkeypatch.setitem(sys.modules, "a_shop.reading", module)


def test_a_declared_source_reads_by_its_work() -> None:
    """Every call reaches the source that is named, which has the same connection and options."""
    source = Declared("api", {"next": "2"})
    window = Window(NOW, NOW)
    assert source.now() == NOW
    assert source.read(window, "1") == Batch(records=(Record(key="api 1", value=ORDER),), resume="2")
    assert list(source.split(window)) == [window, window]
    assert source.fetch("A") == Record(key="A", value=ORDER)
    assert source.fetch("B") is None


def test_a_declared_target_writes_by_its_work() -> None:
    """Every call reaches the target that is named."""
    target = DeclaredTarget("api", {})
    assert target.key_of(ORDER) == "key A"
    assert target.snapshot(CHANGE) == {"key": "A"}
    assert list(target.write([CHANGE])) == [Outcome.applied("A", "api-A")]
    assert target.find_existing(CHANGE) == Found.one("A")
    assert target.choices("colour") == (Choice("colour", "colour"),)


def test_every_call_of_the_contract_is_passed_on() -> None:
    """A method that the contract gains is not left at its default here."""
    for declared, contract in ((DeferredSource, Source), (DeferredTarget, Target)):
        calls = {name for name, thing in vars(contract).items() if callable(thing) and not name.startswith("_")}
        assert calls <= set(vars(declared))


def test_a_name_that_leads_nowhere_is_told() -> None:
    """Whoever misspelt the work of a declaration sees which name it was."""
    with pytest.raises(AttributeError, match="Readin"):
        load_named("a_shop.reading:Readin")
    with pytest.raises(ModuleNotFoundError, match="no_such_shop"):
        load_named("no_such_shop:Reading")
