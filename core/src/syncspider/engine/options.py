"""What a run is told, and whom it tells."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

import attrs

from syncspider.state import Counts, Run, Task


@attrs.frozen(kw_only=True)
class RunOptions:
    """How one run differs from the ordinary.

    Attributes:
        limit: Read no more records than this; the cursor stays, so the next run reads them again.
        since: Read what was changed since then instead of since the cursor.
        full: Read everything.
        keys: Read just these records, such as dead letters, by their keys; the cursor stays.
        trigger: What started the run.
    """

    limit: int | None = None
    since: datetime | None = None
    full: bool = False
    keys: Sequence[str] | None = None
    trigger: str = "manual"


class Watcher(Protocol):
    """Who is told how a run is going; called from the run's own thread only."""

    def started(self, run: int, task: Task, total: int | None) -> None:
        """The run began; ``total`` is how many records there are to read, or None while nobody knows."""
        ...

    def moved(self, counts: Counts, total: int | None) -> None:
        """Some records have their fate."""
        ...

    def finished(self, run: Run) -> None:
        """The run ended."""
        ...
