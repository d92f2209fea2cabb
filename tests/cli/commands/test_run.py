"""``syncspider run`` and what can be looked at afterwards."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from syncspider.sandbox import Response, SandboxServer

ADD = ("tasks", "add", "toys", "--source", "one", "--entity", "products", "--target", "two")
NUMBERS = {"read": 0, "created": 0, "updated": 0, "unchanged": 0, "skipped": 0, "dead": 0, "undecided": 0}


@pytest.fixture(autouse=True)
def shops(cli: Any, serve: Any, connect: Callable[[SandboxServer, str], None]) -> list[SandboxServer]:
    """Two connected shops, and a task that moves the three products of the one to the other, which is empty."""
    servers = [serve(), serve(account=2, records=0)]
    for server, name in zip(servers, ("one", "two"), strict=True):
        connect(server, name)
    assert cli(*ADD).code == 0
    return servers


def _products(server: SandboxServer) -> Any:
    return server.sandbox.products  # type: ignore[attr-defined]  # the toy shop's own


def _counts(ended: Any) -> dict[str, int]:
    run: dict[str, int] = json.loads(ended.out)["runs"][0]["counts"]
    return run


def test_records_are_moved_and_counted(cli: Any, shops: list[SandboxServer]) -> None:
    """A table on standard output, how it went on standard error, and the products at the target."""
    ended = cli("run", "toys")
    assert ended.code == 0
    header, row = ended.out.splitlines()[:2]
    assert header.split() == ["Task", "Run", "Status", "Read", "Created", "Updated", "Unchanged", "Skipped", "Dead",
                              "Undecided"]  # fmt: skip
    assert row.split() == ["toys", "1", "done", "3", "3", "0", "0", "0", "0", "0"]
    assert "toys: done, 3 records" in ended.err
    assert set(_products(shops[1])) == set(_products(shops[0]))


def test_a_second_run_writes_nothing(cli: Any, shops: list[SandboxServer]) -> None:
    """Everything is unchanged, and no request changes anything."""
    cli("run", "toys")
    written = shops[1].count("PUT")
    ended = cli("run", "toys", "--format", "json")
    assert ended.code == 0
    assert _counts(ended) == NUMBERS | {"read": 3, "unchanged": 3}
    assert shops[1].count("PUT") == written == 3


def test_a_change_is_an_update(cli: Any, shops: list[SandboxServer]) -> None:
    """Of one product."""
    cli("run", "toys")
    _products(shops[0])["T1-0001"]["name"] = "Another"
    assert _counts(cli("run", "toys", "--format", "json")) == NUMBERS | {"read": 3, "updated": 1, "unchanged": 2}
    assert _products(shops[1])["T1-0001"]["name"] == "Another"


def test_a_limit_reads_no_more(cli: Any, shops: list[SandboxServer]) -> None:
    """And the next run moves the rest."""
    assert _counts(cli("run", "toys", "--limit", "1", "--format", "json"))["read"] == 1
    assert len(_products(shops[1])) == 1
    assert _counts(cli("run", "toys", "--format", "json"))["created"] == 2


@pytest.mark.parametrize("when", ["2026-01-31", "2026-01-31T12:00:00+01:00", "2026-01-31T12:00:00Z"])
def test_a_start_can_be_given(cli: Any, when: str) -> None:
    """As a date or as a time with its zone."""
    assert cli("run", "toys", "--since", when).code == 0


def test_a_record_that_cannot_pass_is_a_dead_letter_until_it_does(cli: Any, shops: list[SandboxServer]) -> None:
    """The others pass, the code is 3, and a retry after the mending closes it."""
    _products(shops[0])["T1-0001"]["price"] = "much\x1b[31m"
    ended = cli("run", "toys")
    assert ended.code == 3
    assert ended.out.splitlines()[1].split()[2:] == ["partial", "3", "2", "0", "0", "0", "1", "0"]
    assert "syncspider dead-letters list --task toys" in ended.out
    listed = cli("dead-letters", "list", "--task", "toys")
    assert "T1-0001" in listed.out
    assert "\x1b" not in listed.out
    letter = json.loads(cli("dead-letters", "list", "--format", "json").out)[0]
    assert (letter["task"], letter["key"], letter["stage"], letter["status"]) == ("toys", "T1-0001", "read", "due")
    assert "T1-0001" in cli("dead-letters", "show", str(letter["id"])).out
    _products(shops[0])["T1-0001"]["price"] = "2.00"
    retried = cli("dead-letters", "retry", str(letter["id"]), "--format", "json")
    assert (retried.code, _counts(retried)) == (0, NUMBERS | {"read": 1, "created": 1})
    assert json.loads(cli("dead-letters", "list", "--format", "json").out) == []
    assert json.loads(cli("dead-letters", "list", "--closed", "--format", "json").out)[0]["status"] == "closed"
    again = cli("dead-letters", "retry", str(letter["id"]))
    assert (again.code, "has passed already" in again.err) == (2, True)


@pytest.mark.parametrize("which", [("--task", "toys"), ("--all",)])
def test_all_dead_letters_can_be_tried_again(cli: Any, shops: list[SandboxServer], which: tuple[str, ...]) -> None:
    """Of a task, or of all; without any there is nothing to do."""
    assert cli("dead-letters", "retry", *which).code == 0
    for product in _products(shops[0]).values():
        product["price"] = "much"
    assert cli("run", "toys").code == 3
    still = cli("dead-letters", "retry", *which, "--format", "json")
    assert (still.code, _counts(still)) == (3, NUMBERS | {"read": 3, "dead": 3})
    for product in _products(shops[0]).values():
        product["price"] = "1.00"
    assert _counts(cli("dead-letters", "retry", *which, "--format", "json"))["created"] == 3


def test_a_revoked_token_fails_the_run_and_loses_nothing(cli: Any, shops: list[SandboxServer]) -> None:
    """One line says what to do; after that the next run moves everything."""
    token = shops[1].sandbox.token  # type: ignore[attr-defined]
    shops[1].sandbox.token = "another"  # type: ignore[attr-defined]
    ended = cli("run", "toys")
    assert ended.code == 1
    assert "refused" in ended.err
    assert "Traceback" not in ended.err
    assert _products(shops[1]) == {}
    shops[1].sandbox.token = token  # type: ignore[attr-defined]
    assert _counts(cli("run", "toys", "--format", "json"))["created"] == 3


def test_html_instead_of_json_fails_the_run_and_loses_nothing(cli: Any, shops: list[SandboxServer]) -> None:
    """A proxy's page at the source is told, and the next run moves everything."""
    page = Response(body=b"<html>Sign in</html>", headers={"Content-Type": "text/html"})
    shops[0].before.append(lambda request: page if request.path == "/products" else None)
    ended = cli("run", "toys")
    assert ended.code == 1
    assert "Traceback" not in ended.err
    shops[0].before.clear()
    assert _counts(cli("run", "toys", "--format", "json"))["created"] == 3


