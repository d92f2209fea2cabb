"""``syncspider sandbox``: served until it is told to stop."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from syncspider.errors import PluginError
from syncspider.sandbox.loading import load_sandbox

COMMAND = [sys.executable, "-m", "syncspider", "sandbox", "toy"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_told_to_stop(home: Path, number: signal.Signals) -> None:
    """The API answers on loopback; a signal ends it in good order."""
    command = [*COMMAND, "--seed", "5", "--records", "2", "--account", "3", "--format", "json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        facts = _json_from(process.stdout)
        request = urllib.request.Request(f"{facts['url']}/products")
        request.add_header("Authorization", f"Bearer {facts['secrets']['token']}")
        with urllib.request.urlopen(request, timeout=10) as answer:
            assert json.load(answer)["total"] == 2
        process.send_signal(number)
        _, err = process.communicate(timeout=20)
    assert process.returncode == 0
    assert err == "\nStopping.\n"
    assert facts["secrets"]["token"] == "toy-5-3-canary"
    assert facts["url"].startswith("http://127.0.0.1:")


def test_the_command_that_it_prints_connects(cli: Any, home: Path) -> None:
    """A person pastes one line into a shell."""
    with subprocess.Popen(
        [*COMMAND, "--format", "json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        facts = _json_from(process.stdout)
        line = facts["command"].replace("syncspider", f"{sys.executable} -m syncspider", 1)
        ended = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=False)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
    assert ended.returncode == 0, ended.stderr
    assert "Added the connection toy-sandbox." in ended.stdout
    assert cli("connections", "show", "toy-sandbox").code == 0


def test_a_port_that_is_taken_is_told(cli: Any) -> None:
    """In one line, with what to do."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = cli("sandbox", "toy", "--port", str(port))
    assert ended.code == 2
    assert f"Port {port} of this machine is taken." in ended.err


def test_an_unknown_integration_is_told(cli: Any) -> None:
    """As by every command that takes one."""
    ended = cli("sandbox", "tyo")
    assert ended.code == 2
    assert "There is no integration called 'tyo'." in ended.err


@pytest.mark.parametrize("path", ["syncspider_toy.nowhere:Shop", "syncspider_toy.sandbox:Nobody", "json:dumps"])
def test_a_sandbox_that_is_none_is_the_plugins_fault(home: Path, path: str) -> None:
    """What cannot be imported, and what is of another kind."""
    with pytest.raises(PluginError) as caught:
        load_sandbox(path, integration="toy")
    assert caught.value.plugin == "toy"


def test_a_sandbox_of_another_app_is_refused(home: Path) -> None:
    """It stands for one integration."""
    with pytest.raises(PluginError, match="is no sandbox of other"):
        load_sandbox("syncspider_toy.sandbox:ToySandbox", integration="other")


def _json_from(stream: Any) -> dict[str, Any]:
    """One JSON object that ends with a line of its own."""
    lines: list[str] = []
    while not lines or lines[-1] != "}\n":
        line = stream.readline()
        assert line, "".join(lines)
        lines.append(line)
    found: dict[str, Any] = json.loads("".join(lines))
    return found
