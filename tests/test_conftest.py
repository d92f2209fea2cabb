"""The guard around every test."""

from __future__ import annotations

import socket

import pytest


def forget_strays(request: pytest.FixtureRequest) -> list[str]:
    """What the guard remembered, taken from it so that this test does not fail by it."""
    plugins = request.config.pluginmanager.get_plugins()
    strays = next(plugin.strays for plugin in plugins if hasattr(plugin, "strays"))
    remembered = list(strays)
    strays.clear()
    return remembered


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "shop.example"])
def test_a_connection_to_another_machine_is_refused_and_remembered(request: pytest.FixtureRequest, host: str) -> None:
    """No test leaves this machine, and none that tried to can pass."""
    with pytest.raises(PermissionError, match="only this machine"):
        socket.create_connection((host, 80), timeout=0.1)
    assert host in forget_strays(request)


def test_a_connection_to_this_machine_is_made(request: pytest.FixtureRequest) -> None:
    """Sandboxes on loopback can be reached."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()
    assert forget_strays(request) == []
