"""The small rules: addresses, properties, times, weights, statuses, sums."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syncspider import Address, FulfillmentStatus, Money, Order, PaymentStatus, Weight
from syncspider.errors import RecordError, RunError
from syncspider_ecwid import moments, statuses, wire
from syncspider_ecwid.attributes import entries_of, merged_list, properties_of
from syncspider_ecwid.order_reading import order_of
from syncspider_ecwid.people import address_of, has_place, merged_person, name_of, person_of
from syncspider_ecwid.store import Store, store_of
from syncspider_ecwid.sums import discount_of, tax_is_included

STORE = Store(name="Shop", currency="USD", decimals=2, weight_unit="KILOGRAM")
_texts = st.none() | st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=5)


@given(
    st.builds(
        Address,
        name=_texts,
        company=_texts,
        street=st.lists(st.sampled_from(["1 Main St", "Flat 2"]), max_size=2).map(tuple),
        city=_texts,
        region=_texts,
        postal_code=_texts,
        country=st.sampled_from(["DE", None]),
        phone=_texts,
    )
)
def test_address_comes_back(address: Address) -> None:
    """An address that is written is read as it was."""
    assert (address_of(wire.structured(person_of(address), wire.Person)) or Address()) == address


def test_lines_of_a_street() -> None:
    """A street of two lines is one text with a line break at Ecwid, two lines here."""
    person = wire.Person(street="1 Main St\r\n\r\n Flat 2 ", state_or_province_name="Bayern")
    address = address_of(person)
    assert address is not None
    assert (address.street, address.region) == (("1 Main St", "Flat 2"), "Bayern")
    assert person_of(address)["street"] == "1 Main St\nFlat 2"


def test_names() -> None:
    """A name is the whole one, else first and last; a person without a place is no address."""
    assert name_of(wire.Person(name="Zoë Żak", first_name="Z")) == "Zoë Żak"
    assert name_of(wire.Person(first_name=" Zoë", last_name="")) == "Zoë"
    assert name_of(wire.Person()) is None
    assert address_of(wire.Person(name="")) is None
    assert not has_place(Address(name="Zoë", phone="1"))
    assert has_place(Address(city="Łódź"))


def test_person_is_merged() -> None:
    """Our fields are laid over those that are there; where nothing differs, nothing is to be sent."""
    held = {"name": "A", "city": "B", "countryName": "Poland", "stateOrProvinceName": "X", "street": "1\n2 "}
    assert merged_person(held, {"city": "C"}) == {"name": "A", "city": "C", "street": "1\n2 "}
    assert merged_person(held, {"city": "B", "stateOrProvinceCode": "X", "street": "1\n2"}) is None
    assert merged_person(None, {}) is None
    assert merged_person(None, {"city": "B"}) == {"city": "B"}


def test_article_numbers_and_brand_have_kinds() -> None:
    """Brand, article number and part number are told by their kinds or names; all others by name, with all values."""
    given = [
        ("Marke", "BRAND", "Acme"),
        ("EAN", "EXTERNAL_EAN", "4006381333931"),
        ("mpn ", "CUSTOM", "A-1"),
        ("Tag", "TAGS", "a"),
        ("Tag", "TAGS", "b"),
        ("Empty", "CUSTOM", " "),
    ]
    found = properties_of([wire.Attribute(name=name, type=kind, value=value) for name, kind, value in given])
    assert (found.brand, found.gtin, found.mpn) == ("Acme", "4006381333931", "A-1")
    assert found.others == {"Tag": ("a", "b")}
    assert properties_of(None).others == {}


def test_properties_are_merged() -> None:
    """The list is sent whole: what only Ecwid has stays as it is, and an article number is not written twice."""
    held: list[dict[str, Any]] = [
        {"id": 1, "name": "Brand", "type": "BRAND", "value": "Acme", "show": "DESCR"},
        {"id": 9, "name": "EAN", "type": "EXTERNAL_EAN", "value": "4006381333931"},
        {"id": 10, "name": "Care", "type": "CUSTOM", "value": "Wash", "valueTranslated": {"de": "Waschen"}},
    ]
    assert merged_list(held, entries_of(brand="Acme", gtin="4006381333931", others={"care": ("Wash",)})) is None
    merged = merged_list(held, entries_of(brand="Nordlys", others={"Colour": ("Red", "Blue")}))
    assert merged == [
        {"id": 1, "value": "Nordlys", "show": "DESCR"},
        {"id": 9, "value": "4006381333931"},
        {"id": 10, "value": "Wash", "valueTranslated": {"de": "Waschen"}},
        {"name": "Colour", "value": "Red, Blue"},
    ]
    assert merged_list(None, []) is None


def test_property_with_a_field_of_its_own_is_said_once() -> None:
    """A brand that a source tells twice, as a field and as a property, is one entry."""
    entries = entries_of(brand="Acme", mpn="1", others={"Brand": ("Other",), "mpn": ("2",), "UPC": ("3",)})
    assert entries == [
        {"alias": "BRAND", "value": "Acme"},
        {"name": "UPC", "value": "3"},
        {"name": "MPN", "value": "1"},
    ]


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - hypothesis adds it
def test_times_come_back(moment: datetime) -> None:
    """A time that is written is read as the same second; texts of versions sort as their times do."""
    second = moment.replace(microsecond=0)
    assert moments.moment_of((moments.text_of(moment), "created")) == second
    assert (moments.version_of(second) < moments.version_of(second + timedelta(seconds=1))) is True
    assert moments.floor_of(moment) <= moment.timestamp() <= moments.ceiling_of(moment)


def test_zones_and_gaps() -> None:
    """A zone counts, a time without one is UTC, nothing is nothing, and nonsense names its field."""
    noon = datetime(2026, 11, 20, 12, tzinfo=UTC)
    assert moments.moment_of(("2026-11-20 14:00:00 +0200", "x")) == noon
    assert moments.moment_of(("2026-11-20 12:00:00", "x")) == noon
    assert moments.moment_of((None, "x"), ("", "y"), (int(noon.timestamp()), "z")) == noon
    assert moments.moment_of((None, "x")) is None
    assert moments.text_of(noon.astimezone(timezone(timedelta(hours=5)))) == "2026-11-20 12:00:00 +0000"
    for wrong in ("soon", 10**15, "9999-12-31 23:59:59 -0100"):
        with pytest.raises(RecordError) as caught:
            moments.moment_of((wrong, "updated"))
        assert caught.value.path == "updated"


@pytest.mark.parametrize(
    ("unit", "number", "weight"),
    [
        ("KILOGRAM", "0.2", Weight(Decimal("0.2"), "kg")),
        ("GRAM", "200", Weight(Decimal(200), "g")),
        ("POUND", "1.5", Weight(Decimal("1.5"), "lb")),
        ("OUNCE", "3", Weight(Decimal(3), "oz")),
        ("CARAT", "5", Weight(Decimal("1.0"), "g")),
        ("STONE", "5", None),
        ("KILOGRAM", "0", None),
    ],
)
def test_weights_are_in_the_store_s_unit(unit: str, number: str, weight: Weight | None) -> None:
    """A weight is read and written in the unit of the store's profile; an unknown unit is not guessed."""
    store = Store(name="", currency="USD", decimals=2, weight_unit=unit)
    assert store.weight(Decimal(number), path="weight") == weight
    assert weight is None or store.mass(weight) == Decimal(number)
    assert (store.mass(Weight(Decimal(1), "kg")) is None) is (unit == "STONE")


