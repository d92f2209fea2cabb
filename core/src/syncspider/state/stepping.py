"""The steps themselves, by Alembic. Loaded only when a state is behind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext, StampStep
from alembic.script import ScriptDirectory
from sqlalchemy import Connection


def upgrade(connection: Connection, scripts: Path) -> None:
    """Run the steps that the database lacks, in the connection's own transaction.

    Args:
        connection: Inside a transaction.
        scripts: A folder with ``versions`` in it.
    """
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    script = ScriptDirectory.from_config(config)

    def steps(revision: Any, _context: MigrationContext) -> list[StampStep]:  # noqa: ANN401 - Alembic's own type
        return script._upgrade_revs("head", revision)  # type: ignore[return-value]  # noqa: SLF001 - as Alembic's own documentation shows

    context = MigrationContext.configure(connection, opts={"fn": steps, "render_as_batch": True})
    with Operations.context(context):
        context.run_migrations()
