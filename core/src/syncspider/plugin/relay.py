"""The hooks of a run: facts go to each listener on its own, transfers through all wrappers."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import attrs
import click
import pluggy

from syncspider.errors import PluginError
from syncspider.model.events import RecordBuried, RunFinished, RunStarted
from syncspider.model.record import Batch, Change, Outcome, Window
from syncspider.plugin.integration import Source, Target
from syncspider.plugin.plugins import described

_LOGGER: Final = logging.getLogger(__name__)


@attrs.frozen(kw_only=True)
class Added:
    """What one plugin adds to the command line.

    Attributes:
        plugin: The plugin's name.
        commands: Name to command.
        problem: Why there are none, or empty.
    """

    plugin: str
    commands: Mapping[str, click.Command]
    problem: str = ""


@attrs.frozen(eq=False, repr=False)
class Hooks:
    """Calls the hooks of all usable plugins. May be called from several threads."""

    _manager: pluggy.PluginManager

    def export_batch(self, source: Source[Any], window: Window, page: str | None) -> Batch[Any]:
        """Read one page, through every plugin that wraps the reading.

        Raises:
            SyncSpiderError: What the source, or a wrapper, has met.
        """
        batch = self._manager.hook.syncspider_export_batch(source=source, window=window, page=page)
        if not isinstance(batch, Batch):
            raise _unanswered("syncspider_export_batch", batch)
        return batch

    def import_batch(self, target: Target[Any], changes: Sequence[Change[Any]]) -> Sequence[Outcome]:
        """Write a few changes, through every plugin that wraps the writing.

        Raises:
            PluginError: A wrapper gave something else than outcomes; what became of the changes is unknown.
        """
        outcomes = self._manager.hook.syncspider_import_batch(target=target, changes=changes)
        if not isinstance(outcomes, Sequence) or not all(isinstance(outcome, Outcome) for outcome in outcomes):
            raise _unanswered("syncspider_import_batch", outcomes)
        return outcomes

    def run_started(self, event: RunStarted) -> None:
        """Tell every listener."""
        self._tell("syncspider_run_started", event)

    def record_buried(self, event: RecordBuried) -> None:
        """Tell every listener."""
        self._tell("syncspider_record_buried", event)

    def run_finished(self, event: RunFinished) -> None:
        """Tell every listener."""
        self._tell("syncspider_run_finished", event)

    def commands(self) -> Iterator[Added]:
        """What each plugin adds to the command line, each in a group of its own: none can replace another's."""
        for listener in self._listeners("syncspider_add_commands"):
            group = click.Group()
            try:
                _call(listener, group=group)
            except KeyboardInterrupt:
                raise
            except BaseException as error:  # noqa: BLE001 - one plugin's fault must not hide the commands of others
                yield Added(plugin=listener.plugin_name, commands={}, problem=described(error))
            else:
                yield Added(plugin=listener.plugin_name, commands=dict(group.commands))

    def _tell(self, hook: str, event: object) -> None:
        for listener in self._listeners(hook):
            try:
                _call(listener, event=event)
            except KeyboardInterrupt:
                raise
            except BaseException as error:  # a listener decides nothing, so it cannot stop a run either
                detail = _LOGGER.isEnabledFor(logging.DEBUG)
                _LOGGER.warning(
                    "The plugin %s failed in %s: %s", listener.plugin_name, hook, described(error), exc_info=detail
                )

    def _listeners(self, hook: str) -> list[pluggy.HookImpl]:
        caller: pluggy.HookCaller = getattr(self._manager.hook, hook)
        return caller.get_hookimpls()


def _call(listener: pluggy.HookImpl, **arguments: object) -> object:
    return listener.function(*(arguments[name] for name in listener.argnames))


def _unanswered(hook: str, answer: object) -> PluginError:
    kind = "no answer" if answer is None else f"an answer of type {type(answer).__name__}"
    return PluginError(
        f"{hook} gave {kind}.",
        plugin="",
        hint="Run: syncspider plugins, and disable the one that implements this hook.",
    )
