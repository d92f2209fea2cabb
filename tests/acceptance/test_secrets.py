"""No command, log, error or file shows a secret."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import urllib.parse
from collections.abc import Iterator, Mapping
from pathlib import Path

from syncspider.clock import SystemClock
from syncspider.sandbox import Request, Response, SandboxServer
from syncspider_ebay.sandbox import EbaySandbox
from syncspider_ecwid.sandbox import EcwidSandbox


def forms_of(secret: str) -> Iterator[bytes]:
    """A secret as it may stand in a text, a URL, an encoded header or JSON."""
    yield secret.encode()
    yield urllib.parse.quote(secret, safe="").encode()
    yield base64.b64encode(secret.encode()).rstrip(b"=")
    yield json.dumps(secret)[1:-1].encode()


def told_of(command: list[str], environment: Mapping[str, str]) -> bytes:
    """Everything that a command prints."""
    done = subprocess.run(command, check=False, capture_output=True, env={**os.environ, **environment}, timeout=100)
    return done.stdout + done.stderr


class Listening:
    """Remembers the tokens that a sandbox hands out and what clients prove themselves with; fails when told to."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.spoilt = False

    def before(self, request: Request) -> Response | None:
        """Note what came; a spoilt far end repeats all headers in a page of its own."""
        proof = request.headers.get("authorization", "")
        if proof:
            self.seen.update({proof.partition(" ")[2]})
        if self.spoilt and "/identity/" not in request.path:
            page = "<html>" + " ".join(request.headers.values()) + "</html>"
            return Response(status=500, body=page.encode(), headers={"Content-Type": "text/html"})
        return None


def test_nothing_shows_a_secret(tmp_path: Path) -> None:
    """Through all commands at the most talkative level, with failures: not in any output, nor in any file."""
    clock, listening = SystemClock(), Listening()
    ebay = EbaySandbox(seed=4, records=8, clock=clock, eu=True, marketplace="EBAY_DE")
    ecwid = EcwidSandbox(seed=4, records=8, clock=clock)
    outputs: list[bytes] = []
    with SandboxServer(ebay) as first, SandboxServer(ecwid) as second:
        secrets: dict[str, str] = {}
        base = [sys.executable, "-m", "syncspider", "--debug", "--log-level", "debug", "--home", str(tmp_path)]

        def say(*words: str) -> None:
            environment = {f"S_{name.upper()}": text for name, text in secrets.items()}
            outputs.append(told_of([*base, *words], environment))

        for name, server in (("ebay", first), ("ecwid", second)):
            server.before.append(listening.before)
            credentials = server.sandbox.credentials(server.url)
            secrets.update(credentials.secrets)
            settings = [word for key, text in credentials.settings.items() for word in ("--set", f"{key}={text}")]
            hidden = [word for key in credentials.secrets for word in ("--secret-from-env", f"{key}=S_{key.upper()}")]
            say("connections", "add", name, *settings, *hidden)
        say("tasks", "add", "up", "--source", "ecwid", "--entity", "Products", "--target", "ebay")
        say("tasks", "add", "back", "--source", "ecwid", "--entity", "Orders", "--target", "ebay", "--target-entity",
            "Refunds")  # fmt: skip
        for shape in ("table", "json"):
            for words in (("connections", "list"), ("connections", "show", "ebay"), ("tasks", "show", "up")):
                say(*words, "--format", shape)
        say("run", "up", "back")
        listening.spoilt = True
        say("connections", "check", "ecwid")
        say("runs", "list")
        say("dead-letters", "list")
    assert b"fine" in b"".join(outputs[:2])
    canaries = {*secrets.values(), *listening.seen}
    assert len(canaries) > len(secrets)  # access tokens were handed out
    files = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert any(path.name == "vault.json" for path in files)
    for canary in canaries:
        for form in forms_of(canary):
            assert not [number for number, output in enumerate(outputs) if form in output]
            assert not [path for path, held in files.items() if form in held]
