"""A seller with about a hundred records of each kind behind a real socket, and clients for it."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from syncspider.sandbox import SandboxServer
from syncspider_ebay.sandbox import EbaySandbox

#: Made once, for it takes time, although loopback needs none.
_TLS = ssl.create_default_context()

TokenAnswer = Callable[..., httpx.Response]


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


def token_of(server: SandboxServer, **form: str) -> httpx.Response:
    """The answer of the token endpoint to the app of a sandbox."""
    sandbox = server.sandbox
    assert isinstance(sandbox, EbaySandbox)
    app = (sandbox.oauth.client_id, sandbox.oauth.client_secret)
    return httpx.post(f"{server.url}/identity/v1/oauth2/token", data=form, auth=app, verify=_TLS)


def client_of(server: SandboxServer) -> httpx.Client:
    """A client with a user token."""
    credentials = server.sandbox.credentials(server.url)
    answer = token_of(server, grant_type="refresh_token", refresh_token=credentials.secrets["refresh_token"])
    headers = {
        "Authorization": f"Bearer {answer.json()['access_token']}",
        "Accept": "application/json",
        "Content-Language": "en-US",
    }
    return httpx.Client(base_url=server.url, headers=headers, verify=_TLS)


@pytest.fixture
def clock() -> Clock:
    """Time of the test."""
    return Clock()


@pytest.fixture
def sandbox(clock: Clock) -> EbaySandbox:
    """A full account."""
    return EbaySandbox(seed=7, records=96, clock=clock)


@pytest.fixture(scope="session")
def socket() -> Iterator[SandboxServer]:
    """One socket for all tests, for to close one takes time; each test puts its own account behind it."""
    with SandboxServer(EbaySandbox(seed=7, records=0, clock=Clock())) as server:
        yield server


@pytest.fixture
def server(socket: SandboxServer, sandbox: EbaySandbox) -> SandboxServer:
    """The full account, served."""
    socket.sandbox = sandbox
    return socket


@pytest.fixture
def ask_token(server: SandboxServer) -> TokenAnswer:
    """Asks the token endpoint with the fields of a form."""
    return lambda **form: token_of(server, **form)


@pytest.fixture
def http(server: SandboxServer) -> Iterator[httpx.Client]:
    """A client of the full account."""
    with client_of(server) as client:
        yield client


@pytest.fixture
def empty(socket: SandboxServer, clock: Clock) -> Iterator[httpx.Client]:
    """A client of an account without items and orders."""
    socket.sandbox = EbaySandbox(seed=7, records=0, clock=clock)
    with client_of(socket) as client:
        yield client