def test_an_unreachable_host_fails_the_run_and_loses_nothing(cli: Any, shops: list[SandboxServer]) -> None:
    """The run is written down with its reason."""
    shops[0].close()
    assert cli("run", "toys").code == 1
    run = json.loads(cli("runs", "show", "1", "--format", "json").out)
    assert run["status"] == "failed"
    assert "127.0.0.1" in run["error"]


def test_all_tasks_are_those_that_are_switched_on(cli: Any) -> None:
    """In the order of their names."""
    cli("tasks", "add", "back", "--source", "two", "--entity", "products", "--target", "one")
    cli("tasks", "add", "off", "--source", "two", "--entity", "products", "--target", "one")
    cli("tasks", "disable", "off")
    ended = cli("run", "--all", "--format", "json")
    assert [run["task"] for run in json.loads(ended.out)["runs"]] == ["back", "toys"]


def test_the_worst_code_counts(cli: Any, serve: Any, connect: Any, shops: list[SandboxServer]) -> None:
    """One task that fails does not keep the other from running."""
    third = serve(account=3)
    connect(third, "three")
    cli("tasks", "add", "broken", "--source", "three", "--entity", "products", "--target", "two")
    third.close()
    _products(shops[0])["T1-0001"]["price"] = "much"
    ended = cli("run", "broken", "toys", "--format", "json")
    assert ended.code == 1
    assert [run["status"] for run in json.loads(ended.out)["runs"]] == ["failed", "partial"]


def test_everything_wrong_with_any_task_is_told_before_the_first_runs(cli: Any, shops: list[SandboxServer]) -> None:
    """Code 2, and no account was called."""
    cli("tasks", "add", "off", "--source", "two", "--entity", "products", "--target", "one")
    cli("tasks", "disable", "off")
    for server in shops:
        server.exchanges.clear()
    ended = cli("run", "toys", "off")
    assert ended.code == 2
    assert "off: The task off is switched off." in ended.err
    assert not any(server.exchanges for server in shops)


def test_runs_are_listed_newest_first(cli: Any) -> None:
    """As a table and as JSON, narrowed by task and number."""
    cli("run", "toys")
    cli("run", "toys")
    rows = cli("runs", "list").out.splitlines()
    assert [row.split()[0] for row in rows] == ["Run", "2", "1"]
    assert [run["id"] for run in json.loads(cli("runs", "list", "--limit", "1", "--format", "json").out)] == [2]
    shown = json.loads(cli("runs", "show", "1", "--format", "json").out)
    assert (shown["task"], shown["trigger"], shown["counts"]["created"]) == ("toys", "manual", 3)
    assert "created" in cli("runs", "show", "1").out
