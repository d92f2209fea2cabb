"""The demo shows what is true, and says so when it is not."""

from __future__ import annotations

import json
import re
import signal
import socket
import threading
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from random import Random

import attrs
import pytest
from syncspider.app import Application
from syncspider.cli.ending import execute
from syncspider.demo import Demo, Report
from syncspider.sandbox import Request, Response, SandboxServer
from syncspider.settings import Settings

from tests.acceptance.worlds import Ended, Hurried, Silent, started, typed

_TASKS = {
    "ebay-orders-to-ecwid-orders",
    "ebay-products-to-ecwid-products",
    "ecwid-products-to-ebay-products",
    "ebay-orders-to-ecwid-customers",
    "ecwid-customers-to-ecwid-2-customers",
    "ecwid-orders-to-ebay-refunds",
    "ecwid-orders-to-ebay-order-status",
}
_PARTS = {"task", "source", "target", "status", "counts", "skips", "notes", "dead", "problems"}


def syncspider(*words: str, folder: Path) -> Ended:
    """The command, as a process of its own whose temporary files would lie in ``folder``."""
    return typed(*words, TMPDIR=str(folder))


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
    assert done.code == 0, done.err
    told = json.loads(done.out)
    assert told["ok"] is True
    first, second = told["rounds"]
    assert {task["task"] for task in first["tasks"]} == _TASKS == {task["task"] for task in second["tasks"]}
    assert all(task["counts"]["created"] > 0 for task in first["tasks"])
    assert all(task["counts"]["created"] == task["counts"]["updated"] == 0 for task in second["tasks"])
    for one in (first, second):
        assert set(one) == {"title", "tasks", "problems"}
        for task in one["tasks"]:
            assert set(task) == _PARTS
            counts = task["counts"]
            assert counts["read"] == sum(count for name, count in counts.items() if name != "read")
            assert sum(task["skips"].values()) == counts["skipped"]
            assert sum(task["dead"].values()) == counts["dead"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("seed", [2, 3, 4])
def test_other_records_do_as_well(tmp_path: Path, seed: int) -> None:
    """The counts do not depend on luck."""
    assert played(tmp_path, seed=seed).problems == ()


def test_what_is_kept_can_be_looked_at(tmp_path: Path) -> None:
    """With --keep the commands that are printed show the runs that were made."""
    kept = tmp_path / "kept"
    done = syncspider("demo", "--records", "8", "--keep", str(kept), folder=tmp_path)
    assert done.code == 0, done.err
    commands = re.findall(r"^  syncspider (.+)$", done.out, re.MULTILINE)
    assert commands
    for command in commands:
        looked = syncspider(*command.split(), folder=tmp_path)
        assert looked.code == 0, looked.err
        assert "ebay" in looked.out


def test_a_folder_that_holds_something_is_refused(tmp_path: Path) -> None:
    """Nothing that is there already is overwritten."""
    (tmp_path / "mine.txt").write_text("mine")
    done = syncspider("demo", "--keep", str(tmp_path), folder=tmp_path)
    assert done.code == 2
    assert "not empty" in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


Answer = Callable[[SandboxServer, Request], Response]


def spoil(monkeypatch: pytest.MonkeyPatch, spoilt: Callable[[Answer, SandboxServer, Request], Response]) -> None:
    """Let all sandboxes answer in another way."""
    honest: Answer = SandboxServer._answer
    monkeypatch.setattr(SandboxServer, "_answer", lambda server, request: spoilt(honest, server, request))


def forgetful(honest: Answer, server: SandboxServer, request: Request) -> Response:
    """The second store says that it keeps a customer, and does not."""
    if request.method == "POST" and request.path.endswith("/10000002/customers"):
        return Response.of_json({"id": 1})
    return honest(server, request)


def generous(honest: Answer, server: SandboxServer, request: Request) -> Response:
    """EBay gives back a cent more than it was told to wherever it can."""
    if not request.path.endswith("/issue_refund"):
        return honest(server, request)
    body = request.json()
    body["orderLevelRefundAmount"]["value"] = str(Decimal(body["orderLevelRefundAmount"]["value"]) + Decimal("0.01"))
    answer = honest(server, attrs.evolve(request, body=json.dumps(body).encode()))
    return answer if answer.status == 200 else honest(server, request)


def silent_about_parcels(honest: Answer, server: SandboxServer, request: Request) -> Response:
    """EBay takes a parcel and forgets it."""
    if request.method == "POST" and request.path.endswith("/shipping_fulfillment"):
        return Response(status=201, headers={"Location": f"{server.url}{request.path}/9"})
    return honest(server, request)


@pytest.mark.parametrize(
    ("spoilt", "task"),
    [
        (forgetful, "ecwid-customers-to-ecwid-2-customers"),
        (silent_about_parcels, "ecwid-orders-to-ebay-order-status"),
    ],
)
def test_a_write_that_is_lost_is_told(
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    spoilt: Callable[[Answer, SandboxServer, Request], Response],
    task: str,
) -> None:
    """When a sandbox says that it kept something and did not, the demo ends with 1 and names the task."""
    spoil(monkeypatch, spoilt)
    assert execute(["demo", "--records", "12"]) == 1
    told = capfd.readouterr().out
    assert f"Not as it must be: {task}: " in told
    assert "All counts are what they must be" not in told


def test_a_refund_of_another_sum_is_told(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    """When eBay has given back more than the store, the demo ends with 1 and names the order and both sums."""
    spoil(monkeypatch, generous)
    assert execute(["demo", "--records", "16", "--format", "json"]) == 1
    told = json.loads(capfd.readouterr().out)
    assert told["ok"] is False
    assert any("refunded, not" in problem for problem in told["rounds"][0]["problems"])


def test_it_leaves_nobody_listening(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All sandboxes and all threads are gone when it is over."""
    urls: list[str] = []
    begin = SandboxServer.__init__

    def noted(self: SandboxServer, *args: object, **more: object) -> None:
        begin(self, *args, **more)  # type: ignore[arg-type]
        urls.append(self.url)

    monkeypatch.setattr(SandboxServer, "__init__", noted)
    before = set(threading.enumerate())
    assert played(tmp_path, seed=1).problems == ()
    assert len(urls) == 3
    for url in urls:
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2])), timeout=5)
    for thread in set(threading.enumerate()) - before:
        thread.join(timeout=10)
        assert not thread.is_alive(), thread.name


def test_ctrl_c_leaves_nothing_either(tmp_path: Path) -> None:
    """It ends with 1 after the batch in hand, in a line, and takes its files along."""
    with started("demo", "--records", "300", TMPDIR=str(tmp_path)) as process:
        assert process.stderr is not None
        process.stderr.readline()  # the first run has begun
        process.send_signal(signal.SIGINT)
        _out, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "Traceback" not in err
    assert err.splitlines()[-1] == "Error: The demo was stopped."
    assert list(tmp_path.iterdir()) == []
