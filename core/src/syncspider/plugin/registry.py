"""Everything that the usable plugins declare, by name."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any, Final, NoReturn

import attrs

from syncspider.errors import ConfigurationError
from syncspider.model.conversion import Conversion
from syncspider.model.customer import Customer
from syncspider.model.entity import Entity
from syncspider.model.order import Order, OrderStatus, Refund
from syncspider.model.product import Product
from syncspider.plugin.integration import Integration, Source, Target
from syncspider.plugin.plugins import Plugin, Status
from syncspider.plugin.relay import Hooks

#: The core's own types of data.
CORE_ENTITIES: Final[tuple[type[Entity], ...]] = (Order, Product, Customer, Refund, OrderStatus)
_SHOWN: Final = 12


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Registry:
    """What can be used. Never changes; looking up a name ignores its case.

    Attributes:
        integrations: Name to integration, in the order of the plugins' names.
        entities: Title to entity, the core's five first.
        conversions: Ways from one entity to another, at most one for a pair.
        plugins: Every plugin that was found, usable or not.
        hooks: Calls the plugins' hooks.
    """

    integrations: Mapping[str, Integration]
    entities: Mapping[str, type[Entity]]
    conversions: tuple[Conversion, ...]
    plugins: tuple[Plugin, ...]
    hooks: Hooks

    def integration(self, name: str) -> Integration:
        """The integration of that name.

        Raises:
            ConfigurationError: There is none; the message says why, or what there is.
        """
        found = self.integrations.get(name.strip().lower())
        if found is None:
            self._no_integration(name)
        return found

    def entity(self, title: str) -> type[Entity]:
        """The entity of that title; spaces and hyphens are alike.

        Raises:
            ConfigurationError: There is none; the message says what there is.
        """
        wanted = folded(title)
        for own, entity in self.entities.items():
            if folded(own) == wanted:
                return entity
        raise ConfigurationError(f"There is no entity called {title!r}.", hint=_hint(title, self.entities))

    def source(self, integration: str, entity: str) -> type[Source[Any]]:
        """What reads the entity from the integration.

        Raises:
            ConfigurationError: It does not export this; the message says what it does export.
        """
        app, kind = self.integration(integration), self.entity(entity)
        for source in app.sources:
            if source.entity is kind:
                return source
        raise ConfigurationError(
            f"{app.title} does not export {kind.title}.", hint=f"It exports {titles(app.sources)}."
        )

    def target(self, integration: str, entity: str) -> type[Target[Any]]:
        """What writes the entity to the integration.

        Raises:
            ConfigurationError: It does not import this; the message says what it does import.
        """
        app, kind = self.integration(integration), self.entity(entity)
        for target in app.targets:
            if target.entity is kind:
                return target
        raise ConfigurationError(
            f"{app.title} does not import {kind.title}.", hint=f"It imports {titles(app.targets)}."
        )

    def conversion(self, source_entity: str, target_entity: str) -> Conversion | None:
        """The way from one entity to another, by their titles, or None.

        Raises:
            ConfigurationError: There is no such entity.
        """
        return self.between(self.entity(source_entity), self.entity(target_entity))

    def between(self, source: type[Entity], target: type[Entity]) -> Conversion | None:
        """The way from one entity to another, or None."""
        ways = (way for way in self.conversions if way.source is source and way.target is target)
        return next(ways, None)

    def _no_integration(self, name: str) -> NoReturn:
        wanted = name.strip().lower()
        for plugin in self.plugins:
            if plugin.name.lower() == wanted and plugin.status is not Status.OK:
                raise ConfigurationError(
                    f"The plugin {plugin.label} is {plugin.status.value}: {plugin.reason}.",
                    hint="Run: syncspider plugins",
                )
        if not self.integrations:
            hint = f"No integration is usable; install one, such as: pip install syncspider-{wanted or 'NAME'}"
            raise ConfigurationError(f"There is no integration called {name!r}.", hint=hint)
        raise ConfigurationError(f"There is no integration called {name!r}.", hint=_hint(name, self.integrations))


def folded(title: str) -> str:
    """A title as it is compared: ``Order Status``, ``order-status`` and ``ORDER_STATUS`` are one."""
    return " ".join(title.casefold().replace("-", " ").replace("_", " ").split())


def titles(ways: Iterable[type[Source[Any] | Target[Any]]]) -> str:
    """The entities of sources or targets, for a sentence."""
    return ", ".join(way.entity.title for way in ways) or "nothing"


def _hint(name: str, known: Iterable[str]) -> str:
    names = tuple(known)
    near = difflib.get_close_matches(folded(name), [folded(own) for own in names], n=3)
    if near:
        meant = [own for own in names if folded(own) in near]
        return f"Did you mean {' or '.join(meant)}?"
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"There are: {', '.join(names[:_SHOWN])}{more}."
