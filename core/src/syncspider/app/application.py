"""Builds every collaborator once, when it is first asked for, and closes what was opened."""

from __future__ import annotations

import functools
import random as chance
from collections.abc import Callable
from typing import Self

from syncspider.app.connecting import Connecting
from syncspider.app.tasking import Tasking
from syncspider.clock import Clock, SystemClock
from syncspider.engine import Runner
from syncspider.plugin.discovery import load_registry
from syncspider.plugin.registry import Registry
from syncspider.settings import Settings
from syncspider.state import Database, make_owner
from syncspider.vault import Keys, Sessions, Vault, open_keyring


class Application:
    """Everything that a command needs; use it as a context manager.

    A command that looks at stored tasks loads no plugin, and one that looks at plugins opens no state.

    Attributes:
        settings: Where things lie.
        clock: All time.
        random: All chance but that of keys.
        owner: Names this process, to tell whose a run is.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        load: Callable[[], Registry] | None = None,
        clock: Clock | None = None,
        random: chance.Random | None = None,
    ) -> None:
        """Build nothing yet.

        Args:
            settings: What the environment says.
            load: Makes the registry; None loads the plugins that are installed and not switched off.
            clock: None takes the machine's.
            random: None takes a fresh one.
        """
        self.settings = settings
        self.clock = clock or SystemClock()
        self.random = random or chance.Random()  # noqa: S311 - jitter; keys are made by the vault
        self.owner = make_owner()
        self._load = load or self._load_registry
        self._opened: list[Database] = []

    @functools.cached_property
    def registry(self) -> Registry:
        """What is installed."""
        return self._load()

    @functools.cached_property
    def database(self) -> Database:
        """The state."""
        self.settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        database = Database.open(self.settings.database_file)
        self._opened.append(database)
        return database

    @functools.cached_property
    def vault(self) -> Vault:
        """The locked secrets."""
        keys = Keys(self.settings.key_file, open_keyring=open_keyring if self.settings.keyring else None)
        return Vault(self.settings.vault_file, keys)

    @functools.cached_property
    def sessions(self) -> Sessions:
        """Live connections."""
        return Sessions(self.registry, self.vault, self.clock, self.random)

    @functools.cached_property
    def runner(self) -> Runner:
        """What runs a task."""
        return Runner(
            database=self.database,
            registry=self.registry,
            sessions=self.sessions,
            clock=self.clock,
            random=self.random,
            owner=self.owner,
        )

    @functools.cached_property
    def connecting(self) -> Connecting:
        """What is done with connections."""
        return Connecting(
            registry=lambda: self.registry,
            sessions=lambda: self.sessions,
            database=self.database,
            vault=self.vault,
            clock=self.clock,
        )

    @functools.cached_property
    def tasking(self) -> Tasking:
        """What is done with tasks."""
        return Tasking(
            registry=lambda: self.registry,
            sessions=lambda: self.sessions,
            database=self.database,
            clock=self.clock,
        )

    def close(self) -> None:
        """Close what was opened."""
        while self._opened:
            self._opened.pop().close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def _load_registry(self) -> Registry:
        return load_registry(disabled=self.settings.disabled_plugins, no_plugins=not self.settings.plugins)
