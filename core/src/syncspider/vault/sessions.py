"""From a saved connection to a live one."""

from __future__ import annotations

import threading
from random import Random

from syncspider import http
from syncspider.clock import Clock
from syncspider.plugin.integration import Integration
from syncspider.plugin.registry import Registry
from syncspider.plugin.session import Secrets, Session
from syncspider.state import Connection
from syncspider.vault.vault import Vault


class Sessions:
    """Opens connections. All who open one connection share its one budget of requests, for the life of this object."""

    def __init__(self, registry: Registry, vault: Vault, clock: Clock, random: Random) -> None:
        self._registry = registry
        self._vault = vault
        self._clock = clock
        self._random = random
        self._budgets: dict[str, http.Budget] = {}
        self._lock = threading.Lock()

    def open(self, connection: Connection, *, secrets: Secrets | None = None) -> Session:
        """What the integration needs to talk to the account; makes no request.

        Args:
            connection: Whose account.
            secrets: Used instead of the vault's, for a connection that is not stored yet.

        Raises:
            ConfigurationError: The connection's integration is not installed.
        """
        integration = self._registry.integration(connection.integration)
        return Session(
            connection=connection.name,
            settings=connection.settings,
            secrets=self._vault.secrets_of(connection.name) if secrets is None else secrets,
            clock=self._clock,
            random=self._random,
            budget=self._budget_of(connection, integration),
        )

    def _budget_of(self, connection: Connection, integration: Integration) -> http.Budget:
        name = connection.name
        with self._lock:
            if name not in self._budgets:
                rate = integration.rate_of(connection.settings)
                per_second, burst = (rate.per_second, rate.burst) if rate else (None, 1)
                self._budgets[name] = http.Budget(per_second, burst=burst, clock=self._clock)
            return self._budgets[name]
