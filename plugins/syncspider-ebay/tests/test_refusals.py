"""EBay's refusals as our errors."""

from __future__ import annotations

from typing import Any

import pytest
from syncspider import http
from syncspider.errors import (
    AccessError,
    Delivery,
    RecordError,
    Refusal,
    SyncSpiderError,
    TransientError,
)
from syncspider_ebay.refusals import explain


def refused(status: int, *errors: dict[str, Any]) -> SyncSpiderError:
    """What a refusal with these errors means."""
    content = http.encode({"errors": list(errors)})
    headers = http.Headers([("Content-Type", "application/json")])
    return explain(http.Response(status=status, headers=headers, content=content, url="https://api.ebay.com/x"))


@pytest.mark.parametrize(
    ("status", "number", "refusal"),
    [
        (401, 1001, Refusal.CREDENTIALS),
        (400, 1002, Refusal.CREDENTIALS),
        (400, 1003, Refusal.CREDENTIALS),
        (403, 1100, Refusal.SCOPE),
        (403, 215_114, Refusal.CREDENTIALS),
        (400, 215_000, Refusal.CREDENTIALS),
    ],
)
def test_connection_refused(status: int, number: int, refusal: Refusal) -> None:
    """Tokens, rights and signatures are matters of the connection: the run stops and says what to do."""
    error = refused(status, {"errorId": number, "message": "no"})

    assert isinstance(error, AccessError)
    assert (error.refusal, error.code) == (refusal, str(number))
    assert error.hint


@pytest.mark.parametrize(
    ("status", "number", "delivery"),
    [
        (429, 2001, Delivery.THROTTLED),
        (500, 2003, Delivery.UNKNOWN),
        (500, 25001, Delivery.UNKNOWN),
        (500, 25025, Delivery.UNKNOWN),
        (400, 25025, Delivery.UNKNOWN),
        (500, 30500, Delivery.UNKNOWN),
        (500, 34900, Delivery.UNKNOWN),
        (503, 99, Delivery.UNKNOWN),
    ],
)
def test_trouble_that_may_pass(status: int, number: int, delivery: Delivery) -> None:
    """Limits and system errors may be over soon; whether something was done is told as it is known."""
    error = refused(status, {"errorId": number, "message": "no"})

    assert isinstance(error, TransientError)
    assert (error.delivery, error.code) == (delivery, str(number))


def test_record_refused() -> None:
    """All that eBay says against a record is kept: its id, the field, and the values that tell what is meant."""
    error = refused(
        400,
        {
            "errorId": 25709,
            "message": "short",
            "longMessage": "Invalid request.\nInvalid value for field",
            "inputRefIds": ["$.requests[0].sku"],
            "parameters": [{"name": "additionalInfo", "value": "sku"}, {"name": "x", "value": "request"}],
        },
        {"errorId": 25002, "message": "Any User error."},
    )

    assert isinstance(error, RecordError)
    assert error.message == ("eBay says: Invalid request. Invalid value for field (25709: sku) Any User error. (25002)")
    assert (error.code, error.path, error.status) == ("25709", "requests[0].sku", 400)
    assert error.parameters == {"additionalInfo": "sku", "x": "request"}


@pytest.mark.parametrize(
    ("status", "content", "kind"),
    [
        (411, b"<HTML>Length Required</HTML>", RecordError),
        (403, b"<HTML>Access denied</HTML>", AccessError),
        (503, b"", TransientError),
        (400, b'{"errors": [{"message": "without an id"}]}', RecordError),
        (400, b'{"errors": "none"}', RecordError),
        (400, b'["errors"]', RecordError),
    ],
)
def test_answers_that_are_not_ebays_own(status: int, content: bytes, kind: type[SyncSpiderError]) -> None:
    """What a proxy or eBay's edge says is understood by its status, in one line."""
    kind_of = "text/html" if content.startswith(b"<") else "application/json"
    headers = http.Headers([("Content-Type", kind_of)])

    error = explain(http.Response(status=status, headers=headers, content=content, url="https://api.ebay.com/x"))

    assert isinstance(error, kind)
    assert "\n" not in str(error)
