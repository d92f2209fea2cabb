"""All that a user types, from two empty folders to the second run, each command a process of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest
from syncspider.clock import ShiftedClock
from syncspider.sandbox import SandboxServer
from syncspider_ebay.sandbox import EbaySandbox
from syncspider_ecwid.sandbox import EcwidSandbox

from tests.acceptance import canaries
from tests.acceptance.worlds import EMAIL, PAUSE, credentials_of, typed, writes_at


@attrs.define
class Traveller:
    """A user with two accounts, an empty home and a terminal.

    Attributes:
        ebay: The seller's account, served.
        ecwid: The store, served.
        clock: The accounts' time.
        environment: What the terminal's shell has exported.
    """

    ebay: SandboxServer
    ecwid: SandboxServer
    clock: ShiftedClock
    environment: dict[str, str]

    def says(self, *words: str, code: int = 0) -> str:
        """Type a command that must end with this code; what it prints."""
        ended = typed(*words, **self.environment)
        assert (words, ended.code) == (words, code), ended.err
        assert "Traceback" not in ended.err
        return ended.out

    def reads(self, *words: str, code: int = 0) -> Any:
        """The same, as a program: JSON."""
        return json.loads(self.says(*words, "--format", "json", code=code))

    def writes(self) -> int:
        """How many requests so far were no questions."""
        return writes_at(self.ebay) + writes_at(self.ecwid)

    def holdings(self) -> tuple[Any, Any]:
        """All that both accounts hold."""
        return self.ebay.sandbox.holdings(), self.ecwid.sandbox.holdings()


@pytest.fixture
def user(tmp_path: Path) -> Iterator[Traveller]:
    """Somebody who has just installed the packages."""
    clock = ShiftedClock()
    ebay, ecwid = (kind(seed=3, records=12, clock=clock) for kind in (EbaySandbox, EcwidSandbox))
    for sandbox in (ebay, ecwid):
        canaries.ALL.keep(sandbox)
    with SandboxServer(ebay) as first, SandboxServer(ecwid) as second:
        yield Traveller(first, second, clock, {"SYNCSPIDER_HOME": str(tmp_path / "home")})


def connect(user: Traveller) -> None:
    """Both accounts, with their secrets from the environment, which then forgets them."""
    for name, server in (("ebay", user.ebay), ("ecwid", user.ecwid)):
        settings, secrets = credentials_of(server.sandbox, server.url)
        user.environment |= secrets
        assert f"Added the connection {name}." in user.says("connections", "add", name, *settings)
        for variable in secrets:
            del user.environment[variable]
    assert user.says("connections", "check", "ebay", "ecwid").count(": fine:") == 2
    assert [connection["name"] for connection in user.reads("connections", "list")] == ["ebay", "ecwid"]


def mend(user: Traveller) -> None:
    """Some buyers have no address: tell one of the shop's own, and try those orders again."""
    user.says("tasks", "edit", "orders", "--set", f"default_email={EMAIL}")
    dead = user.reads("dead-letters", "list")
    assert 0 < sum(letter["path"] == "email" for letter in dead) < len(dead)
    user.says("dead-letters", "retry", "--task", "orders", code=3)
    left = user.reads("dead-letters", "list")
    assert {letter["key"] for letter in left} == user.ebay.sandbox.unfit("Orders")
    assert left[0]["message"][:20] in user.says("dead-letters", "show", str(left[0]["id"]))


def look_at_runs(user: Traveller) -> None:
    """What was run is remembered, and its counts add up."""
    runs = user.reads("runs", "list")
    assert [run["task"] for run in runs].count("orders") == 5
    assert [run["trigger"] for run in runs].count("retry") == 1
    for run in runs:
        counts = run["counts"]
        assert counts["read"] == sum(count for name, count in counts.items() if name != "read")
    assert "orders" in user.says("runs", "show", str(runs[-1]["id"]))


@pytest.mark.timeout(300)
def test_from_connecting_to_the_end(user: Traveller) -> None:
    """Every step ends as it must, and the second run writes nothing."""
    connect(user)
    goods = ("--source", "ecwid", "--entity", "products", "--target", "ebay", "--set", "condition=NEW")
    wrong = ("--source", "ebay", "--entity", "products", "--target", "ecwid", "--target-entity", "customers")
    user.says("tasks", "add", "orders", "--source", "ebay", "--entity", "orders", "--target", "ecwid")
    user.says("tasks", "add", "goods", *goods)
    user.says("tasks", "add", "wrong", *wrong, code=2)
    user.clock.skip(PAUSE)
    user.says("run", "orders", code=3)
    mend(user)
    user.says("run", "goods")
    held, before = user.holdings(), user.writes()
    assert before > 0
    user.clock.skip(PAUSE)
    for words in (("orders",), ("goods",), ("--all",), ("--all", "--full")):
        told = user.reads("run", *words, code=3 if "--full" in words else 0)
        assert {run["counts"]["created"] + run["counts"]["updated"] for run in told["runs"]} == {0}
    assert (user.writes(), user.holdings()) == (before, held)
    look_at_runs(user)
    user.says("connections", "remove", "ebay", "--yes", code=2)  # tasks use it
    for kind, name in (("tasks", "orders"), ("tasks", "goods"), ("connections", "ebay")):
        user.says(kind, "remove", name, "--yes")
    assert [connection["name"] for connection in user.reads("connections", "list")] == ["ecwid"]
