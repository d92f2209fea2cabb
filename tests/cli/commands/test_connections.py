"""``syncspider connections`` as a program uses it."""

from __future__ import annotations

import json
import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from syncspider.sandbox import Response, SandboxServer

CANARY = "toy-1-1-canary"


def _add(cli: Any, shop: SandboxServer, *more: str, token: str = CANARY) -> Any:
    settings = ("--set", "store=1", "--set", f"base_url={shop.url}")
    return cli("connections", "add", "toy", *settings, "--secrets-stdin", *more, stdin=f"token={token}\n")


def test_a_program_adds_a_connection(cli: Any, shop: SandboxServer) -> None:
    """Settings by options, secrets by standard input; the account is asked before it is stored."""
    ended = _add(cli, shop, "--name", "toys")
    assert ended.code == 0
    assert "toys: fine: store Toys 1" in ended.out
    assert "Added the connection toys." in ended.out
    assert cli("connections", "check", "toys").out == "toys: fine: store Toys 1\n"


@pytest.mark.parametrize("stdin", ['{"token": "toy-1-1-canary"}', "\n token = toy-1-1-canary \n"])
def test_secrets_come_as_json_or_as_lines(cli: Any, shop: SandboxServer, stdin: str) -> None:
    """Both shapes are read."""
    settings = ("--set", "store=1", "--set", f"base_url={shop.url}")
    assert cli("connections", "add", "toy", *settings, "--secrets-stdin", stdin=stdin).code == 0


def test_what_is_missing_is_named_all_at_once(cli: Any, home: Path) -> None:
    """A program gets code 2 and one line with every answer that is missing or wrong, and nothing is stored."""
    ended = cli("connections", "add", "toy", "--set", "environment=moon", "--secrets-stdin", stdin="tokn=x\ntoken=y")
    assert ended.code == 2
    assert ended.err.count("\n") == 1
    for part in ("store is missing (Store number)", "environment cannot be 'moon'", "tokn is not a secret here"):
        assert part in ended.err
    assert json.loads(cli("connections", "list", "--format", "json").out) == []


def test_a_secret_is_refused_on_the_command_line(cli: Any) -> None:
    """It names the option to use instead, and does not repeat the secret."""
    ended = cli("connections", "add", "toy", "--set", "store=1", "--set", f"token={CANARY}")
    assert ended.code == 2
    assert "token is a secret and cannot be given with --set" in ended.err
    assert "--secret-from-env" in ended.err
    assert CANARY not in ended.err


def test_a_variable_that_is_not_set_is_named(cli: Any) -> None:
    """Nothing is stored with an empty secret."""
    ended = cli("connections", "add", "toy", "--set", "store=1", "--secret-from-env", "token=NO_SUCH_VARIABLE")
    assert ended.code == 2
    assert "The environment variable NO_SUCH_VARIABLE is not set." in ended.err


@pytest.mark.parametrize("stdin", ["canary", '{"token": 5}', "{canary", "=canary"])
def test_unreadable_secrets_are_not_repeated(cli: Any, stdin: str) -> None:
    """The message describes the shape and shows nothing of what came."""
    ended = cli("connections", "add", "toy", "--set", "store=1", "--secrets-stdin", stdin=stdin)
    assert ended.code == 2
    assert "does not hold secrets that can be read" in ended.err
    assert "canary" not in ended.err


def test_a_secret_of_the_wrong_form_is_not_repeated(cli: Any, shop: SandboxServer) -> None:
    """Even where the plugin's own message holds it, whole or in part."""
    ended = _add(cli, shop, token="wrong-canary-form")
    assert ended.code == 2
    assert "token (Token) is refused" in ended.err
    assert "canary" not in ended.err
    assert "wrong-" not in ended.err


def test_without_a_consent_a_program_is_told_the_ways(cli: Any, shop: SandboxServer) -> None:
    """Nobody can agree on a web page: the token has to come otherwise."""
    ended = cli("connections", "add", "toy", "--set", "store=1", "--set", f"base_url={shop.url}")
    assert ended.code == 2
    assert "has to agree on a web page" in ended.err
    assert "--listen PORT" in ended.err


