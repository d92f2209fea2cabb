"""Connections: accounts of integrations, without their secrets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import attrs
from sqlalchemy import Row, delete, insert, or_, select, update

from syncspider.errors import ConfigurationError
from syncspider.state.database import Transaction
from syncspider.state.schema import CONNECTIONS, FLOWS, TASKS, WRITES
from syncspider.state.texts import mapping_of_text, text_of_mapping, text_of_time, time_of_text
from syncspider.state.writes import OPEN


@attrs.frozen(kw_only=True)
class Connection:
    """One account of an integration.

    Attributes:
        id: The row's number.
        name: Unique.
        integration: The integration's name.
        settings: The form's plain answers; secrets are in the vault.
        created_at: When it was added, UTC.
        updated_at: When it was last changed, UTC.
    """

    id: int
    name: str
    integration: str
    settings: Mapping[str, str]
    created_at: datetime
    updated_at: datetime


class Connections:
    """The table of connections."""

    def add(
        self, tx: Transaction, *, name: str, integration: str, settings: Mapping[str, str], now: datetime
    ) -> Connection:
        """Add one.

        Raises:
            ConfigurationError: The name is taken.
        """
        if self.named(tx, name) is not None:
            raise ConfigurationError(f"There is a connection {name} already.", hint="Choose another name.")
        at = text_of_time(now)
        row = {"name": name, "integration": integration, "settings": text_of_mapping(settings)}
        tx.run(insert(CONNECTIONS), row | {"created_at": at, "updated_at": at})
        return self._one(tx, name)

    def all(self, tx: Transaction) -> tuple[Connection, ...]:
        """All of them, by name."""
        return tuple(map(_connection_of, tx.run(select(CONNECTIONS).order_by(CONNECTIONS.c.name))))

    def named(self, tx: Transaction, name: str) -> Connection | None:
        """The one of that name, or None."""
        row = tx.run(select(CONNECTIONS).where(CONNECTIONS.c.name == name)).first()
        return None if row is None else _connection_of(row)

    def change(self, tx: Transaction, id: int, settings: Mapping[str, str], now: datetime) -> None:  # noqa: A002 - the column's name
        """Replace the settings."""
        values = {"settings": text_of_mapping(settings), "updated_at": text_of_time(now)}
        tx.run(update(CONNECTIONS).where(CONNECTIONS.c.id == id).values(values))

    def remove(self, tx: Transaction, id: int) -> None:  # noqa: A002 - the column's name
        """Remove one, with all that is linked through it.

        Raises:
            ConfigurationError: Tasks use it, or a write through it waits for a decision.
        """
        users = or_(TASKS.c.source_connection_id == id, TASKS.c.target_connection_id == id)
        names = tx.run(select(TASKS.c.name).where(users).order_by(TASKS.c.name)).scalars().all()
        if names:
            hint = "Remove these tasks first."
            raise ConfigurationError(f"The connection is used by {', '.join(names)}.", hint=hint)
        ends = or_(FLOWS.c.source_connection_id == id, FLOWS.c.target_connection_id == id)
        joined = select(WRITES.c.source_key).join(FLOWS, FLOWS.c.id == WRITES.c.flow_id)
        waiting = tx.run(joined.where(ends, WRITES.c.state.in_(OPEN)).order_by(WRITES.c.id)).scalars().all()
        if waiting:
            hint = "Run the task again so that they can be settled."
            raise ConfigurationError(f"Nobody knows yet what became of {len(waiting)} writes.", hint=hint)
        tx.run(delete(CONNECTIONS).where(CONNECTIONS.c.id == id))

    def _one(self, tx: Transaction, name: str) -> Connection:
        return _connection_of(tx.run(select(CONNECTIONS).where(CONNECTIONS.c.name == name)).one())


def _connection_of(row: Row[Any]) -> Connection:
    return Connection(
        id=row.id,
        name=row.name,
        integration=row.integration,
        settings=mapping_of_text(row.settings),
        created_at=time_of_text(row.created_at),
        updated_at=time_of_text(row.updated_at),
    )
