"""The budget lets through what is allowed, and nearly all of it."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from syncspider import http
from syncspider.errors import ConfigurationError

RATES = st.floats(min_value=0.05, max_value=2000)
BURSTS = st.integers(min_value=1, max_value=40)


class Time:
    """A clock for one example: time passes in sleeps alone."""

    def __init__(self) -> None:
        self.passed = 0.0

    def now(self) -> Any:
        """Not asked for here."""
        raise NotImplementedError

    def monotonic(self) -> float:
        """All sleeps."""
        return self.passed

    def sleep(self, seconds: float) -> None:
        """Pass the time."""
        self.passed += seconds


@given(rate=RATES, burst=BURSTS, rests=st.lists(st.floats(0, 30) | st.just(0.0), min_size=2, max_size=60))
def test_no_window_holds_more_than_is_allowed(rate: float, burst: int, rests: list[float]) -> None:
    """In any stretch of t seconds at most rate * t + burst requests leave, whatever rests lie between."""
    time = Time()
    budget = http.Budget(rate, burst=burst, clock=time)
    left = []
    for rest in rests:
        time.sleep(rest)
        budget.take()
        left.append(time.monotonic())
    for first, start in enumerate(left):
        for last in range(first, len(left)):
            assert last - first + 1 <= rate * (left[last] - start) + burst + 1e-6


@given(rate=RATES, burst=BURSTS)
def test_nearly_all_of_the_rate_is_used(rate: float, burst: int) -> None:
    """Of what a far end allows within a thousand requests and a burst, at least 97 % leaves in time."""
    time = Time()
    budget = http.Budget(rate, burst=burst, clock=time)
    for _ in range(1000):
        budget.take()
    assert (1000 - burst) / rate >= 0.97 * time.monotonic()


@given(
    rate=st.floats(min_value=1, max_value=200),
    burst=st.integers(min_value=3, max_value=40),
    delays=st.lists(st.floats(0, 1), min_size=50, max_size=200),
)
@example(rate=10, burst=5, delays=[1.0] * 5 + [0.0] * 60)
def test_a_far_end_with_the_same_bucket_refuses_nothing(rate: float, burst: int, delays: list[float]) -> None:
    """Requests that are under way for up to the time of one token, each for another, all find a token."""
    time = Time()
    budget = http.Budget(rate, burst=burst, clock=time)
    arrivals = []
    for delay in delays:
        budget.take()
        arrivals.append(time.monotonic() + delay / rate)
    tokens, counted = float(burst), 0.0
    for arrival in sorted(arrivals):
        tokens, counted = min(burst, tokens + (arrival - counted) * rate) - 1, arrival
        assert tokens > -1e-6


@given(pauses=st.lists(st.floats(0, 100), min_size=1, max_size=20), rate=st.none() | RATES)
def test_nothing_leaves_during_a_pause(pauses: list[float], rate: float | None) -> None:
    """After a pause of s seconds the next request leaves s seconds later or later, and none are made up for."""
    time = Time()
    budget = http.Budget(rate, burst=10, clock=time)
    for pause in pauses:
        start = time.monotonic()
        budget.pause(pause)
        budget.pause(pause / 2)
        budget.take()
        assert time.monotonic() >= start + pause - 1e-9
        if rate and pause > 1 / rate:
            again = time.monotonic()
            budget.take()
            assert time.monotonic() - again >= 0.99 / rate


def test_without_a_rate_nobody_waits() -> None:
    """An API without a limit is not slowed down."""
    time = Time()
    budget = http.Budget(None, clock=time)
    for _ in range(100):
        budget.take()
    assert time.monotonic() == 0


def test_threads_are_served_in_their_order(clock: Any) -> None:
    """Nobody who came later goes first, and nobody starves."""
    served: list[int] = []
    gate = threading.Event()

    class Held:
        """The first sleep lasts until all stand in line."""

        now, monotonic = clock.now, clock.monotonic

        def sleep(self, seconds: float) -> None:
            gate.wait(10)
            clock.sleep(seconds)

    budget = http.Budget(10, clock=Held())
    budget.take()

    def run(number: int) -> None:
        budget.take()
        served.append(number)

    threads = []
    for number in range(16):
        thread = threading.Thread(target=run, args=(number,))
        thread.start()
        threads.append(thread)
        while len(budget._queue) <= number:
            threading.Event().wait(0.001)
    gate.set()
    for thread in threads:
        thread.join()
    assert served == list(range(16))
    assert clock.monotonic() == pytest.approx(1.6, rel=0.02)


def test_one_who_is_interrupted_leaves_the_line(clock: Any) -> None:
    """Ctrl-C in one thread does not hold up the others."""

    class Interrupted:
        """The first sleep is broken off."""

        now, monotonic = clock.now, clock.monotonic
        broken = False

        def sleep(self, seconds: float) -> None:
            if not self.broken:
                self.broken = True
                raise KeyboardInterrupt
            clock.sleep(seconds)

    budget = http.Budget(1, clock=Interrupted())
    budget.take()
    with pytest.raises(KeyboardInterrupt):
        budget.take()
    budget.take()
    assert clock.monotonic() > 1


@pytest.mark.parametrize(("rate", "burst"), [(0, 1), (-1, 1), (float("nan"), 1), (float("inf"), 1), (1, 0)])
def test_a_budget_that_lets_nothing_pass_is_refused(clock: Any, rate: float, burst: int) -> None:
    """A wrong setting is told when it is made, not by a run that hangs."""
    with pytest.raises(ConfigurationError):
        http.Budget(rate, burst=burst, clock=clock)
