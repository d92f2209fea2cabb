"""A command line with the toy shop installed and a home of its own."""

from __future__ import annotations

import importlib.metadata
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import attrs
import pytest
from syncspider.cli.ending import execute
from syncspider.clock import SystemClock
from syncspider.sandbox import SandboxServer
from syncspider.sandbox.loading import load_sandbox

TOYSHOP = Path(__file__).parents[2] / "toyshop"


@attrs.frozen
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


class Cli(Protocol):
    """Runs ``syncspider`` in this process, with nobody at a terminal."""

    def __call__(self, *arguments: str, stdin: str = "") -> Ended:
        """Run it."""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, the toy shop on the path, and every other plugin switched off."""
    monkeypatch.syspath_prepend(str(TOYSHOP))
    others = {point.name for point in importlib.metadata.entry_points(group="syncspider")} - {"toy"}
    monkeypatch.setenv("SYNCSPIDER_DISABLE_PLUGINS", ",".join(sorted(others)))
    monkeypatch.setenv("SYNCSPIDER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PYTHONPATH", str(TOYSHOP))
    return tmp_path / "home"


@pytest.fixture
def cli(home: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Cli:
    """The command line."""

    def run(*arguments: str, stdin: str = "") -> Ended:
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        code = execute(arguments)
        out, err = capfd.readouterr()
        return Ended(code, out, err)

    return run


@pytest.fixture
def serve(home: Path) -> Iterator[Callable[..., SandboxServer]]:
    """Serves toy shops on this machine."""
    servers: list[SandboxServer] = []

    def served(*, records: int = 3, account: int = 1) -> SandboxServer:
        made = load_sandbox("syncspider_toy.sandbox:ToySandbox", integration="toy")
        servers.append(SandboxServer(made(seed=1, records=records, clock=SystemClock(), account=account)))
        return servers[-1]

    yield served
    for server in servers:
        server.close()


@pytest.fixture
def shop(serve: Callable[..., SandboxServer]) -> SandboxServer:
    """One toy shop with three products."""
    return serve()


@pytest.fixture
def connect(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> Callable[[SandboxServer, str], None]:
    """Connects to a toy shop as a program would."""

    def connected(server: SandboxServer, name: str) -> None:
        credentials = server.sandbox.credentials(server.url)
        monkeypatch.setenv("TOY_TOKEN", credentials.secrets["token"])
        settings = [part for key, value in credentials.settings.items() for part in ("--set", f"{key}={value}")]
        ended = cli("connections", "add", "toy", "--name", name, *settings, "--secret-from-env", "token=TOY_TOKEN")
        assert ended.code == 0, ended.err

    return connected
