"""The integration that the benchmarks run: orders read by pages and written in batches, as an author would write it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

import attrs
import msgspec
from syncspider import (
    Address,
    Batch,
    Broken,
    Change,
    Form,
    Found,
    FulfillmentStatus,
    Integration,
    Money,
    Order,
    OrderLine,
    Outcome,
    PaymentStatus,
    Quantity,
    Question,
    Record,
    Session,
    Source,
    Target,
    Window,
    WritePolicy,
    hookimpl,
    http,
)
from syncspider.errors import RecordError

API_VERSION = 1


@attrs.define(kw_only=True)
class WireLine:
    """A line as the far end has it."""

    id: str
    sku: str
    name: str
    quantity: int
    price: str
    tax: str
    options: dict[str, str]


@attrs.define(kw_only=True)
class WireAddress:
    """An address as the far end has it."""

    name: str | None
    company: str | None
    street: list[str]
    city: str | None
    region: str | None
    postal_code: str | None
    country: str | None
    phone: str | None


@attrs.define(kw_only=True)
class WireOrder:
    """An order as the far end has it."""

    id: str
    number: str
    email: str
    payment_status: str
    fulfillment_status: str
    created_at: datetime
    updated_at: datetime
    currency: str
    subtotal: str
    shipping: str
    tax: str
    total: str
    lines: list[WireLine]
    billing_address: WireAddress
    shipping_address: WireAddress
    shipping_method: str
    note: str


class Page(msgspec.Struct):
    """One page, its orders not yet looked at."""

    total: int
    pages: int
    next: int | None
    orders: list[msgspec.Raw]


_PAGE = msgspec.json.Decoder(Page)
_ORDER = msgspec.json.Decoder(WireOrder)


class Api:
    """Both calls of the far end."""

    def __init__(self, client: http.Client) -> None:
        self._client = client

    def page(self, number: int) -> Page:
        """One page."""
        return _PAGE.decode(self._client.read("/orders", params={"page": str(number)}).content)

    def keep(self, orders: Sequence[WireOrder]) -> None:
        """Write some."""
        self._client.send("POST", "/orders", content=http.encode(orders))

    def now(self) -> datetime:
        """The far end's time."""
        return self._client.now()

    def close(self) -> None:
        """Let go of sockets."""
        self._client.close()


class Orders(Source[Order], Target[Order]):
    """Orders, whose pages can be asked for in any order unless the option says otherwise."""

    entity = Order
    supplies: ClassVar = frozenset(
        {
            "number", "email", "payment_status", "fulfillment_status", "created_at", "updated_at", "subtotal",
            "shipping", "tax", "total", "lines", "billing_address", "shipping_address", "shipping_method", "note",
        }
    )  # fmt: skip
    requires: ClassVar = frozenset({"total"})
    accepts: ClassVar = supplies
    policy = WritePolicy.keyed("number")
    max_batch = 25
    writers = 8
    form = Form((Question(name="paging", label="offset or cursor", default="cursor"),))
    api: Api

    def now(self) -> datetime:
        """The far end's time."""
        return self.api.now()

    def split(self, window: Window) -> Iterable[Window]:
        """One part per page, where the connection says that pages may be read ahead."""
        if self.options.get("paging") != "offset":
            return (window,)
        return (attrs.evolve(window, part=str(number)) for number in range(self.api.page(0).pages))

    def read(self, window: Window, page: str | None) -> Batch[Order]:
        """One page."""
        answer = self.api.page(int(window.part or page or 0))
        records, broken = [], []
        for raw in answer.orders:
            try:
                records.append(_record(_ORDER.decode(raw)))
            except (msgspec.ValidationError, RecordError) as error:
                broken.append(Broken(key="", error=RecordError(str(error)), raw=bytes(raw).decode()))
        resume = None if window.part or answer.next is None else str(answer.next)
        return Batch(records=tuple(records), broken=tuple(broken), resume=resume, total=answer.total)

    def fetch(self, key: str) -> Record[Order] | None:
        """Not offered by this far end."""
        raise RecordError(f"{key} cannot be read alone.")

    def key_of(self, value: Order) -> str:
        """The order's number."""
        if not value.number:
            raise RecordError("The order has no number.", path="number")
        return value.number

    def write(self, changes: Sequence[Change[Order]]) -> Iterable[Outcome]:
        """All in one request."""
        self.api.keep([_wire(change) for change in changes])
        return [Outcome.applied(change.key, change.key) for change in changes]

    def find_existing(self, change: Change[Order]) -> Found:
        """The far end takes an order again under the same number."""
        return Found.one(change.key)


