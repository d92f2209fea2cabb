"""Which span of the source's time a run reads, and where the cursor goes afterwards."""

from __future__ import annotations

from datetime import datetime, timedelta

import attrs

from syncspider.engine.options import RunOptions
from syncspider.errors import RunError
from syncspider.model import BEGINNING, Window
from syncspider.state import Span

_AHEAD = timedelta(days=1)


@attrs.frozen(kw_only=True)
class Plan:
    """What is to be read.

    Attributes:
        window: The span.
        moves: Whether the cursor goes to its end when all of it is dealt with; then it is remembered before reading.
        resumed: It was begun by an earlier run, so that there is a next one.
    """

    window: Window
    moves: bool
    resumed: bool = False


def plan_window(
    span: Span, options: RunOptions, *, now: datetime, overlap: timedelta, horizon: timedelta, incremental: bool
) -> Plan | None:
    """The next window of a task, or None where there is nothing to read.

    An unfinished window is resumed. ``since`` and ``full`` read another span; the cursor follows only where nothing
    between it and that span is left out. On a task's first run ``since`` says where its history begins.

    Args:
        span: Where the task stands.
        options: What the run was told.
        now: The source's own present.
        overlap: How far a window reaches back before the cursor.
        horizon: How far its end stays behind the present.
        incremental: Whether the source can be asked for a span at all; if not, everything is read each time.

    Raises:
        RunError: The cursor lies in the future: one of the clocks was wrong.
    """
    if span.cursor is not None and span.cursor > now + _AHEAD:
        hint = "Check the clocks, then run once with --full."
        if not options.full:
            raise RunError(f"The cursor {span.cursor:%Y-%m-%d %H:%M} lies in the source's future.", hint=hint)
    whole = options.limit is None
    if options.full or not incremental:
        return Plan(window=Window(BEGINNING, now - horizon if incremental else now), moves=whole)
    if options.since is not None:
        return _from(options.since, span, now - horizon, whole=whole)
    if span.since is not None and span.until is not None:
        return Plan(window=Window(span.since, span.until), moves=whole, resumed=True)
    since = BEGINNING if span.cursor is None else max(BEGINNING, span.cursor - overlap)
    until = now - horizon
    return Plan(window=Window(since, until), moves=whole) if since <= until else None


def _from(since: datetime, span: Span, until: datetime, *, whole: bool) -> Plan | None:
    if since > until:
        return None
    unfinished = span.since is None or since <= span.since
    gapless = span.cursor is None or since <= span.cursor
    return Plan(window=Window(since, until), moves=whole and unfinished and gapless)
