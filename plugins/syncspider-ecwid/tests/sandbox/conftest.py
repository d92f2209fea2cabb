"""A store of three hundred records of each kind behind a real socket, and clients for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import httpx
import pytest
from syncspider.sandbox import SandboxServer
from syncspider_ecwid.sandbox import EcwidSandbox

if TYPE_CHECKING:
    from collections.abc import Iterator


class Clock:
    """Time that passes when told to."""

    def __init__(self) -> None:
        self._now = datetime(2026, 11, 20, 14, 3, 27, 500_000, tzinfo=UTC)
        self._start = self._now

    def now(self) -> datetime:
        """The present."""
        return self._now

    def monotonic(self) -> float:
        """Seconds since the start."""
        return (self._now - self._start).total_seconds()

    def sleep(self, seconds: float) -> None:
        """Let time pass at once."""
        self._now += timedelta(seconds=seconds)


def client_of(server: SandboxServer, sandbox: EcwidSandbox) -> httpx.Client:
    """A client with the store's token."""
    credentials = sandbox.credentials(server.url)
    base = f"{credentials.settings['base_url']}/api/v3/{credentials.settings['store_id']}"
    return httpx.Client(base_url=base, headers={"Authorization": f"Bearer {credentials.secrets['token']}"})


@pytest.fixture
def clock() -> Clock:
    """Time of the test."""
    return Clock()


@pytest.fixture
def sandbox(clock: Clock) -> EcwidSandbox:
    """A full store."""
    return EcwidSandbox(seed=7, records=300, clock=clock)


@pytest.fixture
def server(sandbox: EcwidSandbox) -> Iterator[SandboxServer]:
    """The full store, served."""
    with SandboxServer(sandbox) as server:
        yield server


@pytest.fixture
def http(server: SandboxServer, sandbox: EcwidSandbox) -> Iterator[httpx.Client]:
    """A client of the full store."""
    with client_of(server, sandbox) as client:
        yield client


@pytest.fixture
def empty(clock: Clock) -> Iterator[httpx.Client]:
    """A client of a store without records."""
    sandbox = EcwidSandbox(seed=7, records=0, clock=clock, account=2)
    with SandboxServer(sandbox) as server, client_of(server, sandbox) as client:
        yield client
