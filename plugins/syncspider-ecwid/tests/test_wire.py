"""Ecwid's JSON in and out: exact amounts, tolerance for what is new, and one error for what is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import jsonschema  # type: ignore[import-untyped] # its stubs are no dependency of ours
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from syncspider import CURRENCY_DECIMALS, Customer, FulfillmentStatus, Money, Order, PaymentStatus, Product, http
from syncspider.clock import SystemClock
from syncspider.errors import RecordError
from syncspider.sandbox import Request
from syncspider_ecwid.customer_reading import customer_of
from syncspider_ecwid.order_reading import order_of
from syncspider_ecwid.order_writing import new_order
from syncspider_ecwid.product_reading import product_of
from syncspider_ecwid.product_writing import new_product
from syncspider_ecwid.sandbox import EcwidSandbox
from syncspider_ecwid.store import Store
from syncspider_ecwid.variations import combinations_of

STORE = Store(name="Shop", currency="USD", decimals=2, weight_unit="KILOGRAM")
_READERS: Mapping[str, Callable[[Any, Store], object]] = {
    "Orders": order_of,
    "Products": product_of,
    "Customers": lambda raw, _: customer_of(raw),
}


def decoded(text: str) -> Any:
    """JSON as a client reads it from the bytes."""
    return http.Response(status=200, content=text.encode()).json()


def sent(body: object) -> Any:
    """A body as it leaves, with every number as its text."""
    return json.loads(http.encode(body), parse_float=str, parse_int=str)


@st.composite
def amounts(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A currency, and texts of amounts with exactly its decimals."""
    currency = draw(st.sampled_from(["USD", "EUR", *CURRENCY_DECIMALS]))
    places = CURRENCY_DECIMALS.get(currency, 2)
    cents = draw(st.lists(st.integers(0, 10**14), min_size=7, max_size=7))
    return currency, [format(Decimal(number).scaleb(-places), "f") for number in cents]


@given(amounts())
@settings(deadline=None)
def test_amounts_of_an_order_keep_their_text(drawn: tuple[str, list[str]]) -> None:
    """Every amount of an order is sent with the digits with which it was read."""
    currency, (price, tax, subtotal, total, shipping, discount, line_tax) = drawn
    store = attrs.evolve(STORE, currency=currency, decimals=CURRENCY_DECIMALS.get(currency, 2))
    raw = decoded(
        f'{{"id": "A", "email": "a@example.com", "subtotal": {subtotal}, "total": {total}, "tax": {tax},'
        f' "discount": {discount}, "shippingOption": {{"shippingRate": {shipping}}},'
        f' "items": [{{"name": "A", "quantity": 1, "price": {price}, "tax": {line_tax}}}]}}'
    )
    order = order_of(raw, store)
    assert str(order.total.amount) == total
    body = sent(new_order(order, key="A", marker="", email="", store=store))
    item = body["items"][0]
    assert (body["subtotal"], body["total"], body["tax"], body["discount"]) == (subtotal, total, tax, discount)
    assert (body["shippingOption"]["shippingRate"], item["price"], item["tax"]) == (shipping, price, line_tax)


@given(amounts())
@settings(deadline=None)
def test_amounts_of_a_product_keep_their_text(drawn: tuple[str, list[str]]) -> None:
    """The prices of a product and its variations are sent with the digits with which they were read."""
    currency, (price, compared, varied, *_) = drawn
    store = attrs.evolve(STORE, currency=currency, decimals=CURRENCY_DECIMALS.get(currency, 2))
    raw = decoded(
        f'{{"id": 1, "sku": "A", "name": "A", "price": {price}, "compareToPrice": {compared}, "combinations":'
        f' [{{"id": 2, "price": {varied}, "options": [{{"name": "Size", "value": "S"}}]}}]}}'
    )
    product = product_of(raw, store)
    body = sent(new_product(product, store))
    assert body["price"] == price
    assert body.get("compareToPrice", compared) == compared
    (variation,) = sent(combinations_of(product.variants or (), store))
    assert variation["price"] == varied


def test_computed_digits_are_kept_until_they_are_sent() -> None:
    """An amount with more digits than its currency is kept as it came, and rounded half up only when it is sent."""
    raw = decoded('{"id": 1, "sku": "A", "name": "A", "price": 642.404477130936}')
    product = product_of(raw, STORE)
    assert product.price == Money(Decimal("642.404477131"), "USD")
    assert sent(new_product(product, STORE))["price"] == "642.40"
    product = attrs.evolve(product, price=Money(Decimal("0.125"), "USD"))
    assert sent(new_product(product, STORE))["price"] == "0.13"


