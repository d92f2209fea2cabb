"""From a saved connection to a live one."""

from datetime import UTC, datetime
from random import Random

import pytest
from syncspider import Api, Form, Integration, Rate, Session, hookimpl
from syncspider.clock import SystemClock
from syncspider.errors import ConfigurationError
from syncspider.plugin.discovery import load_registry
from syncspider.secret import Secret
from syncspider.state import Connection
from syncspider.vault import Sessions, Vault

NOW = datetime(2026, 1, 1, tzinfo=UTC)


class App(Integration):
    """Allows two requests a second."""

    name = "app"
    title = "App"
    form = Form()
    rate = Rate(per_second=2, burst=3)

    def open_api(self, session: Session) -> Api:
        """Nothing is called here."""
        raise NotImplementedError

    def check(self, api: object) -> str:
        """Nothing."""
        return ""

    def account_of(self, settings: object) -> str:
        """One account."""
        return "1"


class Plugin:
    """Brings the app."""

    API_VERSION = 1

    @staticmethod
    @hookimpl
    def syncspider_register_integrations() -> tuple[type[Integration], ...]:
        """The app."""
        return (App,)


@pytest.fixture
def sessions(vault: Vault) -> Sessions:
    """Sessions of the app alone."""
    registry = load_registry(no_plugins=True, extra=[("app", Plugin)])
    return Sessions(registry, vault, SystemClock(), Random(1))


def _connection(name: str, integration: str = "app") -> Connection:
    return Connection(id=1, name=name, integration=integration, settings={"shop": "1"}, created_at=NOW, updated_at=NOW)


def test_a_session_has_the_settings_and_the_secrets(sessions: Sessions, vault: Vault) -> None:
    """What was stored is what the integration sees, and what it puts is stored."""
    vault.put("one", {"token": Secret("t")})
    session = sessions.open(_connection("one"))
    assert (session.connection, session.settings) == ("one", {"shop": "1"})
    assert session.secret("token") == Secret("t")
    session.secrets.put("token", Secret("u"))
    assert vault.get("one", "token") == Secret("u")


def test_who_opens_one_connection_shares_its_budget(sessions: Sessions) -> None:
    """The account's allowance is one, however often it is opened; another account has its own."""
    one = sessions.open(_connection("one"))
    assert sessions.open(_connection("one")).budget is one.budget
    assert sessions.open(_connection("two")).budget is not one.budget


def test_an_integration_that_is_gone_is_told(sessions: Sessions) -> None:
    """The connection outlives its plugin; using it says so."""
    with pytest.raises(ConfigurationError, match="no integration called 'gone'"):
        sessions.open(_connection("one", "gone"))
