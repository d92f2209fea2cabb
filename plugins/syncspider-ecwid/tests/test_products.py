"""Products through served stores: read, create, change, and leave alone."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import attrs
import pytest
from syncspider import Condition, Match, Money, Picture, Product, Quantity, Result, Variant, Weight
from syncspider.errors import RecordError
from syncspider_ecwid.products import ProductSource, ProductTarget

#: What the target cannot carry: its own times, and what only the source's API has.
_OWN = {"extra", "created_at", "updated_at"}


def usd(text: str) -> Money:
    """An amount in the sandbox's currency."""
    return Money(Decimal(text), "USD")


def shirt(**fields: Any) -> Product:
    """A product with everything that Ecwid can hold, apart from variations."""
    given: dict[str, Any] = {
        "sku": "SHIRT",
        "name": "Shirt",
        "description": "<p>Cotton</p>",
        "price": usd("19.90"),
        "compare_at_price": usd("25.00"),
        "quantity": Quantity(Decimal(4)),
        "unlimited": False,
        "enabled": True,
        "condition": Condition.NEW,
        "brand": "Acme",
        "mpn": "A-1",
        "gtin": "036000291452",
        "weight": Weight(Decimal("0.2"), "kg"),
        "pictures": (Picture(url="https://images.example.com/1.jpg"), Picture(url="https://images.example.com/2.jpg")),
        "attributes": {"Material": ("Cotton",)},
        "variants": (),
    }
    return Product(**{**given, **fields})


def sizes(*prices: str) -> tuple[Variant, ...]:
    """One variation for each price."""
    return tuple(
        Variant(
            sku=f"SHIRT-{place}",
            options={"Size": f"S{place}"},
            price=usd(price),
            quantity=Quantity(Decimal(place)),
            unlimited=False,
            weight=Weight(Decimal("0.1"), "kg"),
            gtin=f"03600029145{place % 10}",
        )
        for place, price in enumerate(prices)
    )


def differing(one: Product, other: Product) -> set[str]:
    """The fields in which two products differ."""
    return {name for name in attrs.fields_dict(Product) if getattr(one, name) != getattr(other, name)} - _OWN


def test_every_product_is_read_once(full: Any) -> None:
    """All products of a store are read, each once and with every field that the source says it supplies."""
    records = full.records(ProductSource)
    assert sorted(record.key for record in records) == sorted(full.held("Products"))
    supplied = {name for record in records for name in attrs.fields_dict(Product) if getattr(record.value, name)}
    assert supplied | {"mpn", "condition", "attributes"} == ProductSource.supplies | {"extra"}


def test_created_product_reads_back_the_same(full: Any, shop: Any) -> None:
    """What a second store is given is read from it again field by field, and nothing that we sent was in vain."""
    for record in full.records(ProductSource):
        outcome = shop.create(ProductTarget, record.value, record.key)
        assert (outcome.result, outcome.created, outcome.note) == (Result.APPLIED, True, "")
        assert differing(shop.fetched(ProductSource, outcome.target_key), record.value) == set()
    assert len(shop.held("Products")) == 120
    assert shop.sandbox.ignored == set()


def test_second_pass_writes_nothing(full: Any, shop: Any) -> None:
    """A to B and back to A: neither the repetition nor the way back writes anything."""
    keys = {
        record.key: shop.create(ProductTarget, record.value, record.key).target_key
        for record in full.records(ProductSource)
    }
    for record in full.records(ProductSource):
        assert shop.update(ProductTarget, record.value, keys[record.key]).result is Result.UNCHANGED
    back = {theirs: ours for ours, theirs in keys.items()}
    for record in shop.records(ProductSource):
        assert full.update(ProductTarget, record.value, back[record.key]).result is Result.UNCHANGED
    assert full.writes() == []


