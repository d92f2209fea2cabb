"""Calls for several records at once, with a row for each (developer.ebay.com, bulkUpdatePriceQuantity)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from syncspider.sandbox import Response

from syncspider_ebay.sandbox.refusals import Refusal, refusal

Json = dict[str, Any]
MOST: Final = 25
_REDIRECTION: Final = 300


def requests_of(body: Json, *, error: int) -> list[Json]:
    """The requests in a body.

    Args:
        body: The body.
        error: The id for too many.

    Raises:
        Refusal: There are none or too many.
    """
    requests: list[Json] = body.get("requests", [])
    if not requests:
        raise refusal(25709, "Invalid value for field requests.", additionalInfo="requests")
    if len(requests) > MOST:
        raise refusal(error, f"At most {MOST}.", additionalInfo=str(MOST))
    return requests


def unique(values: list[Any], *, error: int) -> None:
    """Check that nothing is there twice.

    Raises:
        Refusal: It is.
    """
    if len(set(values)) < len(values):
        raise refusal(error)


def row(names: Json, act: Callable[..., tuple[int, Json]], *given: object) -> Json:
    """One row.

    Args:
        names: What tells whose row it is.
        act: Does it, and gives the status and what else the row says.
        given: What ``act`` is called with.
    """
    try:
        status, more = act(*given)
    except Refusal as refused:
        return {"statusCode": refused.status, **names, "warnings": [], "errors": [refused.error]}
    return {"statusCode": status, **names, "warnings": [], "errors": [], **more}


def answer(rows: Iterable[Json]) -> Response:
    """200 where every row went well, 207 otherwise."""
    all_rows = list(rows)
    failed = any(entry["statusCode"] >= _REDIRECTION for entry in all_rows)
    return Response.of_json({"responses": all_rows}, status=207 if failed else 200)