@pytest.mark.parametrize(
    ("token", "verdict"),
    [("toy-wrong", "wrong credentials"), ("toy-narrow", "missing scope"), ("toy-trial", "wrong environment")],
)
def test_a_refused_account_is_not_stored(cli: Any, shop: SandboxServer, token: str, verdict: str) -> None:
    """The verdict tells the refusals apart, and says that nothing was stored."""
    ended = _add(cli, shop, token=token)
    assert ended.code == 1
    assert f"toy: {verdict}: " in ended.err
    assert "Nothing was stored." in ended.err
    assert token not in ended.err
    assert cli("connections", "show", "toy").code == 2


def test_an_account_that_nobody_answers_for_is_unreachable(cli: Any, shop: SandboxServer) -> None:
    """A host that is gone is told from a refusal."""
    shop.close()
    ended = _add(cli, shop)
    assert ended.code == 1
    assert "toy: unreachable: " in ended.err
    assert ended.err.count("\n") == 2


def test_html_instead_of_json_is_told_in_one_line(cli: Any, shop: SandboxServer) -> None:
    """A proxy's page is no traceback."""
    shop.before.append(lambda _: Response(body=b"<html>Sign in</html>", headers={"Content-Type": "text/html"}))
    ended = _add(cli, shop)
    assert ended.code == 1
    assert "toy: unreachable: " in ended.err
    assert "Traceback" not in ended.err


def test_without_a_check_it_is_stored_unseen(cli: Any, shop: SandboxServer) -> None:
    """No call is made."""
    shop.close()
    assert _add(cli, shop, "--no-check").code == 0
    assert cli("connections", "show", "toy").code == 0


def test_a_name_is_taken_once(cli: Any, shop: SandboxServer) -> None:
    """The second of a name is refused before the account is asked."""
    _add(cli, shop)
    asked = shop.count("GET")
    ended = _add(cli, shop)
    assert (ended.code, shop.count("GET")) == (2, asked)
    assert "There is a connection toy already. Give another name with --name." in ended.err


def test_secrets_are_shown_as_stars(cli: Any, shop: SandboxServer) -> None:
    """In the table and in JSON."""
    _add(cli, shop)
    shown = cli("connections", "show", "toy")
    facts = json.loads(cli("connections", "show", "toy", "--format", "json").out)
    assert "token" in shown.out
    assert CANARY not in shown.out
    assert facts["secrets"] == {"token": "***"}
    assert facts["settings"]["store"] == "1"
    assert facts["tasks"] == []


def test_the_list_names_every_connection(cli: Any, shop: SandboxServer) -> None:
    """As a table and as JSON; without any it says how to add one."""
    assert "syncspider connections add" in cli("connections", "list").err
    _add(cli, shop, "--name", "b")
    _add(cli, shop, "--name", "a")
    assert [row.split()[0] for row in cli("connections", "list").out.splitlines()] == ["Connection", "a", "b"]
    assert [fact["name"] for fact in json.loads(cli("connections", "list", "--format", "json").out)] == ["a", "b"]


def test_a_check_of_several_fails_if_one_does(cli: Any, shop: SandboxServer, serve: Any) -> None:
    """Each has its own line; the code is 1."""
    other = serve()
    _add(cli, shop, "--name", "a")
    _add(cli, other, "--name", "b")
    other.close()
    ended = cli("connections", "check", "a", "b", "--format", "json")
    assert ended.code == 1
    assert [fact["verdict"] for fact in json.loads(ended.out)] == ["fine", "unreachable"]


def test_a_revoked_token_is_found_by_a_check(cli: Any, shop: SandboxServer) -> None:
    """With what to do about it."""
    _add(cli, shop)
    shop.sandbox.token = "another"  # type: ignore[attr-defined]
    ended = cli("connections", "check", "toy")
    assert ended.code == 1
    assert "toy: wrong credentials: " in ended.out
    assert CANARY not in ended.out


