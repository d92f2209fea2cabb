"""The matrix has one verdict for everything, and each verdict is true."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from syncspider import Conversion, Customer, Entity, Order, OrderStatus, Product, Record, Refund, Route, Skip
from syncspider.errors import ConfigurationError
from syncspider.plugin.matrix import Fit, Matrix, Row, Verdict
from syncspider.plugin.registry import Registry

Make = Callable[..., Any]

FIELDS: dict[type[Entity], tuple[str, ...]] = {
    Order: ("number", "lines", "total"),
    Product: ("sku", "name", "price"),
    Customer: ("email",),
    Refund: ("order_reference", "amount"),
    OrderStatus: ("order_reference", "shipments"),
}
ENTITIES = tuple(FIELDS)
WAYS = st.dictionaries(st.sampled_from(ENTITIES), st.sets(st.integers(0, 2)), max_size=5)
APPS = st.lists(st.tuples(WAYS, WAYS), max_size=4)
CONVERSIONS = st.dictionaries(
    st.tuples(st.sampled_from(ENTITIES), st.sampled_from(ENTITIES)).filter(lambda pair: pair[0] is not pair[1]),
    st.sets(st.integers(0, 2)),
    max_size=6,
)


def never(record: Record[Any], route: Route) -> Skip:
    """A conversion that is never run."""
    raise NotImplementedError


def names(entity: type[Entity], numbers: set[int]) -> frozenset[str]:
    """Some of an entity's fields."""
    return frozenset(name for number, name in enumerate(FIELDS[entity]) if number in numbers)


@pytest.fixture(name="shops")
def make_shops(plugin: Make, app: Make, reader: Make, writer: Make, registry_of: Callable[..., Registry]) -> Make:
    """The matrix of a family of integrations and some conversions, each field given by its number."""

    def make(declared: list[tuple[Any, Any]], ways: Any) -> Matrix:
        apps = [
            app(
                f"shop-{number}",
                sources=tuple(reader(entity, *names(entity, has)) for entity, has in sources.items()),
                targets=tuple(writer(entity, *names(entity, needs)) for entity, needs in targets.items()),
            )
            for number, (sources, targets) in enumerate(declared)
        ]
        conversions = [
            Conversion(source=one, target=other, convert=never, supplies=names(other, has), description="Somehow.")
            for (one, other), has in ways.items()
        ]
        own = {(way.source, way.target) for way in registry_of().conversions}
        fresh = [way for way in conversions if (way.source, way.target) not in own]
        return Matrix(registry_of(shop=plugin(*apps, conversions=fresh)))

    return make


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(APPS, CONVERSIONS)
def test_every_verdict_is_true(shops: Make, declared: list[tuple[Any, Any]], ways: dict[Any, set[int]]) -> None:
    """For all integrations and entities there is a verdict, and it follows from what was declared."""
    matrix = shops(declared, ways)
    registry: Registry = matrix.registry
    listed = {
        (pair.source.integration, pair.source.entity, pair.target.integration, pair.target.entity): pair.verdict
        for pair in matrix.pairs()
    }
    for one, (sources, _) in enumerate(declared):
        for other, (_, targets) in enumerate(declared):
            for read in ENTITIES:
                for written in ENTITIES:
                    key = (f"shop-{one}", read.title, f"shop-{other}", written.title)
                    verdict = matrix.pair(*key)
                    assert (key in listed) == (read in sources and written in targets)
                    assert listed.get(key, verdict) == verdict
                    assert verdict.reason.endswith(".")
                    check(verdict, (read, written), (sources, targets), registry.between(read, written))


def check(
    verdict: Verdict,
    pair: tuple[type[Entity], type[Entity]],
    declared: tuple[dict[Any, set[int]], dict[Any, set[int]]],
    way: Conversion | None,
) -> None:
    """The definition of each fit, said once more in other words."""
    (read, written), (sources, targets) = pair, declared
    there = read in sources and written in targets
    supplied = names(read, sources.get(read, set())) if read is written else way.supplies if way else frozenset()
    lacking = names(written, targets.get(written, set())) - supplied
    if not there or (read is not written and way is None):
        assert (verdict.fit, verdict.missing, verdict.works) == (Fit.NONE, (), False)
    elif read is written:
        assert verdict.fit is (Fit.MAPPING if lacking else Fit.DIRECT)
        assert frozenset(verdict.missing) == lacking
    else:
        assert (verdict.fit, verdict.conversion) == (Fit.CONVERSION, way)
        assert frozenset(verdict.missing) == lacking
    if there:
        assert verdict.works == (verdict.fit is not Fit.NONE and not lacking)
    assert all(name in verdict.reason for name in verdict.missing)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(APPS)
