"""The sandboxes of a demo, each behind a socket of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Self

from syncspider.clock import Clock
from syncspider.demo.casting import Player
from syncspider.errors import ConfigurationError
from syncspider.plugin.registry import Registry
from syncspider.sandbox import Credentials, MerchantDay, Sandbox, SandboxServer
from syncspider.sandbox.loading import load_sandbox

Holdings = Mapping[str, Mapping[str, object]]


class Stage:
    """Serves a sandbox for each account until closed; use it as a context manager."""

    def __init__(self, players: Iterable[Player], *, registry: Registry, records: int, seed: int, clock: Clock) -> None:
        """Fill the sandboxes and serve them on free ports of 127.0.0.1.

        Raises:
            ConfigurationError: An app has no sandbox.
            PluginError: A sandbox cannot be loaded.
        """
        self._servers: dict[Player, SandboxServer] = {}
        try:
            for player in players:
                kind = _sandbox_of(registry, player)
                sandbox = kind(seed=seed, records=records, clock=clock, account=player.account)
                self._servers[player] = SandboxServer(sandbox)
        except BaseException:
            self.close()
            raise

    def credentials(self, player: Player) -> Credentials:
        """What the account's user would type."""
        server = self._servers[player]
        return server.sandbox.credentials(server.url)

    def answers(self, player: Player, entity: str) -> Mapping[str, str]:
        """What the account's owner would set in a task that writes an entity there."""
        return self._servers[player].sandbox.answers(entity)

    def unfit(self, player: Player, entity: str) -> frozenset[str]:
        """Keys of an account's records that no other can take as they are."""
        return self._servers[player].sandbox.unfit(entity)

    def holdings(self) -> dict[Player, Holdings]:
        """A copy of what each account holds."""
        return {player: server.sandbox.holdings() for player, server in self._servers.items()}

    def refunds(self, player: Player) -> Mapping[str, object]:
        """What an account gave back on each of its orders."""
        return self._servers[player].sandbox.refunds()

    def merchant_days(self) -> dict[Player, MerchantDay]:
        """Let the owner of each account work, and tell what they did."""
        days = {player: server.sandbox.merchant_day() for player, server in self._servers.items()}
        return {player: day for player, day in days.items() if day is not None}

    def close(self) -> None:
        """Stop serving."""
        while self._servers:
            self._servers.popitem()[1].close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()


def _sandbox_of(registry: Registry, player: Player) -> type[Sandbox]:
    integration = registry.integration(player.integration)
    if integration.sandbox is None:
        raise ConfigurationError(f"{integration.title} has no sandbox.")
    return load_sandbox(integration.sandbox, integration=integration.name)
