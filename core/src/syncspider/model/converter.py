"""JSON that a far end sent as typed values, and typed values as JSON to send: a strict converter on top of cattrs.

cattrs by itself turns ``None`` into ``'None'`` and 7.9 into 7 where a text or a whole number is asked for. Nothing of
that happens here: what is not what it should be is refused, with the path of the field.

Not part of what :mod:`syncspider.model` imports: cattrs takes longer to load than all declarations together, so it is
loaded with the module that holds a far end's shapes, and that one with the first connection.
"""

from __future__ import annotations

import enum
import functools
import inspect
import typing
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Final, TypeVar

import attrs
from cattrs import BaseValidationError, Converter, override
from cattrs.cols import (
    homogenous_tuple_structure_factory,
    is_any_set,
    is_frozenset,
    is_mapping,
    is_mutable_sequence,
    is_sequence,
    list_structure_factory,
)
from cattrs.errors import AttributeValidationNote, IterableValidationNote
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn

from syncspider.errors import RecordError
from syncspider.model import exactness
from syncspider.model.exactness import MismatchError, Otherwise

T = TypeVar("T")

_FROM_TEXT: Final = "a number that may be written as text"
#: A number from JSON's numbers and from text such as ``"12.50"``; sent as text.
DecimalText = Annotated[Decimal, _FROM_TEXT]
#: What cattrs.override makes.
_OVERRIDE: Final = type(override())
#: What a hook may raise about a value; everything else is a mistake in a program.
_WRONG: Final = (KeyError, TypeError, ValueError, RecursionError, RecordError)
_LONGEST: Final = 120


class StrictConverter(Converter):
    """What :func:`make_converter` makes: a cattrs converter, with what :func:`structured` needs to explain a failure.

    Attributes:
        sender: Who sends the JSON, as it stands in a message.
        rename: From an attribute's name to the one in the JSON.
    """

    sender: str = "The far end"
    rename: Callable[[str], str] = staticmethod(str)

    @functools.cached_property
    def detailed(self) -> StrictConverter:
        """The same converter, slow, with the place of everything that is wrong; made when something first is."""
        return self.copy(detailed_validation=True)


def camel_case(name: str) -> str:
    """``unit_price`` as ``unitPrice``."""
    first, *others = name.split("_")
    return first + "".join(word[:1].upper() + word[1:] for word in others)


def make_converter(
    *,
    sender: str = "The far end",
    rename: Callable[[str], str] = str,
    read_moment: Callable[[object], datetime] = exactness.moment_of,
    write_moment: Callable[[datetime], object] = exactness.text_of,
    omit_none: bool = True,
) -> StrictConverter:
    """A fresh converter between JSON and attrs classes that never turns one thing into another.

    Text stays text and a whole number a whole number; true is no number; None is taken only where a field allows it;
    lists come from lists and objects from objects. A Decimal comes from what :meth:`syncspider.http.Response.json`
    gives, an int or a Decimal, and from text only where a field is a :data:`DecimalText`; a float is never taken for
    one. Times need their zone. A word that an enumeration does not know is refused, unless the field says what stands
    for it by :class:`Otherwise`. Names that a class does not have are ignored: the caller has them in the JSON.

    Register hooks of your own before the first value is structured. They may raise ValueError or RecordError.

    Args:
        sender: Who sends the JSON, for messages, such as ``Acme``.
        rename: From an attribute's name to the one in the JSON, such as :func:`camel_case`. A single field is named by
            ``Annotated[str, cattrs.override(rename="SKU")]``.
        read_moment: A point in time from JSON; raises ValueError for anything else.
        write_moment: A point in time as JSON.
        omit_none: Leave out fields that are None, as requests that change only what they name need it. Give such a
            field None as its default, so that it can be read back.
    """
    converter = StrictConverter(
        detailed_validation=False, unstruct_collection_overrides=dict.fromkeys((tuple, set, frozenset), list)
    )
    converter.sender, converter.rename = sender, rename
    _structure_plain(converter, read_moment)
    _structure_choices(converter)
    _structure_collections(converter)
    _unstructure(converter, write_moment)
    _classes(converter, rename, omit_none=omit_none)
    return converter


