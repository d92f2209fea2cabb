"""Links, windows, writes and dead letters: what is remembered between runs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError
from syncspider.errors import RunError
from syncspider.state import (
    BulkWrites,
    Burial,
    Database,
    DeadLetters,
    Flows,
    Intent,
    Lease,
    Link,
    Links,
    Span,
    Task,
    Windows,
    Writes,
    WriteState,
)
from syncspider.state.database import Transaction
from syncspider.state.texts import text_of_time, time_of_text

LEASE = Lease(run_id=1, task_id=1, epoch=1, owner="me")


def an_intent(tx: Transaction, key: str = "1", *, match: bytes = b"m") -> Intent:
    """Something to be written."""
    return Intent(
        source_key=key,
        origin_key=key,
        match=match,
        operation="create",
        write_class="money",
        version="v1",
        layout=Links().layout(tx, ["total"]),
        digests=b"12345678",
        baseline={"refunds": ["a"]},
    )


def test_links_are_found_by_either_key(database: Database, task: Task) -> None:
    """What was put is found by source key and by target key, of its own flow only."""
    with database.write() as tx:
        flow = Flows().of_task(tx, task.id).id
        layout = Links().layout(tx, ["name", "price"])
        links = [Link(f"s{n}", f"t{n}", "v1", layout, bytes([n] * 16)) for n in range(3)]
        Links().put(tx, flow, links)
        assert Links().of_sources(tx, flow, ["s0", "s2", "s9"]) == {"s0": links[0], "s2": links[2]}
        assert Links().of_targets(tx, flow, ["t1", "t9"]) == {"t1": links[1]}
        assert Links().of_sources(tx, flow + 1, ["s0"]) == {}
        assert Links().of_targets(tx, flow + 1, ["t1"]) == {}
        assert Links().layouts(tx) == {layout: ("name", "price")}
        assert Links().layout(tx, ["name", "price"]) == layout


def test_a_link_is_replaced_forgotten_and_removed(database: Database, task: Task) -> None:
    """The last word on a source key counts."""
    with database.write() as tx:
        flow = Flows().of_task(tx, task.id).id
        layout = Links().layout(tx, ["name"])
        Links().put(tx, flow, [Link("s", "t", "v1", layout, b"12345678")])
        Links().put(tx, flow, [Link("s", "u", "v2", layout, b"87654321")])
        assert Links().of_sources(tx, flow, ["s"]) == {"s": Link("s", "u", "v2", layout, b"87654321")}
        Links().forget_contents(tx, flow, ["s", "none"])
        assert Links().of_sources(tx, flow, ["s"])["s"].digests == b""
        Links().remove(tx, flow, "s")
        assert Links().of_sources(tx, flow, ["s"]) == {}


def test_a_window_is_remembered_until_it_is_complete(database: Database, task: Task, now: datetime) -> None:
    """It is there to be resumed; when it is complete only the cursor is left."""
    windows, before = Windows(), now - timedelta(days=1)
    with database.write() as tx:
        assert windows.of_task(tx, task.id) == Span()
        windows.begin(tx, task.id, before, now)
        assert windows.of_task(tx, task.id) == Span(since=before, until=now)
        windows.complete(tx, task.id, now)
        assert windows.of_task(tx, task.id) == Span(cursor=now)


def test_calls_under_way_are_known_until_they_are_settled(database: Database, task: Task, now: datetime) -> None:
    """A call that was begun is found after a crash, with the keys of its changes."""
    with database.write() as tx:
        flow = Flows().of_task(tx, task.id).id
        first, second = BulkWrites().begin(tx, LEASE, flow, [["a", "b"], ["c"]], now)
        BulkWrites().settle(tx, [first])
        (left,) = BulkWrites().open(tx, flow)
        assert (left.id, left.keys) == (second, ("c",))
        assert BulkWrites().open(tx, flow + 1) == ()


def test_a_write_goes_from_intent_to_outcome(database: Database, task: Task, now: datetime) -> None:
    """What was intended, how often it was sent and what was seen are all there."""
    writes = Writes()
    with database.write() as tx:
        flow = Flows().of_task(tx, task.id).id
        intent = an_intent(tx)
        number = writes.prepare(tx, LEASE, flow, intent, now)
        writes.send(tx, number, now)
        writes.move(tx, number, WriteState.UNKNOWN, now, evidence="no answer")
        (row,) = writes.open(tx, flow)
        assert (row.intent, row.state, row.attempts, row.evidence, row.sent_at) == (
            intent,
            WriteState.UNKNOWN,
            1,
            "no answer",
            now,
        )
        writes.move(tx, number, WriteState.DONE, now, target_key="t")
        assert writes.open(tx, flow) == ()
        assert writes.all(tx, flow)[0].intent.target_key == "t"


@pytest.mark.parametrize("state", [WriteState.DONE, WriteState.REJECTED, WriteState.SUPERSEDED])
def test_a_settled_write_stays_settled(database: Database, task: Task, now: datetime, state: WriteState) -> None:
    """No way leads back from an outcome."""
    writes = Writes()
    with database.write() as tx:
        number = writes.prepare(tx, LEASE, Flows().of_task(tx, task.id).id, an_intent(tx), now)
        writes.send(tx, number, now)
        writes.move(tx, number, state, now)
        for other in WriteState:
            with pytest.raises(RunError, match="cannot become"):
                writes.move(tx, number, other, now)


def test_what_was_not_sent_has_no_outcome(database: Database, task: Task, now: datetime) -> None:
    """Nothing can be done, rejected or unknown before a request could have left."""
    writes = Writes()
    with database.write() as tx:
        number = writes.prepare(tx, LEASE, Flows().of_task(tx, task.id).id, an_intent(tx), now)
        for state in (WriteState.DONE, WriteState.REJECTED, WriteState.UNKNOWN, WriteState.UNDECIDED):
            with pytest.raises(RunError, match="cannot become"):
                writes.move(tx, number, state, now)


@pytest.mark.parametrize(("key", "match"), [("1", b"other"), ("2", b"m")])
def test_a_record_has_one_open_write(database: Database, task: Task, now: datetime, key: str, match: bytes) -> None:
    """Neither the source key nor the match key of an open write can be prepared again."""
    writes = Writes()
    with database.write() as tx:
        flow = Flows().of_task(tx, task.id).id
        writes.prepare(tx, LEASE, flow, an_intent(tx), now)
    with pytest.raises(RunError) as caught, database.write() as tx:
        writes.prepare(tx, LEASE, flow, an_intent(tx, key, match=match), now)
    assert isinstance(caught.value.__cause__, IntegrityError)


def test_a_dead_letter_is_one_row_however_often_it_fails(database: Database, task: Task, now: datetime) -> None:
    """The last reason counts, and how often and since when it failed."""
    letters, later = DeadLetters(), now + timedelta(hours=1)
    with database.write() as tx:
        letters.bury(tx, task.id, 1, [Burial(key="k", stage="write", message="no price", path="price")], now)
        letters.bury(tx, task.id, 2, [Burial(key="k", stage="match", message="no sku" * 1000, code="7")], later)
        (letter,) = letters.all(tx)
        assert letters.numbered(tx, letter.id) == letter
        assert letters.keys(tx, task.id) == ("k",)
    assert (letter.task, letter.run, letter.stage, letter.code, letter.path) == ("goods", 2, "match", "7", "")
    assert (letter.attempts, letter.first_at, letter.last_at, letter.status) == (2, now, later, "due")
    assert len(letter.message) == 1000


def test_a_dead_letter_is_closed_when_its_record_passes(database: Database, task: Task, now: datetime) -> None:
    """It is no longer due; the next failure of that key is a letter of its own."""
    letters = DeadLetters()
    with database.write() as tx:
        letters.bury(tx, task.id, 1, [Burial(key=key, stage="write", message="x") for key in ("a", "b")], now)
        letters.close(tx, task.id, ["a", "none"], now)
        assert letters.keys(tx, task.id) == ("b",)
        assert len(letters.all(tx, task="goods")) == 1
        assert {letter.status for letter in letters.all(tx, closed=True)} == {"due", "closed"}
        letters.bury(tx, task.id, 2, [Burial(key="a", stage="write", message="x")], now)
        assert len(letters.all(tx, closed=True)) == 3
        assert letters.all(tx, task="other") == ()


@given(st.datetimes(timezones=st.timezones()), st.datetimes(timezones=st.timezones()))
def test_written_times_come_back_and_sort(one: datetime, other: datetime) -> None:
    """The text of a time is the same moment, and texts sort as the moments do."""
    try:
        texts = [text_of_time(one), text_of_time(other)]
    except OverflowError:  # beyond the calendar in UTC
        return
    # in UTC, because Python calls a moment of the hour that is repeated in autumn unequal to itself in another zone
    assert [time_of_text(text) for text in texts] == [one.astimezone(UTC), other.astimezone(UTC)]
    assert (texts[0] < texts[1]) == (time_of_text(texts[0]) < time_of_text(texts[1]))


def test_a_time_without_zone_is_not_written() -> None:
    """Nobody could tell what it means."""
    with pytest.raises(ValueError, match="no zone"):
        text_of_time(datetime(2026, 1, 1))  # noqa: DTZ001 - that is the point
