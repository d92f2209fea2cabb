"""What a run of a task would do, once nothing is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Generic, TypeVar

import attrs

from syncspider.errors import ConfigurationError
from syncspider.model.conversion import Conversion
from syncspider.planning.draft import Draft
from syncspider.planning.names import choice_among, entity_named
from syncspider.planning.pairing import nearest_pair
from syncspider.planning.problems import Problem, refusal_of
from syncspider.plugin.form import Form
from syncspider.plugin.integration import Integration, Source, Target
from syncspider.plugin.matrix import Matrix
from syncspider.plugin.registry import Registry
from syncspider.state import Connection

W = TypeVar("W", type[Source[Any]], type[Target[Any]])


@attrs.frozen(kw_only=True)
class Side(Generic[W]):
    """One end of a task.

    Attributes:
        connection: The account.
        integration: What knows how to talk to it.
        way: The class that reads or writes.
        options: The answers to its form: the task's own, else the connection's setting of that name, else the default.
    """

    connection: Connection
    integration: Integration
    way: W
    options: Mapping[str, str]

    @property
    def entity(self) -> str:
        """The entity's title."""
        return self.way.entity.title


@attrs.frozen(kw_only=True)
class Plan:
    """A task that can run.

    Attributes:
        name: The task's name.
        source: Where it reads.
        target: Where it writes.
        conversion: How a record of the one entity becomes one of the other, or None where it is the same.
    """

    name: str
    source: Side[type[Source[Any]]]
    target: Side[type[Target[Any]]]
    conversion: Conversion | None


def options_of(form: Form, options: Mapping[str, str], settings: Mapping[str, str]) -> dict[str, str]:
    """A form's answers: a task's own ``options``, else the connection's ``settings``, else the defaults.

    An empty answer is none.

    Raises:
        ConfigurationError: An answer is wrong, missing or not asked for; the message names all of them.
    """
    inherited = {question.name: settings[question.name] for question in form.questions if question.name in settings}
    own = {name: answer for name, answer in options.items() if answer.strip()}
    return form.filled({**inherited, **own})


def make_plan(
    draft: Draft, *, registry: Registry, connections: Iterable[Connection], problems: Iterable[Problem] = ()
) -> Plan:
    """The plan of a task. Nothing is called and nothing is stored.

    Args:
        draft: The task on paper.
        registry: What is installed.
        connections: All that are stored.
        problems: What is known to be wrong already; told with the rest.

    Raises:
        ConfigurationError: Something is wrong; the message tells all of it, and which pair would work instead.
    """
    desk = _Desk(registry, connections, problems)
    source = desk.source(draft)
    target = desk.target(draft)
    conversion = desk.conversion(draft, source, target)
    if not draft.enabled:
        desk.problems.append(
            Problem(f"The task {draft.name} is switched off.", f"Run: syncspider tasks enable {draft.name}")
        )
    if desk.problems or source is None or target is None:
        raise refusal_of(desk.problems)
    return Plan(name=draft.name, source=source, target=target, conversion=conversion)


class _Desk:
    """Where one task is looked through; what is wrong piles up."""

    def __init__(self, registry: Registry, connections: Iterable[Connection], problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        self._registry = registry
        self._matrix = Matrix(registry)
        self._connections = {connection.name: connection for connection in connections}

    def source(self, draft: Draft) -> Side[type[Source[Any]]] | None:
        connection, integration = self._account(draft.source_connection, "source")
        if connection is None or integration is None:
            return None
        way = self._way(integration, integration.sources, draft.source_entity, "send")
        return self._side(connection, integration, way, draft.source_options)

    def target(self, draft: Draft) -> Side[type[Target[Any]]] | None:
        connection, integration = self._account(draft.target_connection, "target")
        if connection is None or integration is None:
            return None
        way = self._way(integration, integration.targets, draft.target_entity, "receive")
        return self._side(connection, integration, way, draft.target_options)

    def conversion(
        self, draft: Draft, source: Side[type[Source[Any]]] | None, target: Side[type[Target[Any]]] | None
    ) -> Conversion | None:
        """How the entities meet; what does not fit becomes a problem, with what would fit instead."""
        if source is None or target is None:
            self._suggest(draft)
            return None
        if source.connection.name == target.connection.name and source.entity == target.entity:
            message = f"The {source.entity} of {source.connection.name} are there already."
            self.problems.append(Problem(message, "Choose two connections."))
            return None
        verdict = self._matrix.pair(source.integration.name, source.entity, target.integration.name, target.entity)
        if not verdict.works:
            ends = f"{source.integration.title} {source.entity} -> {target.integration.title} {target.entity}"
            self.problems.append(Problem(f"{ends} does not fit: {verdict.reason}"))
            self._suggest(draft)
        return verdict.conversion

    def _account(self, name: str, role: str) -> tuple[Connection | None, Integration | None]:
        connection = self._connections.get(name)
        if connection is None:
            message = f"The {role} {name!r} is not a connection."
            self.problems.append(Problem(message, choice_among(name, self._connections, what="connection")))
            return None, None
        try:
            return connection, self._registry.integration(connection.integration)
        except ConfigurationError as error:
            self.problems.append(Problem(f"{name}: {error.message}", error.hint))
            return connection, None

    def _way(self, integration: Integration, ways: tuple[W, ...], text: str, does: str) -> W | None:
        by_title = {way.entity.title: way for way in ways}
        title = entity_named(text, by_title)
        if title is None:
            known = ", ".join(by_title) or "nothing"
            self.problems.append(Problem(f"{integration.title} does not {does} {text!r}; it can {does}: {known}."))
            return None
        return by_title[title]

    def _side(
        self, connection: Connection, integration: Integration, way: W | None, options: Mapping[str, str]
    ) -> Side[W] | None:
        if way is None:
            return None
        try:
            filled = options_of(way.form, options, connection.settings)
        except ConfigurationError as error:
            self.problems.append(Problem(f"{connection.name}, {way.entity.title}: {error.message}", error.hint))
            filled = {}
        return Side(connection=connection, integration=integration, way=way, options=filled)

    def _suggest(self, draft: Draft) -> None:
        """Name the pair that is nearest to what was wanted and works, where there is one."""
        ends = (draft.source_connection, draft.target_connection)
        names = [self._connections[end].integration for end in ends if end in self._connections]
        known = [self._registry.integrations[name] for name in names if name in self._registry.integrations]
        if len(known) < len(ends):
            return
        pair = nearest_pair(self._matrix, known[0], known[1], draft.source_entity, draft.target_entity)
        if pair:
            one, other = pair.source, pair.target
            words = f"{one.title} {one.entity} -> {other.title} {other.entity}"
            self.problems.append(Problem(f"The nearest that works: {words}."))