def test_every_field_is_written(shop: Any) -> None:
    """Every field that the target accepts reaches Ecwid and is read back."""
    product = shirt(variants=sizes("19.90", "21.00"))
    assert {name for name in attrs.fields_dict(Product) if getattr(product, name)} | {"unlimited"} == (
        ProductTarget.accepts
    ) | {"extra"} - {"extra"}
    outcome = shop.create(ProductTarget, product)
    assert differing(shop.fetched(ProductSource, outcome.target_key), product) == set()


@pytest.mark.parametrize(
    ("field", "value", "body"),
    [
        ("name", "Tee", {"name": "Tee"}),
        ("description", "New", {"description": "New"}),
        ("price", usd("20.00"), {"price": "20.00"}),
        ("compare_at_price", usd("30"), {"compareToPrice": "30.00"}),
        ("quantity", Quantity(Decimal(9)), {"quantity": "9"}),
        ("unlimited", True, {"unlimited": True}),
        ("enabled", False, {"enabled": False}),
        ("condition", Condition.USED, {"productCondition": "USED"}),
        ("weight", Weight(Decimal(1), "lb"), {"weight": "0.4536"}),
        ("sku", "TEE", {"sku": "TEE"}),
    ],
)
def test_update_sends_only_what_differs(shop: Any, field: str, value: object, body: dict[str, object]) -> None:
    """An update of one field is one PUT with that field alone, and all others stay as they were."""
    key = shop.create(ProductTarget, shirt()).target_key
    before = shop.fetched(ProductSource, key)
    done = len(shop.writes())
    outcome = shop.update(ProductTarget, shirt(**{field: value}), key, field)
    assert outcome.result is Result.APPLIED
    (request,) = shop.writes()[done:]
    assert json.loads(request.body, parse_float=str, parse_int=str) == body
    after = shop.fetched(ProductSource, key)
    assert differing(before, after) - {"quantity"} == {field} - {"quantity"}


def test_fields_that_did_not_change_are_not_touched(shop: Any) -> None:
    """What somebody changed at Ecwid stays when the source changed another field."""
    key = shop.create(ProductTarget, shirt()).target_key
    shop.update(ProductTarget, shirt(name="By hand", price=usd("1.00")), key)
    shop.update(ProductTarget, shirt(enabled=False), key, "enabled")
    product = shop.fetched(ProductSource, key)
    assert (product.name, product.price, product.enabled) == ("By hand", usd("1.00"), False)


def test_field_that_is_not_supplied_is_never_blanked(shop: Any) -> None:
    """A source without a field leaves Ecwid's own value alone, even if that field is named as changed."""
    key = shop.create(ProductTarget, shirt(variants=sizes("19.90"))).target_key
    before = shop.fetched(ProductSource, key)
    bare = Product(sku="SHIRT", name="Shirt", price=usd("19.90"))
    assert shop.update(ProductTarget, bare, key).result is Result.UNCHANGED
    assert shop.update(ProductTarget, bare, key, *ProductTarget.accepts).result is Result.UNCHANGED
    assert shop.fetched(ProductSource, key) == before


def test_properties_of_others_stay(shop: Any) -> None:
    """Properties that only Ecwid has stay when ours change."""
    key = shop.create(ProductTarget, shirt(attributes={"Material": ("Cotton",), "Care": ("Wash",)})).target_key
    outcome = shop.update(ProductTarget, shirt(attributes={"Material": ("Linen", "Wool")}), key, "attributes")
    assert outcome.result is Result.APPLIED
    product = shop.fetched(ProductSource, key)
    assert product.attributes == {"Material": ("Linen, Wool",), "Care": ("Wash",)}
    assert (product.brand, product.gtin, product.mpn) == ("Acme", "036000291452", "A-1")
    again = shirt(attributes={"Material": ("Linen", "Wool")})
    assert shop.update(ProductTarget, again, key).result is Result.UNCHANGED


