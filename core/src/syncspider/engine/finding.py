"""Looking records up at the target, with patience."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from syncspider.engine.retrying import Patience
from syncspider.errors import PluginError, SyncSpiderError
from syncspider.model import Change, Found
from syncspider.plugin import Target


class Finder:
    """Asks the target what it holds; reads only."""

    def __init__(self, target: Target[Any], patience: Patience) -> None:
        self._target = target
        self._patience = patience

    def find(self, change: Change[Any]) -> Found:
        """Whether the target holds the record.

        Raises:
            SyncSpiderError: What it met; PluginError for an error that is none of ours.
        """
        try:
            return self._patience.call(lambda: self._target.find_existing(change))
        except SyncSpiderError:
            raise
        except Exception as error:
            raise self._blamed(error) from error

    def snapshot(self, change: Change[Any]) -> Mapping[str, Any] | None:
        """What is there already.

        Raises:
            SyncSpiderError: As above.
        """
        try:
            return self._patience.call(lambda: self._target.snapshot(change))
        except SyncSpiderError:
            raise
        except Exception as error:
            raise self._blamed(error) from error

    def _blamed(self, error: Exception) -> PluginError:
        plugin = type(self._target).__module__.partition(".")[0]
        message = f"{type(self._target).__name__} of {plugin} raised {type(error).__name__}: {error}."
        return PluginError(message, plugin=plugin, hint="Report it to the plugin's author.")
