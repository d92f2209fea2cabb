"""What all searches share: parameters, pages, trimming (docs.ecwid.com, "Search orders" and its siblings)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import attrs
from syncspider.sandbox import Request

from syncspider_ecwid.sandbox import moments
from syncspider_ecwid.sandbox.refusals import wrong

Json = dict[str, Any]

#: The largest page, and the one that is sent when nothing is asked for.
PAGE: Final = 100


@attrs.frozen
class Parameters:
    """The parameters of one request.

    Attributes:
        values: Name to text; of a repeated name the first counts.
    """

    values: Mapping[str, str]

    @classmethod
    def of(cls, request: Request) -> Parameters:
        """Those of a request."""
        return cls(dict(reversed(request.query)))

    def get(self, name: str) -> str | None:
        """Its text, None where it is missing or empty."""
        return self.values.get(name) or None

    def whole(self, name: str, default: int) -> int:
        """A whole number, not negative."""
        given = self.get(name)
        if given is None:
            return default
        if not re.fullmatch(r"\d{1,18}", given):
            raise wrong(f"Wrong value of {name}: expected a whole number")
        return int(given)

    def flag(self, name: str) -> bool | None:
        """True or false, None where it is missing."""
        given = self.get(name)
        if given not in {None, "true", "false"}:
            raise wrong(f"Wrong value of {name}: expected true or false")
        return None if given is None else given == "true"

    def number(self, name: str) -> Decimal | None:
        """A number, None where it is missing."""
        given = self.get(name)
        try:
            return None if given is None else Decimal(given)
        except InvalidOperation:
            raise wrong(f"Wrong value of {name}: expected a number") from None

    def words(self, name: str, allowed: Iterable[str] | None = None) -> frozenset[str] | None:
        """A list with commas; None where it is missing."""
        given = self.get(name)
        if given is None:
            return None
        words = frozenset(word.strip() for word in given.split(","))
        if allowed is not None and not words <= frozenset(allowed):
            raise wrong(f"Wrong value of {name}: {min(words - frozenset(allowed))}")
        return words

    def moment(self, name: str) -> str | None:
        """A time in the form that records have, None where it is missing."""
        given = self.get(name)
        return None if given is None else moments.text(moments.parsed(name, given))


def equals(field: str, given: object) -> Callable[[Json], bool]:
    """Tests whether a field is this; a number in the record equals its text."""
    return lambda record: record.get(field) == given or str(record.get(field, "")) == given


def among(field: str, words: frozenset[str]) -> Callable[[Json], bool]:
    """Tests whether a field is one of these."""
    return lambda record: record.get(field) in words


def contains(text: Callable[[Json], str], given: str) -> Callable[[Json], bool]:
    """Tests whether the text of a record contains this, small letters like capitals."""
    part = given.lower()
    return lambda record: part in text(record).lower()


def within(low: Any, high: Any, value: Callable[[Json], Any]) -> list[Callable[[Json], bool]]:  # noqa: ANN401 - text or number
    """Tests for a range that includes both ends; a missing end is open."""
    tests: list[Callable[[Json], bool]] = []
    if low is not None:
        tests.append(lambda record: value(record) >= low)
    if high is not None:
        tests.append(lambda record: value(record) <= high)
    return tests


def page(found: Sequence[Json], parameters: Parameters) -> Json:
    """One page of what was found, in the envelope.

    Raises:
        Refusal: ``limit`` is above :data:`PAGE`, or one of the two is no whole number.
    """
    offset, limit = parameters.whole("offset", 0), parameters.whole("limit", PAGE)
    if limit > PAGE:
        raise wrong(f"Wrong value of limit: at most {PAGE}")
    items = list(found[offset : offset + limit])
    return {"total": len(found), "count": len(items), "offset": offset, "limit": limit, "items": items}


def trimmed(value: Json | list[Any], fields: str | None) -> Json | list[Any]:
    """Only the fields asked for by ``responseFields``, such as ``total,items(id,sku)``.

    Raises:
        Refusal: It cannot be read.
    """
    if not fields:
        return value
    tokens = re.findall(r"[(),]|[^(),\s]+", fields)
    wanted = _wanted(tokens)
    if tokens:
        raise wrong("Wrong value of responseFields: brackets do not match")
    kept = _kept(value, wanted)
    return kept if isinstance(kept, list) else dict(kept)


def _wanted(tokens: list[str]) -> Json:
    """Takes the tokens of one level off the list."""
    wanted: Json = {}
    while tokens and tokens[0] != ")":
        name = tokens.pop(0)
        if name in {"(", ","}:
            raise wrong("Wrong value of responseFields: a name is missing")
        wanted[name] = _bracket(tokens)
        if tokens and tokens[0] == ",":
            tokens.pop(0)
    return wanted


def _bracket(tokens: list[str]) -> Json | None:
    if not tokens or tokens[0] != "(":
        return None
    tokens.pop(0)
    inner = _wanted(tokens)
    if not tokens:
        raise wrong("Wrong value of responseFields: brackets do not match")
    tokens.pop(0)
    return inner


def _kept(value: Any, wanted: Json | None) -> Any:  # noqa: ANN401 - any part of a JSON tree
    if wanted is None:
        return value
    if isinstance(value, list):
        return [_kept(entry, wanted) for entry in value]
    if isinstance(value, dict):
        return {name: _kept(value[name], inner) for name, inner in wanted.items() if name in value}
    return value
