"""A far end that misbehaves on a real socket, a clock that only jumps, and clients of both."""

from __future__ import annotations

import contextlib
import os
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from types import SimpleNamespace
from typing import Any

import attrs
import httpx
import pytest
from syncspider import http

Fault = Callable[[socket.socket], None]


@attrs.frozen(kw_only=True)
class Seen:
    """A request as the far end saw it."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


class VirtualClock:
    """Time that passes when somebody sleeps, and then at once."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self._start = datetime(2026, 1, 1, tzinfo=UTC)
        self._passed = 0.0
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """The start and all sleeps."""
        return self._start + timedelta(seconds=self._passed)

    def monotonic(self) -> float:
        """All sleeps."""
        return self._passed

    def sleep(self, seconds: float) -> None:
        """Pass the time."""
        if seconds > 0:
            with self._lock:
                self._passed += seconds
                self.slept.append(seconds)


class FaultServer:
    """Answers each request by the next of its faults; the last one stays."""

    def __init__(self, *faults: Fault) -> None:
        self.requests: list[Seen] = []
        self._faults = list(faults)
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def close(self) -> None:
        """Stop listening and wait for the answers under way."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._accepting.join()
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(10)
        with connection, contextlib.suppress(OSError), connection.makefile("rb") as reader:
            while (seen := self._read(reader)) is not None:
                with self._lock:
                    self.requests.append(seen)
                    fault = self._faults.pop(0) if len(self._faults) > 1 else self._faults[0]
                fault(connection)

    @staticmethod
    def _read(reader: Any) -> Seen | None:
        first = reader.readline().decode("latin-1").split()
        if len(first) != 3:
            return None
        headers = {}
        while line := reader.readline().decode("latin-1").strip():
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        body = reader.read(int(headers.get("content-length", "0")))
        return Seen(method=first[0], target=first[1], headers=headers, body=body)


def answer(status: int = 200, body: bytes = b"{}", **headers: str) -> Fault:
    """A whole answer; the header ``retry_after`` is ``Retry-After``."""
    lines = {"content-type": "application/json", "content-length": str(len(body))}
    lines |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value)
    return raw(f"HTTP/1.1 {status} X\r\n{head}\r\n".encode() + body)


def raw(data: bytes) -> Fault:
    """These bytes, and the connection stays."""
    return lambda connection: connection.sendall(data)


def ended(data: bytes) -> Fault:
    """These bytes, and then the end of the connection."""

    def fault(connection: socket.socket) -> None:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_RDWR)

    return fault


def reset(data: bytes = b"") -> Fault:
    """These bytes, and then a reset of the connection."""

    def fault(connection: socket.socket) -> None:
        connection.sendall(data)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os.close(connection.detach())  # close() alone waits for the reader

    return fault


def dripping(data: bytes, pause: float = 0.05) -> Fault:
    """These bytes, one at a time."""

    def fault(connection: socket.socket) -> None:
        for byte in data:
            connection.sendall(bytes([byte]))
            time.sleep(pause)

    return fault


@pytest.fixture
def fault() -> SimpleNamespace:
    """What a far end may do to an answer."""
    return SimpleNamespace(answer=answer, raw=raw, ended=ended, reset=reset, dripping=dripping)


@pytest.fixture
def serve() -> Iterator[Callable[..., FaultServer]]:
    """Start a far end with its faults, in the order of the requests."""
    with contextlib.ExitStack() as stack:

        def start(*faults: Fault) -> FaultServer:
            return stack.enter_context(contextlib.closing(FaultServer(*faults)))

        yield start


@pytest.fixture
def clock() -> VirtualClock:
    """A clock that only jumps."""
    return VirtualClock()


@pytest.fixture
def client_of(clock: VirtualClock) -> Iterator[Callable[..., http.Client]]:
    """A client of an address or of a function that answers requests."""
    with contextlib.ExitStack() as stack:

        def build(far_end: str | Callable[[httpx.Request], httpx.Response], **options: Any) -> http.Client:
            url = far_end if isinstance(far_end, str) else "https://api.test/v1"
            if not isinstance(far_end, str):
                options["transport"] = httpx.MockTransport(far_end)
            standard: dict[str, Any] = {"clock": clock, "random": Random(1), "budget": http.Budget(None, clock=clock)}
            return stack.enter_context(http.Client(url, **(standard | options)))

        yield build
