"""Reading windows: nothing is missed or doubled, whatever the set does meanwhile, with few requests."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from syncspider import BEGINNING, Window
from syncspider.errors import ConfigurationError, TransientError
from syncspider.sandbox import Response
from syncspider_ecwid.client import PAGE, Page
from syncspider_ecwid.customers import CustomerSource
from syncspider_ecwid.orders import OrderSource
from syncspider_ecwid.products import ProductSource
from syncspider_ecwid.slices import Slices

_SOURCES = {"Products": ProductSource, "Orders": OrderSource, "Customers": CustomerSource}


class Collection:
    """Records by their second of change, in a list that may change after each page, as Ecwid's does."""

    name = "records"

    def __init__(self, seconds: list[int], *, churn: int = 0, inclusive: bool = True) -> None:
        self.rows = list(enumerate(seconds))
        self.present = 300_000
        self.churn = churn
        self.inclusive = inclusive
        self.calls = 0

    def total(self, since: int, until: int) -> int:
        """How many lie there."""
        self.calls += 1
        return len(self._found(since, until))

    def changed(self, since: int, until: int, *, offset: int = 0, limit: int = PAGE) -> Page:
        """One page, latest first; then some of its records change."""
        self.calls += 1
        found = self._found(since, until)
        rows = found[offset : offset + limit]
        items = tuple({"id": key, "updateTimestamp": second} for key, second in rows)
        if offset + len(rows) < len(found):
            for key, second in rows[: self.churn]:
                self.rows.remove((key, second))
                self.rows.append((key, self.present))
        return Page(total=len(found), items=items)

    def _found(self, since: int, until: int) -> list[tuple[int, int]]:
        last = until if self.inclusive else until - 1
        return sorted((row for row in self.rows if since <= row[1] <= last), reverse=True)


def read(collection: Any, since: int, until: int, *, split: bool) -> list[Any]:
    """All ids of a window."""
    slices = Slices(collection)
    parts = list(slices.parts(since, until)) if split else [(since, until)]
    assert parts[0][0] == since
    assert parts[-1][1] == until
    assert all(low <= high for low, high in parts)
    assert all(after[0] == before[1] + 1 for before, after in itertools.pairwise(parts))
    found: list[Any] = []
    for low, high in parts:
        token: str | None = None
        while True:
            piece = slices.read(low, high, token)
            found += [item["id"] for item in piece.items]
            token = piece.resume
            if token is None:
                break
    return found


clumps = st.lists(
    st.tuples(st.integers(1_000, 200_000), st.integers(1, 260), st.sampled_from([0, 1, 50])), max_size=6
).map(lambda groups: [start + place * step for start, count, step in groups for place in range(count)])


@given(clumps, st.booleans(), st.booleans(), st.integers(0, 30))
@settings(max_examples=150, deadline=None)
def test_no_record_is_missed_or_doubled(seconds: list[int], split: bool, inclusive: bool, churn: int) -> None:  # noqa: FBT001 - drawn
    """Each record of a window is read exactly once, unless it changed meanwhile: then the next window has it."""
    collection = Collection(seconds, churn=churn, inclusive=inclusive)
    found = read(collection, 1_000, 250_000, split=split)
    still = [key for key, second in collection.rows if second <= 250_000]
    assert len(found) == len(set(found))
    assert set(still) <= set(found)


@given(clumps, st.integers(1_000, 100_000), st.integers(0, 100_000), st.booleans())
@settings(max_examples=100, deadline=None)
def test_window_holds_both_of_its_ends_and_nothing_else(
    seconds: list[int],
    since: int,
    width: int,
    split: bool,  # noqa: FBT001 - drawn
) -> None:
    """What is read changed between the two seconds, both included."""
    found = read(Collection(seconds), since, since + width, split=split)
    assert sorted(found) == [key for key, second in enumerate(seconds) if since <= second <= since + width]