class Benched(Integration):
    """The far end."""

    name = "benched"
    title = "Benched"
    form = Form(
        (
            Question(name="base_url", label="address"),
            Question(name="paging", label="offset or cursor", default="cursor"),
        )
    )
    sources = (Orders,)
    targets = (Orders,)

    def open_api(self, session: Session) -> Api:
        """Without credentials."""
        return Api(session.open_client(session.settings["base_url"]))

    def check(self, api: Api) -> str:
        """Read a page."""
        return f"{api.page(0).total} orders"

    def account_of(self, settings: Mapping[str, str]) -> str:
        """Its address."""
        return settings["base_url"]


@hookimpl
def syncspider_register_integrations() -> Iterable[type[Integration]]:
    """The far end."""
    return (Benched,)


def _record(wire: WireOrder) -> Record[Order]:
    def money(amount: str) -> Money:
        return Money.parse(amount, wire.currency)

    order = Order(
        number=wire.number,
        email=wire.email,
        payment_status=PaymentStatus(wire.payment_status),
        fulfillment_status=FulfillmentStatus(wire.fulfillment_status),
        created_at=wire.created_at,
        updated_at=wire.updated_at,
        subtotal=money(wire.subtotal),
        shipping=money(wire.shipping),
        tax=money(wire.tax),
        total=money(wire.total),
        lines=tuple(
            OrderLine(
                key=line.id,
                sku=line.sku,
                name=line.name,
                quantity=Quantity(Decimal(line.quantity)),
                unit_price=money(line.price),
                tax=money(line.tax),
                options=line.options,
            )
            for line in wire.lines
        ),
        billing_address=_address(wire.billing_address),
        shipping_address=_address(wire.shipping_address),
        shipping_method=wire.shipping_method,
        note=wire.note,
    )
    return Record(key=wire.id, value=order, version=wire.updated_at.isoformat())


def _address(wire: WireAddress) -> Address:
    return Address(
        name=wire.name,
        company=wire.company,
        street=tuple(wire.street),
        city=wire.city,
        region=wire.region,
        postal_code=wire.postal_code,
        country=wire.country,
        phone=wire.phone,
    )


def _wire(change: Change[Order]) -> WireOrder:
    order = change.value
    assert order.shipping
    assert order.tax
    assert order.created_at
    assert order.updated_at
    return WireOrder(
        id=change.key,
        number=order.number or "",
        email=order.email or "",
        payment_status=order.payment_status.value,
        fulfillment_status=order.fulfillment_status.value,
        created_at=order.created_at,
        updated_at=order.updated_at,
        currency=order.total.currency,
        subtotal=order.subtotal.text,
        shipping=order.shipping.text,
        tax=order.tax.text,
        total=order.total.text,
        lines=[_wire_line(line) for line in order.lines],
        billing_address=_wire_address(order.billing_address),
        shipping_address=_wire_address(order.shipping_address),
        shipping_method=order.shipping_method or "",
        note=order.note or "",
    )


def _wire_line(line: OrderLine) -> WireLine:
    assert line.tax
    return WireLine(
        id=line.key or "",
        sku=line.sku or "",
        name=line.name,
        quantity=line.quantity.whole,
        price=line.unit_price.text,
        tax=line.tax.text,
        options=dict(line.options),
    )


def _wire_address(address: Address | None) -> WireAddress:
    assert address
    return WireAddress(
        name=address.name,
        company=address.company,
        street=list(address.street),
        city=address.city,
        region=address.region,
        postal_code=address.postal_code,
        country=address.country,
        phone=address.phone,
    )
