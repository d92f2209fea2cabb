"""A sign of life while a run waits: its lease is renewed whatever the run is doing."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Final, Self

from syncspider.errors import SyncSpiderError

_LOGGER: Final = logging.getLogger(__name__)
_BEAT: Final = 10.0


class Heartbeat:
    """Renews a lease every few seconds; use it as a context manager."""

    def __init__(self, renew: Callable[[], None], *, seconds: float = _BEAT) -> None:
        """Call ``renew`` every so many seconds."""
        self._renew = renew
        self._seconds = seconds
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="syncspider-heartbeat", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._end.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._end.wait(self._seconds):
            try:
                self._renew()
            except SyncSpiderError as error:  # the next commit of the run meets the same and ends it
                _LOGGER.warning("The lease could not be renewed: %s", error)
