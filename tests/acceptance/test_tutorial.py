"""A newcomer types what the tutorial says, and sees what it says."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

TUTORIAL = Path(__file__).parent.parent.parent / "docs/tutorial/first-sync.md"
#: What the tutorial says of commands that do not end well, by a part of them.
CODES = {"tasks add nonsense": 2, "run orders": 3, "dead-letters retry": 3}


def commands() -> list[str]:
    """The tutorial's commands that are the program's, in order."""
    blocks = re.findall(r"^```console\n(.+?)^```", TUTORIAL.read_text(), re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.startswith("syncspider ")]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """One folder for everything, and a ``syncspider`` on the path."""
    script = tmp_path / "bin/syncspider"
    script.parent.mkdir()
    script.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m syncspider "$@"\n')
    script.chmod(0o755)
    path = f"{script.parent}:{os.environ['PATH']}"
    return {"PATH": path, "HOME": str(tmp_path), "SYNCSPIDER_HOME": str(tmp_path / "my-first-sync")}


def typed(command: str, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """What a shell makes of a command that nobody sits before."""
    return subprocess.run(
        command, shell=True, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )


@contextmanager
def sandbox(command: str, environment: Mapping[str, str]) -> Iterator[str]:
    """A sandbox in a terminal of its own, on any free port; the command by which one connects to it."""
    words = [sys.executable, "-m", *re.sub(r"--port \d+", "--port 0", command).split()]
    with subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = (line.strip() for line in process.stdout)
        try:
            yield next(line for line in lines if line.startswith("printf"))
        finally:
            process.send_signal(signal.SIGINT)


@pytest.mark.timeout(300)
def test_every_command_of_the_tutorial_ends_as_it_says(environment: dict[str, str]) -> None:
    """From an empty folder to the last dead letter, nothing goes otherwise than written."""
    lines = commands()
    starting = [line for line in lines if " sandbox " in line]
    with ExitStack() as terminals:
        connecting = [terminals.enter_context(sandbox(line, environment)) for line in starting]
        assert [typed(command, environment).returncode for command in connecting] == [0, 0]
        for line in lines:
            if line not in starting:
                done = typed(line, environment)
                expected = next((code for part, code in CODES.items() if part in line), 0)
                assert (line, done.returncode) == (line, expected), done.stderr
                assert "Traceback" not in done.stderr
