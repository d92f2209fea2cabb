"""Stores behind real sockets, and our own way to them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import attrs
import jsonschema  # type: ignore[import-untyped] # its stubs are no dependency of ours
import pytest
from syncspider import (
    BEGINNING,
    Broken,
    Change,
    Found,
    Operation,
    Outcome,
    Record,
    Session,
    Source,
    Target,
    Window,
    http,
)
from syncspider.sandbox import Request, Response, SandboxServer
from syncspider.secret import Secret
from syncspider_ecwid import Ecwid
from syncspider_ecwid.client import Api
from syncspider_ecwid.sandbox import EcwidSandbox


class Clock:
    """Time that passes when told to."""

    def __init__(self) -> None:
        self._now = datetime(2026, 11, 20, 14, 3, 27, 500_000, tzinfo=UTC)
        self._start = self._now
        self.slept: list[float] = []

    def now(self) -> datetime:
        """The present."""
        return self._now

    def monotonic(self) -> float:
        """Seconds since the start."""
        return (self._now - self._start).total_seconds()

    def sleep(self, seconds: float) -> None:
        """Let time pass at once."""
        self.slept.append(seconds)
        self._now += timedelta(seconds=max(0.0, seconds))


class Secrets:
    """Secrets in memory."""

    def __init__(self, **texts: str) -> None:
        self._secrets = {name: Secret(text) for name, text in texts.items()}

    def get(self, name: str) -> Secret | None:
        """One of them."""
        return self._secrets.get(name)

    def put(self, name: str, secret: Secret) -> None:
        """Keep one."""
        self._secrets[name] = secret


class Payloads:
    """Bodies against the description of the API that was derived from the vendor's client library."""

    def __init__(self) -> None:
        text = (Path(__file__).parent / "ecwid_v3_subset.json").read_text(encoding="utf-8")
        self._components = json.loads(text)["components"]

    def check(self, request: Request) -> None:
        """A body that was sent has the fields and types of the API, and no others."""
        name = self._name(request)
        if name is None or not request.body:
            return
        body = json.loads(request.body)
        whole = {"$ref": f"#/components/schemas/{name}", "components": self._components}
        jsonschema.Draft202012Validator(whole).validate(body)
        self._known(body, {"$ref": name}, name)
        for variation in body.get("combinations", ()):
            self._known(variation, {"$ref": "UpdatedVariation"}, f"{name}.combinations")

    def _name(self, request: Request) -> str | None:
        kinds = {"orders": "Order", "products": "Product", "customers": "Customer", "combinations": "Variation"}
        parts = request.path.removeprefix("/api/v3/").split("/")[1:]
        kind = next((kinds[part] for part in reversed(parts) if part in kinds), "")
        if request.method == "PUT" or (request.method == "POST" and kind == "Variation"):
            return f"Updated{kind}"
        return f"New{kind}" if request.method == "POST" and kind else None

    def _known(self, value: Any, schema: Any, path: str) -> None:
        properties = self._properties(schema)
        if isinstance(value, list):
            for entry in value:
                self._known(entry, schema["items"], path)
        elif isinstance(value, dict) and properties:
            for name, inner in value.items():
                if name != "combinations":
                    assert name in properties, f"{path}.{name}"
                    self._known(inner, properties[name], f"{path}.{name}")

    def _properties(self, schema: Any) -> dict[str, Any]:
        if "$ref" in schema:
            return self._properties(self._components["schemas"][schema["$ref"].rpartition("/")[2]])
        merged: dict[str, Any] = {}
        for part in schema.get("allOf", ()):
            merged |= self._properties(part)
        return merged | schema.get("properties", {})


