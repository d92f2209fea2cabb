"""A person at a real terminal: asked for what is missing, and secrets never shown."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from syncspider.sandbox import SandboxServer

#: Takes standard input for its controlling terminal, as a shell arranges it, so that passwords are read from there.
BOOT = """
import fcntl, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
from syncspider.__main__ import main
sys.exit(main())
"""
PATIENCE = 30.0
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


class Terminal:
    """One command at a terminal of its own."""

    def __init__(self, *arguments: str) -> None:
        self.master, slave = pty.openpty()
        self.told = ""
        self._seen = 0
        self.process = subprocess.Popen(
            [sys.executable, "-c", BOOT, *arguments], stdin=slave, stdout=slave, stderr=slave, start_new_session=True
        )
        os.close(slave)

    def expect(self, text: str) -> None:
        """Wait until it has said this since the last time."""
        while text not in self.told[self._seen :]:
            assert self._read(), f"{text!r} never came:\n{self.told}"
        self._seen = self.told.index(text, self._seen) + len(text)

    def type(self, line: str) -> None:
        """Type a line."""
        os.write(self.master, f"{line}\n".encode())

    def interrupt(self, answer: str) -> None:
        """Press Ctrl-C until it answers: one that comes just before Python waits for a line is not seen by it."""
        while answer not in self.told[self._seen :]:
            assert self.process.poll() is None, self.told
            os.write(self.master, b"\x03")
            while answer not in self.told[self._seen :] and self._read(patience=3.0):
                continue

    def end(self) -> int:
        """Wait for its end, and give the exit code."""
        while self._read():
            continue
        return self.process.wait(PATIENCE)

    def close(self) -> None:
        """Let go of it."""
        self.process.kill()
        self.process.wait()
        os.close(self.master)

    def _read(self, patience: float = PATIENCE) -> bool:
        if not select.select([self.master], [], [], patience)[0]:
            return False
        try:
            piece = os.read(self.master, 65536)
        except OSError:  # the other end is closed
            return False
        self.told += ESCAPES.sub("", piece.decode())
        return bool(piece)


Open = Callable[..., Terminal]


@pytest.fixture
def terminal(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Opens terminals; without a screen, so that no browser opens."""
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    opened: list[Terminal] = []

    def opens(*arguments: str) -> Terminal:
        opened.append(Terminal(*arguments))
        return opened[-1]

    yield opens
    for each in opened:
        each.close()


def test_a_person_is_asked_for_what_is_missing(cli: Any, shop: SandboxServer, terminal: Open) -> None:
    """Choices are shown, a wrong answer is asked again, a secret has no echo, and the consent brings the token."""
    person = terminal("connections", "add", "toy", "--set", f"base_url={shop.url}")
    person.expect("Store number [store]: ")
    person.type("many")
    person.expect("The store 'many' is no number.")
    person.expect("Store number [store]: ")
    person.type("1")
    person.expect("trial: Trial")
    person.expect("Environment [environment] [live]: ")
    person.type("")
    person.expect("Category of new products [category]: ")
    person.type("")
    person.expect("App secret [app_secret] (Enter leaves it out): ")
    person.type("unseen-canary")
    person.expect("Open this page and agree:")
    person.expect("/consent?state=")
    person.expect("Paste that whole address: ")
    state = person.told.partition("/consent?state=")[2].split()[0]
    person.type("https://shop.invalid/?code=good-code&state=forged")
    person.expect("This is the answer to another question than ours.")
    person.expect("Paste that whole address: ")
    person.type(f"https://shop.invalid/?code=good-code&state={state}")
    person.expect("toy: fine: store Toys 1")
    assert person.end() == 0
    assert "canary" not in person.told
    facts = json.loads(cli("connections", "show", "toy", "--format", "json").out)
    assert facts["secrets"] == {"app_secret": "***", "token": "***"}
    assert facts["settings"]["environment"] == "live"


def test_enter_keeps_everything_at_an_edit(
    cli: Any, shop: SandboxServer, terminal: Open, connect: Callable[[SandboxServer, str], None]
) -> None:
    """The present answers are the defaults, and a stored secret stays."""
    connect(shop, "toys")
    before = json.loads(cli("connections", "show", "toys", "--format", "json").out)
    person = terminal("connections", "edit", "toys")
    for question in ("[store] [1]: ", "[environment] [live]: ", f"[base_url] [{shop.url}]: ", "[category]: "):
        person.expect(question)
        person.type("")
    person.expect("[app_secret] (Enter leaves it out): ")
    person.type("")
    person.expect("Changed the connection toys.")
    assert person.end() == 0
    after = json.loads(cli("connections", "show", "toys", "--format", "json").out)
    assert {**after, "updated_at": ""} == {**before, "updated_at": ""}


def test_a_person_can_think_better_of_a_removal(
    cli: Any, shop: SandboxServer, terminal: Open, connect: Callable[[SandboxServer, str], None]
) -> None:
    """Anything but yes leaves it."""
    connect(shop, "toys")
    person = terminal("connections", "remove", "toys")
    person.expect("[y/N]: ")
    person.type("n")
    assert person.end() == 1
    assert cli("connections", "show", "toys").code == 0


def test_a_person_is_offered_the_accounts_own_choices(
    cli: Any, serve: Any, terminal: Open, connect: Callable[[SandboxServer, str], None]
) -> None:
    """With a task: one of them is taken, and anything else is asked again."""
    connect(serve(), "one")
    connect(serve(account=2), "two")
    person = terminal("tasks", "add", "toys", "--source", "one", "--entity", "products", "--target", "two")
    person.expect("10: Wooden")
    person.expect("Category [category] (Enter leaves it open): ")
    person.type("99")
    person.expect("Choose one of the values above")
    person.expect("Category [category] (Enter leaves it open): ")
    person.type("10")
    person.expect("Added the task toys.")
    assert person.end() == 0
    facts = json.loads(cli("tasks", "show", "toys", "--format", "json").out)
    assert facts["target_options"] == {"category": "10"}


def test_an_interrupted_question_leaves_nothing(cli: Any, shop: SandboxServer, terminal: Open) -> None:
    """Ctrl-C at a prompt ends with its own code and one line."""
    person = terminal("connections", "add", "toy", "--set", f"base_url={shop.url}")
    person.expect("Store number [store]: ")
    person.interrupt("Interrupted.")
    assert person.end() == 130
    assert "Traceback" not in person.told
    assert json.loads(cli("connections", "list", "--format", "json").out) == []


def test_a_run_is_watched_as_it_goes(
    cli: Any, serve: Any, terminal: Open, connect: Callable[[SandboxServer, str], None]
) -> None:
    """A bar with what became of the records, and the table below it."""
    connect(serve(records=120), "one")
    connect(serve(account=2, records=0), "two")
    assert cli("tasks", "add", "toys", "--source", "one", "--entity", "products", "--target", "two").code == 0
    person = terminal("run", "toys")
    person.expect("done: 120 records")
    person.expect("Created")
    assert person.end() == 0
