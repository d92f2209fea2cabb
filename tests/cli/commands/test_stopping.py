"""Ctrl-C while records are on their way."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from syncspider.cli.interrupts import Interrupts
from syncspider.sandbox import Request, Response, SandboxServer

RUN = [sys.executable, "-m", "syncspider", "run", "toys"]


@pytest.fixture(autouse=True)
def shops(cli: Any, serve: Any, connect: Callable[[SandboxServer, str], None]) -> list[SandboxServer]:
    """Two connected shops, and a task for many pages of products."""
    servers = [serve(records=400), serve(account=2, records=0)]
    for server, name in zip(servers, ("one", "two"), strict=True):
        connect(server, name)
    assert cli("tasks", "add", "toys", "--source", "one", "--entity", "products", "--target", "two").code == 0
    return servers


class Gate:
    """Holds every write at the target until it is opened."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self.opened = threading.Event()

    def __call__(self, request: Request) -> Response | None:
        """Hold a write."""
        if request.method == "PUT":
            self.reached.set()
            self.opened.wait(30)
        return None


@pytest.fixture
def gate(shops: list[SandboxServer]) -> Iterator[Gate]:
    """At the target."""
    held = Gate()
    shops[1].before.append(held)
    yield held
    held.opened.set()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_batch_in_hand_is_finished(
    cli: Any, shops: list[SandboxServer], gate: Gate, number: signal.Signals
) -> None:
    """The run says how to go on; the next one moves the rest, and nothing is written twice."""
    with subprocess.Popen(RUN, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert gate.reached.wait(30)
        process.send_signal(number)
        assert process.stderr is not None
        told = ""
        while "Stopping after the batch in hand" not in told:
            line = process.stderr.readline()
            assert line, told
            told += line
        gate.opened.set()
        out, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "stopped" in out
    assert "Nothing is lost; go on with: syncspider run toys" in err
    moved = len(shops[1].sandbox.products)  # type: ignore[attr-defined]  # the toy shop's own
    assert 0 < moved < 400
    assert cli("run", "toys").code == 0
    assert len(shops[1].sandbox.products) == 400  # type: ignore[attr-defined]
    assert shops[1].count("PUT") == 400


def test_a_second_interrupt_aborts(cli: Any, shops: list[SandboxServer], gate: Gate) -> None:
    """At once, with the code of an interrupt; what was open is found out by the next run."""
    with subprocess.Popen(RUN, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert gate.reached.wait(30)
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        told = ""
        while "Stopping after the batch in hand" not in told:
            line = process.stderr.readline()
            assert line, told
            told += line
        process.send_signal(signal.SIGINT)
        gate.opened.set()
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.splitlines()[-1] == "Interrupted."
    assert "Traceback" not in err
    assert cli("run", "toys").code == 0
    assert len(shops[1].sandbox.products) == 400  # type: ignore[attr-defined]


def test_a_task_is_not_run_twice_at_once(cli: Any, shops: list[SandboxServer], gate: Gate) -> None:
    """The second is refused in one line, and the first goes on to its end."""
    with subprocess.Popen(RUN, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert gate.reached.wait(30)
        ended = cli("run", "toys")
        gate.opened.set()
        process.communicate(timeout=60)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("Error: toys: ")
    assert ended.err.count("\n") == 1
    assert process.returncode == 0
    assert shops[1].count("PUT") == 400


def test_signals_are_given_back() -> None:
    """After the run a Ctrl-C is Python's own again."""
    before = signal.getsignal(signal.SIGINT)
    with Interrupts("notice"):
        assert signal.getsignal(signal.SIGINT) != before
    assert signal.getsignal(signal.SIGINT) == before


def test_a_repeated_wish_to_end_does_not_abort() -> None:
    """A supervisor that sends its signal twice still gets an end in good order."""
    with Interrupts("notice") as interrupts:
        signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGTERM)
        assert interrupts.stop.is_set()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
