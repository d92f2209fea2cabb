"""Customers through served stores: read, create, change, and leave alone."""

from __future__ import annotations

import json
from typing import Any

import attrs
import pytest
from syncspider import Address, Customer, Match, Result
from syncspider_ecwid.customers import CustomerSource, CustomerTarget

_OWN = {"extra", "created_at", "updated_at"}

HOME = Address(
    name="Zoë Żak",
    company="Acme",
    street=("1 Main St", "Flat 2"),
    city="San Jose",
    region="CA",
    postal_code="95125",
    country="US",
    phone="+14085550100",
)
WORK = Address(name="Zoë Żak", street=("2 High St",), city="Leeds", postal_code="LS1 4DY", country="GB")


def zoe(**fields: Any) -> Customer:
    """A customer with everything that Ecwid can hold."""
    given: dict[str, Any] = {
        "email": "Zoe@Example.com",
        "name": "Zoë Żak",
        "company": "Acme",
        "phone": "+14085550100",
        "tax_id": "DE123456789",
        "tax_exempt": True,
        "accepts_marketing": True,
        "language": "en",
        "billing_address": HOME,
        "shipping_addresses": (HOME, WORK),
    }
    return Customer(**{**given, **fields})


def differing(one: Customer, other: Customer) -> set[str]:
    """The fields in which two customers differ."""
    return {name for name in attrs.fields_dict(Customer) if getattr(one, name) != getattr(other, name)} - _OWN


def test_every_customer_is_read_once(full: Any) -> None:
    """All customers of a store are read, each once and with every field that the source says it supplies."""
    records = full.records(CustomerSource)
    assert sorted(record.key for record in records) == sorted(full.held("Customers"))
    supplied = {
        name for record in records for name in attrs.fields_dict(Customer) if getattr(record.value, name) is not None
    }
    assert supplied == CustomerSource.supplies | {"extra"}


def test_created_customer_reads_back_the_same(full: Any, shop: Any) -> None:
    """What a second store is given is read from it again field by field, and nothing that we sent was in vain."""
    for record in full.records(CustomerSource):
        outcome = shop.create(CustomerTarget, record.value, record.key)
        assert (outcome.result, outcome.created) == (Result.APPLIED, True)
        assert differing(shop.fetched(CustomerSource, outcome.target_key), record.value) == set()
    assert shop.sandbox.ignored == set()


def test_second_pass_writes_nothing(full: Any, shop: Any) -> None:
    """A to B and back to A: neither the repetition nor the way back writes anything."""
    keys = {
        record.key: shop.create(CustomerTarget, record.value, record.key).target_key
        for record in full.records(CustomerSource)
    }
    for record in full.records(CustomerSource):
        assert shop.update(CustomerTarget, record.value, keys[record.key]).result is Result.UNCHANGED
    back = {theirs: ours for ours, theirs in keys.items()}
    for record in shop.records(CustomerSource):
        assert full.update(CustomerTarget, record.value, back[record.key]).result is Result.UNCHANGED
    assert full.writes() == []


def test_every_field_is_written(shop: Any) -> None:
    """Every field that the target accepts reaches Ecwid and is read back."""
    assert {name for name in attrs.fields_dict(Customer) if getattr(zoe(), name)} == CustomerTarget.accepts
    outcome = shop.create(CustomerTarget, zoe())
    assert differing(shop.fetched(CustomerSource, outcome.target_key), zoe()) == set()


@pytest.mark.parametrize(
    ("field", "value", "body"),
    [
        ("tax_id", "DE1", {"taxId": "DE1"}),
        ("tax_exempt", False, {"taxExempt": False}),
        ("accepts_marketing", False, {"acceptMarketing": False}),
        ("language", "fr", {"lang": "fr"}),
        ("email", "other@example.com", {"email": "other@example.com"}),
    ],
)
def test_update_sends_only_what_differs(shop: Any, field: str, value: object, body: dict[str, object]) -> None:
    """An update of one field is one PUT with that field alone, and all others stay as they were."""
    key = shop.create(CustomerTarget, zoe()).target_key
    before = shop.fetched(CustomerSource, key)
    done = len(shop.writes())
    assert shop.update(CustomerTarget, zoe(**{field: value}), key, field).result is Result.APPLIED
    (request,) = shop.writes()[done:]
    assert json.loads(request.body) == body
    assert differing(shop.fetched(CustomerSource, key), before) == {field}


