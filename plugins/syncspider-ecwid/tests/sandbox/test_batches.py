"""Batches."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx

_REQUESTS: list[dict[str, Any]] = [
    {"id": "a", "path": "/products", "method": "POST", "body": {"sku": "A", "name": "A", "price": 1.5}},
    {"id": "b", "path": "/products/1", "method": "PUT", "body": {"price": 2}},
    {"id": "c", "path": "/products?sku=A", "method": "GET"},
]


def _outcomes(http: httpx.Client, *, stop: str, escaped: str = "false") -> list[dict[str, Any]]:
    ticket = http.post("/batch", params={"stopOnFirstFailure": stop}, json=_REQUESTS).json()["ticket"]
    answer = http.get("/batch", params={"ticket": ticket, "escapedJson": escaped}).json()
    assert (answer["status"], answer["totalRequests"]) == ("COMPLETED", 3)
    outcomes: list[dict[str, Any]] = answer["responses"]
    return outcomes


def test_batch_stops_at_the_first_failure(empty: httpx.Client) -> None:
    """What follows a failure is not executed."""
    outcomes = _outcomes(empty, stop="true")
    assert [entry["status"] for entry in outcomes] == ["COMPLETED", "FAILED", "NOT_EXECUTED"]
    assert (outcomes[1]["httpStatusCode"], outcomes[1]["httpBody"]["errorCode"]) == (404, "PRODUCT_NOT_FOUND")


def test_batch_goes_on_when_told(empty: httpx.Client) -> None:
    """Without the stop all are executed, in order; bodies can be had as text."""
    outcomes = _outcomes(empty, stop="false", escaped="true")
    assert [entry["status"] for entry in outcomes] == ["COMPLETED", "FAILED", "COMPLETED"]
    assert json.loads(outcomes[2]["escapedHttpBody"])["total"] == 1


def test_wrong_batches(empty: httpx.Client) -> None:
    """Too many requests, another method or an unknown ticket are refused."""
    assert empty.post("/batch", json=_REQUESTS * 200).status_code == 400
    assert empty.post("/batch", json=[{"path": "/orders", "method": "PATCH"}]).status_code == 400
    assert empty.get("/batch", params={"ticket": "none"}).status_code == 400
