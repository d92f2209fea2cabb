"""Which span of the source's time is read."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syncspider import BEGINNING
from syncspider.engine.options import RunOptions
from syncspider.engine.windowing import Plan, plan_window
from syncspider.errors import RunError
from syncspider.state import RunStatus, Span

from tests.engine.shops import NOON, a_product
from tests.engine.worlds import World

MARGIN = timedelta(minutes=2)


def planned(span: Span, **options: Any) -> Plan | None:
    """The window of a run at noon."""
    return plan_window(span, RunOptions(**options), now=NOON, overlap=MARGIN, horizon=MARGIN, incremental=True)


def test_the_first_run_reads_everything_that_is_surely_visible() -> None:
    """From the beginning to a little before the source's present."""
    plan = planned(Span())
    assert plan is not None
    assert (plan.window.since, plan.window.until, plan.moves) == (BEGINNING, NOON - MARGIN, True)


def test_the_next_run_reaches_back_a_little() -> None:
    """What became visible late is read with the overlap."""
    plan = planned(Span(cursor=NOON - timedelta(hours=1)))
    assert plan is not None
    assert (plan.window.since, plan.moves) == (NOON - timedelta(hours=1) - MARGIN, True)


def test_an_unfinished_window_is_resumed() -> None:
    """Exactly what was begun is read again, and there is a next one after it."""
    span = Span(cursor=NOON - timedelta(days=2), since=NOON - timedelta(days=2), until=NOON - timedelta(days=1))
    plan = planned(span)
    assert plan is not None
    assert (plan.window.since, plan.window.until, plan.resumed) == (span.since, span.until, True)


@pytest.mark.parametrize("options", [{"limit": 5}, {"limit": 5, "full": True}, {"limit": 5, "since": BEGINNING}])
def test_a_limited_run_never_moves_the_cursor(options: dict[str, Any]) -> None:
    """It has not read everything."""
    plan = planned(Span(cursor=NOON - timedelta(hours=1)), **options)
    assert plan is not None
    assert not plan.moves


def test_since_on_the_first_run_is_where_history_begins() -> None:
    """The next run goes on from there instead of reading all that is older."""
    plan = planned(Span(), since=NOON - timedelta(days=1))
    assert plan is not None
    assert (plan.window.since, plan.moves) == (NOON - timedelta(days=1), True)


@given(
    st.none() | st.integers(0, 5000),
    st.none() | st.integers(0, 5000),
    st.integers(3, 5000),
)
def test_the_cursor_moves_only_over_what_was_read(cursor: int | None, begun: int | None, since: int) -> None:
    """With any start, whatever lies between the cursor, an unfinished window and it is read or the cursor stays."""
    span = Span(
        cursor=None if cursor is None else NOON - timedelta(minutes=cursor),
        since=None if begun is None else NOON - timedelta(minutes=begun),
        until=None if begun is None else NOON,
    )
    plan = planned(span, since=NOON - timedelta(minutes=since))
    assert plan is not None
    if plan.moves:
        assert span.cursor is None or plan.window.since <= span.cursor
        assert span.since is None or plan.window.since <= span.since


def test_a_cursor_in_the_future_stops_the_run() -> None:
    """A clock was wrong: nothing would be read for long, so the user is told; a full run mends it."""
    span = Span(cursor=NOON + timedelta(days=3))
    with pytest.raises(RunError, match="future"):
        planned(span)
    assert planned(span, full=True) is not None


def test_nothing_is_read_when_no_time_has_passed() -> None:
    """A source whose clock lags behind the cursor has nothing to tell yet."""
    assert planned(Span(cursor=NOON + timedelta(hours=1))) is None
    assert planned(Span(), since=datetime.max.replace(tzinfo=NOON.tzinfo)) is None


def test_a_run_goes_on_after_the_window_that_it_resumed(world: World) -> None:
    """One run is enough to be up to date again, however old the window that was left unfinished."""
    world.shop.fill(3)
    world.run_killed_at(9)
    world.clock.time += timedelta(days=1)
    world.shop.put("late", a_product(sku="late"))
    run = world.run()
    assert run.status is RunStatus.DONE
    assert "late" in world.names()
    assert world.span() == Span(cursor=world.clock.now() - MARGIN)


def test_the_window_is_remembered_before_anything_is_read(world: World) -> None:
    """Whatever happens while it is read, the same window comes again."""
    seen: list[Span] = []
    world.shop.fill(1)
    world.shop.on_read = lambda: seen.append(world.span())
    world.run()
    assert (seen[0].since, seen[0].until) == (BEGINNING, NOON - MARGIN)
