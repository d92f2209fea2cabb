"""Digests: what counts as a change."""

from __future__ import annotations

from decimal import Decimal
from types import MappingProxyType
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from syncspider import Condition, Money, Picture, Product
from syncspider.engine.digesting import Digester, match_of
from syncspider.errors import RecordError
from syncspider.state import Link

FIELDS = ("attributes", "name", "price", "sku")
TEXTS = st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
PRODUCTS = st.builds(
    Product,
    sku=TEXTS,
    name=TEXTS,
    price=st.none() | st.builds(Money, st.decimals(0, 10**6, places=2), st.sampled_from(["EUR", "USD"])),
    attributes=st.none() | st.dictionaries(st.text("ab", max_size=2), st.tuples(st.text("xy", max_size=2)), max_size=3),
    description=TEXTS,
    condition=st.none() | st.sampled_from(Condition),
)


def a_digester(*fields: str, **options: str) -> Digester:
    """For some fields of an article."""
    return Digester(Product, fields or FIELDS, options)


def linked(digester: Digester, value: Product) -> Link:
    """What is remembered after the value was written."""
    return Link("s", "t", "", 1, digester.digests(digester.content(value)))


@given(PRODUCTS, PRODUCTS)
def test_the_fields_that_differ_are_named(old: Product, new: Product) -> None:
    """Of the fields that the target accepts, just those that are supplied and differ."""
    digester = a_digester()
    difference = digester.difference(linked(digester, old), digester.content(new), {1: digester.layout})
    expected = {name for name in FIELDS if getattr(new, name) not in (None, getattr(old, name))}
    assert set(difference.changed or ()) == expected
    same = digester.is_same(linked(digester, old), digester.content(new))
    assert same == all(getattr(new, name) == getattr(old, name) for name in FIELDS)


@given(PRODUCTS, PRODUCTS)
def test_what_was_merged_is_no_change_the_next_time(old: Product, new: Product) -> None:
    """After a change was written, neither the new value nor what it left out of the old one differs."""
    digester = a_digester()
    difference = digester.difference(linked(digester, old), digester.content(new), {1: digester.layout})
    link = Link("s", "t", "", 1, difference.digests)
    assert digester.difference(link, digester.content(new), {1: digester.layout}).changed == frozenset()
    left_out = {name: getattr(old, name) for name in FIELDS if getattr(new, name) is None}
    back = attrs.evolve(new, **left_out)
    assert digester.difference(link, digester.content(back), {1: digester.layout}).changed == frozenset()


@given(PRODUCTS, PRODUCTS)
def test_a_target_that_learnt_a_field_rewrites_nothing_else(old: Product, new: Product) -> None:
    """When a newer plugin accepts other fields, only what differs among them is a change."""
    before, after = a_digester("name", "price", "condition"), a_digester()
    difference = after.difference(linked(before, old), after.content(new), {1: before.layout})
    for name in ("name", "price"):
        differs = getattr(new, name) not in (None, getattr(old, name))
        assert (name in (difference.changed or ())) == differs
    assert ("sku" in (difference.changed or ())) == (new.sku is not None)


def test_with_other_options_everything_counts_once() -> None:
    """What was written under other answers of the task is sent again whole, and then never again."""
    before, after = a_digester(category="1"), a_digester(category="2")
    article = Product(sku="a", name="Lamp")
    layouts = {1: before.layout, 2: after.layout}
    difference = after.difference(linked(before, article), after.content(article), layouts)
    assert difference.changed is None
    link = Link("s", "t", "", 2, difference.digests)
    assert after.difference(link, after.content(article), layouts).changed == frozenset()


def test_of_unknown_contents_everything_counts() -> None:
    """Where nobody knows what the target holds, no field is left out."""
    digester = a_digester()
    link = Link("s", "t", "", 1, b"")
    assert digester.difference(link, digester.content(Product(sku="a")), {}).changed is None
    assert not digester.is_same(link, digester.content(Product(sku="a")))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"attributes": {"a": ("x",), "b": ("y",)}}, {"attributes": {"b": ("y",), "a": ("x",)}}),
        ({"attributes": MappingProxyType({"a": ("x",)})}, {"attributes": {"a": ("x",)}}),
    ],
)
def test_the_same_said_otherwise_is_the_same(one: dict[str, Any], other: dict[str, Any]) -> None:
    """Neither the order of a mapping nor its type is a change."""
    digester = a_digester()
    assert digester.content(Product(**one)) == digester.content(Product(**other))


@pytest.mark.parametrize(
    ("fields", "path"), [({"name": "\ud800"}, "name"), ({"attributes": {"a": object()}}, "attributes")]
)
def test_what_cannot_be_written_down_is_named(fields: dict[str, Any], path: str) -> None:
    """Half a character, or a thing that is no value, is an error with the field's name."""
    with pytest.raises(RecordError) as caught:
        a_digester().content(Product(**fields))
    assert caught.value.path == path


def test_no_field_at_all_is_possible() -> None:
    """A target that accepts nothing of an entity has nothing to compare."""
    digester = a_digester("nothing")
    assert digester.fields == ()
    assert digester.is_same(linked(digester, Product(sku="a")), digester.content(Product(sku="b")))


def test_one_field_is_enough() -> None:
    """The digests of a single field tell it apart."""
    digester = a_digester("pictures")
    one, other = Product(pictures=(Picture(url="a"),)), Product(pictures=(Picture(url="b"),))
    changed = digester.difference(linked(digester, one), digester.content(other), {1: digester.layout}).changed
    assert set(changed or ()) == {"pictures"}


def test_contents_cannot_be_read_from_digests() -> None:
    """Nothing of what a buyer wrote is in what is remembered."""
    digester = a_digester()
    value = Product(sku="jane@example.com", name="Jane", price=Money(Decimal(7), "EUR"))
    digests = linked(digester, value).digests
    assert not any(text in digests for text in (b"jane", b"Jane", b"EUR"))
    assert b"jane" not in match_of("jane@example.com")


def test_match_keys_of_any_text_have_digests() -> None:
    """Even half a character has one, and different keys have different ones."""
    assert len({match_of(key) for key in ("", "a", "A", "\ud800", "é", "e\u0301")}) == 6
