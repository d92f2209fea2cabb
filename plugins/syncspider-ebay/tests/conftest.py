"""One seller's sandbox behind a socket, and a connection to it as a user would make it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import attrs
import pytest
from syncspider import Session, http
from syncspider.sandbox import SandboxServer
from syncspider.secret import Secret
from syncspider_ebay.client import Api
from syncspider_ebay.integration import Ebay
from syncspider_ebay.sandbox import EbaySandbox

START = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


class FakeClock:
    """Time that only moves when somebody sleeps or a test says so."""

    def __init__(self) -> None:
        self.moment = START
        self.slept: list[float] = []

    def now(self) -> datetime:
        """The present."""
        return self.moment

    def monotonic(self) -> float:
        """Seconds since the start."""
        return (self.moment - START).total_seconds()

    def sleep(self, seconds: float) -> None:
        """Move on."""
        self.slept.append(seconds)
        self.moment += timedelta(seconds=max(0.0, seconds))


class MemorySecrets(dict[str, Secret]):
    """Secrets that are forgotten with the test."""

    def put(self, name: str, secret: Secret) -> None:
        """Keep one."""
        self[name] = secret


@attrs.frozen
class Shop:
    """A sandbox, its server and a session with it."""

    sandbox: EbaySandbox
    server: SandboxServer
    clock: FakeClock
    session: Session

    def session_with(self, **changes: str) -> Session:
        """The session with other settings or secrets; an empty text takes one away."""
        known = {question.name: question.secret for question in Ebay.form.questions}
        settings = {**self.session.settings, **{name: text for name, text in changes.items() if not known[name]}}
        secrets = MemorySecrets(dict(self.session.secrets))  # type: ignore[call-overload]
        secrets.update({name: Secret(text) for name, text in changes.items() if known[name]})
        return attrs.evolve(self.session, settings={n: t for n, t in settings.items() if t}, secrets=secrets)

    def products(self) -> dict[str, Any]:
        """What the seller sells, by SKU."""
        return dict(self.sandbox.holdings()["Products"])

    def asked(self, method: str, ending: str) -> int:
        """How many requests of a method had a path with this ending."""
        return sum(ex.method == method and ex.path.endswith(ending) for ex in self.server.exchanges)


MakeShop = Callable[..., Shop]


@pytest.fixture
def make_shop() -> Iterator[MakeShop]:
    """Opens sandboxes; each is closed at the end."""
    servers: list[SandboxServer] = []

    def make(*, records: int = 0, seed: int = 1, **options: Any) -> Shop:
        clock = FakeClock()
        sandbox = EbaySandbox(seed=seed, records=records, clock=clock, **options)
        server = SandboxServer(sandbox)
        servers.append(server)
        typed = sandbox.credentials(server.url)
        answers = Ebay.form.filled({**typed.settings, **typed.secrets})
        session = Session(
            connection="shop",
            settings={name: text for name, text in answers.items() if not Ebay.form[name].secret},
            secrets=MemorySecrets({n: Secret(text) for n, text in answers.items() if Ebay.form[n].secret}),
            clock=clock,
            random=Random(1),
            budget=http.Budget(None, clock=clock),
        )
        return Shop(sandbox, server, clock, session)

    yield make
    for server in servers:
        server.close()


@pytest.fixture
def open_api() -> Iterator[Callable[[Session], Api]]:
    """Opens connections; each is closed at the end."""
    opened: list[Api] = []

    def open_one(session: Session) -> Api:
        opened.append(Ebay().open_api(session))
        return opened[-1]

    yield open_one
    for api in opened:
        api.close()


@pytest.fixture
def shop(make_shop: MakeShop) -> Shop:
    """A seller with nothing but policies and a location."""
    return make_shop()


@pytest.fixture
def api(shop: Shop, open_api: Callable[[Session], Api]) -> Api:
    """A connection to that seller."""
    return open_api(shop.session)