def test_sku_that_exists_is_found(shop: Any) -> None:
    """A second creation of an SKU is told as existing, found by exactly that SKU, and then updated."""
    first = shop.create(ProductTarget, shirt())
    assert shop.find(ProductTarget, shirt()).target_key == first.target_key
    second = shop.create(ProductTarget, shirt(name="Other"), "s2")
    assert (second.result, second.target_key) == (Result.EXISTS, first.target_key)
    assert shop.find(ProductTarget, shirt(sku="shirt")).match is Match.NONE
    assert len(shop.held("Products")) == 1


def test_sku_of_a_variation_is_not_taken_for_the_product(shop: Any) -> None:
    """An SKU that only a variation has is refused with that reason: its product must not be overwritten."""
    key = shop.create(ProductTarget, shirt(variants=sizes("1.00"))).target_key
    other = shirt(sku="SHIRT-0")
    assert shop.find(ProductTarget, other).match is Match.NONE
    outcome = shop.create(ProductTarget, other, "s2")
    assert outcome.result is Result.REJECTED
    assert (outcome.error.code, outcome.error.status) == ("SKU_ALREADY_EXISTS", 409)
    assert f"variation of product {key}" in outcome.error.hint


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"sku": None}, "sku"),
        ({"sku": " "}, "sku"),
        ({"name": None}, "name"),
        ({"price": None}, "price"),
        ({"price": Money(Decimal(1), "EUR")}, "price"),
        ({"compare_at_price": Money(Decimal(1), "EUR")}, "compare_at_price"),
        ({"quantity": Quantity(Decimal("1.5"))}, "quantity"),
        ({"variants": (Variant(sku="V"),)}, "variants[0]"),
        ({"variants": (Variant(options={"A": "1"}), Variant(options={"A": "1"}))}, "variants[1]"),
        ({"variants": (Variant(options={"A": "1"}, price=Money(Decimal(1), "EUR")),)}, "variants[0].price"),
    ],
)
def test_what_ecwid_cannot_hold_is_not_sent(shop: Any, fields: dict[str, object], path: str) -> None:
    """A product that cannot be written is rejected with the field's name, and no request changes anything."""
    outcome = shop.create(ProductTarget, shirt(**fields))
    assert outcome.result is Result.REJECTED
    assert outcome.error.path == path
    assert shop.writes() == []


def test_currencies_are_both_named(shop: Any) -> None:
    """An amount in a foreign currency is rejected by a message that names both."""
    outcome = shop.create(ProductTarget, shirt(price=Money(Decimal(1), "EUR")))
    assert "EUR" in outcome.error.message
    assert "USD" in outcome.error.message


def test_requires_is_true(shop: Any) -> None:
    """What the target says it requires is enough for a creation, and each part of it is needed."""
    enough: dict[str, Any] = {"sku": "A", "name": "A", "price": usd("1")}
    assert enough.keys() == ProductTarget.requires
    for name in enough:
        lacking = {field: value for field, value in enough.items() if field != name}
        assert shop.create(ProductTarget, Product(**lacking)).result is Result.REJECTED
    assert shop.create(ProductTarget, Product(**enough)).result is Result.APPLIED


def test_condition_without_counterpart_is_told(shop: Any) -> None:
    """A condition that Ecwid does not know is left out, and the user is told."""
    outcome = shop.create(ProductTarget, shirt(condition=Condition.FOR_PARTS))
    assert outcome.result is Result.APPLIED
    assert "for parts" in outcome.note


def test_missing_target_is_rejected(shop: Any) -> None:
    """An update of a product that somebody deleted at Ecwid is rejected, and no other is touched."""
    outcome = shop.update(ProductTarget, shirt(), "510000999")
    assert (outcome.result, outcome.error.code) == (Result.REJECTED, "PRODUCT_NOT_FOUND")
    assert ProductSource(shop.api, {}).fetch("510000999") is None


def test_pictures_are_given_once(shop: Any) -> None:
    """A product without pictures gets them; later ones are left alone, and the user is told."""
    key = shop.create(ProductTarget, shirt(pictures=())).target_key
    assert shop.update(ProductTarget, shirt(), key, "pictures").result is Result.APPLIED
    assert shop.fetched(ProductSource, key).pictures == shirt().pictures
    other = shirt(pictures=(Picture(url="https://images.example.com/3.jpg"),))
    outcome = shop.update(ProductTarget, other, key, "pictures")
    assert (outcome.result, outcome.note) == (Result.UNCHANGED, "pictures at Ecwid were left alone")


