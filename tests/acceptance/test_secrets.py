"""No command, log, error or file shows a secret, whatever the shops answer."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from syncspider.sandbox import Request, Response, SandboxServer
from syncspider_ebay.sandbox import EbaySandbox
from syncspider_ecwid.sandbox import EcwidSandbox
from syncspider_ecwid.sandbox.access import SCOPES

from tests.acceptance import canaries
from tests.acceptance.conftest import Cli
from tests.acceptance.worlds import Hurried, World, credentials_of, started, typed

LOUD = ("--debug", "--log-level", "debug")
#: Signs that are written otherwise in a URL and in JSON.
ODD = 'secret_odd/"signs"+&100%=!'


def repeated(request: Request) -> str:
    """All that a client sent, in one text: what proves who it is first, for a long text is cut off."""
    proofs = (request.headers.get(name, "") for name in ("x-ebay-signature-key", "authorization"))
    return " ".join([*proofs, request.body.decode("utf-8", "replace"), *request.headers.values()])


def page(status: int) -> Callable[[Request], Response]:
    """A far end that shows in a page what it was sent."""
    return lambda request: Response(
        status=status, body=f"<html>{repeated(request)}</html>".encode(), headers={"Content-Type": "text/html"}
    )


def refusal(status: int) -> Callable[[Request], Response]:
    """A far end that says in its refusal what it was sent, in the forms of both shops."""

    def answer(request: Request) -> Response:
        said = request.headers.get("authorization", "") + " " + repeated(request)
        errors = [{"errorId": 1, "message": said, "longMessage": said, "parameters": [{"name": "p", "value": said}]}]
        body = {"errorMessage": said, "errorCode": said[:40], "errors": errors, "error_description": said}
        return Response.of_json(body, status=status)

    return answer


def nonsense(request: Request) -> Response:
    """A far end that answers all right, with what it was sent in the place of everything."""
    said = repeated(request)
    return Response.of_json({"items": said, "orders": said, "total": said, "access_token": 7, "errors": [said]})


class Loud:
    """Every command at its most talkative, its output kept.

    Attributes:
        heard: All that was printed.
    """

    def __init__(self, cli: Cli) -> None:
        self.heard: list[bytes] = []
        self._cli = cli

    def say(self, *words: str) -> int:
        """The exit code."""
        ended = self._cli(*LOUD, *words)
        self.heard += [ended.out.encode(), ended.err.encode()]
        return ended.code

    def say_all(self) -> None:
        """Every command that touches accounts, tasks, runs or records, in both forms."""
        for words in (("connections", "show", "ebay"), ("connections", "show", "ecwid"), ("connections", "list")):
            self.say(*words)
            self.say(*words, "--format", "json")
        self.say("connections", "check", "ebay", "ecwid")
        self.say("tasks", "list", "--format", "json")
        self.say("tasks", "show", "money")
        self.say("tasks", "choices", "goods", "payment_policy_id")
        self.say("run", "--all")
        self.say("run", "--all", "--full", "--format", "json")
        for words in (("runs", "list"), ("runs", "show", "1"), ("dead-letters", "list"), ("dead-letters", "show", "1")):
            self.say(*words)
            self.say(*words, "--format", "json")
        self.say("dead-letters", "retry", "--all")


@pytest.fixture
def loud(world: World, cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Loud]:
    """A user with an eBay account in Germany, which signs its refunds, a store, and a task of each kind."""
    ebay = EbaySandbox(seed=4, records=8, clock=world.clock, eu=True, marketplace="EBAY_DE")
    ecwid = EcwidSandbox(seed=4, records=8, clock=world.clock)
    ecwid._token = ODD
    ecwid.scopes = SCOPES
    world.app.close()
    world.home = tmp_path / "loud"
    loud = Loud(cli)
    with SandboxServer(ebay) as first, SandboxServer(ecwid) as second:
        world.servers = {"ebay": first, "ecwid": second}
        for name, server in world.servers.items():
            canaries.ALL.keep(server.sandbox)
            server.before.append(canaries.ALL.overhear)
            words, secrets = credentials_of(server.sandbox, server.url)
            for variable, text in secrets.items():
                monkeypatch.setenv(variable, text)
            assert loud.say("connections", "add", name, *words) == 0
        for name, source, entity, target, more in (
            ("goods", "ecwid", "Products", "ebay", ()),
            ("orders", "ebay", "Orders", "ecwid", ("--set", "default_email=a@b.example")),
            ("money", "ecwid", "Orders", "ebay", ("--target-entity", "Refunds")),
            ("parcels", "ecwid", "Orders", "ebay", ("--target-entity", "Order Status")),
        ):
            ends = ("--source", source, "--entity", entity, "--target", target)
            assert loud.say("tasks", "add", name, *ends, *more) == 0
        yield loud


def found_in(loud: Loud, home: Path) -> dict[str, set[str]]:
    """Where secrets are: in what was printed, and in each file."""
    texts = {"printed": loud.heard}
    texts |= {str(path): [path.read_bytes()] for path in home.rglob("*") if path.is_file()}
    return {name: told for name, held in texts.items() if (told := canaries.ALL.told_in(held))}


def test_nothing_shows_a_secret(world: World, loud: Loud) -> None:
    """Where all goes well: not a line, and not a file, the vault's own included, which holds them locked."""
    before = len(canaries.ALL.secrets)
    loud.say_all()
    assert len(canaries.ALL.secrets) > before  # access tokens were handed out
    assert b"fine" in b"".join(loud.heard)
    assert (world.home / "data/vault.json").exists()
    assert found_in(loud, world.home) == {}


