"""Whatever is wrong, one line says what and what to do; nothing is lost and nothing is half written."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from typing import Any

import pytest
from syncspider.sandbox import Request, Response
from syncspider_ecwid.sandbox.access import SCOPES as ECWID_SCOPES

from tests.acceptance.conftest import Cli
from tests.acceptance.worlds import EMAIL, Ended, Nth, World, credentials_of, page_of_html


def fails(ended: Ended, code: int, *parts: str) -> None:
    """It ended with this code and said these words: in the one line of the error if there is one, else elsewhere."""
    assert (ended.code, "Traceback" in ended.err) == (code, False), ended
    errors = [line for line in ended.err.splitlines() if line.startswith("Error: ")]
    assert len(errors) <= 1
    for part in parts:
        assert part in (errors[0] if errors else ended.out + ended.err), ended


def run_fails(ended: Ended, *parts: str) -> None:
    """A run could not go on, and says why on standard error."""
    fails(ended, 1, *parts)
    assert "Error: " in ended.err


@pytest.fixture
def orders(world: World) -> str:
    """A task that moves eBay's orders."""
    return world.add("ebay", "Orders", "ecwid", default_email=EMAIL)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("run", "ghost"), "There is no task ghost."),
        (("run", "ebay-orders-ecwid-orders", "--limit", "-1"), "--limit"),
        (("run", "ebay-orders-ecwid-orders", "--sinze", "2026-01-01"), "No such option"),
        (("tasks", "add", "x", "--source", "ebay", "--entity", "Refunds", "--target", "ecwid"), "Refunds"),
        (("tasks", "add", "x", "--source", "moon", "--entity", "Orders", "--target", "ecwid"), "moon"),
        (("tasks", "edit", "ebay-orders-ecwid-orders", "--set", "colour=red"), "colour"),
        (("connections", "add", "ebay", "--name", "b", "--set", "marketplace=EBAY_MARS"), "EBAY_MARS"),
        (("connections", "edit", "ecwid", "--set", "base_url=http://shop.invalid"), "http"),
        (("sandbox", "moon"), "moon"),
        (("demo", "--records", "0"), "--records"),
    ],
)
def test_wrong_use_is_told_before_anything_is_called(
    world: World, cli: Cli, orders: str, words: tuple[str, ...], said: str
) -> None:
    """The exit code is 2, and neither shop has heard of it."""
    fails(cli(*words), 2, said)
    assert not world.ebay_server.exchanges
    assert not world.ecwid_server.exchanges


def test_a_broken_settings_file_is_told(world: World, cli: Cli, orders: str) -> None:
    """With its path and line; the state is as it was when it is mended."""
    path = world.home / "config/settings.toml"
    path.write_text("keyring = yes please\n")
    fails(cli("run", orders), 2, str(path), "line 1")
    path.unlink()
    assert cli("run", orders).code == 3


@pytest.mark.parametrize("which", ["ebay", "ecwid"])
def test_a_host_that_is_not_there_is_told(world: World, cli: Cli, orders: str, which: str) -> None:
    """The run fails, the check says unreachable; once the address is right, everything arrives."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    url = world.servers[which].url
    assert cli("connections", "edit", which, "--set", f"base_url=http://127.0.0.1:{port}", "--no-check").code == 0
    run_fails(cli("run", orders), "failed", "127.0.0.1")
    fails(cli("connections", "check", which), 1, "unreachable")
    assert world.references() == []
    assert cli("connections", "edit", which, "--set", f"base_url={url}").code == 0
    assert cli("run", orders).code == 3
    assert world.references() == sorted(world.movable())


def test_a_name_that_nobody_has_is_told(world: World, cli: Cli) -> None:
    """And nothing of the connection is stored."""
    settings, secrets = credentials_of(world.ecwid, "https://shop.invalid")
    with pytest.MonkeyPatch.context() as patch:
        for name, text in secrets.items():
            patch.setenv(name, text)
        fails(cli("connections", "add", "ecwid", "--name", "far", *settings), 1, "unreachable", "Nothing was stored")
    fails(cli("connections", "show", "far"), 2, "There is no connection far.")


def revoke_at_ecwid(world: World) -> None:
    """The store's owner removes the app."""
    world.ecwid._access.tokens.clear()


def revoke_at_ebay(world: World) -> None:
    """The seller takes the consent back."""
    world.ebay._access.tokens.clear()
    world.ebay._consent.ends = world.clock.now()


def allow_at_ecwid(world: World) -> dict[str, str]:
    """The owner installs it again, and it has another token."""
    world.ecwid._access.tokens["secret_another"] = frozenset(ECWID_SCOPES)
    return {"token": "secret_another"}


def allow_at_ebay(world: World) -> dict[str, str]:
    """The seller agrees again."""
    token, world.ebay._consent = world.ebay.oauth.agree(frozenset(world.ebay.scopes))
    return {"refresh_token": token}


