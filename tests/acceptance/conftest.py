"""Both shops as sandboxes behind real sockets, and an application between them as a user has it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from syncspider.app import Application
from syncspider.clock import ShiftedClock
from syncspider.engine import RunOptions
from syncspider.planning import Draft
from syncspider.sandbox import SandboxServer
from syncspider.secret import Secret
from syncspider.settings import Settings
from syncspider.state import Counts, Run, Task
from syncspider_ebay.sandbox import EbaySandbox
from syncspider_ecwid.sandbox import EcwidSandbox

PAUSE = timedelta(minutes=5)


class Hurried(ShiftedClock):
    """Time in which waiting takes none: the day is just later afterwards."""

    def sleep(self, seconds: float) -> None:
        """Let that much go by at once."""
        self.skip(timedelta(seconds=max(0.0, seconds)))


class Silent:
    """Watches a run and says nothing."""

    def started(self, run: int, task: Task, total: int | None) -> None:
        """Say nothing."""

    def moved(self, counts: Counts, total: int | None) -> None:
        """Say nothing."""

    def finished(self, run: Run) -> None:
        """Say nothing."""


class World:
    """An eBay seller, an Ecwid store, and a user who connects and runs tasks.

    Attributes:
        ebay: The seller's account.
        ecwid: The store.
        ebay_server: Where the seller's account is served.
        ecwid_server: Where the store is served.
        clock: All time.
    """

    def __init__(self, folder: Path, *, records: int, seed: int) -> None:
        self.clock = Hurried()
        self.ebay = EbaySandbox(seed=seed, records=records, clock=self.clock)
        self.ecwid = EcwidSandbox(seed=seed, records=records, clock=self.clock)
        self.ebay_server, self.ecwid_server = SandboxServer(self.ebay), SandboxServer(self.ecwid)
        self._folder = folder
        self.app = self._opened("first")

    def lose_state(self) -> None:
        """Begin again in a new folder, with the same accounts."""
        self.app.close()
        self.app = self._opened("second")

    def add(self, source: str, entity: str, target: str, target_entity: str = "", **options: str) -> str:
        """A task between two connections; its name."""
        name = f"{source}-{entity}-{target}-{target_entity or entity}".lower().replace(" ", "-")
        self.app.tasking.add(
            Draft(
                name=name,
                source_connection=source,
                source_entity=entity,
                target_connection=target,
                target_entity=target_entity or entity,
                target_options=options,
            )
        )
        return name

    def run(self, name: str, *, full: bool = False) -> Run:
        """Run a task a while later."""
        self.clock.skip(PAUSE)
        task = self.app.tasking.named(name)
        return self.app.runner.run(task, RunOptions(full=full), Silent(), threading.Event())

    def close(self) -> None:
        """Stop serving."""
        self.app.close()
        self.ebay_server.close()
        self.ecwid_server.close()

    def _opened(self, name: str) -> Application:
        home = self._folder / name
        settings = Settings(data_dir=home / "data", config_dir=home / "config", keyring=False)
        app = Application(settings, clock=self.clock, random=Random(1))
        for integration, server in (("ebay", self.ebay_server), ("ecwid", self.ecwid_server)):
            credentials = server.sandbox.credentials(server.url)
            secrets = {key: Secret(text) for key, text in credentials.secrets.items()}
            app.connecting.save(app.connecting.begun(integration, integration, credentials.settings, secrets))
        return app


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Two small accounts."""
    world = World(tmp_path, records=24, seed=5)
    yield world
    world.close()
