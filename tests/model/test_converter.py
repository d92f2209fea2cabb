"""The converter between JSON and attrs classes: exact, tolerant only where asked, and plain about what is wrong."""

from __future__ import annotations

import doctest
import enum
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Annotated, Any, Literal

import attrs
import cattrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from syncspider import (
    DecimalText,
    Money,
    Otherwise,
    StrictConverter,
    camel_case,
    http,
    make_converter,
    names_of,
    structured,
)
from syncspider.errors import RecordError
from syncspider.model import converter as converter_module


class Colour(enum.Enum):
    """Closed unless asked otherwise."""

    RED = "red"
    BLUE = "blue"
    OTHER = "other"


class Size(enum.IntEnum):
    """Made from whole numbers."""

    SMALL = 1
    LARGE = 2


class Word(enum.StrEnum):
    """Made from text."""

    YES = "yes"


@attrs.frozen(kw_only=True)
class Line:
    """One article."""

    sku: str
    unit_price: Decimal
    quantity: int = 1
    colour: Annotated[Colour, Otherwise(Colour.OTHER)] | None = None
    parts: tuple[Line, ...] = ()


@attrs.frozen(kw_only=True)
class Parcel:
    """All kinds of fields."""

    key: str
    lines: tuple[Line, ...] = ()
    gift: bool | None = None
    stamp: int | str | None = None
    weight: DecimalText | None = None
    sent_at: datetime | None = None
    paid: Money | None = None
    colour: Colour | None = None
    size: Size | None = None
    word: Word | None = None
    kind: Literal["box", 1] | None = None
    aspects: Mapping[str, list[str]] = attrs.field(factory=dict)
    tags: frozenset[str] = frozenset()
    pair: tuple[str, int] | None = None
    extra_skus: Annotated[tuple[str, ...], cattrs.override(rename="extraSKUs")] = ()
    rest: Any = None


@pytest.fixture(name="converter", scope="module")
def make_one() -> StrictConverter:
    """A converter of a far end that writes camelCase."""
    return make_converter(sender="Acme", rename=camel_case)


texts = st.text(max_size=6)
wholes = st.integers(-(10**15), 10**15)
decimals = st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9)
lines = st.recursive(
    st.builds(Line, sku=texts, unit_price=decimals, quantity=wholes, colour=st.none() | st.sampled_from(Colour)),
    lambda inner: st.builds(Line, sku=texts, unit_price=decimals, parts=st.lists(inner, max_size=2).map(tuple)),
    max_leaves=3,
)
parcels = st.builds(
    Parcel,
    key=texts,
    lines=st.lists(lines, max_size=2).map(tuple),
    gift=st.none() | st.booleans(),
    stamp=st.none() | wholes | texts,
    weight=st.none() | decimals,
    sent_at=st.none() | st.datetimes(timezones=st.just(UTC) | st.just(timezone(timedelta(hours=-3, minutes=-30)))),
    paid=st.none() | st.builds(Money, decimals, st.sampled_from(["EUR", "USD"])),
    colour=st.none() | st.sampled_from(Colour),
    size=st.none() | st.sampled_from(Size),
    word=st.none() | st.just(Word.YES),
    kind=st.none() | st.sampled_from(["box", 1]),
    aspects=st.dictionaries(texts, st.lists(texts, max_size=2), max_size=2),
    tags=st.frozensets(texts, max_size=2),
    pair=st.none() | st.tuples(texts, wholes),
    extra_skus=st.lists(texts, max_size=2).map(tuple),
    rest=st.none() | texts,
)


@given(parcel=parcels)
def test_what_was_written_is_read_back(converter: StrictConverter, parcel: Parcel) -> None:
    """Through the bytes and back, every value is the same: texts, times, and each digit of an amount."""
    body = converter.unstructure(parcel)
    read = http.Response(status=200, content=http.encode(body)).json()
    assert structured(converter, read, Parcel) == parcel


