"""What happened, as facts for those who listen: alerts, metrics, logs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import attrs


@attrs.frozen(kw_only=True)
class RunStarted:
    """A run began.

    Attributes:
        run: Its number.
        task: The task's name.
        at: When, UTC.
    """

    run: int
    task: str
    at: datetime


@attrs.frozen(kw_only=True)
class RecordBuried:
    """A record became a dead letter.

    Attributes:
        run: The run's number.
        task: The task's name.
        key: The source's key of the record.
        stage: Where it failed: read, convert, match or write.
        reason: Why, one line.
        at: When, UTC.
    """

    run: int
    task: str
    key: str
    stage: str
    reason: str
    at: datetime


@attrs.frozen(kw_only=True)
class RunFinished:
    """A run ended.

    Attributes:
        run: Its number.
        task: The task's name.
        status: ``done``, ``partial``, ``failed`` or ``stopped``.
        counts: What became of the records: read, created, updated, unchanged, skipped, dead, undecided.
        error: Why it failed, or empty.
        at: When, UTC.
    """

    run: int
    task: str
    status: str
    counts: Mapping[str, int]
    error: str
    at: datetime
