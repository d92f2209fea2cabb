"""Products find their place at eBay without taking anything from it."""

from __future__ import annotations

import json
from typing import Any

from syncspider.sandbox import Request
from syncspider.state import RunStatus

from tests.acceptance.worlds import World

_TERMS = ("fulfillment_policy_id", "payment_policy_id", "return_policy_id", "merchant_location")


def terms(world: World) -> dict[str, str]:
    """What publishing needs, as the account offers it."""
    connection = world.app.connecting.named("ebay")
    offered = {name: world.app.tasking.choices(connection, "Products", name, {}) for name in _TERMS}
    return {**world.ebay.answers("Products"), **{name: choices[0].value for name, choices in offered.items()}}


def simple(world: World) -> tuple[str, dict[str, Any]]:
    """A product of the store that can be published at eBay: without variations, in stock, with a picture."""
    for product in world.ecwid.holdings()["Products"].values():
        assert isinstance(product, dict)
        plain = not product.get("combinations") and product.get("enabled") and product.get("quantity", 0) > 1
        if plain and product.get("media", {}).get("images"):
            return str(product["sku"]), product
    raise AssertionError("the store has no such product")


def test_without_terms_offers_stay_unpublished_and_the_run_says_so(world: World) -> None:
    """Products arrive all the same, and what is missing is named."""
    run = world.run(world.add("ecwid", "Products", "ebay", condition="NEW"))
    assert run.status is RunStatus.DONE
    assert any("unpublished" in note and "category_id" in note for note in run.counts.notes)
    sku, _product = simple(world)
    assert [offer["status"] for offer in world.ebay.articles()[sku]["offers"]] == ["UNPUBLISHED"]


def test_a_price_alone_takes_the_short_way(world: World) -> None:
    """When only a price has changed, eBay gets only prices: no article is replaced."""
    task = world.add("ecwid", "Products", "ebay", **terms(world))
    world.run(task)
    sku, product = simple(world)
    seen: list[Request] = []
    world.ebay_server.before.append(seen.append)
    world.ecwid._products.table.put(str(product["id"]), {**product, "price": product["price"] + 1})
    run = world.run(task)
    assert (run.counts.created, run.counts.updated) == (0, 1)
    writes = [request for request in seen if request.method in {"PUT", "POST"} and "/sell/" in request.path]
    paths = [request.path.rsplit("/", 1)[-1] for request in writes if "bulk_get" not in request.path]
    assert paths == ["bulk_update_price_quantity"]
    assert sku in json.dumps(writes[-1].json(), default=str)


def test_what_the_task_does_not_supply_stays(world: World) -> None:
    """Fields of an article that only eBay has survive an update, although eBay's writes replace the whole."""
    task = world.add("ecwid", "Products", "ebay", **terms(world))
    world.run(task)
    sku, product = simple(world)
    item = world.ebay._catalogue.items[sku]
    item["packageWeightAndSize"] = {**item.get("packageWeightAndSize", {}), "packageType": "PARCEL_OR_PADDED_ENVELOPE"}
    item["product"] = {**item["product"], "subtitle": "Only at eBay", "epid": "241986085"}
    world.ecwid._products.table.put(str(product["id"]), {**product, "name": "A new name"})
    assert world.run(task).counts.updated == 1
    kept = world.ebay.articles()[sku]["inventoryItem"]
    assert kept["product"]["title"] == "A new name"
    assert kept["product"]["subtitle"] == "Only at eBay"
    assert kept["product"]["epid"] == "241986085"
    assert kept["packageWeightAndSize"]["packageType"] == "PARCEL_OR_PADDED_ENVELOPE"


def test_what_came_from_there_is_not_sent_back(world: World) -> None:
    """With tasks both ways, each product has one home, and no run writes an echo."""
    up = world.add("ecwid", "Products", "ebay", **terms(world))
    down = world.add("ebay", "Products", "ecwid")
    world.run(up)
    first = world.run(down)
    held = (world.ebay.articles(), world.ecwid.holdings()["Products"])
    assert first.counts.skipped > 0
    for task in (up, down, up, down):
        run = world.run(task, full=True)
        assert (run.counts.created, run.counts.updated) == (0, 0)
    assert (world.ebay.articles(), world.ecwid.holdings()["Products"]) == held
