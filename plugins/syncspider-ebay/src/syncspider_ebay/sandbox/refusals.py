"""How eBay says no (developer.ebay.com, "Handling error messages" and the error tables of each method).

Statuses and ids are eBay's; the texts are ours, for only ids are stable.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from syncspider.sandbox import Response

Json = dict[str, Any]

#: Error id to HTTP status and short message.
_ERRORS: Final[Mapping[int, tuple[int, str]]] = {
    1001: (401, "Invalid access token"),
    1002: (400, "Missing access token"),
    1003: (400, "Token type is not supported"),
    1100: (403, "Access denied"),
    2001: (429, "Too many requests"),
    2002: (404, "Resource not found"),
    2004: (400, "Invalid request"),
    20401: (400, "Missing field"),
    20403: (400, "Invalid request"),
    20404: (404, "Not found"),
    25002: (400, "A user error has occurred"),
    25003: (400, "Invalid price"),
    25004: (400, "Invalid quantity"),
    25005: (400, "Invalid category"),
    25006: (400, "Invalid listing option"),
    25007: (400, "Invalid shipping policy"),
    25008: (400, "Invalid payment policy"),
    25009: (400, "Invalid return policy"),
    25011: (400, "Invalid tax information"),
    25012: (400, "Invalid location"),
    25013: (400, "Invalid data in the inventory item group"),
    25014: (400, "Invalid pictures"),
    25015: (400, "Invalid picture URL"),
    25016: (400, "Invalid field"),
    25017: (400, "Missing information"),
    25019: (400, "Listing cannot be revised"),
    25020: (400, "Invalid package details"),
    25021: (400, "Invalid condition"),
    25402: (200, "System warning"),
    25503: (400, "Invalid product information"),
    25601: (400, "Invalid attribute"),
    25604: (400, "Input error"),
    25702: (404, "SKU is not available in the system"),
    25706: (400, "Invalid pagination values"),
    25707: (400, "Invalid sku"),
    25709: (400, "Invalid request"),
    25710: (404, "Entity not found"),
    25713: (404, "Offer is not available"),
    25727: (400, "Too many inventory items"),
    25728: (400, "Inventory items are not unique"),
    25729: (400, "SKU, marketplace and format are not unique"),
    25730: (400, "Too many offers"),
    25731: (400, "Offer ids are not unique"),
    25732: (400, "Offer belongs to a variation group"),
    25733: (400, "SKU and locale are required"),
    25734: (400, "SKUs are not unique"),
    25735: (400, "Invalid SKU, marketplace or format"),
    25801: (400, "Missing field"),
    25802: (400, "Input error"),
    25803: (409, "Already exists"),
    25804: (404, "Input error"),
    30700: (400, "Invalid filter name"),
    30800: (400, "Invalid filter value"),
    30810: (400, "Invalid date format"),
    30820: (400, "Start date is missing"),
    30830: (400, "Time range is too long"),
    30840: (400, "Start date is after the end date"),
    30850: (400, "Date is in the future"),
    30900: (400, "Too many order ids"),
    31000: (400, "Invalid offset"),
    31100: (400, "Invalid limit"),
    32100: (400, "Invalid order id"),
    32200: (400, "Invalid line item id"),
    32210: (400, "Duplicate line item"),
    32300: (400, "Invalid tracking number or carrier"),
    32500: (400, "Invalid shipped date"),
    32600: (400, "Invalid input data"),
    32800: (400, "Invalid field group"),
    34100: (400, "Too many tracking numbers"),
    34902: (400, "Request is empty"),
    34903: (400, "Refund reason is missing"),
    34905: (400, "Refund amount or refund items must be given"),
    34906: (400, "Amount value is missing"),
    34907: (400, "Amount value is not positive or has too many decimals"),
    34908: (400, "Amount currency is missing"),
    34909: (400, "Amount currency is wrong"),
    34910: (400, "Line item or legacy reference is missing"),
    34911: (400, "Legacy item id is missing"),
    34912: (400, "Legacy transaction id is missing"),
    34913: (404, "Order not found"),
    34914: (400, "Item is not in the order"),
    34915: (400, "Refund exceeds the order amount"),
    34917: (400, "Order was already refunded"),
    34921: (400, "Comment is too long"),
    34922: (400, "A previous refund is processing"),
    34924: (409, "Refund exceeds what remains of the item"),
    215000: (400, "Missing x-ebay-signature-key header"),
    215001: (400, "Missing or malformed Signature-Input header"),
    215002: (400, "Missing or malformed Signature header"),
    215003: (400, "Missing or malformed Content-Digest header"),
    215114: (403, "Signature creation time is out of range"),
    215117: (403, "Signature key does not belong to the application"),
    215121: (403, "Content digest does not match"),
    215122: (403, "Signature validation failed"),
}
#: The first error id of each domain.
_DOMAINS: Final = (
    (200_000, "ACCESS"),
    (30_000, "API_FULFILLMENT"),
    (25_000, "API_INVENTORY"),
    (20_000, "API_ACCOUNT"),
    (1_100, "ACCESS"),
    (0, "OAuth"),
)


class Refusal(Exception):  # noqa: N818 - it is an answer of the API, not a failure of ours
    """A request that eBay would refuse.

    Args:
        error: The entry of ``errors``.
        status: HTTP status, of the answer or of the row in a bulk answer.
        headers: Extra headers of the answer.
    """

    def __init__(self, error: Json, *, status: int, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(f"{error['errorId']}: {error['longMessage']}")
        self.error = error
        self.status = status
        self.headers = dict(headers or {})

    def response(self) -> Response:
        """The answer in eBay's form."""
        return Response.of_json({"errors": [self.error]}, status=self.status, headers=self.headers)


class EdgeRefusal(Exception):  # noqa: N818 - as above
    """A request that eBay's edge refuses before any API sees it: a page instead of JSON."""

    def response(self) -> Response:
        """HTTP 411 with a page."""
        page = b"<HTML><HEAD><TITLE>Length Required</TITLE></HEAD><BODY><H1>Length Required</H1></BODY></HTML>"
        return Response(status=411, body=page, headers={"Content-Type": "text/html"})


def refusal(
    error_id: int,
    detail: str = "",
    *,
    status: int | None = None,
    headers: Mapping[str, str] | None = None,
    **parameters: str,
) -> Refusal:
    """A refusal by its id.

    Args:
        error_id: One that is known here.
        detail: What is wrong in this request.
        status: Where it differs from the usual.
        headers: Extra headers of the answer.
        parameters: Substitution values, name to value.
    """
    usual, _ = _ERRORS[error_id]
    return Refusal(error_of(error_id, detail, **parameters), status=status or usual, headers=headers)


def error_of(error_id: int, detail: str = "", **parameters: str) -> Json:
    """An entry of ``errors`` or ``warnings``."""
    _, message = _ERRORS[error_id]
    domain = next(name for first, name in _DOMAINS if error_id >= first)
    named = [{"name": name, "value": value} for name, value in parameters.items()]
    return {
        "errorId": error_id,
        "domain": domain,
        **({"subdomain": "Selling"} if domain == "API_INVENTORY" else {}),
        "category": "REQUEST",
        "message": message,
        "longMessage": f"{message}. {detail}" if detail else f"{message}.",
        **({"parameters": named} if named else {}),
    }