@attrs.define
class Shop:
    """A served store, and our API to it.

    Attributes:
        sandbox: Its state.
        server: Where it is served.
        api: What sources and targets call.
        clock: Its time.
        requests: Every request that it was sent, in order.
    """

    sandbox: EcwidSandbox
    server: SandboxServer
    api: Api
    clock: Clock
    requests: list[Request]

    def held(self, title: str) -> dict[str, Any]:
        """What it holds of an entity, by key."""
        return dict(self.sandbox.holdings()[title])

    def writes(self) -> list[Request]:
        """The requests that changed something."""
        return [request for request in self.requests if request.method != "GET"]

    def records(self, source: type[Source[Any]], window: Window | None = None) -> list[Record[Any]]:
        """All records of a window, read part by part and page by page; none may be broken."""
        read = self.everything(source, window)
        records = [entry for entry in read if isinstance(entry, Record)]
        assert len(records) == len(read)
        return records

    def everything(self, source: type[Source[Any]], window: Window | None = None) -> list[Record[Any] | Broken]:
        """The same with what is broken."""
        reading = source(self.api, {})
        found: list[Record[Any] | Broken] = []
        for part in reading.split(window or Window(BEGINNING, reading.now())):
            page: str | None = None
            while True:
                batch = reading.read(part, page)
                found += [*batch.records, *batch.broken]
                page = batch.resume
                if page is None:
                    break
        return found

    def fetched(self, source: type[Source[Any]], key: str | None) -> Any:
        """One record's value as it is now."""
        record = source(self.api, {}).fetch(key or "")
        assert record is not None
        return record.value

    def create(self, target: type[Target[Any]], value: Any, key: str = "s1", **options: str) -> Outcome:
        """What became of a creation."""
        change = Change(key=key, value=value, operation=Operation.CREATE, marker=marker_of(key))
        return self.write(target, change, **options)

    def update(
        self, target: type[Target[Any]], value: Any, target_key: str | None, *changed: str, **options: str
    ) -> Outcome:
        """What became of an update of these fields; without names nothing is known of what was written last."""
        change = Change(
            key="s1",
            value=value,
            operation=Operation.UPDATE,
            target_key=target_key,
            marker=marker_of("s1"),
            changed=frozenset(changed) or None,
        )
        return self.write(target, change, **options)

    def write(self, target: type[Target[Any]], change: Change[Any], **options: str) -> Outcome:
        """What became of one change."""
        (outcome,) = target(self.api, options).write([change])
        assert outcome.key == change.key
        return outcome

    def find(self, target: type[Target[Any]], value: Any, key: str = "s1") -> Found:
        """What the target finds of a record."""
        change = Change(key=key, value=value, operation=Operation.CREATE, marker=marker_of(key))
        return target(self.api, {}).find_existing(change)

    def post(self, path: str, body: Any) -> Any:
        """Act as the store's owner through another client."""
        token = self.sandbox.credentials(self.server.url).secrets["token"]
        request = Request(
            method="POST",
            path=f"/api/v3/{self.sandbox.store_id}{path}",
            headers={"authorization": f"Bearer {token}"},
            body=http.encode(body),
        )
        answer = self.sandbox.answer(request)
        assert answer.status == 200, answer.body
        return Request(method="", path="", body=answer.body).json()


def marker_of(key: str) -> str:
    """A marker in the form that the core gives them."""
    return f"syncspider-{hashlib.sha256(key.encode()).hexdigest()[:16]}"


def session_of(settings: dict[str, str], secrets: dict[str, str], clock: Clock) -> Session:
    """A live connection as the core would make one, without a limit on its requests."""
    return Session(
        connection="shop",
        settings=settings,
        secrets=Secrets(**secrets),
        clock=clock,
        random=Random(1),
        budget=http.Budget(None, clock=clock),
    )


@pytest.fixture
def clock() -> Clock:
    """Time of the test."""
    return Clock()


@pytest.fixture
def session(clock: Clock) -> Callable[[dict[str, str], dict[str, str]], Session]:
    """Makes a live connection of settings and secrets."""
    return lambda settings, secrets: session_of(settings, secrets, clock)


@pytest.fixture(scope="session")
def payloads() -> Payloads:
    """The description of the API."""
    return Payloads()


@pytest.fixture
def open_shop(clock: Clock, payloads: Payloads) -> Iterator[Callable[..., Shop]]:
    """Serves a store of so many records and connects to it as a user would; every body sent is checked at the end."""
    sent: list[Request] = []
    with ExitStack() as stack:

        def opened(*, records: int = 0, account: int = 1, seed: int = 7) -> Shop:
            sandbox = EcwidSandbox(seed=seed, records=records, clock=clock, account=account)
            server = stack.enter_context(SandboxServer(sandbox))
            requests: list[Request] = []

            def note(request: Request) -> Response | None:
                requests.append(request)
                sent.append(request)
                return None

            server.before.append(note)
            credentials = sandbox.credentials(server.url)
            settings = Ecwid.form.filled({**credentials.settings, **credentials.secrets})
            api = Ecwid().open_api(session_of(settings, dict(credentials.secrets), clock))
            stack.callback(api.close)
            assert isinstance(api, Api)
            return Shop(sandbox=sandbox, server=server, api=api, clock=clock, requests=requests)

        yield opened
    for request in sent:
        payloads.check(request)


@pytest.fixture
def shop(open_shop: Callable[..., Shop]) -> Shop:
    """An empty store."""
    return open_shop()


@pytest.fixture
def full(open_shop: Callable[..., Shop]) -> Shop:
    """A store of 120 products, orders and customers each."""
    return open_shop(records=120, account=2)
