"""``syncspider tasks`` as a program uses it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from syncspider.sandbox import SandboxServer

ADD = ("tasks", "add", "toys", "--source", "one", "--entity", "products", "--target", "two")


@pytest.fixture(autouse=True)
def shops(serve: Any, connect: Callable[[SandboxServer, str], None]) -> list[SandboxServer]:
    """Two connected shops."""
    servers = [serve(), serve(account=2, records=0)]
    for server, name in zip(servers, ("one", "two"), strict=True):
        connect(server, name)
        server.exchanges.clear()
    return servers


def test_a_task_is_added_without_a_call(cli: Any, shops: list[SandboxServer]) -> None:
    """It is stored with the entities' own titles, and no account was asked."""
    ended = cli(*ADD, "--set", "note= hello ", "--source-set", "shelf=7")
    assert (ended.code, ended.err) == (0, "")
    facts = json.loads(cli("tasks", "show", "toys", "--format", "json").out)
    assert facts["source"] == {"connection": "one", "entity": "Products"}
    assert facts["target"] == {"connection": "two", "entity": "Products"}
    assert (facts["source_options"], facts["target_options"]) == ({"shelf": "7"}, {"note": "hello"})
    assert (facts["enabled"], facts["problem"]) == (True, "")
    assert all(not server.exchanges for server in shops)


def test_a_pair_that_does_not_fit_is_refused(cli: Any) -> None:
    """With the reason and the nearest pair that would, and nothing is stored."""
    ended = cli("tasks", "add", "toys", "--source", "one", "--entity", "orders", "--target", "two", "--target-entity",
                "products")  # fmt: skip
    assert ended.code == 2
    assert "No conversion leads from Orders to Products." in ended.err
    assert "The nearest that works: Toy Products -> Toy Products." in ended.err
    assert json.loads(cli("tasks", "list", "--format", "json").out) == []


def test_everything_wrong_is_told_in_one_line(cli: Any) -> None:
    """The name, a connection, an entity and an option at once."""
    ended = cli(
        "tasks", "add", "No!", "--source", "oen", "--entity", "trains", "--target", "two", "--set", "tone=shrill"
    )
    assert ended.code == 2
    assert ended.err.count("\n") == 1
    for part in ("'No!' cannot be the name of a task", "Did you mean one?", "does not receive 'trains'"):
        assert part in ended.err


def test_a_name_is_taken_once(cli: Any) -> None:
    """The second of a name is refused."""
    cli(*ADD)
    ended = cli(*ADD)
    assert ended.code == 2
    assert "There is a task toys already." in ended.err


@pytest.mark.parametrize("text", ["tone", "=loud"])
def test_an_option_without_a_value_is_a_wrong_use(cli: Any, text: str) -> None:
    """The shape is named."""
    ended = cli(*ADD, "--set", text)
    assert ended.code == 2
    assert "--set takes name=value." in ended.err


def test_an_option_given_twice_is_a_wrong_use(cli: Any) -> None:
    """None of the two wins in silence."""
    ended = cli(*ADD, "--set", "tone=loud", "--set", "tone=soft")
    assert ended.code == 2
    assert "--set has tone twice." in ended.err


def test_the_list_names_every_task(cli: Any) -> None:
    """As a table and as JSON; without any it says how to add one."""
    assert "syncspider tasks add" in cli("tasks", "list").err
    cli(*ADD)
    rows = cli("tasks", "list").out.splitlines()
    assert rows[1].split()[:6] == ["toys", "one", "Products", "two", "Products", "yes"]
    assert [fact["name"] for fact in json.loads(cli("tasks", "list", "--format", "json").out)] == ["toys"]


def test_a_task_can_be_switched_off_and_on(cli: Any) -> None:
    """Off, it is refused by a run with the command that switches it on."""
    cli(*ADD)
    assert cli("tasks", "disable", "toys").code == 0
    assert "switched off" in cli("tasks", "show", "toys").out
    ended = cli("run", "toys")
    assert ended.code == 2
    assert "syncspider tasks enable toys" in ended.err
    assert cli("tasks", "enable", "toys").code == 0
    assert json.loads(cli("tasks", "show", "toys", "--format", "json").out)["enabled"] is True


def test_an_edit_changes_what_it_names(cli: Any) -> None:
    """Other options stay; an empty value takes one away; the name can change."""
    cli(*ADD, "--set", "tone=loud", "--set", "note=hello")
    assert cli("tasks", "edit", "toys", "--set", "note=", "--name", "toys-2").code == 0
    facts = json.loads(cli("tasks", "show", "toys-2", "--format", "json").out)
    assert facts["target_options"] == {"tone": "loud"}
    assert cli("tasks", "show", "toys").code == 2


def test_a_wrong_edit_leaves_the_task(cli: Any) -> None:
    """Everything that would be wrong is told, and nothing is stored."""
    cli(*ADD, "--set", "tone=loud")
    ended = cli("tasks", "edit", "toys", "--set", "tone=shrill", "--name", "B A D")
    assert ended.code == 2
    assert "tone cannot be 'shrill'" in ended.err
    assert "'B A D' cannot be the name of a task" in ended.err
    assert json.loads(cli("tasks", "show", "toys", "--format", "json").out)["target_options"] == {"tone": "loud"}


def test_a_removal_has_to_be_confirmed(cli: Any) -> None:
    """By --yes where nobody is at a terminal."""
    cli(*ADD)
    assert cli("tasks", "remove", "toys").code == 2
    assert cli("tasks", "remove", "toys", "--yes").code == 0
    assert cli("tasks", "show", "toys").code == 2


def test_an_unknown_task_is_answered_with_the_like(cli: Any) -> None:
    """By every command that takes a name."""
    cli(*ADD)
    for command in (("tasks", "show"), ("tasks", "edit"), ("tasks", "enable"), ("tasks", "remove"), ("run",)):
        ended = cli(*command, "tosy")
        assert ended.code == 2
        assert "There is no task tosy. Did you mean toys?" in ended.err


def test_the_choices_of_a_live_question_come_from_the_account(cli: Any, shops: list[SandboxServer]) -> None:
    """For a task, and for a connection with an entity; what the account says cannot move the cursor."""
    cli(*ADD)
    ended = cli("tasks", "choices", "toys", "category")
    assert ended.code == 0
    assert [line.split() for line in ended.out.splitlines()[:2]] == [["Value", "Label"], ["10", "Wooden"]]
    assert "\x1b" not in ended.out
    by_connection = cli("tasks", "choices", "two", "category", "--entity", "products", "--format", "json")
    assert json.loads(by_connection.out)[0] == {"value": "10", "label": "Wooden"}
    assert shops[1].count("GET") == 2


def test_fixed_choices_need_no_call(cli: Any, shops: list[SandboxServer]) -> None:
    """They are declared."""
    cli(*ADD)
    assert "loud" in cli("tasks", "choices", "toys", "tone").out
    assert not shops[1].exchanges


def test_a_question_without_choices_is_named(cli: Any) -> None:
    """With those that have some."""
    cli(*ADD)
    ended = cli("tasks", "choices", "toys", "note")
    assert ended.code == 2
    assert "note is not a question with choices of Products." in ended.err
