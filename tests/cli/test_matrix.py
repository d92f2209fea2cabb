"""``syncspider matrix``: the table of what fits what, and the verdict on each pair."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from typing import Any

import pytest

Make = Callable[..., Any]

#: Two integrations whose exports and imports are those of the product's help page, under made-up names.
PAGE = """
@syncspider.hookimpl
def syncspider_register_integrations():
    from syncspider import Customer, OrderStatus, Refund
    def source(entity, *supplies):
        return type("S", (Orders,), {"entity": entity, "supplies": frozenset(supplies)})
    def target(entity, *requires):
        names = frozenset(requires)
        return type("T", (Products,), {"entity": entity, "requires": names, "accepts": names})
    def shop(name, title, sources, targets):
        return type(title, (Shop,), {"name": name, "title": title, "sources": sources, "targets": targets})
    return [
        shop("page-a", "eMart", (source(Order), source(Product, "sku")),
             (target(Refund), target(Product, "sku", "price"), target(OrderStatus))),
        shop("page-b", "EStor", (source(Customer), source(Order), source(Product, "sku", "price")),
             (target(Customer), target(Order), target(Product, "sku"))),
    ]
"""

TABLE = """\
Integration   Source (exports)               Target (imports)
eMart         Orders, Products               Refunds, Products, Order Status
EStor         Customers, Orders, Products    Customers, Orders, Products
"""


@pytest.fixture(name="page")
def make_page(environment: Any, shop_source: Make) -> Any:
    """An environment with the two."""
    source = shop_source("page").partition("@syncspider.hookimpl")[0]
    environment.install("page", source + PAGE)
    return environment


def test_the_table_is_that_of_the_help_page(page: Any) -> None:
    """In this order and spelling."""
    result = page.run("matrix")
    assert (result.code, result.out, result.err) == (0, TABLE, "")


def test_json_has_rows_and_no_pairs_unless_asked(page: Any) -> None:
    """Both keys are always there."""
    assert json.loads(page.run("matrix", "--format", "json").out) == {
        "integrations": [
            {
                "name": "page-a",
                "title": "eMart",
                "sources": ["Orders", "Products"],
                "targets": ["Refunds", "Products", "Order Status"],
            },
            {
                "name": "page-b",
                "title": "EStor",
                "sources": ["Customers", "Orders", "Products"],
                "targets": ["Customers", "Orders", "Products"],
            },
        ],
        "pairs": [],
    }


def test_pairs_have_a_verdict_with_its_reason(page: Any) -> None:
    """Every source entity with every target entity."""
    facts = json.loads(page.run("matrix", "--pairs", "--format", "json").out)
    assert len(facts["pairs"]) == 5 * 6
    products = [pair for pair in facts["pairs"] if pair["source"]["entity"] == pair["target"]["entity"] == "Products"]
    assert products[0] == {
        "source": {"integration": "page-a", "entity": "Products"},
        "target": {"integration": "page-a", "entity": "Products"},
        "verdict": "mapping",
        "reason": "The same entity, but eMart does not supply price, which eMart requires.",
        "missing": ["price"],
    }
    assert [pair["verdict"] for pair in products] == ["mapping", "direct", "direct", "direct"]


def test_pairs_as_a_table(page: Any) -> None:
    """One line a pair, with the write class of the target."""
    lines = page.run("matrix", "--pairs", "--source", "page-b", "--entity", "customers").out.splitlines()
    assert lines[0] == "Source            Target               Verdict      Write class   Reason"
    assert lines[1].split("   ")[:2] == ["EStor Customers", "eMart Refunds"]
    assert lines[1].endswith("   none         conditional   No conversion leads from Customers to Refunds.")
    assert {line.index("   conditional") for line in lines[1:]} == {lines[0].index("   Write class")}
    assert len(lines) == 1 + 6 + 2


@pytest.mark.parametrize(
    ("narrow", "rows"),
    [
        (("--source", "page-b", "--target", "PAGE-A"), {"eMart": "Refunds, Products, Order Status", "EStor": "-"}),
        (("--entity", "order-status"), {"eMart": "Order Status"}),
        (("--entity", "Customers", "--target", "page-b"), {"EStor": "Customers"}),
    ],
)
def test_it_is_narrowed(narrow: tuple[str, ...], rows: dict[str, str], page: Any) -> None:
    """To one source, one target or one entity, however the name is spelt."""
    lines = page.run("matrix", *narrow).out.splitlines()[1:]
    assert [line.split()[0] for line in lines] == list(rows)
    assert all(line.endswith(end) for line, end in zip(lines, rows.values(), strict=True))


@pytest.mark.parametrize("option", ["--source", "--target", "--entity"])
@pytest.mark.parametrize("more", [(), ("--pairs", "--format", "json"), ("--format", "csv")])
def test_an_unknown_name_is_wrong_use(option: str, more: tuple[str, ...], page: Any) -> None:
    """One line on standard error and nothing half printed."""
    result = page.run("matrix", option, "paeg-a", *more)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("Error: There is no ")


def test_csv_and_markdown(page: Any) -> None:
    """For spreadsheets and for pages."""
    rows = list(csv.reader(page.run("matrix", "--format", "csv").out.splitlines()))
    assert rows[1] == ["eMart", "Orders, Products", "Refunds, Products, Order Status"]
    lines = page.run("matrix", "--format", "markdown").out.splitlines()
    assert lines[1:3] == ["| --- | --- | --- |", "| eMart | Orders, Products | Refunds, Products, Order Status |"]
    pairs = list(csv.reader(page.run("matrix", "--pairs", "--format", "csv").out.splitlines()))
    assert (len(pairs), len(pairs[1])) == (31, 5)
    assert len(page.run("matrix", "--pairs", "--format", "markdown").out.splitlines()) == 32


@pytest.mark.parametrize("shape", ["table", "csv", "markdown", "json"])
def test_a_title_cannot_move_the_cursor(shape: str, environment: Any, shop_source: Make) -> None:
    """What a plugin calls itself is printed as it is, escapes and formulas included."""
    environment.install("shop", shop_source("shop", "=1+1\x1b[2J\u202e|x\n"))
    result = environment.run("matrix", "--format", shape)
    assert result.code == 0
    assert result.out.replace("\n", "").isprintable()
    assert len(result.out.splitlines()) == {"table": 2, "csv": 2, "markdown": 3}.get(
        shape, len(result.out.splitlines())
    )
    if shape == "csv":
        assert next(csv.reader(result.out.splitlines()[1:]))[0].startswith("'=1+1")


def test_without_any_plugin_it_says_what_to_do(environment: Any) -> None:
    """The table is empty, and a line on standard error tells how to fill it."""
    result = environment.run("matrix")
    assert (result.code, result.out) == (0, "Integration   Source (exports)    Target (imports)\n")
    assert result.err == "No integration is usable. Install one: pip install syncspider-NAME\n"


def test_a_thousand_integrations_are_one_table(environment: Any, shop_source: Make) -> None:
    """Every one of them has its line."""
    many = """
@syncspider.hookimpl
def syncspider_register_integrations():
    return [type("Many", (Shop,), {"name": f"many-{n:04}", "title": f"Many {n:04}"}) for n in range(1000)]
"""
    environment.install("many", shop_source("many").partition("@syncspider.hookimpl")[0] + many)
    lines = environment.run("matrix").out.splitlines()
    assert len(lines) == 1001
    assert lines[-1].split() == ["Many", "0999", "Orders", "Products"]
