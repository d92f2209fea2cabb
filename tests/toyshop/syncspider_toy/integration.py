"""What the toy shop can send and receive."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

import syncspider
from syncspider import Choice, Form, Found, Money, Outcome, Product, Question, Session, http
from syncspider.errors import AccessError, ConfigurationError, RecordError, Refusal, SyncSpiderError
from syncspider.secret import Secret

MISDIRECTED = 421
FORBIDDEN = 403


def _digits(text: str) -> str:
    if not text.isdigit():
        raise ConfigurationError(f"The store {text!r} is no number.")
    return text


def _token(text: str) -> str:
    if not text.startswith("toy"):
        raise ConfigurationError(f"The token {text} is none.", hint=f"{text[:6]}... is no beginning of a token.")
    return text


def _explain(response: http.Response) -> SyncSpiderError:
    if response.status == MISDIRECTED:
        return AccessError("This is a token of the other environment.", refusal=Refusal.ENVIRONMENT)
    return http.explain_plainly(response)


class Shop:
    """One method per path."""

    def __init__(self, client: http.Client) -> None:
        self.client = client

    def get(self, path: str) -> Any:
        """Anything."""
        return self.client.read(path).json()

    def close(self) -> None:
        """Let go of sockets."""
        self.client.close()


def _record(item: Mapping[str, Any]) -> syncspider.Record[Product]:
    value = Product(sku=item["sku"], name=item["name"], price=Money(syncspider.decimal_of(item["price"]), "EUR"))
    return syncspider.Record(key=item["sku"], value=value, version=str(item.get("version", "")))


class Products(syncspider.Source[Product]):
    """Products of the toy shop, fifty a page."""

    entity = Product
    supplies = frozenset({"sku", "name", "price"})
    incremental: ClassVar[bool] = False
    form = Form((Question(name="shelf", label="Shelf to read", required=False),))

    def now(self) -> datetime:
        """The shop's present."""
        self.api.get("/store")
        present: datetime = self.api.client.now()
        return present

    def read(self, window: syncspider.Window, page: str | None) -> syncspider.Batch[Product]:
        """One page."""
        body = self.api.get(f"/products?page={page or 1}")
        records, broken = [], []
        for item in body["items"]:
            try:
                records.append(_record(item))
            except RecordError as error:
                broken.append(syncspider.Broken(key=item["sku"], error=error))
        return syncspider.Batch(records=tuple(records), broken=tuple(broken), resume=body["next"], total=body["total"])

    def fetch(self, key: str) -> syncspider.Record[Product] | None:
        """One product."""
        return _record(self.api.get(f"/products/{key}"))


class Orders(syncspider.Source[syncspider.Order]):
    """Orders of the toy shop, of which there are none."""

    entity = syncspider.Order
    supplies = frozenset({"number"})

    def now(self) -> datetime:
        """The shop's present."""
        present: datetime = self.api.client.now()
        return present

    def read(self, window: syncspider.Window, page: str | None) -> syncspider.Batch[syncspider.Order]:
        """None."""
        return syncspider.Batch(records=())

    def fetch(self, key: str) -> None:
        """None."""


class ProductsIn(syncspider.Target[Product]):
    """Products into the toy shop, by SKU."""

    entity = Product
    requires = frozenset({"sku"})
    accepts = frozenset({"sku", "name", "price"})
    policy = syncspider.WritePolicy.keyed("sku")
    form = Form(
        (
            Question(name="category", label="Category", live=True, required=False),
            Question(
                name="tone", label="Tone", choices=(Choice("loud", "Loud"), Choice("soft", "Soft")), default="soft"
            ),
            Question(name="note", label="Note", required=False),
        ),
    )

    def key_of(self, value: Product) -> str:
        """The SKU."""
        return value.sku or ""

    def write(self, changes: Sequence[syncspider.Change[Product]]) -> Iterable[Outcome]:
        """Put each."""
        for change in changes:
            value = change.value
            price = value.price.amount if value.price else 0
            body = json.dumps({"sku": value.sku, "name": value.name, "price": str(price)}).encode()
            answer = self.api.client.send("PUT", f"/products/{change.key}", content=body).json()
            yield Outcome.applied(change.key, change.key, created=answer["created"])

    def find_existing(self, change: syncspider.Change[Product]) -> Found:
        """Not needed: a PUT is repeated."""
        return Found.none()

    def choices(self, question: str) -> tuple[Choice, ...]:
        """The shop's own categories."""
        return tuple(Choice(item["id"], item["title"]) for item in self.api.get("/categories"))


class Toy(syncspider.Integration):
    """The toy shop."""

    name = "toy"
    title = "Toy"
    form = Form(
        (
            Question(name="store", label="Store number", check=_digits),
            Question(
                name="environment",
                label="Environment",
                choices=(Choice("live", "Live"), Choice("trial", "Trial")),
                default="live",
            ),
            Question(name="base_url", label="Address", required=False, default="https://toy.invalid"),
            Question(name="category", label="Category of new products", required=False),
            Question(name="app_secret", label="App secret", secret=True, required=False),
            Question(name="token", label="Token", secret=True, by_consent=True, check=_token),
        ),
    )
    sources = (Products, Orders)
    targets = (ProductsIn,)
    consents = True
    sandbox = "syncspider_toy.sandbox:ToySandbox"

    def open_api(self, session: Session) -> Shop:
        """A client with the token."""
        client = http.Client(
            session.settings["base_url"],
            clock=session.clock,
            random=session.random,
            budget=session.budget,
            auth=http.BearerToken(session.secret("token")),
            explain=_explain,
            attempts=1,
        )
        return Shop(client)

    def check(self, api: Shop) -> str:
        """The store's name."""
        return f"store {api.get('/store')['name']}"

    def account_of(self, settings: Mapping[str, str]) -> str:
        """The store's number."""
        return settings["store"]

    def consent_url(self, session: Session, *, state: str) -> str:
        """The page to agree on."""
        return f"{session.settings['base_url']}/consent?state={state}"

    def redeem(self, session: Session, *, code: str) -> Mapping[str, Secret]:
        """The token for a code."""
        client = session.open_client(session.settings["base_url"])
        try:
            return {"token": Secret(client.send("POST", "/token", content=code.encode()).json()["token"])}
        finally:
            client.close()