@pytest.mark.parametrize(("field", "value"), [("name", "Z"), ("company", "Nordlys"), ("phone", "1")])
def test_part_of_the_billing_address_changes_alone(shop: Any, field: str, value: Any) -> None:
    """A changed name, firm or number goes into the billing address, whose other parts stay."""
    key = shop.create(CustomerTarget, zoe()).target_key
    before = shop.fetched(CustomerSource, key)
    shop.update(CustomerTarget, zoe(**{field: value}), key, field)
    after = shop.fetched(CustomerSource, key)
    changed: dict[str, Any] = {field: value}
    assert getattr(after, field) == value
    assert differing(after, before) == {field, "billing_address"}
    assert after.billing_address == attrs.evolve(HOME, **changed)


def test_field_that_is_not_supplied_is_never_blanked(shop: Any) -> None:
    """A source that knows the e-mail address alone changes nothing else."""
    key = shop.create(CustomerTarget, zoe()).target_key
    before = shop.fetched(CustomerSource, key)
    bare = Customer(email="zoe@example.com")
    assert shop.update(CustomerTarget, bare, key).result is Result.UNCHANGED
    assert shop.update(CustomerTarget, bare, key, *CustomerTarget.accepts).result is Result.UNCHANGED
    assert shop.fetched(CustomerSource, key) == before


def test_addresses_of_others_stay(shop: Any) -> None:
    """A new shipping address becomes the first; those that only Ecwid has stay with their ids."""
    key = shop.create(CustomerTarget, zoe()).target_key
    ids = {entry["id"] for entry in shop.held("Customers")[key]["shippingAddresses"]}
    new = attrs.evolve(WORK, street=("3 High St",))
    assert shop.update(CustomerTarget, zoe(shipping_addresses=(new,)), key, "shipping_addresses").result is (
        Result.APPLIED
    )
    assert shop.fetched(CustomerSource, key).shipping_addresses == (new, HOME, WORK)
    assert ids < {entry["id"] for entry in shop.held("Customers")[key]["shippingAddresses"]}


def test_email_that_exists_is_found(shop: Any) -> None:
    """A second creation of an address, in whatever capitals, is told as existing and found; the original is sent."""
    first = shop.create(CustomerTarget, zoe())
    assert shop.held("Customers")[first.target_key]["email"] == "Zoe@Example.com"
    other = Customer(email="zoe@EXAMPLE.com", name="Z")
    assert shop.find(CustomerTarget, other).target_key == first.target_key
    second = shop.create(CustomerTarget, other, "s2")
    assert (second.result, second.target_key) == (Result.EXISTS, first.target_key)
    assert shop.find(CustomerTarget, Customer(email="oe@example.com")).match is Match.NONE
    assert shop.update(CustomerTarget, other, first.target_key, "email").result is Result.UNCHANGED


@pytest.mark.parametrize("email", [None, "", " ", "zoe"])
def test_customer_without_email_is_not_sent(shop: Any, email: str | None) -> None:
    """A customer without an e-mail address is rejected, and nothing is sent."""
    outcome = shop.create(CustomerTarget, zoe(email=email))
    assert (outcome.result, outcome.error.path) == (Result.REJECTED, "email")
    assert shop.writes() == []


def test_email_of_another_customer_is_refused(shop: Any) -> None:
    """A change to an address that another customer has is rejected with Ecwid's code."""
    shop.create(CustomerTarget, Customer(email="a@example.com"), "a")
    key = shop.create(CustomerTarget, Customer(email="b@example.com"), "b").target_key
    outcome = shop.update(CustomerTarget, Customer(email="a@example.com"), key, "email")
    assert (outcome.result, outcome.error.code, outcome.error.status) == (
        Result.REJECTED,
        "CONSTRAINT_VIOLATION",
        409,
    )


def test_missing_target_is_rejected(shop: Any) -> None:
    """An update of a customer whom somebody deleted at Ecwid is rejected."""
    outcome = shop.update(CustomerTarget, zoe(), "1")
    assert (outcome.result, outcome.error.code) == (Result.REJECTED, "CUSTOMER_NOT_FOUND")
    assert CustomerSource(shop.api, {}).fetch("1") is None


def test_requires_is_true(shop: Any) -> None:
    """An e-mail address is enough."""
    assert CustomerTarget.requires == {"email"}
    assert shop.create(CustomerTarget, Customer(email="a@example.com")).result is Result.APPLIED
