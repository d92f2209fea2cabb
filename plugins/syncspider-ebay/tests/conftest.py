"""One seller's sandbox behind a socket, a connection to it as a user would make it, and a look at all that is sent.

Every body that a test makes us send is held against models of eBay's contracts that we did not write (ebay-apiroute),
and against the sandbox's own list of what it did not know.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import attrs
import pydantic
import pytest
from ebay_apiroute.sell.fulfillment.order.models.schemas.issue_refund_request import IssueRefundRequest
from ebay_apiroute.sell.fulfillment.shipping_fulfillment.models.schemas.shipping_fulfillment_details import (
    ShippingFulfillmentDetails,
)
from ebay_apiroute.sell.inventory.inventory_item.models.schemas.bulk_get_inventory_item import BulkGetInventoryItem
from ebay_apiroute.sell.inventory.inventory_item.models.schemas.bulk_inventory_item import BulkInventoryItem
from ebay_apiroute.sell.inventory.inventory_item.models.schemas.bulk_price_quantity import BulkPriceQuantity
from ebay_apiroute.sell.inventory.inventory_item_group.models.schemas.inventory_item_group import InventoryItemGroup
from ebay_apiroute.sell.inventory.offer.models.schemas.ebay_offer_details_with_id import EbayOfferDetailsWithId
from ebay_apiroute.sell.inventory.offer.models.schemas.ebay_offer_details_with_keys import EbayOfferDetailsWithKeys
from ebay_apiroute.sell.inventory.offer.models.schemas.publish_by_inventory_item_group_request import (
    PublishByInventoryItemGroupRequest,
)
from syncspider import (
    Change,
    Condition,
    Money,
    Operation,
    Outcome,
    Picture,
    Product,
    Quantity,
    Session,
    Target,
    Weight,
    http,
)
from syncspider.sandbox import Request, Response, SandboxServer
from syncspider.secret import Secret
from syncspider_ebay.client import Api
from syncspider_ebay.integration import Ebay
from syncspider_ebay.listings import Listings
from syncspider_ebay.sandbox import EbaySandbox

START = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
MODELS: tuple[tuple[str, str, type[pydantic.BaseModel]], ...] = (
    ("POST", "bulk_get_inventory_item", BulkGetInventoryItem),
    ("POST", "bulk_create_or_replace_inventory_item", BulkInventoryItem),
    ("POST", "bulk_update_price_quantity", BulkPriceQuantity),
    ("PUT", "inventory_item_group/[^/]+", InventoryItemGroup),
    ("POST", "offer", EbayOfferDetailsWithKeys),
    ("PUT", "offer/[^/]+", EbayOfferDetailsWithId),
    ("POST", "offer/publish_by_inventory_item_group", PublishByInventoryItemGroupRequest),
    ("POST", "shipping_fulfillment", ShippingFulfillmentDetails),
    ("POST", "issue_refund", IssueRefundRequest),
)


class FakeClock:
    """Time that only moves when somebody sleeps or a test says so."""

    def __init__(self) -> None:
        self.moment = START

    def now(self) -> datetime:
        """The present."""
        return self.moment

    def monotonic(self) -> float:
        """Seconds since the start."""
        return (self.moment - START).total_seconds()

    def sleep(self, seconds: float) -> None:
        """Move on."""
        self.moment += timedelta(seconds=max(0.0, seconds))


class MemorySecrets(dict[str, Secret]):
    """Secrets that are forgotten with the test."""

    def put(self, name: str, secret: Secret) -> None:
        """Keep one."""
        self[name] = secret


@attrs.frozen
class Shop:
    """A sandbox, its server and a session with it.

    Attributes:
        sandbox: The seller.
        server: In front of it.
        clock: The time of both ends.
        session: A connection's.
        sent: Every request with a body, in order.
    """

    sandbox: EbaySandbox
    server: SandboxServer
    clock: FakeClock
    session: Session
    sent: list[Request] = attrs.field(factory=list)

    def session_with(self, **changes: str) -> Session:
        """The session with other settings or secrets; an empty text takes one away."""
        settings = {**self.session.settings, **{n: text for n, text in changes.items() if not Ebay.form[n].secret}}
        secrets = MemorySecrets(self.session.secrets)  # type: ignore[call-overload]
        secrets.update({name: Secret(text) for name, text in changes.items() if Ebay.form[name].secret})
        return attrs.evolve(self.session, settings={n: t for n, t in settings.items() if t}, secrets=secrets)

    def held(self, title: str, key: str) -> Any:
        """One record of the sandbox."""
        return self.sandbox.holdings()[title][key]

    def article(self, sku: str) -> Any:
        """An item of the sandbox with its offers."""
        return self.sandbox.articles()[sku]

    def asked(self, method: str, ending: str) -> int:
        """How many requests of a method had a path with this ending."""
        return sum(ex.method == method and ex.path.endswith(ending) for ex in self.server.exchanges)

    def bodies(self, ending: str) -> list[Any]:
        """What was sent to paths with this ending."""
        return [request.json() for request in self.sent if request.path.endswith(ending)]

    def lose_answers(self, ending: str, count: int = 1) -> None:
        """Carry out the next requests to such paths, and lose the answers on the way."""
        left = [count]

        def lose(request: Request, response: Response) -> Response:
            if request.method == "GET" or not request.path.endswith(ending) or left[0] == 0:
                return response
            left[0] -= 1
            return Response(status=200, body=b"{", headers={"Content-Length": "99", "Connection": "close"})

        self.server.after.append(lose)

    def answer_instead(self, ending: str, response: Response) -> None:
        """Answer writes to such paths without carrying them out."""

        def instead(request: Request) -> Response | None:
            return response if request.method != "GET" and request.path.endswith(ending) else None

        self.server.before.append(instead)

    def note(self, request: Request) -> None:
        """Remember what was sent."""
        if request.method in {"POST", "PUT"} and not request.path.endswith("/oauth2/token"):
            self.sent.append(request)


@pytest.fixture
def make_shop() -> Iterator[Callable[..., Shop]]:
    """Opens sandboxes; at the end each is closed, and what was sent to it examined."""
    shops: list[Shop] = []

    def make(*, records: int = 0, seed: int = 1, **options: Any) -> Shop:
        clock = FakeClock()
        sandbox = EbaySandbox(seed=seed, records=records, clock=clock, **options)
        server = SandboxServer(sandbox)
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
        shops.append(Shop(sandbox, server, clock, session))
        server.before.append(shops[-1].note)
        return shops[-1]

    yield make
    for shop in shops:
        shop.server.close()
    for shop in shops:
        assert not shop.sandbox.ignored
        for request in shop.sent:
            examine(request)


def examine(request: Request) -> None:
    """Hold a body against the model of its call: nothing unknown, nothing of another type."""
    model = next(
        (m for verb, path, m in MODELS if verb == request.method and re.search(f"/{path}$", request.path)), None
    )
    if model is None:
        assert request.path.endswith("/publish")
        assert request.json() == {}
        return
    body = without_aspects(json.loads(request.body))
    assert model.model_validate(body).model_dump(mode="json", by_alias=True, exclude_unset=True) == body


def without_aspects(value: Any) -> Any:
    """A body in the contract's own mistaken form: it types aspects, names with lists of texts, as a text."""
    if isinstance(value, list):
        return [without_aspects(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    aspects = value.get("aspects", {})
    assert all(isinstance(name, str) and all(isinstance(text, str) for text in aspects[name]) for name in aspects)
    plain = {name: without_aspects(inner) for name, inner in value.items()}
    return {**plain, "aspects": "aspects"} if "aspects" in value else plain


@pytest.fixture
def open_api() -> Iterator[Callable[[Session], Api]]:
    """Opens connections; each is closed at the end."""
    opened: list[Api] = []

    def open_one(session: Session) -> Api:
        api = Ebay().open_api(session)
        assert isinstance(api, Api)
        opened.append(api)
        return api

    yield open_one
    for api in opened:
        api.close()


@pytest.fixture
def shop(make_shop: Callable[..., Shop]) -> Shop:
    """A seller with nothing but policies and a location."""
    return make_shop()


@pytest.fixture
def full(make_shop: Callable[..., Shop]) -> Shop:
    """A seller with sixty items and orders."""
    return make_shop(records=60)


@pytest.fixture
def api(shop: Shop, open_api: Callable[[Session], Api]) -> Api:
    """A connection to the seller with nothing."""
    return open_api(shop.session)


@pytest.fixture
def terms(api: Api) -> Mapping[str, str]:
    """All that publishing needs and a source lacks, chosen from what the account offers."""
    target = Listings(api, {})
    live = {
        question.name: target.choices(question.name)[0].value for question in target.form.questions if question.live
    }
    return {**live, "category_id": "15687", "condition": "NEW"}


@pytest.fixture
def listings(api: Api, terms: Mapping[str, str]) -> Listings:
    """A target for products with all that publishing needs."""
    return Listings(api, terms)


@pytest.fixture
def mug() -> Product:
    """A product with everything that eBay can hold, but variants."""
    return Product(
        sku="MUG-1.a",
        name="Mug, white",
        description="<p>Ceramic</p>",
        price=Money(Decimal("12.30"), "USD"),
        quantity=Quantity(Decimal(5)),
        condition=Condition.NEW,
        brand="Acme",
        mpn="AC-1",
        gtin="4006381333931",
        weight=Weight(Decimal("0.4"), "kg"),
        pictures=(Picture(url="https://img.example/mug.jpg"),),
        attributes={"Colour": ("White",), "Empty": ()},
        variants=(),
    )


@pytest.fixture
def put() -> Callable[..., Outcome]:
    """Writes one value and gives its outcome."""

    def write(target: Target[Any], value: Any, **change: Any) -> Outcome:
        given = {"key": "source-1", "operation": Operation.CREATE, **change}
        (outcome,) = target.write([Change(value=value, **given)])
        return outcome

    return write


@pytest.fixture
def put_all() -> Callable[..., dict[str, Outcome]]:
    """Writes several products at once, and gives outcomes by SKU."""

    def write(target: Target[Product], values: list[Product]) -> dict[str, Outcome]:
        changes = [Change(key=str(value.sku), value=value, operation=Operation.CREATE) for value in values]
        outcomes = list(target.write(changes))
        assert sorted(outcome.key for outcome in outcomes) == sorted(change.key for change in changes)
        return {outcome.key: outcome for outcome in outcomes}

    return write