def test_refused_picture_does_not_lose_the_product(shop: Any) -> None:
    """A picture that Ecwid cannot fetch is told; the product is there all the same."""
    outcome = shop.create(ProductTarget, shirt(pictures=(Picture(url="ftp://example.com/1.jpg"),)))
    assert (outcome.result, outcome.created) == (Result.APPLIED, True)
    assert outcome.note == "pictures that Ecwid refused were left out"


def test_variation_changes_alone(shop: Any) -> None:
    """A change of one variation is one request for it, with the fields that differ, and leaves the others alone."""
    key = shop.create(ProductTarget, shirt(variants=sizes("19.90", "21.00", "22.00"))).target_key
    done = len(shop.writes())
    first, second, third = sizes("19.90", "21.50", "22.00")
    outcome = shop.update(ProductTarget, shirt(variants=(first, second, third)), key, "variants")
    assert outcome.result is Result.APPLIED
    (request,) = shop.writes()[done:]
    assert json.loads(request.body, parse_float=str) == {"price": "21.50"}
    assert shop.fetched(ProductSource, key).variants == (first, second, third)


def test_variation_without_a_field_keeps_it(shop: Any) -> None:
    """What a variant does not supply is not blanked at Ecwid."""
    key = shop.create(ProductTarget, shirt(variants=sizes("19.90"))).target_key
    before = shop.fetched(ProductSource, key)
    bare = Variant(sku="SHIRT-0", options={"Size": "S0"})
    assert shop.update(ProductTarget, shirt(variants=(bare,)), key, "variants").result is Result.UNCHANGED
    assert shop.fetched(ProductSource, key) == before


def test_new_variation_brings_its_choice(shop: Any) -> None:
    """A further variation is added with the choice that the product did not offer; none is removed."""
    key = shop.create(ProductTarget, shirt(variants=sizes("19.90"))).target_key
    extra = Variant(sku="X", options={"Size": "XL", "Colour": "Red"}, price=usd("30.00"), unlimited=True)
    outcome = shop.update(ProductTarget, shirt(variants=(extra,)), key, "variants")
    assert (outcome.result, outcome.note) == (Result.APPLIED, "variations that only Ecwid has were left alone")
    variants = shop.fetched(ProductSource, key).variants
    assert [variant.sku for variant in variants] == ["SHIRT-0", "X"]
    assert variants[1] == extra
    assert shop.update(ProductTarget, shirt(variants=(*sizes("19.90"), extra)), key).result is Result.UNCHANGED


def test_more_variations_than_one_request_takes(shop: Any) -> None:
    """Of 203 variations all arrive, though one request takes 200."""
    variants = sizes(*["1.00"] * 203)
    outcome = shop.create(ProductTarget, shirt(variants=variants))
    assert outcome.result is Result.APPLIED
    assert shop.fetched(ProductSource, outcome.target_key).variants == variants


def test_broken_record_does_not_fail_its_page(shop: Any) -> None:
    """A record that cannot be understood is told with its key and field; its neighbours are read."""
    for name in ("A", "B"):
        shop.create(ProductTarget, Product(sku=name, name=name, price=usd("1")), name)

    def spoil(request: Any, response: Any) -> Any:
        return attrs.evolve(response, body=response.body.replace(b'"name":"A","price":1.00', b'"name":"A","price":{}'))

    shop.server.after.append(spoil)
    read = shop.everything(ProductSource)
    broken = next(entry for entry in read if hasattr(entry, "error"))
    assert isinstance(broken.error, RecordError)
    assert (broken.error.path, broken.error.key) == ("price", broken.key)
    assert '"sku":"A"' in broken.raw
    assert [entry.value.sku for entry in read if entry is not broken] == ["B"]