KINDS: dict[str, tuple[type, ...]] = {
    "key": (str,),
    "gift": (bool, type(None)),
    "stamp": (int, str, type(None)),
    "aspects": (dict,),
    "tags": (list,),
    "rest": (object,),
}
anything: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, False, 0, 1, -7, Decimal("7.9"), Decimal(1), Decimal("NaN"), 7.9, "", "7", "null", [], ["a"], {}, b"x"]
)


def fits(name: str, value: object) -> bool:
    """Whether a field takes values of that kind, and of no other that Python thinks is one, as true is an int."""
    return object in KINDS[name] or value.__class__ in KINDS[name]


@given(name=st.sampled_from(sorted(KINDS)), value=anything)
def test_nothing_becomes_something_else(converter: StrictConverter, name: str, value: Any) -> None:
    """What fits a field stays what it is."""
    assume(fits(name, value))
    kept = getattr(structured(converter, {"key": "A", name: value}, Parcel), name)
    wanted = frozenset(value) if name == "tags" else value
    assert kept == wanted or kept is value
    assert kept.__class__ is wanted.__class__


@given(name=st.sampled_from(sorted(KINDS)), value=anything)
def test_what_does_not_fit_is_refused(converter: StrictConverter, name: str, value: Any) -> None:
    """What is of another kind than its field is refused there, however much it looks like it."""
    assume(not fits(name, value))
    with pytest.raises(RecordError) as caught:
        structured(converter, {"key": "A", name: value}, Parcel)
    assert caught.value.path == name


@given(value=anything)
def test_a_number_is_exact_or_refused(converter: StrictConverter, value: Any) -> None:
    """A Decimal comes from a Decimal or a whole number, with the same digits: not from truth, text or a float."""
    raw = {"sku": "A", "unitPrice": value}
    if value.__class__ is int or (value.__class__ is Decimal and value.is_finite()):
        assert str(structured(converter, raw, Line).unit_price) == str(value)
    else:
        with pytest.raises(RecordError) as caught:
            structured(converter, raw, Line)
        assert caught.value.path == "unitPrice"


def test_digits_of_the_bytes_are_kept(converter: StrictConverter) -> None:
    """An amount that no binary fraction holds arrives as it was written."""
    raw = http.Response(status=200, content=b'{"sku": "A", "unitPrice": 0.10000000000000000000001}').json()
    assert str(structured(converter, raw, Line).unit_price) == "0.10000000000000000000001"


BROKEN: tuple[tuple[dict[str, Any], str, str], ...] = (
    ({}, "key", "left out"),
    ({"key": None}, "key", "sent null where text was expected"),
    ({"key": 7}, "key", "a whole number where text"),
    ({"gift": 1}, "gift", "true or false"),
    ({"gift": "true"}, "gift", "true or false"),
    ({"stamp": Decimal("1.5")}, "stamp", "a whole number or text"),
    ({"stamp": True}, "stamp", "a whole number or text"),
    ({"weight": "1,5"}, "weight", "a number"),
    ({"weight": "NaN"}, "weight", "a number"),
    ({"weight": "1E+5"}, "weight", "a number"),
    ({"weight": 1.5}, "weight", "a number"),
    ({"sentAt": "2026-11-20T14:03:27"}, "sentAt", "without a zone"),
    ({"sentAt": "yesterday"}, "sentAt", "a time"),
    ({"sentAt": "0001-01-01T00:00:00+01:00"}, "sentAt", "a time"),
    ({"sentAt": 1_795_183_407}, "sentAt", "a time"),
    ({"paid": {"amount": "12", "currency": "EUR"}}, "paid.amount", "a number"),
    ({"paid": {"amount": 12, "currency": "euro"}}, "paid", "ISO 4217"),
    ({"colour": "green"}, "colour", "one of red, blue, other"),
    ({"colour": ["red"]}, "colour", "one of red"),
    ({"size": True}, "size", "a whole number"),
    ({"size": 3}, "size", "one of 1, 2"),
    ({"word": "no"}, "word", "one of yes"),
    ({"kind": True}, "kind", "one of box, 1"),
    ({"aspects": {"Brand": ["a", None]}}, "aspects.Brand[1]", "text"),
    ({"aspects": "Brand"}, "aspects", "an object"),
    ({"tags": "abc"}, "tags", "a list"),
    ({"tags": ["a", 1]}, "tags[1]", "text"),
    ({"pair": ["a"]}, "pair", ""),
    ({"pair": "ab"}, "pair", "a list"),
    ({"pair": ["a", "1"]}, "pair[1]", "a whole number"),
    ({"extraSKUs": [None]}, "extraSKUs[0]", "text"),
    ({"lines": {"0": {}}}, "lines", "a list"),
    ({"lines": [{"sku": "A", "unitPrice": 1}, {"sku": "B"}]}, "lines[1].unitPrice", "left out"),
    ({"lines": ["A"]}, "lines[0]", "an object"),
    ({"lines": [{"sku": "A", "unitPrice": 1, "quantity": None}]}, "lines[0].quantity", "a whole number"),
    (
        {"lines": [{"sku": "A", "unitPrice": 1, "parts": [{"sku": "B", "unitPrice": "1"}]}]},
        "lines[0].parts[0].unitPrice",
        "text where a number",
    ),
    ({"lines": [{"sku": "A", "unitPrice": 1, "colour": 5}]}, "lines[0].colour", "one of red"),
)


