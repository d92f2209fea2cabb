"""Both shops as sandboxes behind real sockets, and an application between them as a user has it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

import attrs
from syncspider.app import Application
from syncspider.clock import ShiftedClock
from syncspider.engine import RunOptions
from syncspider.planning import Draft
from syncspider.sandbox import Request, Response, Sandbox, SandboxServer
from syncspider.secret import Secret
from syncspider.settings import Settings
from syncspider.state import Counts, DeadLetter, DeadLetters, Run, Task
from syncspider_ebay.sandbox import EbaySandbox
from syncspider_ecwid.sandbox import EcwidSandbox

from tests.acceptance import canaries

PAUSE: Final = timedelta(minutes=5)
EMAIL: Final = "shop@shop.example"
_PATIENCE: Final = 60


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


@attrs.frozen
class Ended:
    """How a command ended.

    Attributes:
        code: Its exit code.
        out: What it wrote to standard output.
        err: What it wrote to standard error.
    """

    code: int
    out: str
    err: str


def command(*words: str) -> list[str]:
    """What starts ``syncspider``."""
    return [sys.executable, "-m", "syncspider", *words]


def typed(*words: str, **environment: str) -> Ended:
    """A command as a process of its own, which nobody sits before."""
    done = subprocess.run(
        command(*words),
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=_PATIENCE,
    )
    return Ended(done.returncode, done.stdout, done.stderr)


@contextlib.contextmanager
def started(*words: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """A command that runs on; it is killed at the end if nobody has ended it."""
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command(*words),
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=pipe,
        stderr=pipe,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def page_of_html(status: int) -> Response:
    """What a proxy says instead of the shop."""
    return Response(status=status, body=b"<html>sorry</html>", headers={"Content-Type": "text/html"})


class World:
    """An eBay seller, an Ecwid store, and a user who connects and runs tasks.

    Attributes:
        ebay: The seller's account.
        ecwid: The store.
        ebay_server: Where the seller's account is served.
        ecwid_server: Where the store is served.
        clock: All time.
        home: Where the user's state lies, as ``--home`` takes it.
        app: The application over it.
    """

    def __init__(self, folder: Path, *, records: int, seed: int) -> None:
        self.clock = Hurried()
        self.ebay = EbaySandbox(seed=seed, records=records, clock=self.clock)
        self.ecwid = EcwidSandbox(seed=seed, records=records, clock=self.clock)
        self.ebay_server, self.ecwid_server = SandboxServer(self.ebay), SandboxServer(self.ecwid)
        for sandbox in (self.ebay, self.ecwid):
            canaries.ALL.keep(sandbox)
        self.servers = {"ebay": self.ebay_server, "ecwid": self.ecwid_server}
        for server in self.servers.values():
            server.before.append(canaries.ALL.overhear)
        self._folder = folder
        self.home = folder / "first"
        self.app = self._opened()

    def lose_state(self) -> None:
        """Begin again in a new folder, with the same accounts."""
        self.app.close()
        self.home = self._folder / "second"
        self.app = self._opened()

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

    def run(self, name: str, *, full: bool = False, keys: tuple[str, ...] | None = None) -> Run:
        """Run a task a while later."""
        self.clock.skip(PAUSE)
        task = self.app.tasking.named(name)
        options = RunOptions(full=full, keys=keys)
        return self.app.runner.run(task, options, Silent(), threading.Event())

    def letters(self, name: str) -> tuple[DeadLetter, ...]:
        """What is dead of a task."""
        with self.app.database.read() as tx:
            return DeadLetters().all(tx, task=name, limit=1000)

    def typed(self, *words: str) -> Ended:
        """A command of the same user in a process of its own, a while later."""
        self.clock.skip(PAUSE)
        return typed("--home", str(self.home), *words)

    def terms(self) -> dict[str, str]:
        """What publishing at eBay needs, as the account offers it."""
        connection = self.app.connecting.named("ebay")
        names = ("fulfillment_policy_id", "payment_policy_id", "return_policy_id", "merchant_location")
        offered = {name: self.app.tasking.choices(connection, "Products", name, {}) for name in names}
        return {**self.ebay.answers("Products"), **{name: choices[0].value for name, choices in offered.items()}}

    def movable(self) -> set[str]:
        """EBay's orders that a store in dollars can take."""
        return set(self.ebay.holdings()["Orders"]) - self.ebay.unfit("Orders")

    def references(self) -> list[str]:
        """EBay's order ids as Ecwid's orders carry them, in order; one that was moved twice is there twice."""
        orders: list[Any] = list(self.ecwid.holdings()["Orders"].values())
        return sorted(order["externalOrderId"] for order in orders if order.get("externalOrderId"))

    def close(self) -> None:
        """Stop serving."""
        self.app.close()
        for server in self.servers.values():
            server.close()

    def _opened(self) -> Application:
        settings = Settings(data_dir=self.home / "data", config_dir=self.home / "config", keyring=False)
        app = Application(settings, clock=self.clock, random=Random(1))
        for integration, server in self.servers.items():
            credentials = server.sandbox.credentials(server.url)
            secrets = {key: Secret(text) for key, text in credentials.secrets.items()}
            app.connecting.save(app.connecting.begun(integration, integration, credentials.settings, secrets))
        return app


@attrs.define
class Nth:
    """Something that happens to one of the requests that fit, counted from 1: put both methods at a server.

    Attributes:
        method: Of the requests that fit.
        end: What their path ends with.
        at: Which of them.
        act: What happens.
        carried_out: Whether the far end does first what it is asked.
        met: How many fitted so far.
    """

    method: str
    end: str
    at: int
    act: Callable[[], None]
    carried_out: bool
    met: int = 0
    _lock: threading.Lock = attrs.field(factory=threading.Lock, init=False)

    def before(self, request: Request) -> Response | None:
        """Act instead of the far end."""
        if self.carried_out or not self._hit(request):
            return None
        self.act()
        return page_of_html(503)

    def after(self, request: Request, response: Response) -> Response:
        """Act after the far end; its answer is lost with the connection."""
        if self.carried_out and self._hit(request):
            self.act()
            raise ConnectionResetError
        return response

    def put_at(self, server: SandboxServer) -> None:
        """Watch a server's requests from now on."""
        server.before.append(self.before)
        server.after.append(self.after)

    def _hit(self, request: Request) -> bool:
        if request.method != self.method or not request.path.endswith(self.end):
            return False
        with self._lock:
            self.met += 1
            return self.met == self.at


def writes_at(server: SandboxServer) -> int:
    """How many requests so far were no questions."""
    return sum(
        exchange.method not in {"GET", "HEAD"}
        and not exchange.path.endswith("/token")
        and "/bulk_get" not in exchange.path
        for exchange in tuple(server.exchanges)
    )


def credentials_of(sandbox: Sandbox, url: str, *, prefix: str = "S_") -> tuple[list[str], dict[str, str]]:
    """The words that tell a command how to connect to a sandbox, and the environment that holds the secrets."""
    credentials = sandbox.credentials(url)
    words = [word for key, text in credentials.settings.items() for word in ("--set", f"{key}={text}")]
    words += [word for key in credentials.secrets for word in ("--secret-from-env", f"{key}={prefix}{key.upper()}")]
    return words, {f"{prefix}{key.upper()}": text for key, text in credentials.secrets.items()}
