"""Digests of what a target can use of a record: how a run knows that nothing has changed, without a call.

A digest per field, eight bytes each, in the order of the fields' names. A field that is None was not supplied: nothing
is said of it. Contents are not kept anywhere.
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

_SIZE: Final = 8
_NONE: Final = bytes(_SIZE)
_NULL: Final = b"null"
_BLAKE: Final = hashlib.blake2b


def match_of(key: str) -> bytes:
    """Digest of a match key, for it may be an address."""
    return _BLAKE(key.encode("utf-8", "surrogatepass"), digest_size=2 * _SIZE).digest()


class Digester:
    """Makes digests of one entity's values for one target; may be used from several threads."""

    def __init__(self, entity: type[Entity], accepts: Collection[str]) -> None:
        """Prepare for a run.

        Args:
            entity: What is digested.
            accepts: The fields that the target can use.
        """
        names = {attribute.name for attribute in attrs.fields(entity)}
        self.fields = tuple(sorted(names & set(accepts)))
        self._values = operator.attrgetter(*self.fields) if self.fields else _nothing
        self._single = len(self.fields) == 1
        self._encoder = msgspec.json.Encoder(order="deterministic", enc_hook=_plain)

    def digests(self, value: Entity) -> bytes:
        """The digests of a value's fields, one after another.

        Raises:
            RecordError: A field holds what cannot be written down; its name is the error's path.
        """
        values = self._values(value)
        try:
            lines = self._encoder.encode_lines((values,) if self._single else values).split(b"\n")
        except (TypeError, ValueError, OverflowError, RecursionError):
            self._explain(value)
            raise
        lines.pop()  # what follows the last line
        return b"".join([_NONE if line == _NULL else _BLAKE(line, digest_size=_SIZE).digest() for line in lines])

    def _explain(self, value: Entity) -> None:
        for name in self.fields:
            try:
                self._encoder.encode(getattr(value, name))
            except (TypeError, ValueError, OverflowError, RecursionError) as error:
                raise RecordError(f"The value cannot be written down: {error}.", path=name) from error


def _nothing(_value: Entity) -> tuple[()]:
    return ()


def _plain(value: object) -> object:
    """What the encoder does not know."""
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"a {type(value).__name__} in it")


@attrs.frozen
class Difference:
    """How a value differs from what was last written.

    Attributes:
        changed: Fields that differ; None when nothing is known of what was written.
        digests: What to remember when it is written: of fields that are not supplied, what was known of them.
    """

    changed: frozenset[str] | None
    digests: bytes


def difference_of(
    link: Link, digests: bytes, fields: tuple[str, ...], layouts: Mapping[int, tuple[str, ...]]
) -> Difference:
    """Compare a value with what was last written.

    Args:
        link: What was written.
        digests: Of the value.
        fields: What these are of.
        layouts: What a link's digests are of, by the number of its layout.
    """
    if not link.digests:
        return Difference(None, digests)
    names = layouts.get(link.layout, ())
    old = {name: link.digests[at * _SIZE : (at + 1) * _SIZE] for at, name in enumerate(names)}
    new = {name: digests[at * _SIZE : (at + 1) * _SIZE] for at, name in enumerate(fields)}
    changed = frozenset(name for name, digest in new.items() if digest not in (_NONE, old.get(name)))
    merged = (old.get(name, _NONE) if digest == _NONE else digest for name, digest in new.items())
    return Difference(changed, b"".join(merged))
