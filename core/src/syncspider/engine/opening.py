"""From a task on paper to a live source and a live target."""

from __future__ import annotations

import contextlib
from typing import Any

import attrs

from syncspider.engine.matching import Marker
from syncspider.engine.needs import Registry, Sessions
from syncspider.errors import ConfigurationError
from syncspider.model import Conversion, Route
from syncspider.planning import options_of
from syncspider.plugin import Api, Integration, Source, Target
from syncspider.state import Connection, Connections, Database, Task


@attrs.frozen(kw_only=True)
class Ends:
    """The two ends of a run.

    Attributes:
        source: What reads.
        target: What writes.
        conversion: From the one entity to the other, or None where they are the same.
        route: Between which integrations.
        marker: Makes markers of records of the source.
    """

    source: Source[Any]
    target: Target[Any]
    conversion: Conversion | None
    route: Route
    marker: Marker


def open_ends(
    task: Task, database: Database, registry: Registry, sessions: Sessions, stack: contextlib.ExitStack
) -> Ends:
    """Open both ends; no request is made yet.

    Args:
        task: Between what.
        database: Where connections are.
        registry: What is installed.
        sessions: Opens connections.
        stack: Closes them.

    Raises:
        ConfigurationError: An integration is missing, an option is wrong, or the pair does not fit.
        AccessError: A secret is missing.
    """
    apis: dict[str, Api] = {}
    near, source_integration = _connected(task.source_connection, database, registry)
    far, target_integration = _connected(task.target_connection, database, registry)
    source_class = registry.source(near.integration, task.source_entity)
    target_class = registry.target(far.integration, task.target_entity)
    conversion = None
    if source_class.entity is not target_class.entity:
        conversion = registry.conversion(task.source_entity, task.target_entity)
        if conversion is None:
            message = f"{task.source_entity} cannot become {task.target_entity}."
            raise ConfigurationError(message, hint="Run: syncspider matrix --pairs")
    source_options = options_of(source_class.form, task.source_options, near.settings)
    target_options = options_of(target_class.form, task.target_options, far.settings)
    for connection, integration in ((near, source_integration), (far, target_integration)):
        if connection.name not in apis:
            api = integration.open_api(sessions.open(connection))
            stack.callback(api.close)
            apis[connection.name] = api
    account = source_integration.account_of(near.settings)
    return Ends(
        source=source_class(apis[near.name], source_options),
        target=target_class(apis[far.name], target_options),
        conversion=conversion,
        route=Route(source=near.integration, target=far.integration),
        marker=Marker(integration=near.integration, account=account, entity=source_class.entity.title),
    )


def _connected(name: str, database: Database, registry: Registry) -> tuple[Connection, Integration]:
    with database.read() as tx:
        connection = Connections().named(tx, name)
    if connection is None:
        raise ConfigurationError(f"There is no connection {name}.", hint="Run: syncspider connections list")
    integration = registry.integrations.get(connection.integration)
    if integration is None:
        hint = f"Run: pip install syncspider-{connection.integration}, or look at: syncspider plugins"
        raise ConfigurationError(f"The integration {connection.integration} is not installed.", hint=hint)
    return connection, integration
