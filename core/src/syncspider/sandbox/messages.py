"""One HTTP exchange as two frozen values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import attrs
import msgspec


@attrs.frozen(kw_only=True)
class Request:
    """What a client sent.

    Attributes:
        method: In capitals.
        path: Percent-encoded as it came, without the query.
        query: Decoded pairs in the order sent; a name may repeat.
        headers: Names in lower case.
        body: As it came.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = attrs.field(factory=dict)
    body: bytes = b""

    def param(self, name: str) -> str | None:
        """The first value of a query parameter, or None."""
        return next((value for key, value in self.query if key == name), None)

    def json(self) -> Any:  # noqa: ANN401 - JSON is anything
        """The body as JSON, numbers with a point as Decimal.

        Raises:
            ValueError: It is no JSON.
        """
        return json.loads(self.body, parse_float=Decimal)


@attrs.frozen(kw_only=True)
class Response:
    """What the sandbox answers."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = attrs.field(factory=dict)

    @classmethod
    def of_json(cls, value: object, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
        """A JSON answer; a Decimal becomes a JSON number with the digits it has."""
        body = msgspec.json.Encoder(decimal_format="number").encode(value)
        return cls(status=status, body=body, headers={"Content-Type": "application/json", **(headers or {})})
