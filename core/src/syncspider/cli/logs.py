"""What the code logs, on standard error, safe for a terminal."""

from __future__ import annotations

import logging

from syncspider.cli.text import safe_text


class SafeFormatter(logging.Formatter):
    """Turns what could move a cursor into visible escapes."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as text; a traceback keeps its lines."""
        return safe_text(super().format(record), lines=True)


def set_up_logs(level: str) -> None:
    """Send what is at least as grave as ``level`` to standard error, and nothing elsewhere."""
    shown = logging.StreamHandler()
    shown.setFormatter(SafeFormatter("%(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level.upper(), handlers=[shown], force=True)