def test_a_verdict_depends_on_the_declarations_alone(shops: Make, declared: list[tuple[Any, Any]]) -> None:
    """Two integrations that declare the same get the same verdicts, each way."""
    matrix = shops([*declared, *declared], {})
    count = len(declared)
    for one in range(count):
        for other in range(count):
            for read in ENTITIES:
                for written in ENTITIES:
                    first = matrix.pair(f"shop-{one}", read.title, f"shop-{other}", written.title)
                    twin = matrix.pair(f"shop-{one + count}", read.title, f"shop-{other + count}", written.title)
                    assert (first.fit, first.missing) == (twin.fit, twin.missing)


@pytest.fixture(name="matrix")
def make_matrix(shops: Make) -> Matrix:
    """Two shops: the first exports products without a price, the second orders."""
    first = ({Product: {0, 1}, Customer: {0}}, {Product: {0}, Refund: {0}})
    second = ({Order: {0, 1, 2}, Product: {0, 1, 2}}, {Product: {0, 1, 2}})
    matrix: Matrix = shops([first, second], {(Product, Refund): {1}})
    return matrix


@pytest.mark.parametrize(
    ("pair", "fit", "reason"),
    [
        (
            ("shop-1", "Products", "shop-0", "Products"),
            Fit.DIRECT,
            "The same entity, and Shop-1 supplies all that Shop-0 requires.",
        ),
        (
            ("shop-0", "Products", "shop-1", "Products"),
            Fit.MAPPING,
            "The same entity, but Shop-0 does not supply price, which Shop-1 requires.",
        ),
        (
            ("shop-0", "Products", "shop-0", "Refunds"),
            Fit.CONVERSION,
            "By conversion: Somehow. It does not supply order_reference, which Shop-0 requires.",
        ),
        (("shop-0", "Customers", "shop-0", "Products"), Fit.NONE, "No conversion leads from Customers to Products."),
        (
            ("shop-0", "Orders", "shop-0", "Products"),
            Fit.NONE,
            "Shop-0 does not export Orders; it exports Products, Customers.",
        ),
        (
            ("shop-0", "Products", "shop-1", "Refunds"),
            Fit.NONE,
            "Shop-1 does not import Refunds; it imports Products.",
        ),
    ],
)
def test_a_reason_is_a_sentence(pair: tuple[str, str, str, str], fit: Fit, reason: str, matrix: Matrix) -> None:
    """A person learns what is lacking and where."""
    verdict = matrix.pair(*pair)
    assert (verdict.fit, verdict.reason) == (fit, reason)


def test_rows_are_narrowed(matrix: Matrix) -> None:
    """Only what is asked for is left, and no empty row."""
    assert matrix.rows(source="shop-1", target="shop-0", entity="products") == (
        Row(name="shop-0", title="Shop-0", sources=(), targets=("Products",)),
        Row(name="shop-1", title="Shop-1", sources=("Products",), targets=()),
    )
    assert [row.name for row in matrix.rows(entity="orders")] == ["shop-1"]
    assert [row.name for row in matrix.rows()] == ["shop-0", "shop-1"]


def test_pairs_are_narrowed(matrix: Matrix) -> None:
    """By either end, and by an entity that is read or written."""
    assert {pair.source.integration for pair in matrix.pairs(source="shop-1")} == {"shop-1"}
    assert {pair.target.integration for pair in matrix.pairs(target="shop-1")} == {"shop-1"}
    refunds = list(matrix.pairs(entity="refunds"))
    assert refunds
    assert all("Refunds" in (pair.source.entity, pair.target.entity) for pair in refunds)


@pytest.mark.parametrize("narrow", [{"source": "x"}, {"target": "x"}, {"entity": "x"}])
def test_unknown_names_are_told_before_anything_is_shown(narrow: dict[str, str], matrix: Matrix) -> None:
    """Pairs are worked out one by one, but a wrong name is an error at once."""
    with pytest.raises(ConfigurationError):
        matrix.pairs(**narrow)
    with pytest.raises(ConfigurationError):
        matrix.rows(**narrow)


def test_pairs_are_worked_out_when_asked(shops: Make) -> None:
    """Of a thousand integrations there are millions of pairs; the first ones cost no more than themselves."""
    every = {entity: {0} for entity in ENTITIES}
    matrix = shops([(every, every)] * 1000, {})
    assert len(matrix.rows()) == 1000
    assert len(list(islice(matrix.pairs(), 100))) == 100
