"""Processes that a benchmark starts, and what each cost by the operating system's own account."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import attrs

HERE: Final = Path(__file__).parent


@attrs.frozen(kw_only=True)
class Cost:
    """What a finished process cost.

    Attributes:
        wall: Seconds from start to end.
        cpu: Seconds of processor time, its own and the kernel's for it.
        peak: The most memory it held, in MB of 10**6 bytes.
    """

    wall: float
    cpu: float
    peak: float


def cost_of(command: Sequence[str], *, environment: Mapping[str, str] | None = None) -> Cost:
    """Run a command to its end; what it prints is dropped unless it fails.

    Raises:
        RuntimeError: It failed.
    """
    start = time.monotonic()
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, **(environment or {})},
        text=True,
    )
    assert process.stderr is not None
    told = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}:\n{told}")
    return Cost(wall=wall, cpu=usage.ru_utime + usage.ru_stime, peak=usage.ru_maxrss * 1024 / 1e6)


@attrs.frozen
class FarEnd:
    """A far end that runs.

    Attributes:
        url: Its address.
    """

    url: str

    def stats(self) -> dict[str, Any]:
        """What it has seen so far; ``first`` and ``last`` are seconds on the machine's one clock, ``span`` between."""
        with urllib.request.urlopen(f"{self.url}/stats") as answer:
            seen: dict[str, Any] = json.load(answer)
        return seen


@contextlib.contextmanager
def far_end(**options: float) -> Iterator[FarEnd]:
    """A far end in a process of its own, ended on leaving; for the options see ``far_end.py``."""
    words = [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]
    process = subprocess.Popen(
        [sys.executable, str(HERE / "far_end.py"), *words], stdout=subprocess.PIPE, text=True, cwd=HERE
    )
    try:
        assert process.stdout is not None
        yield FarEnd(f"http://127.0.0.1:{process.stdout.readline().strip()}")
    finally:
        process.terminate()
        process.wait()


def checked(sink: FarEnd, count: int) -> dict[str, Any]:
    """What the far end has seen, if every order arrived whole and once.

    Raises:
        RuntimeError: Not all did.
    """
    seen = sink.stats()
    if (seen["received"], seen["doubled"], seen["damaged"]) != (count, 0, 0):
        raise RuntimeError(f"Not every order arrived whole and once: {seen}")
    return seen
