"""No command shows a secret: not on a stream at debug level, not in an error's traceback, not in a file."""

from __future__ import annotations

import base64
import json
import urllib.parse
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from syncspider.sandbox import Request, Response, SandboxServer

CANARY = "toy-1-1-canary"
LOUD = ("--debug", "--log-level", "debug")


def _forms(secret: str) -> set[str]:
    """The ways in which a secret could be written down."""
    raw = secret.encode()
    return {
        secret,
        urllib.parse.quote(secret, safe=""),
        json.dumps(secret)[1:-1],
        raw.hex(),
        *(base64.b64encode(b"x" * shift + raw).decode()[4:-4] for shift in range(3)),
    }


def _traitor(request: Request) -> Response:
    """A far end that sends back what it was given, in a refusal."""
    given = json.dumps({"message": f"you sent {request.headers.get('authorization', '')}"}).encode()
    return Response(status=500, body=given, headers={"Content-Type": "application/json"})


@pytest.mark.parametrize("fault", [None, _traitor], ids=["fine", "a far end that repeats the token"])
def test_no_command_shows_a_secret(
    cli: Any, home: Path, shop: SandboxServer, connect: Callable[[SandboxServer, str], None], fault: Any
) -> None:
    """Every command that touches a connection, at its loudest, and every file that is left."""
    connect(shop, "one")
    connect(shop, "two")
    if fault:
        shop.before.append(fault)
    told = ""
    for command in (
        ("connections", "list", "--format", "json"),
        ("connections", "show", "one"),
        ("connections", "check", "one", "two"),
        ("connections", "edit", "one", "--set", "category=1"),
        ("connections", "edit", "one", "--set", f"token={CANARY}"),
        ("tasks", "add", "toys", "--source", "one", "--entity", "products", "--target", "two"),
        ("tasks", "choices", "toys", "category"),
        ("run", "toys"),
        ("run", "toys", "--full", "--format", "json"),
        ("runs", "list"),
        ("dead-letters", "list", "--format", "json"),
    ):
        ended = cli(*LOUD, *command)
        told += ended.out + ended.err
    written = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    for form in _forms(CANARY):
        assert form not in told
        assert form.encode() not in written


def test_a_crash_shows_no_secret(
    cli: Any, shop: SandboxServer, connect: Callable[[SandboxServer, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A traceback has no values of variables, and the error of a plugin's bug has none either."""
    connect(shop, "one")

    def crash(_self: object, api: Any) -> str:
        header = api.client._auth.apply("GET", "", b"")
        raise ValueError(len(header))

    monkeypatch.setattr("syncspider_toy.integration.Toy.check", crash)
    ended = cli(*LOUD, "connections", "check", "one")
    assert ended.code == 1
    assert "Traceback" in ended.err
    assert "ValueError" in ended.err
    assert CANARY not in ended.out + ended.err
