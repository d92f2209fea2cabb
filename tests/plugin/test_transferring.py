"""One call of a target: every change gets an outcome, whatever the call raises."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import pytest
from syncspider import Change, Found, Operation, Outcome, Product, Result, Target
from syncspider.errors import (
    AccessError,
    ConfigurationError,
    Delivery,
    PluginError,
    RecordError,
    RunError,
    TransientError,
)
from syncspider.plugin.transferring import write_batch


class Scripted(Target[Product]):
    """A target that does what it is told."""

    entity = Product
    requires = frozenset[str]()
    accepts = frozenset[str]()

    def __init__(self, script: Callable[[Sequence[Change[Product]]], Iterable[Outcome]]) -> None:
        super().__init__(None, {})
        self.script = script

    def key_of(self, value: Product) -> str:
        """None is needed here."""
        return ""

    def write(self, changes: Sequence[Change[Product]]) -> Iterable[Outcome]:
        """Follow the script."""
        return self.script(changes)

    def find_existing(self, change: Change[Product]) -> Found:
        """Nothing is."""
        return Found.none()


def changes(count: int) -> tuple[Change[Product], ...]:
    """So many creations."""
    return tuple(Change(key=str(n), value=Product(), operation=Operation.CREATE) for n in range(count))


def results(error: BaseException, count: int = 3, answered: int = 1) -> list[Outcome]:
    """The outcomes of a call that answers for a few changes and then raises."""

    def script(given: Sequence[Change[Product]]) -> Iterator[Outcome]:
        for change in given[:answered]:
            yield Outcome.applied(change.key, "t")
        raise error

    outcomes = write_batch(Scripted(script), changes(count))
    assert sorted(outcome.key for outcome in outcomes) == [str(n) for n in range(count)]
    assert all(outcome.result is Result.APPLIED for outcome in outcomes[:answered])
    return list(outcomes[answered:])


@pytest.mark.parametrize("delivery", list(Delivery))
def test_a_transient_error_is_the_outcome_of_what_was_not_answered(delivery: Delivery) -> None:
    """What is known of the request is known of each of them, with the time that the target asked to wait."""
    for outcome in results(TransientError("busy", delivery=delivery, retry_after=9)):
        assert (outcome.result.value, outcome.retry_after, outcome.evidence) == (delivery.value, 9, "busy")
        assert outcome.cause is None


@pytest.mark.parametrize("error", [AccessError("revoked"), ConfigurationError("no such shelf")])
def test_a_refused_connection_was_not_carried_out(error: Exception) -> None:
    """What was answered before stays; the rest was not sent, and the reason ends the run."""
    for outcome in results(error):
        assert (outcome.result, outcome.cause) == (Result.NOT_SENT, error)


@pytest.mark.parametrize("error", [RunError("stop"), PluginError("odd", plugin="x")])
def test_an_error_that_ends_the_run_tells_nothing_of_the_changes(error: Exception) -> None:
    """They may have been carried out."""
    for outcome in results(error):
        assert (outcome.result, outcome.cause) == (Result.UNKNOWN, error)


@pytest.mark.parametrize("error", [ValueError("odd"), KeyError("x"), RecursionError(), SystemExit(3), GeneratorExit()])
def test_any_other_error_is_the_plugins_fault(error: BaseException) -> None:
    """It is named with its plugin and kept as the cause; of the changes nothing is known."""
    for outcome in results(error):
        assert outcome.result is Result.UNKNOWN
        assert isinstance(outcome.cause, PluginError)
        assert type(error).__name__ in outcome.cause.message
        assert outcome.cause.__cause__ is error


def test_a_record_error_refuses_the_record_that_it_names() -> None:
    """Of the others nothing is known; where there is only one left it is that one."""
    named = results(RecordError("no price", key="2"), count=4)
    assert [outcome.result for outcome in named] == [Result.UNKNOWN, Result.REJECTED, Result.UNKNOWN]
    unnamed = results(RecordError("no price"), count=4)
    assert {outcome.result for outcome in unnamed} == {Result.UNKNOWN}
    (alone,) = results(RecordError("no price"), count=2)
    assert (alone.result, str(alone.error)) == (Result.REJECTED, "no price")


def test_a_change_that_nobody_answered_for_is_unknown() -> None:
    """A target that keeps silent about a change has broken its contract, and the run ends with that."""
    outcomes = write_batch(Scripted(lambda given: [Outcome.applied("0", "t")]), changes(2))
    assert [outcome.result for outcome in outcomes] == [Result.APPLIED, Result.UNKNOWN]
    assert isinstance(outcomes[1].cause, PluginError)
    assert "no outcome for 1 of 2" in outcomes[1].cause.message


def test_the_first_word_on_a_change_counts(caplog: pytest.LogCaptureFixture) -> None:
    """A second outcome of the same change, or one of another, is told in the log and changes nothing."""
    given = [Outcome.applied("0", "t"), Outcome.unchanged("0", "u"), Outcome.applied("9", "t")]
    assert write_batch(Scripted(lambda changes: given), changes(1)) == (given[0],)
    assert len(caplog.records) == 2


def test_a_target_that_gives_no_outcomes_at_all_is_at_fault() -> None:
    """Even nothing where outcomes should be leaves no change without one."""
    broken: Any = lambda given: None  # noqa: E731 - as short as the mistake
    (outcome,) = write_batch(Scripted(broken), changes(1))
    assert outcome.result is Result.UNKNOWN
    assert isinstance(outcome.cause, PluginError)
