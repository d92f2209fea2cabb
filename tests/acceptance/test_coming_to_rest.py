"""All tasks between two shops, round after round: what people did stays, and in the end nothing is written any more."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import attrs
import pytest
from syncspider.sandbox import Request, Response

from tests.acceptance.conftest import Cli
from tests.acceptance.worlds import EMAIL, World, writes_at

HOSTILE = "\x1b]0;owned\x07\x1b[2J\x9b31m[/bold][link=x]\u202eevil\r\nsecond"


def rounds(world: World) -> list[str]:
    """The tasks of a merchant who sells at eBay and keeps everything at Ecwid."""
    return [
        world.add("ebay", "Orders", "ecwid", default_email=EMAIL),
        world.add("ebay", "Orders", "ecwid", "Customers"),
        world.add("ecwid", "Orders", "ebay", "Order Status"),
        world.add("ecwid", "Orders", "ebay", "Refunds"),
        world.add("ecwid", "Products", "ebay", **world.terms()),
        world.add("ebay", "Products", "ecwid"),
    ]


def test_what_the_merchant_did_survives_all_tasks(world: World) -> None:
    """Parcels and refunds travel to eBay, whose orders change by it, and nothing comes back to undo or repeat them."""
    tasks = rounds(world)
    for task in tasks:
        world.run(task)
    day = world.ecwid.merchant_day()
    worked: Any = {key: world.ecwid.holdings()["Orders"][key] for key in day.external}
    for task in [*tasks, *tasks]:
        assert world.run(task).error == ""
    orders: Any = world.ecwid.holdings()["Orders"]
    for key, before in worked.items():
        for name in ("refunds", "refundedAmount", "trackingNumber", "fulfillmentStatus", "paymentStatus", "total"):
            assert (key, name, orders[key].get(name)) == (key, name, before.get(name))
    wanted = {day.external[key]: amount for key, amount in day.refunded.items() if key in day.external}
    assert {key: world.ebay.refunds().get(key, Decimal(0)) for key in wanted} == wanted
    before = writes_at(world.ebay_server) + writes_at(world.ecwid_server)
    held = (world.ebay.holdings(), world.ecwid.holdings())
    for task in tasks:
        run = world.run(task, full=True)
        assert (task, run.counts.created, run.counts.updated) == (task, 0, 0)
    assert writes_at(world.ebay_server) + writes_at(world.ecwid_server) == before
    assert (world.ebay.holdings(), world.ecwid.holdings()) == held


def test_a_task_removed_and_added_again_doubles_nothing(world: World) -> None:
    """What was moved is remembered of the two accounts, not of the task."""
    first = world.add("ebay", "Orders", "ecwid", default_email=EMAIL)
    world.run(first)
    world.app.tasking.remove(world.app.tasking.named(first))
    run = world.run(world.add("ebay", "Orders", "ecwid", default_email=EMAIL))
    assert (run.counts.created, run.counts.updated) == (0, 0)
    assert world.references() == sorted(world.movable())


def test_what_the_store_has_already_under_the_same_sku_is_adopted(world: World) -> None:
    """A product that somebody made at Ecwid by hand is not made again, and keeps what eBay does not tell."""
    table = world.ecwid._products.table
    goods: Any = world.ebay.holdings()["Products"]
    sku = next(key for key in goods if key not in world.ebay.unfit("Products") and "variants" not in goods[key])
    number = table.number()
    template = next(row for row in table.rows.values() if not row.get("combinations"))
    table.add(str(number), {**template, "id": number, "sku": sku, "name": "Mine", "seoTitle": "Best"})
    run = world.run(world.add("ebay", "Products", "ecwid"))
    assert run.counts.updated == 1
    (row,) = (row for row in table.rows.values() if row["sku"] == sku)
    assert (row["id"], row["seoTitle"]) == (number, "Best")
    assert row["name"] == goods[sku]["inventoryItem"]["product"]["title"]


def test_a_limit_takes_nothing_from_the_next_run(world: World, cli: Cli) -> None:
    """A small first try, and then everything."""
    task = world.add("ebay", "Orders", "ecwid", default_email=EMAIL)
    cli("run", task, "--limit", "3")
    assert len(world.references()) <= 3
    cli("run", task)
    assert world.references() == sorted(world.movable())


@pytest.mark.parametrize("since", ["2999-01-01", "2020-01-01", "0001-01-01"])
def test_any_moment_to_begin_at_is_taken(world: World, cli: Cli, since: str) -> None:
    """However far away it is, nothing is lost: what a run did not look at comes with the next."""
    task = world.add("ebay", "Orders", "ecwid", default_email=EMAIL)
    ended = cli("run", task, "--since", since)
    assert ended.code in {0, 2, 3}, ended
    assert "Traceback" not in ended.err
    cli("run", task, "--full")
    assert world.references() == sorted(world.movable())


def hostile(request: Request, response: Response) -> Response:
    """EBay lists orders whose total is no number but a text that plays with terminals."""
    if request.method != "GET" or not request.path.endswith("/order"):
        return response
    body = json.loads(response.body)
    for order in body["orders"][:3]:
        order["pricingSummary"]["total"]["value"] = HOSTILE
    return attrs.evolve(response, body=json.dumps(body).encode())


def test_what_others_write_does_nothing_to_a_terminal(world: World, cli: Cli) -> None:
    """Control characters and markup in names, keys and refused values come out as signs, by every command."""
    goods = world.ecwid._products.table
    for key, product in list(goods.rows.items()):
        goods.put(key, {**product, "name": HOSTILE, "sku": f"{HOSTILE}{key}"})
    world.ebay_server.after.append(hostile)
    tasks = [world.add("ebay", "Orders", "ecwid", default_email=EMAIL), world.add("ecwid", "Products", "ebay")]
    heard = [cli("run", *tasks)]
    assert heard[0].code == 3
    letters = [str(letter.id) for task in tasks for letter in world.letters(task)]
    for words in (
        ("runs", "list"),
        ("runs", "show", "1"),
        ("dead-letters", "list"),
        ("dead-letters", "show", *letters[:1]),
    ):
        heard += [cli(*words), cli(*words, "--format", "json")]
    assert any("evil" in ended.out for ended in heard)
    for ended in heard:
        assert "Traceback" not in ended.err
        for text in (ended.out, ended.err):
            assert [sign for sign in text if (ord(sign) < 32 and sign != "\n") or 127 <= ord(sign) < 160] == []
            assert "\u202e" not in text
