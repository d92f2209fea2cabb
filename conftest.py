"""For every test here and of the plugins: the network ends at this machine, and chance repeats itself."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

#: Names and addresses of this machine; ``.invalid`` belongs to nobody, by RFC 6761.
LOOPBACK = ("127.", "::1", "localhost")
NOBODY = ".invalid"

strays: list[str] = []


def guard(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse, and remember, every look-up and connection that would leave this machine."""
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event in {"socket.connect", "socket.sendto"} and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:
        return
    name = host.decode() if isinstance(host, bytes) else str(host or "localhost")
    if not name.startswith(LOOPBACK) and not name.endswith(NOBODY):
        strays.append(name)
        raise PermissionError(f"A test may not reach {name}: only this machine.")


sys.addaudithook(guard)

# A shell that starts the tests in the background has them ignore Ctrl-C, and every command that a test interrupts too.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def network_ends_here() -> Iterator[None]:
    """Fail a test that tried to reach another machine, even where the code under test swallowed the refusal."""
    strays.clear()
    yield
    assert not strays, f"The test tried to reach {strays}."


settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
settings.register_profile("searching", deadline=None, max_examples=2000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))
