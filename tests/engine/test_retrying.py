"""How long is waited, and when it is given up."""

from __future__ import annotations

from random import Random

import pytest
from syncspider.engine.heartbeat import Heartbeat
from syncspider.engine.retrying import ATTEMPTS, Patience
from syncspider.errors import Delivery, RecordError, RunError, TransientError

from tests.engine.shops import Clock


def a_patience(clock: Clock, *, stopping: bool = False) -> Patience:
    """By a clock that passes at once."""
    return Patience(clock, Random(3), lambda: stopping)


def test_each_wait_may_be_longer_than_the_one_before() -> None:
    """The bound doubles, up to a minute; the wait itself is by chance."""
    waits = []
    for attempt in range(1, ATTEMPTS):
        clock = Clock()
        assert a_patience(clock).wait(attempt)
        waits.append(sum(clock.slept))
        assert 0 <= waits[-1] <= 2 ** (attempt - 1) + 1
    assert not a_patience(Clock()).wait(ATTEMPTS)


@pytest.mark.parametrize(("asked", "goes_on"), [(0.5, True), (45.0, True), (60.0, True), (61.0, False)])
def test_what_the_far_end_asks_is_waited_for(*, asked: float, goes_on: bool) -> None:
    """At least that long, and not at all where it is longer than anybody waits."""
    clock = Clock()
    assert a_patience(clock).wait(1, asked) == goes_on
    assert sum(clock.slept) >= (asked if goes_on else 0)


def test_nobody_waits_once_the_run_shall_stop() -> None:
    """Neither before another attempt nor for anything else."""
    clock = Clock()
    patience = a_patience(clock, stopping=True)
    assert not patience.wait(1)
    assert not patience.pause(10)
    assert clock.slept == []


def test_only_what_may_succeed_is_called_again() -> None:
    """A transient failure is repeated, five times at most; any other is not."""
    calls: list[int] = []

    def fail(error: Exception) -> None:
        calls.append(1)
        raise error

    for error, expected in ((TransientError("x", delivery=Delivery.UNKNOWN), ATTEMPTS), (RecordError("x"), 1)):
        calls.clear()
        with pytest.raises(type(error)):
            a_patience(Clock()).call(lambda error=error: fail(error))  # type: ignore[misc]
        assert len(calls) == expected


def test_a_heartbeat_goes_on_when_one_beat_fails() -> None:
    """A lease that cannot be renewed just now is tried again; the run itself finds out when it is lost."""
    beats: list[int] = []

    def renew() -> None:
        beats.append(1)
        raise RunError("The state is busy.")

    with Heartbeat(renew, seconds=0.001):
        while len(beats) < 3:
            pass
    assert len(beats) >= 3
