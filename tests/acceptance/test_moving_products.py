"""Products find their place at eBay without taking anything from it."""

from __future__ import annotations

import json
from typing import Any

from syncspider.sandbox import Request
from syncspider.state import RunStatus

from tests.acceptance.worlds import Nth, World


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
    task = world.add("ecwid", "Products", "ebay", **world.terms())
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
    task = world.add("ecwid", "Products", "ebay", **world.terms())
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


def test_fields_of_an_offer_that_nobody_knows_stay(world: World) -> None:
    """What the seller set in an offer, and what eBay may add to offers one day, comes back as it was."""
    task = world.add("ecwid", "Products", "ebay", **world.terms())
    world.run(task)
    sku, product = simple(world)
    (offer,) = world.ebay._catalogue.offers_of(sku)
    only_there = {"lotSize": 3, "quantityLimitPerBuyer": 2, "hideBuyerDetails": True, "storeCategoryNames": ["/Sale"]}
    world.ebay._catalogue.offers[offer["offerId"]] = {**offer, **only_there}
    world.ecwid._products.table.put(str(product["id"]), {**product, "description": "<p>All new</p>"})
    assert world.run(task).counts.updated == 1
    (after,) = world.ebay.articles()[sku]["offers"]
    assert after["listingDescription"] == "<p>All new</p>"
    assert {name: after.get(name) for name in only_there} == only_there
    assert after["listingPolicies"] == offer["listingPolicies"]


def test_fields_that_only_the_store_has_stay(world: World) -> None:
    """An update of a product at Ecwid sends what differs and takes nothing away."""
    task = world.add("ebay", "Products", "ecwid")
    world.run(task)
    table = world.ecwid._products.table
    sku = next(sku for sku, article in world.ebay.articles().items() if _is_alone_with_a_price(world, sku, article))
    (copied,) = (row for row in table.rows.values() if row["sku"] == sku)
    only_there = {"seoTitle": "Best of all", "showOnFrontpage": 1, "subtitle": "Mine", "warningLimit": 4}
    table.put(str(copied["id"]), {**copied, **only_there})
    world.ebay._catalogue.items[sku]["product"]["title"] = "A new title"
    assert world.run(task).counts.updated == 1
    after = table.rows[str(copied["id"])]
    assert after["name"] == "A new title"
    differing = {name for name in {*copied, *after} if after.get(name) != {**copied, **only_there}.get(name)}
    assert differing <= {"name", "updated", "updateTimestamp"}


def _is_alone_with_a_price(world: World, sku: str, article: Any) -> bool:
    return sku in world.ebay.holdings()["Products"] and any("pricingSummary" in offer for offer in article["offers"])


def test_an_answer_lost_at_any_write_doubles_no_offer(world: World) -> None:
    """Whichever kind of request it is, each SKU has one item and one offer in the end."""
    ends = ("/bulk_create_or_replace_inventory_item", "/offer", "/publish")
    for end in ends:
        Nth("POST", end, 1, lambda: None, carried_out=True).put_at(world.ebay_server)
        Nth("POST", end, 3, lambda: None, carried_out=False).put_at(world.ebay_server)
    task = world.add("ecwid", "Products", "ebay", **world.terms())
    for _ in range(3):
        run = world.run(task, full=True)
    assert (run.counts.created, run.counts.updated) == (0, 0)
    assert run.counts.dead == len(world.ecwid.unfit("Products"))
    mine = [article for sku, article in world.ebay.articles().items() if sku.startswith("EC1-")]
    assert {len(article["offers"]) for article in mine} == {1}
    sku, _product = simple(world)
    assert [offer["status"] for offer in world.ebay.articles()[sku]["offers"]] == ["PUBLISHED"]


def test_what_came_from_there_is_not_sent_back(world: World) -> None:
    """With tasks both ways, each product has one home, and no run writes an echo."""
    up = world.add("ecwid", "Products", "ebay", **world.terms())
    down = world.add("ebay", "Products", "ecwid")
    world.run(up)
    first = world.run(down)
    held = (world.ebay.articles(), world.ecwid.holdings()["Products"])
    assert first.counts.skipped > 0
    for task in (up, down, up, down):
        run = world.run(task, full=True)
        assert (run.counts.created, run.counts.updated) == (0, 0)
    assert (world.ebay.articles(), world.ecwid.holdings()["Products"]) == held