@pytest.mark.parametrize(
    ("units", "decimals"),
    [
        ({"currency": "USD"}, 2),
        ({"currency": "USD", "currencyPrecision": 0}, 2),
        ({"currency": "USD", "currencyPrecision": 3}, 3),
        ({"currency": "JPY", "currencyPrecision": 0}, 0),
        ({"currency": "KWD"}, 3),
    ],
)
def test_decimals_of_a_store(units: dict[str, Any], decimals: int) -> None:
    """Amounts have the decimals of the currency, or more where the store shows more; never less."""
    assert store_of({"formatsAndUnits": units}).decimals == decimals


def test_amount_out_of_all_proportion() -> None:
    """An amount that no digits can hold is an error of the record."""
    with pytest.raises(RecordError, match="proportion"):
        STORE.amount(Money(Decimal("1E+40"), "USD"), path="total")


@pytest.mark.parametrize("profile", [{}, {"formatsAndUnits": {"currency": "dollars"}}, [], None])
def test_profile_that_tells_no_currency(profile: object) -> None:
    """Without a currency no amount means anything, so nothing may run."""
    with pytest.raises(RunError):
        store_of(profile)


def test_statuses_come_back() -> None:
    """Every status that has a word at Ecwid comes back from it; words without a counterpart are OTHER."""
    for payment in PaymentStatus:
        word = statuses.payment_word(payment)
        assert (word is None) is (payment is PaymentStatus.OTHER)
        assert statuses.payment_status_of(word) is payment
    for fulfillment in FulfillmentStatus:
        word = statuses.fulfillment_word(fulfillment)
        assert (word is None) is (fulfillment is FulfillmentStatus.OTHER)
        assert statuses.fulfillment_status_of(word) is fulfillment
    assert statuses.payment_status_of("CUSTOM_PAYMENT_STATUS_1") is PaymentStatus.OTHER
    assert statuses.fulfillment_status_of("OUT_FOR_DELIVERY") is FulfillmentStatus.SHIPPED
    assert statuses.fulfillment_status_of(None) is FulfillmentStatus.OTHER