@pytest.mark.parametrize(
    ("which", "end", "revoke", "allow"),
    [
        ("ecwid", "/orders", revoke_at_ecwid, allow_at_ecwid),
        ("ebay", "/issue_refund", revoke_at_ebay, allow_at_ebay),
    ],
)
def test_a_token_that_is_revoked_in_the_middle(  # noqa: PLR0917 - pytest's
    world: World,
    cli: Cli,
    orders: str,
    monkeypatch: pytest.MonkeyPatch,
    which: str,
    end: str,
    revoke: Callable[[World], None],
    allow: Callable[[World], dict[str, str]],
) -> None:
    """The run stops and says whom to ask; after connecting again the rest arrives, and nothing twice."""
    task = orders
    day = None
    if which == "ebay":
        world.run(orders)
        day = world.ecwid.merchant_day()
        task = world.add("ecwid", "Orders", "ebay", "Refunds")
    cut = Nth("POST", end, 3, lambda: revoke(world), carried_out=True)
    world.servers[which].after.append(lambda request, response: _kept(cut, request, response))
    run_fails(cli("run", task), "failed", "Connect the account again." if which == "ebay" else "Wrong token. Copy")
    fails(cli("connections", "check", which), 1, "wrong credentials")
    (name, secret), *_ = allow(world).items()
    monkeypatch.setenv("NEW_SECRET", secret)
    assert cli("connections", "edit", which, "--secret-from-env", f"{name}=NEW_SECRET").code == 0
    again = cli("run", task)
    assert again.code == (3 if which == "ecwid" else 0), again
    assert world.references() == sorted(world.movable())
    if day is not None:
        assert world.ebay.refunds().items() >= {
            (day.external[key], amount) for key, amount in day.refunded.items() if key in day.external
        }


def _kept(cut: Nth, request: Request, response: Response) -> Response:
    """The answer arrives all the same."""
    try:
        return cut.after(request, response)
    except ConnectionResetError:
        return response


@pytest.mark.parametrize("which", ["ebay", "ecwid"])
@pytest.mark.parametrize("status", [200, 403, 404, 502])
def test_html_instead_of_json_is_told(world: World, cli: Cli, orders: str, which: str, status: int) -> None:
    """A proxy's page is no answer: the run fails with a line, moves nothing, and later ends as if nothing had been."""
    server = world.servers[which]
    path = "/sell/fulfillment" if which == "ebay" else "/orders"
    server.before.append(lambda request: page_of_html(status) if path in request.path else None)
    run_fails(cli("run", orders), "failed", f"answered {status}" if status != 200 else "HTML")
    assert world.references() == []
    server.before.pop()
    assert cli("run", orders).code == 3
    cli("dead-letters", "retry", "--task", orders)
    assert world.references() == sorted(world.movable())


def spoil_orders(world: World, key: str, change: Callable[[dict[str, Any]], None]) -> Callable[[], None]:
    """EBay lists one of its orders in a form that it must not have; what is given back ends that."""

    def spoil(request: Request, response: Response) -> Response:
        if request.method != "GET" or "/fulfillment/v1/order" not in request.path:
            return response
        body = json.loads(response.body)
        for order in body.get("orders", [body]):
            if order.get("orderId") == key:
                change(order)
        return Response(status=response.status, body=json.dumps(body).encode(), headers=response.headers)

    world.ebay_server.after.append(spoil)
    return lambda: world.ebay_server.after.remove(spoil)


def no_key(order: dict[str, Any]) -> None:
    """Nobody can tell which it is."""
    del order["orderId"]


def no_currency(order: dict[str, Any]) -> None:
    """Nobody can tell how much it is."""
    del order["pricingSummary"]["total"]["currency"]


def no_price(order: dict[str, Any]) -> None:
    """Nobody can read how much it is."""
    order["pricingSummary"]["total"]["value"] = "twelve"


@pytest.mark.parametrize(
    ("change", "path"),
    [(no_key, "orderId"), (no_currency, "pricingSummary.total.currency"), (no_price, "pricingSummary.total")],
)
def test_a_record_that_makes_no_sense_is_a_dead_letter(
    world: World, cli: Cli, orders: str, change: Callable[[dict[str, Any]], None], path: str
) -> None:
    """It is told by its field and harms no other; once the source has mended it, it arrives."""
    key = min(world.movable())
    mend = spoil_orders(world, key, change)
    fails(cli("run", orders), 3, "dead-letters list")
    assert world.references() == sorted(world.movable() - {key})
    (letter,) = [letter for letter in world.letters(orders) if letter.key not in world.ebay.unfit("Orders")]
    assert (letter.stage, letter.path.startswith(path.partition(".")[0])) == ("read", True), letter
    mend()
    if change is no_key:
        cli("run", orders, "--full")
    else:
        assert cli("dead-letters", "retry", str(letter.id)).code == 0
    assert world.references() == sorted(world.movable())