ANSWERS: dict[str, Callable[[Request], Response]] = {
    **{f"page {status}": page(status) for status in (200, 302, 400, 404, 500)},
    **{f"refusal {status}": refusal(status) for status in (400, 401, 403, 404, 409, 429, 500)},
    "nonsense": nonsense,
}
WHERE = [
    *(("the shops", what) for what in ANSWERS),
    *(("all of them", what) for what in ("page 200", "page 400", "refusal 400", "refusal 401", "nonsense")),
    *(("writes", what) for what in ("page 200", "refusal 400", "refusal 500", "nonsense")),
]


@pytest.mark.parametrize(("which", "what"), WHERE)
def test_a_shop_that_repeats_what_it_was_sent(world: World, loud: Loud, which: str, what: str) -> None:
    """Neither from the API, nor from where tokens are given out, nor in the middle of a run."""

    def spoil(request: Request) -> Response | None:
        if which == "the shops" and "/identity/" in request.path:
            return None
        if which == "writes" and (request.method == "GET" or "/identity/" in request.path):
            return None
        return ANSWERS[what](request)

    for server in world.servers.values():
        server.before.append(spoil)
    loud.say("connections", "check", "ebay", "ecwid")
    loud.say("run", "--all")
    loud.say("runs", "list", "--format", "json")
    loud.say("runs", "show", "1")
    loud.say("dead-letters", "list", "--format", "json")
    loud.say("tasks", "choices", "goods", "payment_policy_id")
    assert found_in(loud, world.home) == {}


def test_a_secret_on_the_command_line_is_refused(world: World, loud: Loud) -> None:
    """Every user of a machine can read a command line; the refusal does not repeat it, and nothing is stored."""
    for key in ("client_secret", "refresh_token", "signing_private_key", "signing_jwe"):
        canaries.ALL.secrets.add(f"typed-in-the-open-{key}")
        assert loud.say("connections", "edit", "ebay", "--set", f"{key}=typed-in-the-open-{key}") == 2
    canaries.ALL.secrets.add("secret_typed_in_the_open")
    assert loud.say("connections", "edit", "ecwid", "--set", "token=secret_typed_in_the_open") == 2
    assert found_in(loud, world.home) == {}


def test_the_files_are_the_users_own(world: World, loud: Loud) -> None:
    """Vault and key lie in different folders, and nobody else may read either; an open key is refused."""
    loud.say("connections", "check", "ebay")
    vault, key = world.home / "data/vault.json", world.home / "config/vault.key"
    for path in (vault, key):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    key.chmod(0o644)
    assert loud.say("connections", "check", "ebay") in {1, 2}
    assert b"chmod 600" in loud.heard[-1] + loud.heard[-2]


def test_no_process_shows_a_secret(tmp_path: Path) -> None:
    """Nor in processes of their own: what they print, and what others may read of them while they run."""
    clock = Hurried()
    ebay = EbaySandbox(seed=6, records=6, clock=clock)
    canaries.ALL.keep(ebay)
    base = [*LOUD, "--home", str(tmp_path)]
    with SandboxServer(ebay) as server:
        server.before.append(canaries.ALL.overhear)
        words, secrets = credentials_of(ebay, server.url)
        added = typed(*base, "connections", "add", "ebay", *words, **secrets)
        assert added.code == 0, added.err
        server.before.append(lambda request: None if "/identity/" in request.path else refusal(403)(request))
        shown = typed(*base, "connections", "check", "ebay")
        assert shown.code == 1
        with started(*base, "connections", "check", "ebay") as process:
            place = Path(f"/proc/{process.pid}")
            seen = (place / "cmdline").read_bytes() + (place / "environ").read_bytes()
            out, err = process.communicate(timeout=60)
    texts = [added.out, added.err, shown.out, shown.err, out, err]
    assert canaries.ALL.told_in([seen, *(text.encode() for text in texts)]) == set()
    held = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert canaries.ALL.told_in(held) == set()
    assert json.loads((tmp_path / "data/vault.json").read_bytes())
