"""Pages whose ``offset`` is the number of a page (developer.ebay.com, getInventoryItems, getOffers)."""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Sequence
from typing import Any, Final, TypeVar

import attrs
from syncspider.sandbox import Request

from syncspider_ebay.sandbox.refusals import refusal

Json = dict[str, Any]
_MOST: Final = 200
T = TypeVar("T")


@attrs.frozen(kw_only=True)
class Page:
    """Which rows are asked for.

    Attributes:
        number: From 0.
        limit: Rows of a page.
    """

    number: int
    limit: int

    @classmethod
    def of(cls, request: Request, *, usual: int) -> Page:
        """The page that a request asks for.

        Raises:
            Refusal: ``limit`` or ``offset`` is no number or out of range.
        """
        limit, number = _number(request, "limit", usual), _number(request, "offset", 0)
        if not 1 <= limit <= _MOST:
            raise refusal(25706, f"limit lies between 1 and {_MOST}.", additionalInfo="limit")
        return cls(number=number, limit=limit)

    def rows(self, found: Sequence[T]) -> Sequence[T]:
        """The rows of the page."""
        return found[self.number * self.limit : (self.number + 1) * self.limit]

    def follows(self, total: int) -> bool:
        """Whether another page comes after this one."""
        return (self.number + 1) * self.limit < total

    def envelope(self, request: Request, total: int) -> Json:
        """What stands around the rows; addresses are relative, as eBay's are."""
        rest = [(name, value) for name, value in request.query if name not in {"limit", "offset"}]

        def address(number: int) -> str:
            query = urllib.parse.urlencode([*rest, ("limit", self.limit), ("offset", number)])
            return f"{request.path}?{query}"

        return {
            "href": address(self.number),
            **({"next": address(self.number + 1)} if self.follows(total) else {}),
            **({"prev": address(self.number - 1)} if self.number else {}),
            "limit": self.limit,
            "total": total,
        }


def _number(request: Request, name: str, usual: int) -> int:
    given = request.param(name)
    if given is None:
        return usual
    if not re.fullmatch(r"\d{1,9}", given):
        raise refusal(25706, f"{given} is no {name}.", additionalInfo=name)
    return int(given)
