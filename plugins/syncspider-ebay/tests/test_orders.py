"""Orders read from eBay."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from syncspider import BEGINNING, Batch, Order, Window
from syncspider.errors import TransientError
from syncspider.sandbox import Response
from syncspider_ebay.client import Api
from syncspider_ebay.order_reading import PAGE
from syncspider_ebay.orders import Orders

Open = Callable[..., Api]


def window(api: Api) -> Window:
    """All time."""
    return Window(BEGINNING, api.now())


def pages(source: Orders, part: Window) -> list[Batch[Order]]:
    """All pages of a part."""
    batches = [source.read(part, None)]
    while batches[-1].resume is not None:
        batches.append(source.read(part, batches[-1].resume))
    return batches


def keys_of(batches: list[Batch[Order]]) -> list[str]:
    """The keys of all records."""
    return [record.key for batch in batches for record in batch.records]


def test_everything_is_read_once(full: Any, open_api: Open) -> None:
    """A window that fits one page is one part, and brings every order, whole."""
    api = open_api(full.session)
    source = Orders(api, {})
    (part,) = source.split(window(api))

    (batch,) = pages(source, part)

    assert sorted(keys_of([batch])) == sorted(full.sandbox.holdings()["Orders"])
    assert (batch.total, batch.broken) == (60, ())


def test_parts_fit_one_page(make_shop: Any, open_api: Open) -> None:
    """More orders are split by halving time until each part is one page; no order is in two parts, none is missing."""
    shop = make_shop(records=700)
    api = open_api(shop.session)
    source = Orders(api, {})

    parts = list(source.split(window(api)))
    batches = [pages(source, part) for part in parts]

    assert len(parts) > 3
    assert all(len(read) == 1 and len(read[0].records) <= PAGE for read in batches)
    assert sorted(key for read in batches for key in keys_of(read)) == sorted(shop.sandbox.holdings()["Orders"])
    assert [part.since for part in parts] == sorted(part.since for part in parts)


def test_orders_that_change_while_reading_are_not_lost(make_shop: Any, open_api: Open) -> None:
    """Orders that leave the window while it is read are in the next one; nobody else slips through."""
    shop = make_shop(records=700)
    shop.sandbox.churn = 20
    api = open_api(shop.session)
    source = Orders(api, {})
    whole = window(api)

    read = {key for part in source.split(whole) for key in keys_of(pages(source, part))}
    shop.clock.sleep(60)
    later = {
        key
        for part in source.split(Window(whole.until - source.overlap, api.now()))
        for key in keys_of(pages(source, part))
    }

    assert read | later == set(shop.sandbox.holdings()["Orders"])


def test_pages_within_one_second(make_shop: Any, open_api: Open) -> None:
    """Orders of one moment cannot be told apart by time: they are read page by page."""
    shop = make_shop(records=450)
    api = open_api(shop.session)
    for raw in shop.sandbox._table.rows.values():
        raw["lastModifiedDate"] = "2026-11-24T11:00:00.000Z"
    source = Orders(api, {})

    parts = list(source.split(window(api)))
    batches = [batch for part in parts for batch in pages(source, part)]

    assert len(parts) == 1
    assert parts[0].until - parts[0].since < timedelta(seconds=1)
    assert [len(batch.records) for batch in batches] == [200, 200, 50]
    assert len(set(keys_of(batches))) == 450


def test_list_that_shrinks_is_read_again(make_shop: Any, open_api: Open) -> None:
    """Where an order leaves a list that is read page by page, those that move up are not skipped."""
    shop = make_shop(records=450)
    api = open_api(shop.session)
    source, whole = Orders(api, {}), window(api)
    first = source.read(whole, None)
    gone = [record.key for record in first.records[:5]]
    for key in gone:
        shop.sandbox._table.rows[key]["lastModifiedDate"] = "2026-11-24T12:00:01.000Z"
    shop.clock.sleep(60)

    batches = [first]
    while batches[-1].resume is not None:
        batches.append(source.read(whole, batches[-1].resume))

    assert set(keys_of(batches)) == set(shop.sandbox.holdings()["Orders"])


def test_window_is_kept_to(full: Any, open_api: Open) -> None:
    """Only what was changed within the window is read, its ends included."""
    api = open_api(full.session)
    source = Orders(api, {})
    records = sorted(pages(source, window(api))[0].records, key=lambda record: record.version)
    inside = records[10:20]
    first, last = inside[0].value.updated_at, inside[-1].value.updated_at
    assert first is not None
    assert last is not None

    batch = source.read(Window(first, last), None)

    assert sorted(keys_of([batch])) == sorted(record.key for record in inside)


def test_ends_that_ebay_refuses(full: Any, open_api: Open) -> None:
    """A window from the beginning of time, or into the future, is cut to what eBay takes; one beyond it is empty."""
    api = open_api(full.session)
    source = Orders(api, {})
    tomorrow = api.now() + timedelta(days=1)

    assert source.read(Window(BEGINNING, tomorrow), None).total == 60
    beyond = Window(tomorrow, tomorrow + timedelta(days=1))
    assert [batch.total for part in source.split(beyond) for batch in pages(source, part)] == [0]


def test_end_of_the_list_before_its_time(full: Any, open_api: Open) -> None:
    """A list that ends before its own total is no whole answer."""

    def cut(request: Any, response: Response) -> Response:
        if not request.path.endswith("/order"):
            return response
        body = json.loads(response.body)
        return Response.of_json({**body, "orders": body["orders"][:7], "next": None})

    full.server.after.append(cut)
    api = open_api(full.session)

    with pytest.raises(TransientError, match="60 orders"):
        Orders(api, {}).read(window(api), None)


def test_broken_order_is_told_and_the_others_are_read(full: Any, open_api: Open) -> None:
    """An order that cannot be understood never fails its page."""

    def spoil(request: Any, response: Response) -> Response:
        if not request.path.endswith("/order"):
            return response
        body = json.loads(response.body)
        body["orders"][2]["lineItems"][0]["quantity"] = "many"
        return Response.of_json(body)

    full.server.after.append(spoil)
    api = open_api(full.session)

    batch = Orders(api, {}).read(window(api), None)

    (broken,) = batch.broken
    assert (broken.error.path, broken.key) == ("lineItems[0].quantity", broken.error.key)
    assert len(batch.records) == 59


def test_fetch(full: Any, open_api: Open) -> None:
    """One order is read by its id as it is now; one that eBay does not know is none."""
    api = open_api(full.session)
    source = Orders(api, {})
    record = pages(source, window(api))[0].records[0]

    fetched = source.fetch(record.key)

    assert fetched is not None
    assert fetched.value.lines == record.value.lines
    assert source.fetch("99-99999-99999") is None


def test_present_is_that_of_ebay(shop: Any, api: Api) -> None:
    """The end of a window is measured by eBay's clock, which is asked once."""
    assert Orders(api, {}).now() == shop.clock.now()
    assert Orders(api, {}).now() == shop.clock.now()
    assert shop.server.count("GET") == 1


def test_waits_when_ebay_says_so(full: Any, open_api: Open) -> None:
    """A limit that was reached is waited for, and the reading goes on."""
    full.sandbox.rate = 1
    api = open_api(full.session)
    source = Orders(api, {})

    assert sum(len(batch.records) for part in source.split(window(api)) for batch in pages(source, part)) == 60
    assert full.clock.monotonic() > 0
