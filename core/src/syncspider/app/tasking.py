"""What is done with tasks: looked through on paper, then stored."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import attrs

from syncspider.clock import Clock
from syncspider.errors import ConfigurationError
from syncspider.planning import Draft, Plan, Problem, checked_name, make_plan
from syncspider.planning.names import choice_among
from syncspider.plugin.form import Choice, Question
from syncspider.plugin.integration import Target
from syncspider.plugin.registry import Registry
from syncspider.state import Connection, Connections, Database, Task, Tasks
from syncspider.vault import Sessions


class Tasking:
    """Adds, changes and removes tasks."""

    def __init__(
        self,
        *,
        registry: Callable[[], Registry],
        sessions: Callable[[], Sessions],
        database: Database,
        clock: Clock,
    ) -> None:
        """Use these; the first two are asked only where a plugin is needed."""
        self._registry = registry
        self._sessions = sessions
        self._database = database
        self._clock = clock
        self._tasks = Tasks()

    def all(self) -> tuple[Task, ...]:
        """Every stored task, by name."""
        with self._database.read() as tx:
            return self._tasks.all(tx)

    def named(self, name: str) -> Task:
        """The stored task of that name.

        Raises:
            ConfigurationError: There is none.
        """
        with self._database.read() as tx:
            found = self._tasks.named(tx, name)
            others = () if found else self._tasks.all(tx)
        if found is None:
            hint = choice_among(name, (other.name for other in others), what="task")
            raise ConfigurationError(f"There is no task {name}.", hint=hint)
        return found

    def plan(self, task: Task) -> Plan:
        """What a run of a stored task would do.

        Raises:
            ConfigurationError: Something is wrong with it; the message tells all of it.
        """
        return make_plan(Draft.of(task), registry=self._registry(), connections=self._connections())

    def add(self, draft: Draft) -> Task:
        """Store a task.

        Raises:
            ConfigurationError: Something is wrong with it; the message tells all of it. Nothing was called or stored.
        """
        plan = make_plan(
            draft, registry=self._registry(), connections=self._connections(), problems=self._wrong_name(draft.name)
        )
        with self._database.write() as tx:
            return self._tasks.add(
                tx,
                name=plan.name,
                source_connection=plan.source.connection.name,
                source_entity=plan.source.entity,
                target_connection=plan.target.connection.name,
                target_entity=plan.target.entity,
                source_options=_own(draft.source_options, plan.source.options),
                target_options=_own(draft.target_options, plan.target.options),
                now=self._clock.now(),
            )

    def change(
        self,
        task: Task,
        *,
        source_options: Mapping[str, str],
        target_options: Mapping[str, str],
        name: str | None = None,
    ) -> None:
        """Change some options of a task, or its name; an empty answer takes an option away.

        Raises:
            ConfigurationError: Something is wrong with what it would become; nothing was stored.
        """
        draft = attrs.evolve(
            Draft.of(task),
            source_options={**task.source_options, **source_options},
            target_options={**task.target_options, **target_options},
            enabled=True,
        )
        problems = self._wrong_name(name) if name and name != task.name else ()
        plan = make_plan(draft, registry=self._registry(), connections=self._connections(), problems=problems)
        with self._database.write() as tx:
            self._tasks.change(
                tx,
                task.id,
                source_options=_own(draft.source_options, plan.source.options),
                target_options=_own(draft.target_options, plan.target.options),
                name=name,
                now=self._clock.now(),
            )

    def enable(self, task: Task, *, enabled: bool) -> None:
        """Let it run, or keep it from running."""
        with self._database.write() as tx:
            self._tasks.enable(tx, task.id, enabled, self._clock.now())

    def remove(self, task: Task) -> None:
        """Remove it with its history; what is linked stays, so that the same task added again doubles nothing.

        Raises:
            ConfigurationError: A run of it is not finished.
        """
        with self._database.write() as tx:
            self._tasks.remove(tx, task.id)

    def target_of(self, connection: Connection, entity: str) -> type[Target[Any]]:
        """What writes an entity to the account.

        Raises:
            ConfigurationError: Nothing does.
        """
        return self._registry().target(connection.integration, entity)

    def choices(
        self, connection: Connection, entity: str, question: str, options: Mapping[str, str]
    ) -> tuple[Choice, ...]:
        """The choices of a target's question: read from the account where it is live.

        Raises:
            ConfigurationError: There is no such question, or it has no choices.
            SyncSpiderError: The account did not answer.
        """
        way = self.target_of(connection, entity)
        asked = _question(way, question)
        if not asked.live:
            return asked.choices
        integration = self._registry().integration(connection.integration)
        api = integration.open_api(self._sessions().open(connection))
        try:
            return way(api, {**connection.settings, **options}).choices(question)
        finally:
            api.close()

    def _connections(self) -> tuple[Connection, ...]:
        with self._database.read() as tx:
            return Connections().all(tx)

    def _wrong_name(self, name: str) -> tuple[Problem, ...]:
        try:
            checked_name(name, what="task")
        except ConfigurationError as error:
            return (Problem(error.message, error.hint),)
        if any(task.name == name for task in self.all()):
            return (Problem(f"There is a task {name} already.", "Choose another name."),)
        return ()


def _own(given: Mapping[str, str], filled: Mapping[str, str]) -> dict[str, str]:
    """What the task itself answers, tidy; what it leaves to the connection or to the default stays out."""
    return {name: filled[name] for name, answer in given.items() if answer.strip() and name in filled}


def _question(way: type[Target[Any]], name: str) -> Question:
    asked = {question.name: question for question in way.form.questions if question.live or question.choices}
    if name not in asked:
        hint = choice_among(name, asked, what="question with choices")
        raise ConfigurationError(f"{name} is not a question with choices of {way.entity.title}.", hint=hint)
    return asked[name]
