"""What is done with connections: their rows, their secrets and their far ends together."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import attrs

from syncspider.app.account import FAILING, FINE, UNREACHABLE, Account, Diagnosis, PendingSecrets
from syncspider.app.answering import filled_form
from syncspider.clock import Clock
from syncspider.errors import AccessError, ConfigurationError, SyncSpiderError, TransientError
from syncspider.planning.names import checked_name, choice_among
from syncspider.plugin.registry import Registry
from syncspider.plugin.session import Session
from syncspider.secret import Secret
from syncspider.state import Connection, Connections, Database
from syncspider.vault import Sessions, Vault


class Connecting:
    """Adds, checks, changes and removes connections."""

    def __init__(
        self,
        *,
        registry: Callable[[], Registry],
        sessions: Callable[[], Sessions],
        database: Database,
        vault: Vault,
        clock: Clock,
    ) -> None:
        """Use these; the first two are asked only where a plugin is needed."""
        self._registry = registry
        self._sessions = sessions
        self._database = database
        self._vault = vault
        self._clock = clock
        self._connections = Connections()

    def all(self) -> tuple[Connection, ...]:
        """Every stored connection, by name."""
        with self._database.read() as tx:
            return self._connections.all(tx)

    def named(self, name: str) -> Connection:
        """The stored connection of that name.

        Raises:
            ConfigurationError: There is none.
        """
        with self._database.read() as tx:
            found = self._connections.named(tx, name)
            others = () if found else self._connections.all(tx)
        if found is None:
            hint = choice_among(name, (other.name for other in others), what="connection")
            raise ConfigurationError(f"There is no connection {name}.", hint=hint)
        return found

    def secret_names(self, connection: Connection) -> tuple[str, ...]:
        """Which secrets are stored for it."""
        return self._vault.names_of(connection.name)

    def must_be_free(self, name: str) -> str:
        """A name that a new connection may take.

        Raises:
            ConfigurationError: It is taken, or no name.
        """
        checked_name(name, what="connection")
        if any(connection.name == name for connection in self.all()):
            raise ConfigurationError(f"There is a connection {name} already.", hint="Give another name with --name.")
        return name

    def begun(self, integration: str, name: str, answers: Mapping[str, str], secrets: Mapping[str, Secret]) -> Account:
        """A new account, of which nothing is stored yet.

        Raises:
            ConfigurationError: The name is taken, or an answer is wrong or missing; nothing was called.
        """
        app = self._registry().integration(integration)
        self.must_be_free(name)
        settings, hidden = filled_form(app.form, answers, secrets)
        now = self._clock.now()
        connection = Connection(
            id=0, name=name, integration=app.name, settings=settings, created_at=now, updated_at=now
        )
        return Account(connection=connection, integration=app, secrets=PendingSecrets(hidden))

    def changed(self, name: str, answers: Mapping[str, str], secrets: Mapping[str, Secret]) -> Account:
        """A stored account with other answers, not stored yet; an empty answer takes one away.

        Raises:
            ConfigurationError: An answer is wrong, or it would be another account; nothing was called.
        """
        connection = self.named(name)
        app = self._registry().integration(connection.integration)
        merged = {**connection.settings, **answers}
        settings, hidden = filled_form(app.form, merged, secrets, held=self._vault.names_of(name))
        if app.account_of(settings) != app.account_of(connection.settings):
            message = (
                f"With these answers {name} would be another account, and what was moved would not be found there."
            )
            raise ConfigurationError(message, hint=f"Add a new one: syncspider connections add {app.name} --name NAME")
        held = PendingSecrets(hidden, self._vault.secrets_of(name))
        return Account(connection=attrs.evolve(connection, settings=settings), integration=app, secrets=held)

    def consent_url(self, account: Account, *, state: str) -> str:
        """The page on which the account's owner agrees."""
        return account.integration.consent_url(self._session(account), state=state)

    def redeem(self, account: Account, *, code: str) -> None:
        """Get the secrets for the code from that page, into the account.

        Raises:
            SyncSpiderError: The far end did not give them.
        """
        account.secrets.give(account.integration.redeem(self._session(account), code=code))

    def diagnose(self, account: Account) -> Diagnosis:
        """Make one harmless call.

        Raises:
            ConfigurationError: The settings do not fit together; nothing was called.
        """
        name = account.connection.name
        try:
            told = self._check(account)
        except ConfigurationError:
            raise
        except AccessError as error:
            return Diagnosis(connection=name, verdict=error.refusal.value, told=error.message, hint=error.hint)
        except TransientError as error:
            return Diagnosis(connection=name, verdict=UNREACHABLE, told=error.message, hint=error.hint)
        except SyncSpiderError as error:
            return Diagnosis(connection=name, verdict=FAILING, told=error.message, hint=error.hint)
        return Diagnosis(connection=name, verdict=FINE, told=told)

    def save(self, account: Account) -> None:
        """Store it, the secrets before the row that makes them count."""
        connection, now = account.connection, self._clock.now()
        with self._database.write() as tx:
            if account.new:
                self._connections.add(
                    tx, name=connection.name, integration=connection.integration, settings=connection.settings, now=now
                )
                self._vault.forget(connection.name)  # what an interrupted command may have left
            else:
                self._connections.change(tx, connection.id, connection.settings, now)
            if account.secrets.new:
                self._vault.put(connection.name, account.secrets.new)

    def remove(self, connection: Connection) -> None:
        """Forget its secrets and remove its row.

        Raises:
            ConfigurationError: Tasks use it, or a write through it is not settled; everything stays.
        """
        with self._database.write() as tx:
            self._connections.remove(tx, connection.id)
            self._vault.forget(connection.name)

    def _check(self, account: Account) -> str:
        api = account.integration.open_api(self._session(account))
        try:
            return account.integration.check(api)
        finally:
            api.close()

    def _session(self, account: Account) -> Session:
        return self._sessions().open(account.connection, secrets=account.secrets)
