"""Every hook, in the order in which they are called.

A plugin implements those it needs, under these names, marked with ``@syncspider.hookimpl``, in the module that its
entry point names. An implementation may take fewer arguments. Hooks are called plugin by plugin: what one raises
never keeps another from being heard.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import click

from syncspider.model.conversion import Conversion
from syncspider.model.entity import Entity
from syncspider.model.events import RecordBuried, RunFinished, RunStarted
from syncspider.model.record import Batch, Change, Outcome, Window
from syncspider.plugin.integration import Integration, Source, Target
from syncspider.plugin.markers import hookspec


@hookspec
def syncspider_register_integrations() -> Iterable[type[Integration]]:
    """Declare what can be exported and imported, by handing over the classes that do it.

    Called once, before anything else; keep the import of these classes cheap.
    """
    return ()


@hookspec
def syncspider_register_entities() -> Iterable[type[Entity]]:
    """Declare types of data besides the core's five."""
    return ()


@hookspec
def syncspider_register_conversions() -> Iterable[Conversion]:
    """Declare ways from one entity to another. The core's own come in by this door."""
    return ()


@hookspec
def syncspider_add_commands(group: click.Group) -> None:
    """Add commands to ``syncspider``. The core's own come in by this door."""


@hookspec
def syncspider_run_started(event: RunStarted) -> None:
    """A run has begun. What a listener raises is logged and dropped."""


@hookspec(firstresult=True)
def syncspider_export_batch(source: Source[Any], window: Window, page: str | None) -> Batch[Any] | None:
    """Read one page.

    The core's implementation calls ``source.read(window, page)``. Implement it as a wrapper
    (``@hookimpl(wrapper=True)``) to watch, change or stop what passes; called from several threads.
    """


@hookspec(firstresult=True)
def syncspider_import_batch(target: Target[Any], changes: Sequence[Change[Any]]) -> Sequence[Outcome] | None:
    """Write a few changes, and tell the outcome of each.

    The core's implementation calls ``target.write(changes)`` and makes outcomes of what it raises. Implement it as a
    wrapper to watch or stop what passes; called from several threads. A wrapper that raises leaves all of the changes
    with an unknown outcome.
    """


@hookspec
def syncspider_record_buried(event: RecordBuried) -> None:
    """A record has become a dead letter. What a listener raises is logged and dropped."""


@hookspec
def syncspider_run_finished(event: RunFinished) -> None:
    """A run has ended. What a listener raises is logged and dropped."""