def test_what_is_behind() -> None:
    """A status is behind another that an order reaches later; one that stands aside is behind none."""
    assert statuses.is_behind(FulfillmentStatus.OPEN, FulfillmentStatus.SHIPPED)
    assert statuses.is_behind(PaymentStatus.PAID, PaymentStatus.REFUNDED)
    assert not statuses.is_behind(PaymentStatus.PAID, PaymentStatus.PENDING)
    assert not statuses.is_behind(FulfillmentStatus.CANCELLED, FulfillmentStatus.SHIPPED)


@pytest.mark.parametrize(
    ("amounts", "discount"),
    [
        # 59.98 + 7.50 + 5.14 - 62.48 = 10.14: the coupon is inside, as in the documentation's example
        ({"total": "62.48", "discount": "10.14", "couponDiscount": "5.00"}, "10.14"),
        # 59.98 + 7.50 + 5.14 - 57.48 = 15.14: the coupon is beside it, as in the documentation's text
        ({"total": "57.48", "discount": "10.14", "couponDiscount": "5.00"}, "15.14"),
        ({"total": "1.00", "discount": "10.14", "couponDiscount": "5.00"}, "10.14"),
        ({"total": "67.62", "couponDiscount": "5.00"}, "5.00"),
        ({"total": "72.62"}, None),
    ],
)
def test_coupon_is_counted_once(amounts: dict[str, str], discount: str | None) -> None:
    """Whether the discount contains the coupon follows from the sums."""
    raw = {
        "id": "A",
        "subtotal": Decimal("59.98"),
        "tax": Decimal("5.14"),
        "shippingOption": {"shippingRate": Decimal("7.50")},
        **{name: Decimal(text) for name, text in amounts.items()},
    }
    found = discount_of(wire.structured(raw, wire.Order))
    assert found == (None if discount is None else Decimal(discount))


def test_tax_is_told_by_each_tax_line() -> None:
    """With one tax inside the price and one on top of it, the coupon is still counted right."""
    lines = [
        {"total": Decimal(2), "includeInPrice": True},
        {"total": Decimal(3), "includeInPrice": False},
    ]
    items = [{"name": "A", "quantity": 1, "price": 20, "taxes": lines}]
    raw = {"id": "A", "subtotal": 20, "tax": 5, "total": 18, "discount": 2, "couponDiscount": 3, "items": items}
    assert order_of(raw, STORE).discount == Money(Decimal(5), "USD")


@pytest.mark.parametrize(("total", "included"), [("11.00", False), ("10.00", True), ("9.00", None)])
def test_tax_of_others_is_told_by_the_sums(total: str, included: bool | None) -> None:  # noqa: FBT001 - expected
    """Whether another shop's prices contain the tax follows from its sums; where these fit neither, it is not known."""

    def usd(text: str) -> Money:
        return Money(Decimal(text), "USD")

    order = Order(subtotal=usd("10.00"), tax=usd("1.00"), total=usd(total))
    assert tax_is_included(order) is included
