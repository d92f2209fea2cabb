"""What became of each record, and the sum of it."""

from __future__ import annotations

import collections
import enum
from collections.abc import Sequence

import attrs

from syncspider.errors import RunError
from syncspider.state import Burial, Counts


class Fate(enum.Enum):
    """What became of a record; each that was read has exactly one."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    DEAD = "dead"
    UNDECIDED = "undecided"
    DUE = "due"  #: Nothing was settled: it is read again by the next run, and not counted by this one.


@attrs.frozen(kw_only=True)
class Verdict:
    """What became of one record.

    Attributes:
        origin: The key under which it was read.
        fate: What became of it.
        reason: Why it was skipped, or empty.
        note: What else there is to say, or empty.
        burial: Why it is dead, or None.
        closes: Whether a dead letter of the same record is settled by it.
    """

    origin: str
    fate: Fate
    reason: str = ""
    note: str = ""
    burial: Burial | None = None
    closes: bool = True

    @classmethod
    def dead(cls, burial: Burial) -> Verdict:
        """It could not pass."""
        return cls(origin=burial.key, fate=Fate.DEAD, burial=burial, closes=False)

    @classmethod
    def skipped(cls, origin: str, reason: str) -> Verdict:
        """It was left alone."""
        return cls(origin=origin, fate=Fate.SKIPPED, reason=reason)

    @classmethod
    def unchanged(cls, origin: str, *, closes: bool = True) -> Verdict:
        """There was nothing to do; ``closes`` is False for a reading that a newer one has overtaken."""
        return cls(origin=origin, fate=Fate.UNCHANGED, closes=closes)


class Tally:
    """The counts of a run as it goes on.

    Records are counted twice, independently: as they are taken in, and as their verdicts come. What was taken in and
    has no verdict in the end stays due; the two must agree in every run.
    """

    def __init__(self) -> None:
        self._taken = 0
        self._fates: collections.Counter[Fate] = collections.Counter()
        self._reasons: collections.Counter[str] = collections.Counter()
        self._notes: collections.Counter[str] = collections.Counter()

    @property
    def dead(self) -> int:
        """How many are dead so far."""
        return self._fates[Fate.DEAD]

    @property
    def taken(self) -> int:
        """How many were taken in."""
        return self._taken

    def take(self, count: int) -> None:
        """So many records were taken in."""
        self._taken += count

    def add(self, verdicts: Sequence[Verdict]) -> None:
        """Some of them have their verdicts."""
        fates = [verdict.fate for verdict in verdicts]
        for fate in Fate:
            self._fates[fate] += fates.count(fate)
        self._reasons.update(verdict.reason for verdict in verdicts if verdict.fate is Fate.SKIPPED)
        self._notes.update(verdict.note for verdict in verdicts if verdict.note)

    def remark(self, note: str) -> None:
        """Something else that the user should know."""
        self._notes[note] += 1

    def counts(self) -> Counts:
        """So far."""
        fates = {fate.value: self._fates[fate] for fate in Fate if fate is not Fate.DUE}
        return Counts(read=sum(fates.values()), **fates, reasons=dict(self._reasons), notes=dict(self._notes))

    def check(self, *, complete: bool) -> None:
        """Whether every record is accounted for.

        Args:
            complete: Nothing was given up: each record that was taken in must have its fate.

        Raises:
            RunError: The sums differ: a record was lost or counted twice.
        """
        known = sum(self._fates.values())
        settled = known - self._fates[Fate.DUE]
        if known > self._taken or (complete and settled != self._taken):
            raise RunError(f"{self._taken} records were read, but the fate of {settled} is known.", hint=_HINT)


_HINT = "This is a defect of SyncSpider: nothing was given up, the next run reads the same records again."
