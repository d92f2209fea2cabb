"""Ctrl-C and the signal to end, taken as a wish to stop in good order."""

from __future__ import annotations

import os
import signal
import threading
from types import FrameType
from typing import Any, Final, Self

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


class Interrupts:
    """Turns the first signal into an event, and the second Ctrl-C into an abort; use it as a context manager.

    Attributes:
        stop: Set once somebody wants an end.
    """

    def __init__(self, notice: str) -> None:
        """Say ``notice`` on standard error when the first signal comes."""
        self.stop = threading.Event()
        self._notice = f"\n{notice}\n".encode()
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        self._before = {number: signal.signal(number, self._take) for number in _SIGNALS}
        return self

    def __exit__(self, *_exception: object) -> None:
        for number, action in self._before.items():
            signal.signal(number, action)

    def _take(self, number: int, _frame: FrameType | None) -> None:
        if not self.stop.is_set():
            self.stop.set()
            os.write(2, self._notice)  # a stream's own lock may be held by whom the signal interrupted
        elif number == signal.SIGINT:
            raise KeyboardInterrupt
