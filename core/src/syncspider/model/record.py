"""What is on its way: records in batches, changes to be written, and what became of them."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final, Generic, TypeVar

import attrs

from syncspider.errors import RecordError, SyncSpiderError
from syncspider.model.entity import Entity

E = TypeVar("E", bound=Entity)

#: Before anything that a shop holds: from here a first run reads.
BEGINNING: Final = datetime(2000, 1, 1, tzinfo=UTC)


def _aware(_instance: object, attribute: attrs.Attribute[Any], value: datetime | None) -> None:
    if value is not None and value.utcoffset() is None:
        raise RecordError(f"The time {value} has no zone.", path=attribute.name)


@attrs.frozen
class Window:
    """The span of source time that a run reads: changed at or after ``since`` and before or at ``until``.

    Attributes:
        since: Aware.
        until: Aware.
        part: What only the source understands, when it has split a window otherwise than by time.
    """

    since: datetime = attrs.field(validator=_aware)
    until: datetime = attrs.field(validator=_aware)
    part: str | None = None


@attrs.frozen(kw_only=True)
class Record(Generic[E]):
    """One item of an entity on its way.

    Attributes:
        key: The source's own key, never empty.
        value: The item.
        version: When the source last changed it, as text that sorts in time; empty where the source does not tell.
    """

    key: str
    value: E
    version: str = ""


@attrs.frozen(kw_only=True)
class Broken:
    """An item that could not be understood: it becomes a dead letter with the field that is wrong.

    Attributes:
        key: The source's own key; where that is what is missing, something by which a person can find the item.
        error: What is wrong, with the field's path.
        raw: What the source sent, as text, cut to a bearable length.
    """

    key: str
    error: RecordError
    raw: str = ""


@attrs.frozen(kw_only=True)
class Batch(Generic[E]):
    """Items that were read together.

    Attributes:
        records: What was understood.
        broken: What was not.
        resume: The page from which reading can go on after this batch, or None when it cannot be told.
        total: How many items the window holds by the source's own count, for progress; None when it does not tell.
    """

    records: tuple[Record[E], ...]
    broken: tuple[Broken, ...] = ()
    resume: str | None = None
    total: int | None = None


class Operation(enum.Enum):
    """What a change does at the target."""

    CREATE = "create"
    UPDATE = "update"


@attrs.frozen(kw_only=True)
class Change(Generic[E]):
    """One intended change at a target.

    Attributes:
        key: The source key of the record.
        value: What the target shall hold.
        operation: Create, or update what ``target_key`` names.
        target_key: The target's own key; None for a creation.
        marker: A text unique to this record and source account, the same at each attempt. A target of class READBACK
            plants it in what it creates and finds it again by it.
        changed: Fields that differ from what was last written to that record by us; None when nothing is known of it,
            as with a creation or an adopted record: then all of them count.
        baseline: What :meth:`Target.snapshot` returned before the change was prepared, or None.
    """

    key: str
    value: E
    operation: Operation
    target_key: str | None = None
    marker: str = ""
    changed: frozenset[str] | None = None
    baseline: Mapping[str, Any] | None = None


class Result(enum.Enum):
    """What is known of a change after it was sent."""

    APPLIED = "applied"  #: Done, and ``target_key`` names what holds it.
    PENDING = "pending"  #: Accepted; the target works on it and will tell when asked.
    UNCHANGED = "unchanged"  #: The target held that already: nothing was written.
    EXISTS = "exists"  #: A creation was refused because the target has such a record: look it up and update it.
    REJECTED = "rejected"  #: Refused for good: a dead letter.
    NOT_SENT = "not sent"  #: No byte left: may be sent again.
    THROTTLED = "throttled"  #: The limiter refused it before anything was done: may be sent again later.
    UNKNOWN = "unknown"  #: It may have been done: find out before anything else.


@attrs.frozen(kw_only=True)
class Outcome:
    """What became of one change.

    Attributes:
        key: The change's source key.
        result: What is known.
        target_key: The target's own key, where there is one.
        created: Whether something new was made; None takes it from the change's operation.
        error: Why it was rejected.
        retry_after: Seconds that the target asked to wait.
        note: What the user should know although it went well, such as why an offer stays unpublished.
        evidence: What was seen, for a person who has to decide.
        cause: What ended the call before this change was answered for, where it is about more than this change, such
            as a refused connection: the engine stops the run with it. A plugin raises it and leaves this alone.
    """

    key: str
    result: Result
    target_key: str | None = None
    created: bool | None = None
    error: RecordError | None = None
    retry_after: float | None = None
    note: str = ""
    evidence: str = ""
    cause: SyncSpiderError | None = None

    @classmethod
    def applied(cls, key: str, target_key: str, *, created: bool | None = None, note: str = "") -> Outcome:
        """It was done."""
        return cls(key=key, result=Result.APPLIED, target_key=target_key, created=created, note=note)

    @classmethod
    def unchanged(cls, key: str, target_key: str, *, note: str = "") -> Outcome:
        """The target held that already."""
        return cls(key=key, result=Result.UNCHANGED, target_key=target_key, note=note)

    @classmethod
    def rejected(cls, key: str, error: RecordError) -> Outcome:
        """The target refused it for good."""
        return cls(key=key, result=Result.REJECTED, error=error)


class Match(enum.Enum):
    """How many records at the target are what was looked for."""

    NONE = "none"
    ONE = "one"
    MANY = "many"
    CANNOT_TELL = "cannot tell"


@attrs.frozen(kw_only=True)
class Found:
    """The answer of :meth:`Target.find_existing`.

    Attributes:
        match: How many there are.
        target_key: The target's key of the one.
        evidence: What was seen, for a person.
    """

    match: Match
    target_key: str | None = None
    evidence: str = ""

    @classmethod
    def none(cls, evidence: str = "") -> Found:
        """There is none."""
        return cls(match=Match.NONE, evidence=evidence)

    @classmethod
    def one(cls, target_key: str, evidence: str = "") -> Found:
        """There is exactly one."""
        return cls(match=Match.ONE, target_key=target_key, evidence=evidence)
