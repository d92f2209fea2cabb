"""The demo shows what is true, and says so when it is not."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from pathlib import Path
from random import Random

import pytest
from syncspider.app import Application
from syncspider.demo import Demo, Report
from syncspider.sandbox import Response, SandboxServer
from syncspider.settings import Settings

from tests.acceptance.worlds import Hurried, Silent

_TASKS = {
    "ebay-orders-to-ecwid-orders",
    "ebay-products-to-ecwid-products",
    "ecwid-products-to-ebay-products",
    "ebay-orders-to-ecwid-customers",
    "ecwid-customers-to-ecwid-2-customers",
    "ecwid-orders-to-ebay-refunds",
    "ecwid-orders-to-ebay-order-status",
}


def syncspider(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """The command, as a process of its own whose temporary files would lie in ``folder``."""
    return subprocess.run(
        [sys.executable, "-m", "syncspider", *words],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "TMPDIR": str(folder)},
        timeout=100,
    )


def played(folder: Path, *, seed: int) -> Report:
    """A demo in this process, in which waiting takes no time."""
    clock = Hurried()
    settings = Settings(data_dir=folder / "data", config_dir=folder / "config", keyring=False)
    with Application(settings, clock=clock, random=Random(seed)) as app:
        demo = Demo(app, clock=clock, records=16, seed=seed, watcher=Silent(), stop=threading.Event())
        return demo.play()


def test_every_task_is_run_and_its_counts_are_right(tmp_path: Path) -> None:
    """All tasks that the two plugins allow, twice, and nothing but what the sandboxes' own books say."""
    done = syncspider("demo", "--records", "16", "--format", "json", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["ok"] is True
    first, second = told["rounds"]
    assert {task["task"] for task in first["tasks"]} == _TASKS == {task["task"] for task in second["tasks"]}
    assert all(task["counts"]["created"] > 0 for task in first["tasks"])
    assert all(task["counts"]["created"] == task["counts"]["updated"] == 0 for task in second["tasks"])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("seed", [2, 3, 4])
def test_other_records_do_as_well(tmp_path: Path, seed: int) -> None:
    """The counts do not depend on luck."""
    assert played(tmp_path, seed=seed).problems == ()


def test_what_is_kept_can_be_looked_at(tmp_path: Path) -> None:
    """With --keep the commands that are printed show the runs that were made."""
    kept = tmp_path / "kept"
    done = syncspider("demo", "--records", "8", "--keep", str(kept), folder=tmp_path)
    assert done.returncode == 0, done.stderr
    commands = re.findall(r"^  syncspider (.+)$", done.stdout, re.MULTILINE)
    assert commands
    for command in commands:
        looked = syncspider(*command.split(), folder=tmp_path)
        assert looked.returncode == 0, looked.stderr
        assert "ebay" in looked.stdout


def test_a_folder_that_holds_something_is_refused(tmp_path: Path) -> None:
    """Nothing that is there already is overwritten."""
    (tmp_path / "mine.txt").write_text("mine")
    done = syncspider("demo", "--keep", str(tmp_path), folder=tmp_path)
    assert done.returncode == 2
    assert "not empty" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_write_that_is_lost_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When a sandbox says that it kept a customer and did not, the demo names the task."""
    honest = SandboxServer._answer

    def forgetful(self: SandboxServer, request: object) -> Response:
        path = getattr(request, "path", "")
        if getattr(request, "method", "") == "POST" and path.endswith("/10000002/customers"):
            return Response.of_json({"id": 1})
        return honest(self, request)  # type: ignore[arg-type]

    monkeypatch.setattr(SandboxServer, "_answer", forgetful)
    problems = played(tmp_path, seed=1).problems
    assert any("ecwid-customers-to-ecwid-2-customers" in problem for problem in problems)
