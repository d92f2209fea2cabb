"""What fits what: a pure function of the registry, worked out when asked, so that its size does not matter."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from syncspider.model.conversion import Conversion
from syncspider.model.entity import Entity
from syncspider.plugin.integration import Integration, Source, Target
from syncspider.plugin.registry import Registry, titles


class Fit(enum.Enum):
    """How a source entity and a target entity go together."""

    DIRECT = "direct"  #: The same entity, and every field that the target requires is supplied.
    MAPPING = "mapping"  #: The same entity, but required fields are not supplied.
    CONVERSION = "conversion"  #: A declared way leads from one entity to the other.
    NONE = "none"  #: Nothing leads there.


@attrs.frozen(kw_only=True)
class Verdict:
    """Whether and how one pair can be used.

    Attributes:
        fit: In one word.
        reason: Why, one sentence for a person.
        missing: Fields that the target requires and that do not arrive, in the order of the entity's definition.
        conversion: The way from one entity to the other, where the fit is by conversion.
    """

    fit: Fit
    reason: str
    missing: tuple[str, ...] = ()
    conversion: Conversion | None = None

    @property
    def works(self) -> bool:
        """Whether a task can run as it is."""
        return self.fit is not Fit.NONE and not self.missing


@attrs.frozen(kw_only=True)
class Row:
    """One integration of the matrix.

    Attributes:
        name: The integration's name.
        title: As people write it.
        sources: Titles of the entities that it exports, as declared.
        targets: Titles of the entities that it imports, as declared.
    """

    name: str
    title: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Side:
    """One end of a pair.

    Attributes:
        integration: Its name.
        title: The integration as people write it.
        entity: Title of the entity.
    """

    integration: str
    title: str
    entity: str


@attrs.frozen(kw_only=True)
class Pair:
    """A source entity and a target entity with their verdict.

    Attributes:
        source: What is read.
        target: What is written.
        verdict: Whether and how that can be done.
        write_class: How the target's creations may be repeated, in one word.
    """

    source: Side
    target: Side
    verdict: Verdict
    write_class: str


@attrs.frozen(eq=False, repr=False)
class Matrix:
    """The compatibility of everything that is registered."""

    registry: Registry

    def rows(
        self, *, source: str | None = None, target: str | None = None, entity: str | None = None
    ) -> tuple[Row, ...]:
        """What each integration exports and imports.

        Args:
            source: Show only what this integration exports.
            target: Show only what this integration imports.
            entity: Show only this entity; rows without it are left out.

        Raises:
            ConfigurationError: There is no such integration or entity.
        """
        exporter, importer = self._integrations(source), self._integrations(target)
        kind = self.registry.entity(entity) if entity else None
        rows = (
            Row(
                name=app.name,
                title=app.title,
                sources=_titles(app.sources if app in exporter else (), kind),
                targets=_titles(app.targets if app in importer else (), kind),
            )
            for app in self.registry.integrations.values()
        )
        narrowed = any((source, target, entity))
        return tuple(row for row in rows if row.sources or row.targets or not narrowed)

    def pairs(
        self, *, source: str | None = None, target: str | None = None, entity: str | None = None
    ) -> Iterator[Pair]:
        """Every source entity with every target entity, in the order of the registry.

        Args:
            source: Only pairs that this integration exports.
            target: Only pairs that this integration imports.
            entity: Only pairs that read or write this entity.

        Raises:
            ConfigurationError: There is no such integration or entity, told before the first pair.
        """
        exporters, importers = self._integrations(source), self._integrations(target)
        kind = self.registry.entity(entity) if entity else None
        return (
            self._pair(exporter, reader, importer, writer)
            for exporter in exporters
            for reader in exporter.sources
            for importer in importers
            for writer in importer.targets
            if kind is None or kind in (reader.entity, writer.entity)
        )

    def pair(self, source_integration: str, source_entity: str, target_integration: str, target_entity: str) -> Verdict:
        """The verdict on one pair; it has one for every integration and entity, whatever they export or import.

        Raises:
            ConfigurationError: There is no such integration or entity.
        """
        exporter, importer = (
            self.registry.integration(source_integration),
            self.registry.integration(target_integration),
        )
        read, written = self.registry.entity(source_entity), self.registry.entity(target_entity)
        reader = next((way for way in exporter.sources if way.entity is read), None)
        writer = next((way for way in importer.targets if way.entity is written), None)
        if reader is None:
            return _none(f"{exporter.title} does not export {read.title}; it exports {titles(exporter.sources)}.")
        if writer is None:
            return _none(f"{importer.title} does not import {written.title}; it imports {titles(importer.targets)}.")
        return self._verdict(exporter, reader, importer, writer)

    def _integrations(self, name: str | None) -> tuple[Integration, ...]:
        return (self.registry.integration(name),) if name else tuple(self.registry.integrations.values())

    def _pair(
        self, exporter: Integration, reader: type[Source[Any]], importer: Integration, writer: type[Target[Any]]
    ) -> Pair:
        return Pair(
            source=Side(integration=exporter.name, title=exporter.title, entity=reader.entity.title),
            target=Side(integration=importer.name, title=importer.title, entity=writer.entity.title),
            verdict=self._verdict(exporter, reader, importer, writer),
            write_class=writer.policy.create.value,
        )

    def _verdict(
        self, exporter: Integration, reader: type[Source[Any]], importer: Integration, writer: type[Target[Any]]
    ) -> Verdict:
        if reader.entity is writer.entity:
            missing = _missing(writer, reader.supplies)
            if not missing:
                reason = f"The same entity, and {exporter.title} supplies all that {importer.title} requires."
                return Verdict(fit=Fit.DIRECT, reason=reason)
            lacking = f"{exporter.title} does not supply {_and(missing)}, which {importer.title} requires."
            return Verdict(fit=Fit.MAPPING, reason=f"The same entity, but {lacking}", missing=missing)
        conversion = self.registry.between(reader.entity, writer.entity)
        if conversion is None:
            return _none(f"No conversion leads from {reader.entity.title} to {writer.entity.title}.")
        missing = _missing(writer, conversion.supplies)
        lacking = f" It does not supply {_and(missing)}, which {importer.title} requires." if missing else ""
        reason = f"By conversion: {conversion.description.rstrip('.')}.{lacking}"
        return Verdict(fit=Fit.CONVERSION, reason=reason, missing=missing, conversion=conversion)


def _none(reason: str) -> Verdict:
    return Verdict(fit=Fit.NONE, reason=reason)


def _missing(writer: type[Target[Any]], supplied: frozenset[str]) -> tuple[str, ...]:
    if writer.requires <= supplied:
        return ()
    return tuple(field.name for field in attrs.fields(writer.entity) if field.name in writer.requires - supplied)


def _titles(ways: Iterable[type[Source[Any] | Target[Any]]], only: type[Entity] | None) -> tuple[str, ...]:
    return tuple(way.entity.title for way in ways if only in (None, way.entity))


def _and(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