def test_an_unknown_connection_is_answered_with_the_like(cli: Any, shop: SandboxServer) -> None:
    """By every command that takes a name."""
    _add(cli, shop, "--name", "toys")
    for command in ("show", "check", "edit", "remove"):
        ended = cli("connections", command, "tosy")
        assert ended.code == 2
        assert "There is no connection tosy. Did you mean toys?" in ended.err


def test_an_edit_changes_what_it_names(cli: Any, shop: SandboxServer) -> None:
    """Other settings and secrets stay; an empty value takes a setting away."""
    _add(cli, shop)
    assert cli("connections", "edit", "toy", "--set", "category=12").code == 0
    facts = json.loads(cli("connections", "show", "toy", "--format", "json").out)
    assert facts["settings"]["category"] == "12"
    assert facts["settings"]["store"] == "1"
    assert facts["secrets"] == {"token": "***"}
    assert cli("connections", "edit", "toy", "--set", "category=").code == 0
    assert "category" not in json.loads(cli("connections", "show", "toy", "--format", "json").out)["settings"]


def test_an_edit_that_is_refused_leaves_the_old(cli: Any, shop: SandboxServer) -> None:
    """A wrong token does not replace one that works."""
    _add(cli, shop)
    ended = cli("connections", "edit", "toy", "--secrets-stdin", stdin="token=toy-wrong")
    assert ended.code == 1
    assert "Nothing was stored." in ended.err
    assert cli("connections", "check", "toy").code == 0


def test_an_edit_cannot_make_another_account_of_it(cli: Any, shop: SandboxServer) -> None:
    """What was moved is linked to the account; under another one it would be written over strangers."""
    _add(cli, shop)
    ended = cli("connections", "edit", "toy", "--set", "store=2")
    assert ended.code == 2
    assert "would be another account" in ended.err


def test_a_removal_forgets_the_secrets(cli: Any, shop: SandboxServer, home: Path) -> None:
    """It has to be confirmed; afterwards nothing of the secret is left, locked or not."""
    _add(cli, shop)
    asked = cli("connections", "remove", "toy")
    assert (asked.code, "Add --yes." in asked.err) == (2, True)
    assert cli("connections", "remove", "toy", "--yes").code == 0
    assert json.loads((home / "data" / "vault.json").read_text())["secrets"] == {}
    assert cli("connections", "show", "toy").code == 2


def test_a_connection_in_use_is_not_removed(
    cli: Any, serve: Any, connect: Callable[[SandboxServer, str], None]
) -> None:
    """The tasks that use it are named, and its secrets stay."""
    connect(serve(), "one")
    connect(serve(account=2), "two")
    assert cli("tasks", "add", "toys", "--source", "one", "--entity", "products", "--target", "two").code == 0
    ended = cli("connections", "remove", "one", "--yes")
    assert ended.code == 2
    assert "toys" in ended.err
    assert cli("connections", "check", "one").code == 0


def test_the_consent_page_answers_to_a_listener(cli: Any, shop: SandboxServer, capfd: Any) -> None:
    """A redirect with our state brings the token; one with another state changes nothing."""
    port = _free_port()
    answered: list[int] = []

    def browser() -> None:
        url = _wait_for_url(capfd)
        state = url.rpartition("state=")[2]
        for given in ("forged", state):
            try:
                address = f"http://127.0.0.1:{port}/?code=good-code&state={given}"
                answered.append(urllib.request.urlopen(address, timeout=10).status)
            except urllib.error.HTTPError as error:
                answered.append(error.code)
                error.close()

    thread = threading.Thread(target=browser)
    thread.start()
    ended = cli("connections", "add", "toy", "--set", "store=1", "--set", f"base_url={shop.url}",
                "--listen", str(port), "--no-browser")  # fmt: skip
    thread.join()
    assert answered == [400, 200]
    assert ended.code == 0
    assert cli("connections", "check", "toy").code == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _wait_for_url(capfd: Any) -> str:
    told = ""
    for _ in range(400):
        told += capfd.readouterr().err
        if "Waiting for the answer" in told:
            break
        threading.Event().wait(0.025)
    return next(line.strip() for line in told.splitlines() if "/consent?" in line)
