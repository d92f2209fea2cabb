"""What every entity has, and the list of an entity's fields."""

from __future__ import annotations

import collections.abc
import enum
import types
import typing
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

import attrs

from syncspider.model.money import Money, Quantity, Weight


@attrs.frozen(kw_only=True)
class Entity:
    """A type of data; subclass it as a frozen attrs class to register one of your own.

    Attributes:
        title: What people call it, in the plural: ``Orders``. It names the entity in the matrix and in commands.
        extra: What the source sent that the entity has no field for, by the source's own names. Never change it.
    """

    title: ClassVar[str]

    extra: Mapping[str, Any] = attrs.field(factory=dict, metadata={"description": "what has no field of its own"})


class Kind(enum.Enum):
    """What may be done with a field."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    BOOL = "bool"
    OPTIONS = "options"
    HIERARCHY = "hierarchy"
    COLLECTION = "collection"


@attrs.frozen(kw_only=True)
class Field:
    """One field of an entity.

    Attributes:
        name: As in Python.
        kind: What may be done with it.
        required: Whether a record of the entity cannot be without it.
        description: What it holds.
        fields: The fields inside a hierarchy, or inside each item of a collection of hierarchies.
    """

    name: str
    kind: Kind
    required: bool
    description: str
    fields: tuple[Field, ...] = ()


def describe(text: str, **options: Any) -> Any:  # noqa: ANN401 - attrs' own signature
    """An attrs field with its description; other arguments are those of :func:`attrs.field`."""
    return attrs.field(metadata={"description": text}, **options)


def schema_of(entity: type[Entity]) -> tuple[Field, ...]:
    """The fields of an entity, in the order of their definition, ``extra`` last."""
    fields = _fields_of(entity)
    return tuple(sorted(fields, key=lambda field: field.name == "extra"))


def _fields_of(cls: type[Any]) -> tuple[Field, ...]:
    hints = typing.get_type_hints(cls)
    return tuple(_field_of(attribute, hints[attribute.name]) for attribute in attrs.fields(cls))


def _field_of(attribute: attrs.Attribute[Any], hint: object) -> Field:
    kind, inner = _kind_of(hint)
    return Field(
        name=attribute.name,
        kind=kind,
        required=attribute.default is attrs.NOTHING,
        description=attribute.metadata.get("description", ""),
        fields=_fields_of(inner) if inner is not None else (),
    )


def _kind_of(hint: object) -> tuple[Kind, type[Any] | None]:
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        (hint,) = (arm for arm in typing.get_args(hint) if arm is not type(None))
    origin = typing.get_origin(hint)
    if origin is tuple:
        kind, inner = _kind_of(typing.get_args(hint)[0])
        return Kind.COLLECTION, inner if kind is Kind.HIERARCHY else None
    if origin in (dict, collections.abc.Mapping):
        return Kind.HIERARCHY, None
    if hint is Money:
        return Kind.MONEY, None
    simple = next((kind for cls, kind in _SIMPLE if isinstance(hint, type) and issubclass(hint, cls)), None)
    if simple is not None:
        return simple, None
    if isinstance(hint, type) and attrs.has(hint):
        return Kind.HIERARCHY, hint
    raise TypeError(f"A field of type {hint!r} has no kind.")


_SIMPLE: tuple[tuple[type[Any], Kind], ...] = (
    (bool, Kind.BOOL),
    (enum.Enum, Kind.OPTIONS),
    (str, Kind.TEXT),
    (int, Kind.NUMBER),
    (Decimal, Kind.NUMBER),
    (Quantity, Kind.NUMBER),
    (Weight, Kind.NUMBER),
    (datetime, Kind.DATE),
    (date, Kind.DATE),
)
