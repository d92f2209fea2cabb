"""What the engine needs of its collaborators, and no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from syncspider.model import Batch, Change, Conversion, Outcome, RecordBuried, RunFinished, RunStarted, Window
from syncspider.plugin import Integration, Session, Source, Target
from syncspider.state import Connection


class Hooks(Protocol):
    """The hooks of a run."""

    def export_batch(self, source: Source[Any], window: Window, page: str | None) -> Batch[Any]:
        """Read one page; called from several threads."""
        ...

    def import_batch(self, target: Target[Any], changes: Sequence[Change[Any]]) -> Sequence[Outcome]:
        """Write a few changes; called from several threads."""
        ...

    def run_started(self, event: RunStarted) -> None:
        """Tell that a run began."""
        ...

    def record_buried(self, event: RecordBuried) -> None:
        """Tell of a dead letter."""
        ...

    def run_finished(self, event: RunFinished) -> None:
        """Tell that a run ended."""
        ...


class Registry(Protocol):
    """What is installed."""

    @property
    def integrations(self) -> Mapping[str, Integration]:
        """By name."""
        ...

    @property
    def hooks(self) -> Hooks:
        """The hooks of all plugins."""
        ...

    def source(self, integration: str, entity: str) -> type[Source[Any]]:
        """What reads an entity, or ConfigurationError."""
        ...

    def target(self, integration: str, entity: str) -> type[Target[Any]]:
        """What writes an entity, or ConfigurationError."""
        ...

    def conversion(self, source_entity: str, target_entity: str) -> Conversion | None:
        """The way from one entity to another, or None."""
        ...


class Sessions(Protocol):
    """Opens connections."""

    def open(self, connection: Connection) -> Session:
        """A live connection."""
        ...