@pytest.mark.parametrize("records", [0, 50, 300, 3_000, 10_000])
@pytest.mark.parametrize("span", [3_600, 60 * 86_400, 800_000_000])
def test_few_requests(records: int, span: int) -> None:
    """Reading N records since the beginning takes at most about 2N/100 requests, wherever they lie."""
    end = int(datetime(2026, 11, 20, tzinfo=UTC).timestamp())
    seconds = [end - span * place // max(1, records) for place in range(records)]
    collection = Collection(seconds)
    assert len(read(collection, int(BEGINNING.timestamp()), end, split=True)) == records
    assert collection.calls <= 2 * records / PAGE + 45


def test_one_window_without_parts_takes_few_requests_too() -> None:
    """A window that was not split is read page by page without asking twice for most of them."""
    collection = Collection([10_000 + 7 * place for place in range(5_000)])
    assert len(read(collection, 1_000, 60_000, split=False)) == 5_000
    assert collection.calls <= 2.5 * 5_000 / PAGE


def test_second_that_holds_more_than_a_page_is_complete() -> None:
    """950 records of one second are all read, while 30 of them change after each page."""
    collection = Collection([5_000] * 950, churn=30)
    found = read(collection, 1_000, 9_000, split=True)
    still = {key for key, second in collection.rows if second == 5_000}
    assert still
    assert still <= set(found)


def test_page_that_is_no_page_is_refused() -> None:
    """A page token that no search has given is a configuration error, not a wrong place."""
    with pytest.raises(ConfigurationError, match="is no page"):
        Slices(Collection([])).read(0, 10, "offset=100")  # type: ignore[arg-type]


@pytest.mark.parametrize("title", _SOURCES)
def test_store_that_changes_while_it_is_read(open_shop: Callable[..., Any], title: str) -> None:
    """Records that change between two pages are in this window or in the next, none in neither."""
    shop = open_shop(records=400)
    shop.sandbox.churn = 7
    source = _SOURCES[title]
    until = shop.clock.now()
    shop.clock.sleep(600)
    first = shop.records(source, Window(BEGINNING, until))
    shop.clock.sleep(600)
    shop.sandbox.churn = 0
    second = shop.records(source, Window(until - timedelta(minutes=2), shop.clock.now()))
    keys = [record.key for record in first]
    assert [record.version for record in first] == sorted(record.version for record in first)
    assert len(keys) == len(set(keys))
    assert {*keys, *(record.key for record in second)} == set(shop.held(title))
    assert shop.sandbox.ignored == set()


@pytest.mark.parametrize("title", _SOURCES)
def test_store_filled_in_one_second(open_shop: Callable[..., Any], title: str) -> None:
    """An import that stamped all records with one second is read whole."""
    shop = open_shop(records=230)
    entity = shop.sandbox._entities[title.lower()]
    for key, record in list(entity.table.rows.items()):
        entity.table.put(key, record, changed=1_790_000_000)
    moment = datetime.fromtimestamp(1_790_000_000, UTC)
    assert {record.key for record in shop.records(_SOURCES[title], Window(moment, moment))} == set(shop.held(title))
    assert len(shop.records(_SOURCES[title])) == 230
    assert shop.records(_SOURCES[title], Window(moment + timedelta(seconds=1), shop.clock.now())) == []


def test_parts_may_be_read_at_the_same_time(open_shop: Callable[..., Any]) -> None:
    """Parts of a window that are read by several threads at once are together the whole."""
    shop = open_shop(records=400)
    source = OrderSource(shop.api, {})
    parts = list(source.split(Window(BEGINNING, source.now())))
    with ThreadPoolExecutor(8) as threads:
        batches = list(threads.map(lambda part: source.read(part, None), parts))
    assert len(parts) >= 4
    assert all(batch.resume is None for batch in batches)
    assert sorted(record.key for batch in batches for record in batch.records) == sorted(shop.held("Orders"))


def test_window_is_rounded_outward(shop: Any) -> None:
    """A window with fractions of a second includes the whole seconds that it touches."""
    shop.post("/customers", {"email": "a@example.com"})
    half = timedelta(milliseconds=400)
    now = shop.clock.now()
    assert len(shop.records(CustomerSource, Window(now, now + half))) == 1
    assert len(shop.records(CustomerSource, Window(now - half, now - half))) == 1
    assert shop.records(CustomerSource, Window(now + timedelta(seconds=1), now + timedelta(seconds=2))) == []


def test_present_is_the_store_s_own(shop: Any) -> None:
    """The end of a window is measured by the server's Date, not by our clock."""

    def elsewhere(request: Any, response: Response) -> Response:
        return attrs.evolve(response, headers={**response.headers, "Date": "Fri, 20 Nov 2026 18:00:00 GMT"})

    shop.server.after.append(elsewhere)
    assert OrderSource(shop.api, {}).now() == datetime(2026, 11, 20, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    "spoilt",
    [
        {"total": 3, "count": 3, "offset": 0, "limit": 100, "items": [{}]},
        {"total": 3, "count": 1, "offset": 0, "limit": 100, "items": [{}]},
        {"total": 1, "offset": 0, "limit": 100, "items": [{}]},
        {"total": "1", "count": 1, "items": [{}]},
        {"total": 1, "count": 1, "items": [1]},
        [],
    ],
)
def test_cut_off_page_is_no_page(shop: Any, spoilt: Any) -> None:
    """A page whose records are not as many as it says is asked for again, never taken for the whole."""

    def cut(request: Any, response: Response) -> Response:
        return Response.of_json(spoilt) if request.path.endswith("/orders") else response

    shop.server.after.append(cut)
    with pytest.raises(TransientError):
        OrderSource(shop.api, {}).read(Window(BEGINNING, shop.clock.now()), None)


def test_total_is_told_for_progress(full: Any) -> None:
    """A window that fits a page tells how many records it holds."""
    batch = CustomerSource(full.api, {}).read(Window(full.clock.now() - timedelta(days=2), full.clock.now()), None)
    assert batch.total == len(batch.records)
    assert batch.resume is None
    batch = CustomerSource(full.api, {}).read(Window(BEGINNING, full.clock.now()), None)
    assert (batch.total, batch.resume is None) == (120, False)


def test_record_without_a_key_is_broken(full: Any) -> None:
    """A record without its key is told as broken with what was sent, and the page goes on."""

    def spoil(request: Any, response: Response) -> Response:
        body = json.loads(response.body, parse_float=Decimal)
        if request.path.endswith("/customers") and body.get("items"):
            del body["items"][0]["id"]
        return Response.of_json(body)

    full.server.after.append(spoil)
    window = Window(full.clock.now() - timedelta(days=2), full.clock.now())
    batch = CustomerSource(full.api, {}).read(window, None)
    (broken,) = batch.broken
    assert broken.key
    assert "id" in broken.error.message
    assert "@" in broken.raw
    assert batch.records
