"""Everything that it takes to run a task between two accounts in memory."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

import attrs
from sqlalchemy.pool import StaticPool
from syncspider import (
    Batch,
    Change,
    Conversion,
    Form,
    Integration,
    Outcome,
    RecordBuried,
    RunFinished,
    RunStarted,
    Source,
    Target,
    Window,
)
from syncspider.engine import Runner, RunOptions
from syncspider.plugin.transferring import write_batch
from syncspider.state import (
    Connection,
    Connections,
    Counts,
    Database,
    DeadLetter,
    DeadLetters,
    Flows,
    Run,
    Runs,
    Span,
    Task,
    Tasks,
    Windows,
    Write,
    Writes,
)
from syncspider.state.database import _engine
from syncspider.state.schema import METADATA

from tests.engine.markets import Market, Stall
from tests.engine.shops import Clock, Goods, Killed, Shop


class Fake(Integration):
    """Both ends."""

    name = "fake"
    title = "Fake"
    form = Form()

    def open_api(self, session: Any) -> Any:
        """The account itself."""
        return session

    def check(self, api: Any) -> str:
        """Nothing to check."""
        return "fake"

    def account_of(self, settings: Mapping[str, str]) -> str:
        """As it was set."""
        return settings["account"]


@attrs.define
class FakeHooks:
    """The hooks, without plugins around them."""

    events: list[Any] = attrs.field(factory=list)
    around: Callable[[], None] = lambda: None

    def export_batch(self, source: Source[Any], window: Window, page: str | None) -> Batch[Any]:
        """Read."""
        return source.read(window, page)

    def import_batch(self, target: Target[Any], changes: Sequence[Change[Any]]) -> Sequence[Outcome]:
        """Write."""
        outcomes = write_batch(target, changes)
        self.around()
        return outcomes

    def run_started(self, event: RunStarted) -> None:
        """Remember."""
        self.events.append(event)

    def record_buried(self, event: RecordBuried) -> None:
        """Remember."""
        self.events.append(event)

    def run_finished(self, event: RunFinished) -> None:
        """Remember."""
        self.events.append(event)


@attrs.define
class FakeRegistry:
    """One integration."""

    source_class: type[Source[Any]]
    target_class: type[Target[Any]]
    hooks: FakeHooks = attrs.field(factory=FakeHooks)
    way: Conversion | None = None

    @property
    def integrations(self) -> Mapping[str, Integration]:
        """By name."""
        return {"fake": Fake()}

    def source(self, integration: str, entity: str) -> type[Source[Any]]:
        """The one."""
        return self.source_class

    def target(self, integration: str, entity: str) -> type[Target[Any]]:
        """The one."""
        return self.target_class

    def conversion(self, source_entity: str, target_entity: str) -> Conversion | None:
        """As it was set."""
        return self.way


@attrs.define
class FakeSessions:
    """Gives the shop and the market themselves."""

    ends: dict[str, Any]

    def open(self, connection: Connection) -> Any:
        """The account itself."""
        return self.ends[connection.name]


class Silent:
    """A watcher that remembers."""

    def __init__(self) -> None:
        self.seen: list[Counts] = []
        self.ended: list[Run] = []
        self.totals: list[int | None] = []

    def started(self, run: int, task: Task, total: int | None) -> None:
        """Remember."""
        self.seen.append(Counts())

    def moved(self, counts: Counts, total: int | None) -> None:
        """Remember."""
        self.seen.append(counts)
        self.totals.append(total)

    def finished(self, run: Run) -> None:
        """Remember."""
        self.ended.append(run)


def in_memory(observer: Callable[[str, str], None]) -> Database:
    """A state in memory; its tables are made at once, for migrations are tested elsewhere and take their time."""
    engine = _engine("", StaticPool)
    METADATA.create_all(engine)
    return Database(engine, name="in memory", shared=True, observer=observer)


class World:
    """Two accounts, a state and a task between them."""

    def __init__(
        self,
        target_class: type[Target[Any]] = Stall,
        source_class: type[Source[Any]] = Goods,
        *,
        database: Database | None = None,
        readers: int = 2,
    ) -> None:
        self.clock = Clock()
        self.shop = Shop(self.clock)
        self.market = Market(self.clock)
        self.dead = False
        self.step = 0
        self.kill_at: int | None = None
        self.steps: list[str] = []
        self.registry = FakeRegistry(source_class, target_class)
        self.shop.on_read = self.market.on_call = self.alive
        self.database = database or in_memory(self._observe)
        self.readers = readers
        self.processes = 0
        with self.database.write() as tx:
            for name in ("shop", "market"):
                Connections().add(tx, name=name, integration="fake", settings={"account": name}, now=self.clock.now())
            self.task = Tasks().add(
                tx,
                name="goods",
                source_connection="shop",
                source_entity="Products",
                target_connection="market",
                target_entity="Products",
                source_options={},
                target_options={},
                now=self.clock.now(),
            )
        self.steps.clear()
        self.step = 0

    def alive(self) -> None:
        """A process that was killed makes no more calls."""
        if self.dead:
            raise Killed

    def _observe(self, moment: str, step: str) -> None:
        """Kill the process before or after the commit whose number is up, and keep it dead."""
        self.alive()
        self.step += 1
        self.steps.append(f"{moment} {step}")
        if self.kill_at is not None and self.step > self.kill_at:
            self.dead = True
            raise Killed

    def run(
        self, *, stop: threading.Event | None = None, task: Task | None = None, ends: Any = None, **options: Any
    ) -> Run:
        """Run the task in a new process."""
        self.dead = False
        self.processes += 1
        self.step = 0
        self.steps.clear()
        runner = Runner(
            database=self.database,
            registry=self.registry,
            sessions=FakeSessions(ends or {"shop": self.shop, "market": self.market}),
            clock=self.clock,
            random=Random(7),
            owner=f"process {self.processes}",
            readers=self.readers,
            runs=Runs(is_dead=lambda owner: owner != f"process {self.processes}"),
        )
        self.watcher = Silent()
        return runner.run(task or self.task, RunOptions(**options), self.watcher, stop or threading.Event())

    def run_killed_at(self, step: int, **options: Any) -> bool:
        """Run until the commit of that number; whether there was one."""
        self.kill_at = step
        try:
            self.run(**options)
        except Killed:
            return True
        finally:
            self.kill_at = None
        return False

    def letters(self, *, closed: bool = False) -> tuple[DeadLetter, ...]:
        """The dead letters."""
        with self.database.read() as tx:
            return DeadLetters().all(tx, limit=1000, closed=closed)

    def span(self) -> Span:
        """Where the task stands."""
        with self.database.read() as tx:
            return Windows().of_task(tx, self.task.id)

    def writes(self) -> tuple[Write, ...]:
        """The rows of writes."""
        with self.database.write() as tx:
            return Writes().all(tx, Flows().of_task(tx, self.task.id).id)

    def names(self) -> dict[str, str | None]:
        """What the market holds: SKU to name."""
        return {held.sku: held.name for held in self.market.held.values()}


def total(counts: Counts) -> int:
    """The sum of all fates."""
    return counts.created + counts.updated + counts.unchanged + counts.skipped + counts.dead + counts.undecided
