"""The database: how it is opened, and the transactions in which all else happens.

SQLite with its log ahead (WAL) and every commit synced; a write takes its lock at once (``BEGIN IMMEDIATE``), for one
that asks for it half-way is refused without waiting.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Self

from sqlalchemy import Connection, CursorResult, Engine, Executable, Insert, Table, create_engine, event, insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool, StaticPool

from syncspider.errors import ConfigurationError, RunError
from syncspider.state.migrating import Migrations, make_tables, state_of
from syncspider.state.schema import REVISION

_BUSY_SECONDS: Final = 5
_PAUSE: Final = 0.02
_PRAGMAS: Final = (
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000}",
)

#: Called around each commit with "before" or "after" and the name of the step: a seam for tests of crashes.
Observer = Callable[[str, str], None]


class Transaction:
    """What nouns work in; of no use to anyone else."""

    __slots__ = ("_compiled", "_connection")

    def __init__(self, connection: Connection, compiled: dict[Insert, str]) -> None:
        """Work on a connection; ``compiled`` keeps the text of statements for later transactions."""
        self._connection = connection
        self._compiled = compiled

    def run(
        self, statement: Executable, values: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> CursorResult[*tuple[Any, ...]]:
        """Execute one statement, once or for each of many rows."""
        return self._connection.execute(statement, values)

    def run_rows(self, statement: Insert, rows: Sequence[tuple[Any, ...]]) -> None:
        """Execute an insertion for many rows, each a tuple in the order of the statement's own columns.

        The rows go to the driver as they are: for values that need no conversion, where there are very many.
        """
        if statement not in self._compiled:
            self._compiled[statement] = str(statement.compile(dialect=self._connection.dialect))
        self._connection.exec_driver_sql(self._compiled[statement], list(rows))

    def insert(self, table: Table, values: Mapping[str, Any]) -> int:
        """Add one row; its number."""
        key = self._connection.execute(insert(table), values).inserted_primary_key
        number: int = key[0] if key else 0
        return number


class Database:
    """The open state; threads may share it."""

    def __init__(self, engine: Engine, *, name: str, shared: bool, observer: Observer | None = None) -> None:
        """See :meth:`open`.

        Args:
            engine: Of one file, or of one connection in memory.
            name: For messages.
            shared: All transactions use one connection, so that readers must wait for the writer.
            observer: Told of each commit.
        """
        self._engine = engine
        self._name = name
        self._writing = threading.RLock()
        self._reading = self._writing if shared else contextlib.nullcontext()
        self._observer = observer or _unobserved
        self._compiled: dict[Insert, str] = {}

    @classmethod
    def open(cls, path: Path | None, *, observer: Observer | None = None) -> Self:
        """Open the state, and bring it up to date when it is behind.

        Args:
            path: The file; it is made, for its owner alone, when there is none. None keeps all in memory.
            observer: Told of each commit.

        Raises:
            ConfigurationError: The file is no state of SyncSpider, cannot be used, or was written by a newer version;
                it is left as it is.
        """
        if path is None:
            engine = _engine("", StaticPool)
            with engine.connect() as connection:
                make_tables(connection)
            return cls(engine, name="in memory", shared=True, observer=observer)
        with _told(str(path)):
            _make_file(path)
            migrations = Migrations()
            revision = state_of(path, migrations)
            engine = _engine(str(path), QueuePool)
            try:
                if revision is None:
                    with engine.connect() as connection:
                        make_tables(connection)
                elif revision != REVISION:
                    migrations.upgrade_file(engine, path)
                with engine.connect() as connection:  # whatever is wrong with it is told now
                    connection.exec_driver_sql("SELECT 1 FROM alembic_version")
            except BaseException:
                engine.dispose()
                raise
        return cls(engine, name=str(path), shared=False, observer=observer)

    @contextlib.contextmanager
    def write(self, step: str = "write") -> Iterator[Transaction]:
        """One transaction that may write: all of it is durable when the block ends, or nothing of it.

        Args:
            step: What is being made durable, for the observer.

        Raises:
            RunError: The state cannot be written, such as on a full disk; nothing of the block happened.
        """
        with self._writing, self._explained(), self._engine.connect() as connection:
            connection = connection.execution_options(syncspider_begin="BEGIN IMMEDIATE")  # noqa: PLW2901 - the same one
            with _transaction(connection, self._compiled) as transaction:
                yield transaction
                self._observer("before", step)
        self._observer("after", step)

    @contextlib.contextmanager
    def read(self) -> Iterator[Transaction]:
        """One transaction that only reads: one picture of the state.

        Raises:
            RunError: The state cannot be read.
        """
        with self._reading, self._explained(), self._engine.connect() as connection:  # noqa: SIM117 - one line for each
            with _transaction(connection, self._compiled) as tx:
                yield tx

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            hint = "Check the disk and whether another process holds the file."
            raise RunError(f"The state {self._name} cannot be used: {error.orig}.", hint=hint) from error


def _unobserved(_moment: str, _step: str) -> None:
    """Nobody watches."""


@contextlib.contextmanager
def _transaction(connection: Connection, compiled: dict[Insert, str]) -> Iterator[Transaction]:
    """Commits at the end. A failed commit may have rolled back already, so a failing rollback adds nothing."""
    outer = connection.begin()
    try:
        yield Transaction(connection, compiled)
        outer.commit()
    except BaseException:
        with contextlib.suppress(DBAPIError):
            outer.rollback()
        raise


def _engine(database: str, pool: type[QueuePool | StaticPool]) -> Engine:
    options = {"pool_size": 4, "max_overflow": -1} if pool is QueuePool else {}
    arguments = {"isolation_level": None, "check_same_thread": False, "timeout": _BUSY_SECONDS}
    # the default of an empty name is a database in memory; transactions are begun by us, not by the driver
    engine = create_engine(f"sqlite:///{database}", poolclass=pool, connect_args=arguments, **options)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 - SQLAlchemy's own signature
    for pragma in _PRAGMAS:
        connection.execute(pragma)
    deadline = time.monotonic() + _BUSY_SECONDS
    while not _keeps_log_ahead(connection, last=time.monotonic() >= deadline):
        time.sleep(_PAUSE)


def _keeps_log_ahead(connection: Any, *, last: bool) -> bool:  # noqa: ANN401 - the driver's own type
    """Whether the log is ahead from now on; for this one switch SQLite itself does not wait for others."""
    try:
        connection.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if last or error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("syncspider_begin", "BEGIN"))


@contextlib.contextmanager
def _told(path: str) -> Iterator[None]:
    """What the driver and the file system say, as the one line that a person can use."""
    try:
        yield
    except (DBAPIError, OSError) as error:
        reason = error.orig if isinstance(error, DBAPIError) else error.strerror
        hint = "Choose another place with SYNCSPIDER_HOME or --home."
        raise ConfigurationError(f"The state {path} cannot be opened: {reason}.", hint=hint) from error


def _make_file(path: Path) -> None:
    """The file and its folder, readable by nobody else; SQLite gives its side files the same mode."""
    if not path.parent.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with contextlib.suppress(FileExistsError):  # one that is there is not touched: closing it would drop SQLite's locks
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
