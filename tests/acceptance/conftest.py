"""Two shops and a user between them; and nobody may ever read a secret of theirs in what a test logs or prints."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest
from syncspider.cli.ending import execute

from tests.acceptance import canaries
from tests.acceptance.worlds import PAUSE, Ended, World

_leaks: dict[str, set[str]] = {}


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Look through all that a test of this folder has printed."""
    if "acceptance" in report.nodeid:
        texts = (report.capstdout, report.capstderr, report.caplog, report.longreprtext)
        _note(report.nodeid, [text.encode() for text in texts])


@pytest.fixture(scope="session", autouse=True)
def no_secret_was_told() -> Iterator[None]:
    """Fail at the end of the session if any test of this folder has printed or logged a secret of any of them."""
    yield
    assert not _leaks


@pytest.fixture(autouse=True)
def logs(request: pytest.FixtureRequest) -> Iterator[None]:
    """Everything is logged at its most talkative while a test runs, and looked through afterwards."""
    heard = io.StringIO()
    handler = logging.StreamHandler(heard)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield
    root.removeHandler(handler)
    root.setLevel(level)
    _note(request.node.nodeid, [heard.getvalue().encode()])


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Two small accounts."""
    world = World(tmp_path, records=24, seed=5)
    yield world
    world.close()


class Cli(Protocol):
    """Runs ``syncspider`` in this process for the user of a world, a while later and in no time."""

    def __call__(self, *words: str) -> Ended:
        """Run it."""


@pytest.fixture
def cli(world: World, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Cli:
    """The command line over the world's home and clock."""
    monkeypatch.setattr("syncspider.app.application.SystemClock", lambda: world.clock)
    monkeypatch.setattr("sys.stdin", io.StringIO())

    def run(*words: str) -> Ended:
        world.clock.skip(PAUSE)
        capfd.readouterr()
        code = execute(["--home", str(world.home), *words])
        out, err = capfd.readouterr()
        _note(" ".join(words), [out.encode(), err.encode()])
        return Ended(code, out, err)

    return run


def _note(name: str, texts: list[bytes]) -> None:
    if told := canaries.ALL.told_in(texts):
        _leaks.setdefault(name, set()).update(told)
