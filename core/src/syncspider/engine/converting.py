"""From what was read to what could be written: conversion, match key, digests. What cannot pass is buried here."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from typing import Any, Final

import attrs

from syncspider.engine.counting import Verdict
from syncspider.engine.digesting import Content, Digester, match_of
from syncspider.errors import RecordError
from syncspider.model import Broken, Conversion, Record, Route, Skip
from syncspider.plugin import Target
from syncspider.state import Burial

_LOGGER: Final = logging.getLogger(__name__)
_NO_KEY: Final = "(no key) "


@attrs.frozen
class Candidate:
    """A record that could be written.

    Attributes:
        origin: The key under which it was read.
        key: The key under which it is linked.
        record: As the target takes it.
        match: Digest of its match key.
        content: Its fields, written down.
    """

    origin: str
    key: str
    record: Record[Any]
    match: bytes
    content: Content


class Converter:
    """Makes candidates of records."""

    def __init__(self, *, conversion: Conversion | None, route: Route, target: Target[Any], digester: Digester) -> None:
        """Prepare for a run.

        Args:
            conversion: From the source's entity to the target's, or None where they are the same.
            route: Between which integrations.
            target: What gives the match key.
            digester: What gives the digests.
        """
        self._conversion = conversion
        self._route = route
        self._target = target
        self._digester = digester

    def candidate(self, record: Record[Any]) -> Candidate | Verdict:
        """What could be written of a record, or why nothing can."""
        origin = record.key
        if not is_storable(origin):
            return Verdict.dead(_without_key(record))
        if self._conversion is not None:
            converted = self._passed(self._converted, record, "convert", record)
            if not isinstance(converted, Record):
                return Verdict.skipped(origin, converted.reason) if isinstance(converted, Skip) else converted
        else:
            converted = record
        if not is_storable(converted.key):
            return Verdict.dead(attrs.evolve(_without_key(converted), key=origin, stage="convert"))
        matched = self._passed(self._matched, converted, "match", record)
        if isinstance(matched, Verdict):
            return matched
        return Candidate(origin, converted.key, converted, *matched)

    def _converted(self, record: Record[Any]) -> Record[Any] | Skip:
        assert self._conversion is not None  # noqa: S101 - the only caller has looked
        return self._conversion.convert(record, self._route)

    def _matched(self, record: Record[Any]) -> tuple[bytes, Content]:
        return match_of(self._target.key_of(record.value)), self._digester.content(record.value)

    def _passed(self, step: Callable[[Record[Any]], Any], record: Record[Any], stage: str, read: Record[Any]) -> Any:  # noqa: ANN401 - what the step gives
        """What a step gives, or the verdict when it fails: one record never stops the others."""
        try:
            return step(record)
        except RecordError as error:
            return Verdict.dead(burial_of(error, read.key, stage, read.version))
        except Exception as error:
            _LOGGER.debug("Record %s failed in %s.", read.key, stage, exc_info=True)
            message = f"{type(error).__name__} while the record was prepared: {error}"
            return Verdict.dead(Burial(key=read.key, stage=stage, message=message, version=read.version))


def is_storable(key: str) -> bool:
    """Whether something can be remembered under that key: it is not empty, and of whole characters."""
    try:
        return bool(key.encode())
    except UnicodeEncodeError:
        return False


def _without_key(record: Record[Any]) -> Burial:
    key = keyless(record.key or repr(record.value))
    message = "The record's key is no text." if record.key else "The record has no key."
    return Burial(key=key, stage="read", message=message, path="key", version=record.version)


def burial_of(error: RecordError, key: str, stage: str, version: str = "") -> Burial:
    """The dead letter that an error makes of a record."""
    return Burial(key=key, stage=stage, message=str(error), path=error.path, code=error.code, version=version)


def broken_verdict(broken: Broken) -> Verdict:
    """The dead letter of an item that could not be understood, with something to find it by in any case."""
    key = broken.key if is_storable(broken.key) else keyless(broken.key or broken.raw or str(broken.error))
    return Verdict.dead(burial_of(broken.error, key, "read"))


def keyless(content: str) -> str:
    """A key for what has none: the same content gets the same, other content another."""
    digest = hashlib.blake2b(content.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    return f"{_NO_KEY}{digest}"


def is_keyless(key: str) -> bool:
    """Whether a key was made here, so that the source knows nothing of it."""
    return key.startswith(_NO_KEY)
