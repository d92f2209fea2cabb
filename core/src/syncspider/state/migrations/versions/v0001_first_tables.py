"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make them, those first to which others refer."""
    _connections()
    _layouts()
    _flows()
    _tasks()
    _bulk_writes()
    _dead_letters()
    _links()
    _runs()
    _windows()
    _writes()


def _connections() -> None:
    op.create_table(
        "connections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("integration", sa.String(), nullable=False),
        sa.Column("settings", sa.String(), nullable=False),
        sa.Column("created_at", sa.String(), nullable=False),
        sa.Column("updated_at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_connections")),
        sa.UniqueConstraint("name", name=op.f("uq_connections_name")),
        sqlite_autoincrement=True,
    )


def _layouts() -> None:
    op.create_table(
        "layouts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fields", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_layouts")),
        sa.UniqueConstraint("fields", name=op.f("uq_layouts_fields")),
    )


def _flows() -> None:
    op.create_table(
        "flows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_connection_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source_entity", sa.String(), nullable=False),
        sa.Column("target_connection_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("target_entity", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_connection_id"],
            ["connections.id"],
            name=op.f("fk_flows_source_connection_id_connections"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["target_connection_id"],
            ["connections.id"],
            name=op.f("fk_flows_target_connection_id_connections"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flows")),
        sa.UniqueConstraint(
            "source_connection_id", "source_entity", "target_connection_id", "target_entity", name="uq_flows_pair"
        ),
        sqlite_autoincrement=True,
    )


def _tasks() -> None:
    op.create_table(
        "tasks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("source_connection_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source_entity", sa.String(), nullable=False),
        sa.Column("target_connection_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("target_entity", sa.String(), nullable=False),
        sa.Column("source_options", sa.String(), nullable=False),
        sa.Column("target_options", sa.String(), nullable=False),
        sa.Column("enabled", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.String(), nullable=False),
        sa.Column("updated_at", sa.String(), nullable=False),
        sa.CheckConstraint("enabled IN (0, 1)", name=op.f("ck_tasks_enabled")),
        sa.ForeignKeyConstraint(
            ["source_connection_id"],
            ["connections.id"],
            name=op.f("fk_tasks_source_connection_id_connections"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["target_connection_id"],
            ["connections.id"],
            name=op.f("fk_tasks_target_connection_id_connections"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
        sa.UniqueConstraint("name", name=op.f("uq_tasks_name")),
        sqlite_autoincrement=True,
    )


def _bulk_writes() -> None:
    op.create_table(
        "bulk_writes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("flow_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("source_keys", sa.LargeBinary(), nullable=False),
        sa.Column("sent_at", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["flow_id"], ["flows.id"], name=op.f("fk_bulk_writes_flow_id_flows"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_writes")),
    )
    op.create_index(op.f("ix_bulk_writes_flow_id"), "bulk_writes", ["flow_id"], unique=False)


def _dead_letters() -> None:
    op.create_table(
        "dead_letters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.String(), nullable=False),
        sa.Column("last_at", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.CheckConstraint("status IN ('due', 'closed')", name=op.f("ck_dead_letters_status")),
        sa.ForeignKeyConstraint(
            ["task_id"], ["tasks.id"], name=op.f("fk_dead_letters_task_id_tasks"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dead_letters")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_dead_letters_task_id_status"), "dead_letters", ["task_id", "status"], unique=False)
    op.create_index(
        "one_due_of_key",
        "dead_letters",
        ["task_id", "key"],
        unique=True,
        sqlite_where=sa.text("status = 'due'"),
    )


def _links() -> None:
    op.create_table(
        "links",
        sa.Column("flow_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source_key", sa.String(), nullable=False),
        sa.Column("target_key", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("layout_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digests", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["flow_id"], ["flows.id"], name=op.f("fk_links_flow_id_flows"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["layout_id"], ["layouts.id"], name=op.f("fk_links_layout_id_layouts"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("flow_id", "source_key", name=op.f("pk_links")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_links_target_key"), "links", ["target_key"], unique=False)


def _runs() -> None:
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("flow_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("trigger", sa.String(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("lease_until", sa.String(), nullable=False),
        sa.Column("since", sa.String(), nullable=True),
        sa.Column("until", sa.String(), nullable=True),
        sa.Column("counts", sa.String(), nullable=False),
        sa.Column("started_at", sa.String(), nullable=False),
        sa.Column("finished_at", sa.String(), nullable=True),
        sa.Column("error", sa.String(), nullable=False),
        sa.CheckConstraint(
            "status IN ('running', 'done', 'partial', 'failed', 'stopped')", name=op.f("ck_runs_status")
        ),
        sa.ForeignKeyConstraint(["flow_id"], ["flows.id"], name=op.f("fk_runs_flow_id_flows"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_runs_task_id_tasks"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_runs_task_id"), "runs", ["task_id"], unique=False)
    op.create_index(
        "one_running_of_flow",
        "runs",
        ["flow_id"],
        unique=True,
        sqlite_where=sa.text("status = 'running'"),
    )
    op.create_index(
        "one_running_of_task",
        "runs",
        ["task_id"],
        unique=True,
        sqlite_where=sa.text("status = 'running'"),
    )


def _windows() -> None:
    op.create_table(
        "windows",
        sa.Column("task_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("cursor", sa.String(), nullable=True),
        sa.Column("since", sa.String(), nullable=True),
        sa.Column("until", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_windows_task_id_tasks"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("task_id", name=op.f("pk_windows")),
    )


def _writes() -> None:
    op.create_table(
        "writes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("flow_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("source_key", sa.String(), nullable=False),
        sa.Column("origin_key", sa.String(), nullable=False),
        sa.Column("match", sa.LargeBinary(), nullable=False),
        sa.Column("operation", sa.String(), nullable=False),
        sa.Column("write_class", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("layout_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digests", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("baseline", sa.String(), nullable=True),
        sa.Column("target_key", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("prepared_at", sa.String(), nullable=False),
        sa.Column("sent_at", sa.String(), nullable=True),
        sa.Column("settled_at", sa.String(), nullable=True),
        sa.CheckConstraint(
            "state IN ('prepared', 'sending', 'unknown', 'undecided', 'done', 'rejected', 'superseded')",
            name=op.f("ck_writes_state"),
        ),
        sa.ForeignKeyConstraint(["flow_id"], ["flows.id"], name=op.f("fk_writes_flow_id_flows"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["layout_id"], ["layouts.id"], name=op.f("fk_writes_layout_id_layouts"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_writes")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "one_open_of_key",
        "writes",
        ["flow_id", "match"],
        unique=True,
        sqlite_where=sa.text("state IN ('prepared', 'sending', 'unknown', 'undecided')"),
    )
    op.create_index(
        "one_open_of_record",
        "writes",
        ["flow_id", "source_key"],
        unique=True,
        sqlite_where=sa.text("state IN ('prepared', 'sending', 'unknown', 'undecided')"),
    )
