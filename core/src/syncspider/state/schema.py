"""The tables. What is here and what the migrations build is the same: a test compares the two.

Times are text, ISO 8601 in UTC with microseconds, so that they sort; mappings are JSON as text.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    text,
)

#: The revision that these tables are: the newest of the migrations.
REVISION: Final = "0001"

METADATA: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _column(name: str, kind: Any, *rest: Any) -> Column[Any]:  # noqa: ANN401 - SQLAlchemy's own signature
    return Column(name, kind, *rest, nullable=False)


def _refers(name: str, table: str, *, gone: str, primary_key: bool = False) -> Column[Any]:
    key = ForeignKey(f"{table}.id", ondelete=gone)
    return Column(name, Integer, key, nullable=False, primary_key=primary_key, autoincrement=False)


def _unique_where(name: str, *columns: str, where: str) -> Index:
    # another database's condition is named here when that database is served: naming it loads all of its dialect
    return Index(name, *columns, unique=True, sqlite_where=text(where))


CONNECTIONS: Final = Table(
    "connections",
    METADATA,
    Column("id", Integer, primary_key=True),
    _column("name", String),
    _column("integration", String),
    _column("settings", String),
    _column("created_at", String),
    _column("updated_at", String),
    UniqueConstraint("name"),
    sqlite_autoincrement=True,
)

TASKS: Final = Table(
    "tasks",
    METADATA,
    Column("id", Integer, primary_key=True),
    _column("name", String),
    _refers("source_connection_id", "connections", gone="RESTRICT"),
    _column("source_entity", String),
    _refers("target_connection_id", "connections", gone="RESTRICT"),
    _column("target_entity", String),
    _column("source_options", String),
    _column("target_options", String),
    _column("enabled", Integer),
    _column("created_at", String),
    _column("updated_at", String),
    UniqueConstraint("name"),
    CheckConstraint("enabled IN (0, 1)", name="enabled"),
    sqlite_autoincrement=True,
)

#: What is linked belongs to the pair, not to a task: a task that is removed and added again doubles nothing.
FLOWS: Final = Table(
    "flows",
    METADATA,
    Column("id", Integer, primary_key=True),
    _refers("source_connection_id", "connections", gone="CASCADE"),
    _column("source_entity", String),
    _refers("target_connection_id", "connections", gone="CASCADE"),
    _column("target_entity", String),
    UniqueConstraint(
        "source_connection_id", "source_entity", "target_connection_id", "target_entity", name="uq_flows_pair"
    ),
    sqlite_autoincrement=True,
)

RUNS: Final = Table(
    "runs",
    METADATA,
    Column("id", Integer, primary_key=True),
    _refers("task_id", "tasks", gone="CASCADE"),
    _refers("flow_id", "flows", gone="CASCADE"),
    _column("status", String),
    _column("trigger", String),
    _column("epoch", Integer),
    _column("owner", String),
    _column("lease_until", String),
    Column("since", String),
    Column("until", String),
    _column("counts", String),
    _column("started_at", String),
    Column("finished_at", String),
    _column("error", String),
    CheckConstraint("status IN ('running', 'done', 'partial', 'failed', 'stopped')", name="status"),
    Index(None, "task_id"),
    _unique_where("one_running_of_task", "task_id", where="status = 'running'"),
    _unique_where("one_running_of_flow", "flow_id", where="status = 'running'"),
    sqlite_autoincrement=True,
)

WINDOWS: Final = Table(
    "windows",
    METADATA,
    _refers("task_id", "tasks", gone="CASCADE", primary_key=True),
    Column("cursor", String),
    Column("since", String),
    Column("until", String),
)

#: Which fields the digests of a link are of, by number, so that the names are kept once.
LAYOUTS: Final = Table(
    "layouts",
    METADATA,
    Column("id", Integer, primary_key=True),
    _column("fields", String),
    UniqueConstraint("fields"),
)

LINKS: Final = Table(
    "links",
    METADATA,
    _refers("flow_id", "flows", gone="CASCADE", primary_key=True),
    Column("source_key", String, nullable=False, primary_key=True),
    _column("target_key", String),
    _column("version", String),
    _refers("layout_id", "layouts", gone="RESTRICT"),
    _column("digests", LargeBinary),
    Index(None, "target_key"),
    sqlite_with_rowid=False,
)

BULK_WRITES: Final = Table(
    "bulk_writes",
    METADATA,
    Column("id", Integer, primary_key=True),
    _refers("flow_id", "flows", gone="CASCADE"),
    _column("run_id", Integer),
    _column("epoch", Integer),
    _column("source_keys", LargeBinary),
    _column("sent_at", String),
    Index(None, "flow_id"),
)

WRITES: Final = Table(
    "writes",
    METADATA,
    Column("id", Integer, primary_key=True),
    _refers("flow_id", "flows", gone="CASCADE"),
    _column("run_id", Integer),
    _column("epoch", Integer),
    _column("source_key", String),
    _column("origin_key", String),
    _column("match", LargeBinary),
    _column("operation", String),
    _column("write_class", String),
    _column("version", String),
    _refers("layout_id", "layouts", gone="RESTRICT"),
    _column("digests", LargeBinary),
    _column("state", String),
    Column("baseline", String),
    _column("target_key", String),
    _column("attempts", Integer),
    _column("evidence", String),
    _column("prepared_at", String),
    Column("sent_at", String),
    Column("settled_at", String),
    CheckConstraint(
        "state IN ('prepared', 'sending', 'unknown', 'undecided', 'done', 'rejected', 'superseded')", name="state"
    ),
    _unique_where(
        "one_open_of_key",
        "flow_id",
        "match",
        where="state IN ('prepared', 'sending', 'unknown', 'undecided')",
    ),
    _unique_where(
        "one_open_of_record",
        "flow_id",
        "source_key",
        where="state IN ('prepared', 'sending', 'unknown', 'undecided')",
    ),
    sqlite_autoincrement=True,
)

DEAD_LETTERS: Final = Table(
    "dead_letters",
    METADATA,
    Column("id", Integer, primary_key=True),
    _refers("task_id", "tasks", gone="CASCADE"),
    _column("run_id", Integer),
    _column("key", String),
    _column("stage", String),
    _column("path", String),
    _column("code", String),
    _column("message", String),
    _column("attempts", Integer),
    _column("first_at", String),
    _column("last_at", String),
    _column("version", String),
    _column("status", String),
    CheckConstraint("status IN ('due', 'closed')", name="status"),
    Index(None, "task_id", "status"),
    _unique_where("one_due_of_key", "task_id", "key", where="status = 'due'"),
    sqlite_autoincrement=True,
)
