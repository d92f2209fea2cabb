"""What a Retry-After means."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from syncspider import http
from syncspider.http.waiting import DAY

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def seconds(text: str) -> float | None:
    """What a header with this value asks for."""
    return http.retry_after_of({"retry-AFTER": text}, NOW)


@given(st.integers(0, DAY))
def test_whole_seconds_are_taken(number: int) -> None:
    """Up to a day."""
    assert seconds(f" {number} ") == number


@given(st.integers(0, DAY), st.sampled_from([UTC, timezone(timedelta(hours=5)), timezone(timedelta(hours=-8))]))
def test_a_date_is_taken_in_its_zone(number: int, zone: timezone) -> None:
    """A moment is a moment, however it is written."""
    moment = (NOW + timedelta(seconds=number)).astimezone(zone)
    assert seconds(format_datetime(moment)) == number


@pytest.mark.parametrize(
    "text",
    [
        "Sun, 01 Mar 2026 12:00:30 GMT",
        "Sunday, 01-Mar-26 12:00:30 GMT",
        "Sun Mar  1 12:00:30 2026",
        "Sun, 01 Mar 2026 12:00:30",
        "Sun, 01 Mar 2026 12:00:30 -0000",
    ],
)
def test_all_forms_of_a_date_are_utc(text: str) -> None:
    """The three of RFC 9110, and those that leave out the zone."""
    assert seconds(text) == 30


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-1",
        "86401",
        "1000000000",
        "9" * 5000,
        "1e3",
        "12.5",
        "soon",
        "٣",
        "Sun, 01 Mar 2026 11:59:59 GMT",
        "Sun, 01 Mar 2027 12:00:00 GMT",
        "Sun, 99 Mar 2026 12:00:00 GMT",
        "Mon, 01 Jan 0000 00:00:00 +9999",
    ],
)
def test_what_is_past_or_absurd_says_nothing(text: str) -> None:
    """Then our own waiting counts."""
    assert seconds(text) is None


@given(st.text() | st.from_regex(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{1,5} \d\d:\d\d:\d\d [+-]?\w{0,6}"))
@example("Sun, 01 Mar 9999 23:59:59 -9959")
def test_garbage_never_breaks_a_run(text: str) -> None:
    """Whatever stands there, the answer is a number within a day or none."""
    value = seconds(text)
    assert value is None or 0 <= value <= DAY


def test_no_header_says_nothing() -> None:
    """Most answers have none."""
    assert http.retry_after_of({}, NOW) is None
