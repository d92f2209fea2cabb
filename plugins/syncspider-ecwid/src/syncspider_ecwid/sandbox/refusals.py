"""How Ecwid says no."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from syncspider.sandbox import Response

#: HTTP status of each error code that is used here (docs.ecwid.com, page "Errors").
STATUSES: Final[Mapping[str, int]] = {
    "WRONG_PARAMETER": 400,
    "COMBINATION_LIMIT_PER_REQUEST_EXCEEDED": 400,
    "INSUFFICIENT_APP_SCOPE": 403,
    "INVALID_API_TOKEN": 403,
    "STORE_NOT_FOUND": 404,
    "ORDER_NOT_FOUND": 404,
    "PRODUCT_NOT_FOUND": 404,
    "COMBINATION_NOT_FOUND": 404,
    "CUSTOMER_NOT_FOUND": 404,
    "STATUS_NOT_FOUND": 404,
    "METHOD_NOT_ALLOWED": 405,
    "SKU_ALREADY_EXISTS": 409,
    "EXTERNAL_ID_ALREADY_USED": 409,
    "CONSTRAINT_VIOLATION": 409,
    "COMBINATION_DUPLICATED": 409,
    "WRONG_URL": 422,
    "RATE_LIMITED": 429,
}


class Refusal(Exception):  # noqa: N818 - it is an answer of the API, not a failure of ours
    """A request that Ecwid would refuse.

    Args:
        code: One of :data:`STATUSES`.
        message: What is wrong, naming the field or parameter.
        headers: Extra headers of the answer.
    """

    def __init__(self, code: str, message: str, *, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.headers = dict(headers or {})

    def response(self) -> Response:
        """The answer in Ecwid's form."""
        body = {"errorMessage": self.message, "errorCode": self.code}
        return Response.of_json(body, status=STATUSES[self.code], headers=self.headers)


def wrong(message: str) -> Refusal:
    """The refusal of a parameter or field."""
    return Refusal("WRONG_PARAMETER", message)