def structured(converter: StrictConverter, value: object, kind: type[T], *, path: str = "") -> T:
    """A typed value from JSON.

    Fast for what is right. What is wrong is structured once more to find out where.

    Args:
        converter: From :func:`make_converter`.
        value: As :meth:`syncspider.http.Response.json` gives it.
        kind: The class.
        path: Where the value itself stands, for the error.

    Raises:
        RecordError: A field is missing or is not what it should be; its ``path`` names the first, in the JSON's own
            names: ``lines[0].unitPrice``.

    Example:
        >>> @attrs.frozen(kw_only=True)
        ... class Line:
        ...     sku: str
        ...     unit_price: Decimal
        ...     note: str | None = None
        >>> converter = make_converter(sender="Acme", rename=camel_case)
        >>> line = structured(converter, {"sku": "A-1", "unitPrice": Decimal("12.50")}, Line)
        >>> converter.unstructure(line)
        {'sku': 'A-1', 'unitPrice': Decimal('12.50')}
        >>> structured(converter, {"sku": 7, "unitPrice": 1}, Line)
        Traceback (most recent call last):
            ...
        syncspider.errors.RecordError: Acme sent a whole number where text was expected.
    """
    try:
        return converter.structure(value, kind)
    except _WRONG:
        return _explained(converter, value, kind, path)


def names_of(converter: StrictConverter, kind: type[Any]) -> frozenset[str]:
    """The names that the fields of a class have in the JSON: whatever else was sent has no field of its own."""
    return frozenset(_name_in(kind, field.name, converter.rename) for field in _fields(kind))


def _explained(converter: StrictConverter, value: object, kind: type[T], path: str) -> T:
    try:
        return converter.detailed.structure(value, kind)
    except (BaseValidationError, *_WRONG) as error:
        steps, wrong = _first(error, converter.rename)
        raise _told(wrong, _joined((path, *steps)), converter) from None


def _first(error: Exception, rename: Callable[[str], str]) -> tuple[list[str | int], Exception]:
    """The first thing that is wrong, with the steps that lead to it."""
    steps: list[str | int] = []
    while isinstance(error, BaseValidationError):
        kind, error = error.cl, error.exceptions[0]
        for note in getattr(error, "__notes__", ()):
            if isinstance(note, AttributeValidationNote):
                steps.append(_name_in(kind, note.name, rename))
            elif isinstance(note, IterableValidationNote):
                steps.append(note.index)
    return steps, error


def _told(wrong: Exception, path: str, converter: StrictConverter) -> RecordError:
    sender = converter.sender
    if isinstance(wrong, RecordError):
        return RecordError(wrong.message, path=_joined((path, wrong.path)), code=wrong.code, hint=wrong.hint)
    if isinstance(wrong, MismatchError):
        return RecordError(f"{sender} sent {wrong}.", path=path)
    if isinstance(wrong, KeyError):
        return RecordError(f"{sender} left out a field that is always there.", path=path)
    reason = " ".join(str(wrong).split())[:_LONGEST]
    return RecordError(f"{sender} sent what cannot be understood: {reason}", path=path)


def _joined(steps: tuple[str | int, ...]) -> str:
    """The steps as one path: ``lines[0].unitPrice``."""
    path = ""
    for step in steps:
        if isinstance(step, int):
            path += f"[{step}]"
        elif step:
            path += f".{step}" if path and not step.startswith("[") else step
    return path


def _structure_plain(converter: Converter, read_moment: Callable[[object], datetime]) -> None:
    for kind in (str, int, bool, float, bytes):
        converter.register_structure_hook(kind, exactness.exact(kind))
    converter.register_structure_hook(Decimal, exactness.number)
    converter.register_structure_hook(datetime, lambda value, _: read_moment(value))


def _structure_choices(converter: Converter) -> None:
    def choice(kind: Any, converter: Converter) -> exactness.Hook:  # noqa: ANN401 - a form of typing
        return exactness.choice(kind, converter.get_structure_hook)

    def literal(kind: Any) -> exactness.Hook:  # noqa: ANN401 - a form of typing
        return exactness.literal(kind)

    def marked(kind: Any) -> exactness.Hook:  # noqa: ANN401 - a form of typing
        marks = [mark for mark in _marks(kind) if isinstance(mark, Otherwise)]
        return exactness.tolerant(kind.__origin__, marks[0]) if marks else exactness.number_or_text

    converter.register_structure_hook_func(
        lambda kind: inspect.isclass(kind) and issubclass(kind, enum.Enum), exactness.member
    )
    converter.register_structure_hook_factory(exactness.is_literal, literal)
    converter.register_structure_hook_factory(exactness.is_union, choice)
    converter.register_structure_hook_factory(_is_marked, marked)