@pytest.mark.parametrize("title", _READERS)
def test_examples_of_the_documentation_are_read(title: str) -> None:
    """Unknown fields and new words are no trouble; what has no field of its own is kept."""
    raw = _example(title)
    raw["newField"] = {"deep": [1]}
    for name in ("paymentStatus", "fulfillmentStatus", "productCondition"):
        if name in raw:
            raw[name] = "BRAND_NEW_WORD"
    value: Any = _READERS[title](raw, STORE)
    assert value.extra["newField"] == {"deep": [1]}
    if isinstance(value, Order):
        assert value.payment_status is PaymentStatus.OTHER
        assert value.fulfillment_status is FulfillmentStatus.OTHER
        assert value.created_at == datetime(2026, 11, 20, 14, 3, 27, tzinfo=UTC)
    if isinstance(value, Product):
        assert value.condition is None


def _example(title: str) -> Any:
    sandbox = EcwidSandbox(seed=3, records=4, clock=SystemClock())
    record = dict(list(sandbox.holdings()[title].values())[2])  # type: ignore[call-overload]
    if title == "Orders":
        record["createTimestamp"] = 1_795_183_407
    if title == "Products":
        record["productCondition"] = "NEW"
    return record


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    if isinstance(value, dict):
        found += [place for name, inner in value.items() for place in _places(inner, (*path, name))]
    if isinstance(value, list):
        found += [place for number, inner in enumerate(value) for place in _places(inner, (*path, number))]
    return found


def _replaced(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    copied = dict(value) if isinstance(value, dict) else list(value)
    copied[path[0]] = _replaced(copied[path[0]], path[1:], new)
    return copied


_EXAMPLES = {title: _example(title) for title in _READERS}
_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.decimals(allow_nan=True, allow_infinity=True)
    | st.text(max_size=8)
    | st.sampled_from(["2026-11-20", "9999-12-31 23:59:59 -0100", "0001-01-01 00:00:00 +0100", "NaN", "1E+99999"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)


def understood(title: str, raw: Any) -> object:
    """The value, or the one line of the error."""
    try:
        return _READERS[title](raw, STORE)
    except RecordError as error:
        return error.message if "\n" not in error.message else None


@given(st.data(), st.sampled_from(sorted(_READERS)))
@settings(max_examples=600, deadline=None)
def test_whatever_is_wrong_is_one_error_of_the_record(data: st.DataObject, title: str) -> None:
    """A record with anything in the place of anything is understood, or refused by a RecordError in one line."""
    example = _EXAMPLES[title]
    raw = _replaced(example, data.draw(st.sampled_from(_places(example))), data.draw(_JSON))
    assert isinstance(understood(title, raw), Order | Product | Customer | str)


@pytest.mark.parametrize(
    ("title", "change", "path"),
    [
        ("Orders", {"total": {}}, "total"),
        ("Orders", {"items": [{"price": 1, "quantity": "x y"}]}, "items[0].quantity"),
        ("Orders", {"refunds": [{"amount": 1, "date": "yesterday"}]}, "refunds[0].date"),
        ("Orders", {"createTimestamp": -1}, "createTimestamp"),
        ("Products", {"price": "NaN"}, "price"),
        ("Products", {"combinations": [{"id": 1, "price": "1E+50"}]}, "combinations[0].price"),
        ("Products", {"sku": 5}, "sku"),
        ("Customers", {"billingPerson": {"city": 1}}, "billingPerson.city"),
    ],
)
def test_wrong_field_is_named(title: str, change: dict[str, Any], path: str) -> None:
    """The error names the field that is wrong, down to the item of a list."""
    with pytest.raises(RecordError) as caught:
        _READERS[title]({**_EXAMPLES[title], **change}, STORE)
    assert caught.value.path == path


def test_check_of_payloads_bites(payloads: Any) -> None:
    """The check of what the tests send refuses an unknown field, a wrong type and a missing one."""

    def request(method: str, path: str, body: object) -> Request:
        return Request(method=method, path=f"/api/v3/1/{path}", body=http.encode(body))

    payloads.check(request("PUT", "orders/A", {"paymentStatus": "PAID", "items": [{"name": "A"}]}))
    with pytest.raises(AssertionError, match=r"items\.colour"):
        payloads.check(request("PUT", "orders/A", {"items": [{"colour": "A"}]}))
    with pytest.raises(AssertionError, match="refunds"):
        payloads.check(request("POST", "orders", _order() | {"refunds": []}))
    with pytest.raises(jsonschema.ValidationError):
        payloads.check(request("POST", "orders", {"total": 1}))
    with pytest.raises(jsonschema.ValidationError):
        payloads.check(request("PUT", "products/1/combinations/2", {"sku": 1}))


def _order() -> dict[str, Any]:
    return {"subtotal": 1, "total": 1, "email": "a@example.com", "paymentStatus": "PAID"}


def test_description_is_there() -> None:
    """The description of the API and its notice lie beside the tests."""
    folder = Path(__file__).parent
    assert (folder / "ecwid_v3_subset.json").exists()
    assert "Apache" in (folder / "ecwid_v3_subset.NOTICE").read_text(encoding="utf-8")
