"""Digests of what a target can use of a record: how a run knows that nothing has changed, without a call.

One digest of everything, by which most records are passed over, and after it one of each field, eight bytes each, in
the order of the fields' names. A field that is None was not supplied: nothing is said of it. Contents are not kept.
"""

from __future__ import annotations

import hashlib
import operator
from collections.abc import Collection, Mapping
from typing import Final

import attrs
import msgspec

from syncspider.errors import RecordError
from syncspider.model import Entity
from syncspider.state import Link

_WHOLE: Final = 16
_SIZE: Final = 8
_NONE: Final = bytes(_SIZE)
_SHORT: Final = 24
_MOST_SHORT: Final = 4096
_BLAKE: Final = hashlib.blake2b
_UNFIT: Final = (TypeError, ValueError, OverflowError, RecursionError)


def match_of(key: str) -> bytes:
    """Digest of a match key, for it may be an address."""
    return _BLAKE(key.encode("utf-8", "surrogatepass"), digest_size=_WHOLE).digest()


@attrs.frozen
class Content:
    """The fields of a value, written down.

    Attributes:
        text: A line for each field.
        whole: Digest of all of it.
    """

    text: bytes
    whole: bytes


@attrs.frozen
class Difference:
    """How a value differs from what was last written.

    Attributes:
        changed: Fields that differ; None when nothing is known of what was written.
        digests: What to remember when it is written: of fields that are not supplied, what was known of them.
    """

    changed: frozenset[str] | None
    digests: bytes


class Digester:
    """Makes digests of one entity's values for one target."""

    def __init__(self, entity: type[Entity], accepts: Collection[str], options: Mapping[str, str]) -> None:
        """Prepare for a run.

        Args:
            entity: What is digested.
            accepts: The fields that the target can use.
            options: The target's answers: with others, what was written may no longer be what it should be.
        """
        names = {attribute.name for attribute in attrs.fields(entity)}
        self.fields = tuple(sorted(names & set(accepts)))
        settings = _BLAKE(msgspec.json.encode(dict(options), order="deterministic"), digest_size=_SIZE).hexdigest()
        self._settings = f"options={settings}"
        self.layout = (*self.fields, self._settings)
        self._values = operator.attrgetter(*self.fields, "extra", "extra")  # at least two, so that it gives a tuple
        self._count = len(self.fields)
        self._encode = msgspec.json.Encoder(order="deterministic", enc_hook=_plain)
        self._spans = tuple(
            (name, _WHOLE + at * _SIZE, _WHOLE + (at + 1) * _SIZE) for at, name in enumerate(self.fields)
        )
        self._short: dict[bytes, bytes] = {b"null": _NONE}

    def content(self, value: Entity) -> Content:
        """The fields of a value, written down.

        Raises:
            RecordError: A field holds what cannot be written down; its name is the error's path.
        """
        try:
            text = self._encode.encode_lines(self._values(value)[: self._count])
        except _UNFIT:
            self._explain(value)
            raise
        return Content(text, _BLAKE(text, digest_size=_WHOLE).digest())

    def digests(self, content: Content) -> bytes:
        """Of everything, then of each field."""
        lines = content.text.split(b"\n")
        lines.pop()  # what follows the last line
        known = self._short.get
        digests = [
            known(line) or (_BLAKE(line, digest_size=_SIZE).digest() if len(line) > _SHORT else self._digest(line))
            for line in lines
        ]
        return content.whole + b"".join(digests)

    def is_same(self, link: Link, content: Content) -> bool:
        """Whether it is certain that just this was last written, of the same fields."""
        return link.digests[:_WHOLE] == content.whole

    def difference(self, link: Link, content: Content, layouts: Mapping[int, tuple[str, ...]]) -> Difference:
        """Compare a value with what was last written.

        Args:
            link: What was written.
            content: Of the value.
            layouts: What a link's digests are of, by the number of its layout.
        """
        digests = self.digests(content)
        if not link.digests:
            return Difference(None, digests)
        old = link.digests
        names = layouts.get(link.layout, ())
        if names != self.layout:
            old = self._arranged(old, names)
        changed: list[str] = []
        merged = digests
        for name, start, end in self._spans:
            if digests[start:end] != old[start:end]:
                if digests[start:end] == _NONE:
                    merged = merged[:start] + old[start:end] + merged[end:]
                else:
                    changed.append(name)
        return Difference(frozenset(changed) if self._settings in names else None, merged)

    def _digest(self, line: bytes) -> bytes:
        """Of a short line, such as a status that is met again and again."""
        digest = _BLAKE(line, digest_size=_SIZE).digest()
        if len(self._short) < _MOST_SHORT:
            self._short[line] = digest
        return digest

    def _arranged(self, digests: bytes, names: tuple[str, ...]) -> bytes:
        """Digests of other fields in the order of these."""
        known = {name: digests[_WHOLE + at * _SIZE : _WHOLE + (at + 1) * _SIZE] for at, name in enumerate(names)}
        return bytes(_WHOLE) + b"".join(known.get(name, _NONE) for name in self.fields)

    def _explain(self, value: Entity) -> None:
        for name in self.fields:
            try:
                self._encode.encode(getattr(value, name))
            except _UNFIT as error:
                raise RecordError(f"The value cannot be written down: {error}.", path=name) from error


def _plain(value: object) -> object:
    """What the encoder does not know."""
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"a {type(value).__name__} in it")