def _structure_collections(converter: Converter) -> None:
    def sequence(kind: Any, converter: Converter) -> exactness.Hook:  # noqa: ANN401 - a form of typing
        if converter.detailed_validation or not typing.get_args(kind):
            return exactness.of_kind(list, homogenous_tuple_structure_factory(kind, converter))
        item = typing.get_args(kind)[0]
        try:
            return exactness.sequence(converter.get_structure_hook(item), item)
        except RecursionError:  # the class is still being made: it holds others of its kind
            return exactness.sequence(converter.structure, item)

    def items(kind: Any, converter: Converter) -> exactness.Hook:  # noqa: ANN401 - a form of typing
        return exactness.of_kind(list, list_structure_factory(kind, converter))

    def unordered(kind: Any, converter: Converter) -> exactness.Hook:  # noqa: ANN401 - a form of typing
        read, collect = list_structure_factory(kind, converter), frozenset if is_frozenset(kind) else set
        return exactness.of_kind(list, lambda value, _: collect(read(value, kind)))

    def fixed(kind: Any, converter: Converter) -> exactness.Hook:  # noqa: ANN401 - a form of typing
        return exactness.of_kind(list, converter.gen_structure_hetero_tuple(kind))

    def mapping(kind: Any, converter: Converter) -> exactness.Hook:  # noqa: ANN401 - a form of typing
        return exactness.of_kind(dict, converter.gen_structure_mapping(kind))

    converter.register_structure_hook_factory(is_sequence, sequence)
    converter.register_structure_hook_factory(is_mutable_sequence, items)
    converter.register_structure_hook_factory(exactness.is_fixed, fixed)
    converter.register_structure_hook_factory(is_any_set, unordered)
    converter.register_structure_hook_factory(is_mapping, mapping)


def _classes(converter: Converter, rename: Callable[[str], str], *, omit_none: bool) -> None:
    def hook(kind: Any, converter: Converter) -> Callable[[Any, Any], Any]:  # noqa: ANN401 - a form of typing
        read = make_dict_structure_fn(kind, converter, **_overrides(kind, rename))
        if not converter.detailed_validation and any(field.default is attrs.NOTHING for field in _fields(kind)):
            return read  # looking its first field up fails on whatever is no object
        return exactness.of_kind(dict, read)

    def plain(kind: Any, converter: Converter) -> Callable[[Any], Any]:  # noqa: ANN401 - a form of typing
        names = _overrides(kind, rename)
        write = make_dict_unstructure_fn(kind, converter, **names)
        return (lambda value: _given(write(value))) if omit_none else write

    converter.register_structure_hook_factory(attrs.has, hook)
    converter.register_unstructure_hook_factory(attrs.has, plain)


def _unstructure(converter: Converter, write_moment: Callable[[datetime], object]) -> None:
    converter.register_unstructure_hook(datetime, write_moment)
    converter.register_unstructure_hook_func(lambda kind: _FROM_TEXT in _marks(kind), exactness.plain_text)


def _is_marked(kind: Any) -> bool:  # noqa: ANN401 - a form of typing
    return any(mark == _FROM_TEXT or isinstance(mark, Otherwise) for mark in _marks(kind))


def _marks(kind: Any) -> tuple[Any, ...]:  # noqa: ANN401 - a form of typing
    return tuple(getattr(kind, "__metadata__", ()))


def _overrides(kind: Any, rename: Callable[[str], str]) -> dict[str, Any]:  # noqa: ANN401 - a form of typing
    """How each field of a class is called in the JSON."""
    return {field.name: _override(field, rename) for field in _fields(kind)}


def _override(field: attrs.Attribute[Any], rename: Callable[[str], str]) -> Any:  # noqa: ANN401 - see _OVERRIDE
    own = next((mark for mark in _marks(field.type) if isinstance(mark, _OVERRIDE)), override())
    return attrs.evolve(own, rename=own.rename or rename(field.name))


def _name_in(kind: Any, attribute: str, rename: Callable[[str], str]) -> str:  # noqa: ANN401 - a form of typing
    found = next((field for field in _fields(kind) if field.name == attribute), None)
    return attribute if found is None else str(_override(found, rename).rename)


def _fields(kind: Any) -> Iterator[attrs.Attribute[Any]]:  # noqa: ANN401 - a form of typing
    plain = typing.get_origin(kind) or kind
    return iter(attrs.fields(attrs.resolve_types(plain)) if attrs.has(plain) else ())


def _given(body: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if value is not None}
