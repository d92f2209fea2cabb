"""Shipments of orders (developer.ebay.com, createShippingFulfillment, getShippingFulfillments)."""

from __future__ import annotations

import collections
import re
from typing import Any, Final

from syncspider.sandbox import Request, Response

from syncspider_ebay.sandbox import moments
from syncspider_ebay.sandbox.bodies import Bodies
from syncspider_ebay.sandbox.headers import origin_of
from syncspider_ebay.sandbox.order_table import OrderTable
from syncspider_ebay.sandbox.refusals import Refusal, refusal
from syncspider_ebay.sandbox.shapes import SHIPMENT

Json = dict[str, Any]
#: The id of a first shipment without a tracking number; eBay says "an arbitrary number such as 999".
_UNTRACKED: Final = 999
#: Packages of one order; eBay names no figure, so this one is ours.
_MOST: Final = 20
_HREF: Final = "https://api.ebay.com/sell/fulfillment/v1/order/{key}/shipping_fulfillment/{fulfillment}"


class Shipments:
    """Packages of a seller's orders."""

    def __init__(self, table: OrderTable, bodies: Bodies) -> None:
        self._table = table
        self._bodies = bodies

    def all(self, _: Request, key: str) -> Response:
        """All packages of an order."""
        if key not in self._table.rows:
            raise refusal(32100, f"{key} is no order.", orderId=key)
        found = self._table.seen_shipments(key)
        return Response.of_json({"fulfillments": found, "total": len(found)})

    def one(self, _: Request, key: str, fulfillment: str) -> Response:
        """One package of an order."""
        if key not in self._table.rows:
            raise _unknown(key)
        for shipment in self._table.seen_shipments(key):
            if shipment["fulfillmentId"] == fulfillment:
                return Response.of_json(shipment)
        raise refusal(32600, f"{fulfillment} is no shipment of the order.", status=404, fulfillmentId=fulfillment)

    def create(self, request: Request, key: str) -> Response:
        """Mark lines of an order as shipped in one package."""
        if key not in self._table.rows:
            raise _unknown(key)
        order = self._table.rows[key]
        body = self._bodies.read(request, "shipping_fulfillment", SHIPMENT)
        if order["cancelStatus"]["cancelState"] == "CANCELED":
            raise refusal(32600, "The order is cancelled.", status=409)
        before = self._table.shipments(key)
        lines = _lines(body.get("lineItems", []), _left(order, before))
        shipment = {
            "fulfillmentId": body.get("trackingNumber") or str(_UNTRACKED + len(before)),
            **_tracking(body, before),
            "shippedDate": self._shipped(body, order),
            "lineItems": lines,
        }
        self._keep(order, shipment)
        path = f"{request.path}/{shipment['fulfillmentId']}"
        return Response(status=201, headers={"Location": origin_of(request) + path})

    def _shipped(self, body: Json, order: Json) -> str:
        now = moments.text(self._table.now())
        given = body.get("shippedDate", now)
        if moments.parsed(given) is None or not order["creationDate"] <= given <= now:
            raise refusal(32500, f"{given} is no time between the sale and now.", shippedDate=str(given))
        return str(given)

    def _keep(self, order: Json, shipment: Json) -> None:
        now = moments.text(self._table.now())
        self._table.ship(order["orderId"], shipment, at=now)
        self._table.put(shipped(order, [shipment]), changed=now)


def shipped(order: Json, shipments: list[Json]) -> Json:
    """An order after more of it was shipped: a line counts as shipped once any of it is."""
    sent = {line["lineItemId"] for shipment in shipments for line in shipment["lineItems"]}
    lines = [
        {**line, "lineItemFulfillmentStatus": "FULFILLED"} if line["lineItemId"] in sent else line
        for line in order["lineItems"]
    ]
    states = {line["lineItemFulfillmentStatus"] for line in lines}
    hrefs = [_HREF.format(key=order["orderId"], fulfillment=shipment["fulfillmentId"]) for shipment in shipments]
    return {
        **order,
        "lineItems": lines,
        "fulfillmentHrefs": [*order["fulfillmentHrefs"], *hrefs],
        "orderFulfillmentStatus": states.pop() if len(states) == 1 else "IN_PROGRESS",
    }


def _left(order: Json, shipments: list[Json]) -> dict[str, int]:
    """Line to the quantity not shipped yet."""
    sent: collections.Counter[str] = collections.Counter()
    for shipment in shipments:
        for line in shipment["lineItems"]:
            sent[line["lineItemId"]] += line["quantity"]
    return {line["lineItemId"]: line["quantity"] - sent[line["lineItemId"]] for line in order["lineItems"]}


def _lines(given: list[Json], left: dict[str, int]) -> list[Json]:
    if not given:
        raise refusal(32600, "lineItems must name what is shipped.")
    lines: list[Json] = []
    for line in given:
        key, quantity = line.get("lineItemId", ""), line.get("quantity", 1)
        if key not in left:
            raise refusal(32200, f"{key} is no line of the order.", lineItemId=key)
        if any(key == other["lineItemId"] for other in lines):
            raise refusal(32210, f"{key} is there twice.", lineItemId=key)
        if not 1 <= quantity <= left[key]:
            raise refusal(32600, f"Of line {key} {left[key]} are left to ship, not {quantity}.", lineItemId=key)
        lines.append({"lineItemId": key, "quantity": quantity})
    return lines


def _tracking(body: Json, before: list[Json]) -> Json:
    carrier, number = body.get("shippingCarrierCode", ""), body.get("trackingNumber", "")
    if not carrier and not number:
        return {}
    if not re.fullmatch(r"[A-Za-z0-9_ -]{1,50}", carrier) or not re.fullmatch(r"[A-Za-z0-9]{1,50}", number):
        raise refusal(32300, "Give both, the number with letters and digits only.")
    if len({shipment.get("shipmentTrackingNumber") for shipment in before} | {number}) > _MOST:
        raise refusal(34100, f"At most {_MOST}.")
    return {"shipmentTrackingNumber": number, "shippingCarrierCode": carrier}


def _unknown(key: str) -> Refusal:
    return refusal(32100, f"{key} is no order.", status=404, orderId=key)