@pytest.mark.parametrize(("change", "path", "words"), BROKEN)
def test_the_broken_field_is_named(converter: StrictConverter, change: dict[str, Any], path: str, words: str) -> None:
    """The path leads to the field by the JSON's own names, and the message says what is wrong in one plain line."""
    with pytest.raises(RecordError) as caught:
        structured(converter, change if not change else {"key": "A", **change}, Parcel)
    assert caught.value.path == path
    assert words in caught.value.message
    assert "\n" not in caught.value.message


@pytest.mark.parametrize("value", [None, "key", ["key"], 1, True, Decimal(1)])
def test_what_is_no_object_is_no_value(converter: StrictConverter, value: object) -> None:
    """Text, lists and numbers are refused where an object belongs, also where every field may be left out."""
    for kind in (Parcel, Line):
        with pytest.raises(RecordError, match=r"Acme sent .* where an object was expected") as caught:
            structured(converter, value, kind, path="parcel")
        assert caught.value.path == "parcel"


def test_the_path_goes_on_from_where_the_value_stands(converter: StrictConverter) -> None:
    """A value that is part of more says so in its path."""
    with pytest.raises(RecordError) as caught:
        structured(converter, {"key": 1}, Parcel, path="parcels[3]")
    assert caught.value.path == "parcels[3].key"


def test_the_value_is_not_told(converter: StrictConverter) -> None:
    """An error holds no data of a buyer."""
    with pytest.raises(RecordError) as caught:
        structured(converter, {"key": "A", "sentAt": "Ada Lovelace", "colour": "Ada Lovelace"}, Parcel)
    assert "Ada" not in str(caught.value)


def test_new_names_and_words_do_no_harm(converter: StrictConverter) -> None:
    """A name that a class does not have is ignored, and a word that may be new becomes what was asked for."""
    raw = {"key": "A", "new": {"deep": [1]}, "lines": [{"sku": "A", "unitPrice": 1, "colour": "mauve"}]}
    parcel = structured(converter, raw, Parcel)
    assert parcel.lines[0].colour is Colour.OTHER
    assert {name for name in raw if name not in names_of(converter, Parcel)} == {"new"}
    assert "extraSKUs" in names_of(converter, Parcel)


def test_fields_that_are_none_are_not_sent(converter: StrictConverter) -> None:
    """A request names what it changes and nothing else; zero, false and empty lists are something."""
    line = Line(sku="A", unit_price=Decimal("12.50"), quantity=0)
    assert converter.unstructure(line) == {"sku": "A", "unitPrice": Decimal("12.50"), "quantity": 0, "parts": []}
    whole = make_converter(rename=camel_case, omit_none=False)
    assert whole.unstructure(line)["colour"] is None


