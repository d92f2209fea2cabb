"""An answer as a frozen value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

import attrs
import msgspec

from syncspider.errors import Delivery, TransientError
from syncspider.http.addresses import place_of
from syncspider.http.silence import silenced

_UNPRINTABLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffd\ud800-\udfff\s]+"
)
_WORDS = 80
# Further than any amount, weight or rate goes. 1e3000000 is eleven bytes long, and its sum with 1 three million digits.
_FURTHEST_EXPONENT = 64


class Headers(Mapping[str, str]):
    """The headers of an answer; names in any case, a repeated one joined with a comma."""

    __slots__ = ("_values",)

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        values: dict[str, str] = {}
        for name, value in pairs:
            key = name.lower()
            values[key] = f"{values[key]}, {value}" if key in values else value
        self._values = values

    def __getitem__(self, name: str) -> str:
        return self._values[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"Headers({', '.join(self._values)})"  # the names alone: values may be secrets


@attrs.frozen(kw_only=True)
class Response:
    """What came back. Its printed form shows the status and the place alone.

    Attributes:
        status: The HTTP status.
        headers: The answer's headers.
        content: The body, decompressed.
        url: The full address that was asked, with its query.
        proof: The headers that proved whose the request was: no word of theirs is said again.
    """

    status: int
    headers: Headers = attrs.field(factory=Headers, repr=False)
    content: bytes = attrs.field(default=b"", repr=False)
    url: str = attrs.field(default="", repr=place_of)
    proof: Mapping[str, str] = attrs.field(factory=dict, repr=False)

    @property
    def is_success(self) -> bool:
        """Whether the status is one of the 200s."""
        return 200 <= self.status < 300  # noqa: PLR2004 - HTTP's own bounds

    def json(self) -> Any:  # noqa: ANN401 - JSON is anything
        """The body as JSON: numbers with a point or an exponent as exact Decimal, whole ones as int.

        Raises:
            TransientError: UNKNOWN: it is something else, such as the HTML of a proxy, or cut off.
        """
        if not _may_be_json(self.headers.get("content-type", "")):
            raise self._unreadable("HTML instead of JSON")
        try:
            return _DECODER.decode(self.content)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError):
            raise self._unreadable("no readable JSON" if self.content.strip() else "nothing") from None

    def words(self, most: int = _WORDS) -> str:
        """The first words of the body on one line, without control characters."""
        return cleaned(self.content[: most * 4].decode("utf-8", "replace"), most)

    def _unreadable(self, what: str) -> TransientError:
        start = self.words()
        error = TransientError(
            f"{place_of(self.url)} answered {self.status} with {what}" + (f": {start}" if start else "."),
            delivery=Delivery.UNKNOWN,
        )
        return silenced(error, self.proof)


def cleaned(text: str, most: int = _WORDS) -> str:
    """A far end's text on one line: control, invisible and direction characters become one space."""
    line = _UNPRINTABLE.sub(" ", text).strip()
    return line if len(line) <= most else line[:most].rstrip() + "..."


def _may_be_json(content_type: str) -> bool:
    kind = content_type.partition(";")[0].lower()
    return "html" not in kind and "xml" not in kind


def _exact(text: str) -> Decimal:
    number = Decimal(text)
    if number and abs(number.adjusted()) > _FURTHEST_EXPONENT:
        raise ValueError("a number out of all proportion")
    return number


_DECODER = msgspec.json.Decoder(float_hook=_exact)
