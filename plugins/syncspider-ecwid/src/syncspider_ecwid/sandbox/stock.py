"""Quantities, the same for a product and for a variation (docs.ecwid.com, "Update product")."""

from __future__ import annotations

from typing import Any

from syncspider_ecwid.sandbox.refusals import wrong

Json = dict[str, Any]


def stocked(before: Json, sent: Json) -> Json:
    """A record after a write of some fields, its stock in order.

    An unlimited record has no ``quantity``; one with a quantity says ``unlimited: false``. A new record is unlimited
    unless it brings a quantity.

    Args:
        before: The record, empty for a new one.
        sent: The fields that were sent.

    Raises:
        Refusal: A quantity for what is unlimited.
    """
    unlimited = sent.get("unlimited", before.get("unlimited", "quantity" not in sent))
    if unlimited and "quantity" in sent:
        raise wrong("Wrong value of field quantity: it needs unlimited false")
    after = {**before, **sent, "unlimited": unlimited}
    if unlimited:
        after.pop("quantity", None)
        return {**after, "inStock": True}
    after.setdefault("quantity", 0)
    return {**after, "inStock": after["quantity"] > 0}


def adjusted(record: Json, body: Json) -> tuple[Json, Json]:
    """A record after a change of its stock by ``quantityDelta``, and the answer.

    Raises:
        Refusal: There is no delta, or the record is unlimited.
    """
    if "quantityDelta" not in body:
        raise wrong("Required field quantityDelta is missing")
    if record["unlimited"]:
        raise wrong("Wrong value of field quantityDelta: the stock is unlimited")
    quantity = record["quantity"] + body["quantityDelta"]
    answer: Json = {"updateCount": 1}
    if quantity < 0:
        answer["warning"] = "Stock quantity is below zero"
    return {**record, "quantity": quantity, "inStock": quantity > 0}, answer