def test_text_of_a_number_is_plain(converter: StrictConverter) -> None:
    """A number that travels as text has its digits and no exponent."""
    parcel = Parcel(key="A", weight=Decimal("1E+3"), paid=Money(Decimal("0.10"), "EUR"))
    body = converter.unstructure(parcel)
    assert body["weight"] == "1000"
    assert body["paid"] == {"amount": Decimal("0.10"), "currency": "EUR"}


def test_times_of_another_form() -> None:
    """A far end that counts seconds gets its own way of reading and writing times, and everything else stays."""

    def moment(value: object) -> datetime:
        if value.__class__ is not int:
            raise ValueError("A time is a whole number of seconds.")
        return datetime.fromtimestamp(int(str(value)), UTC)

    converter = make_converter(read_moment=moment, write_moment=lambda value: int(value.timestamp()))
    parcel = structured(converter, {"key": "A", "sent_at": 1_795_183_407}, Parcel)
    assert parcel.sent_at == datetime(2026, 11, 20, 14, 3, 27, tzinfo=UTC)
    assert converter.unstructure(parcel)["sent_at"] == 1_795_183_407
    with pytest.raises(RecordError, match="whole number of seconds") as caught:
        structured(converter, {"key": "A", "sent_at": "2026"}, Parcel)
    assert caught.value.path == "sent_at"


def test_a_time_without_its_zone_is_not_sent(converter: StrictConverter) -> None:
    """Nobody could tell when it is."""
    naive = datetime(2026, 11, 20)  # noqa: DTZ001 - the point of the test
    with pytest.raises(ValueError, match="zone"):
        converter.unstructure(Parcel(key="A", sent_at=naive))


def test_hooks_of_an_author() -> None:
    """A hook of one's own is used on the fast path and the slow one, and its error is told where it happened."""
    converter = make_converter(sender="Acme")

    def money(value: Any, _: object) -> Money:
        return Money.parse(value["v"], value["c"])

    converter.register_structure_hook(Money, money)
    assert structured(converter, {"key": "A", "paid": {"v": "1.5", "c": "EUR"}}, Parcel).paid == Money(
        Decimal("1.5"), "EUR"
    )
    with pytest.raises(RecordError, match="not a plain number") as caught:
        structured(converter, {"key": "A", "paid": {"v": "x", "c": "EUR"}}, Parcel)
    assert caught.value.path == "paid"


def test_one_bad_value_costs_the_others_nothing(converter: StrictConverter) -> None:
    """After a failure the same converter goes on, and its classes are not made anew for each failure."""
    for _ in range(2):
        with pytest.raises(RecordError):
            structured(converter, {}, Parcel)
    assert converter.detailed is converter.detailed
    assert structured(converter, {"key": "A"}, Parcel) == Parcel(key="A")


def test_converters_know_nothing_of_each_other() -> None:
    """Two plugins' converters have their own names and senders."""
    one, other = make_converter(sender="One", rename=camel_case), make_converter(sender="Other")
    assert structured(one, {"key": "A", "extraSKUs": []}, Parcel) == structured(other, {"key": "A"}, Parcel)
    with pytest.raises(RecordError, match=r"^Other "):
        structured(other, {}, Parcel)
    with pytest.raises(RecordError, match=r"^One "):
        structured(one, {}, Parcel)


def test_the_example_in_the_documentation_is_true() -> None:
    """What ``help(structured)`` shows is what happens."""
    found = doctest.DocTestFinder().find(structured, globs=vars(converter_module))
    runner = doctest.DocTestRunner(optionflags=doctest.IGNORE_EXCEPTION_DETAIL)
    assert [runner.run(test).failed for test in found if test.examples] == [0]


def test_declarations_do_not_load_it() -> None:
    """The names that declarations need come without cattrs."""
    code = "import sys; from syncspider import Integration, DeferredSource, Order, load_named; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"cattrs", "syncspider.model.converter"} & set(loaded)
