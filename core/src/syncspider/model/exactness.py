"""What JSON may stand for, exactly: each hook takes one kind of value and turns nothing into something else.

The converter registers them. A value of the wrong kind is a :class:`MismatchError`, which says what was expected and
what came, never the value itself: it may be a buyer's.
"""

from __future__ import annotations

import enum
import functools
import re
import types
import typing
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

import attrs

Hook = Callable[[Any, Any], Any]

_TEXT_NUMBER: Final = re.compile(r"-?\d{1,30}(?:\.\d{1,30})?", re.ASCII)
#: How the kinds of JSON are called in a message.
_WORDS: Final = {
    str: "text",
    bool: "true or false",
    int: "a whole number",
    Decimal: "a number",
    float: "a binary fraction",
    list: "a list",
    dict: "an object",
    type(None): "null",
}
#: What each kind takes: a whole number is a number too, a truth value is none.
_TAKES: Final[dict[Any, tuple[type, ...]]] = {
    str: (str,),
    bool: (bool,),
    int: (int,),
    Decimal: (Decimal, int),
}
_A_TIME: Final = "a time with its zone, such as 2026-11-20T14:03:27Z,"
#: Longest list of words in a message.
_LISTED: Final = 12


class MismatchError(ValueError):
    """A value is of another kind than its field.

    Attributes:
        expected: What the field takes, as it stands in a sentence.
        given: What came instead.
    """

    def __init__(self, expected: str, value: object, *, given: str = "") -> None:
        self.expected = expected
        self.given = given or _WORDS.get(type(value), "something else")
        super().__init__(f"{self.given} where {expected} was expected")


@attrs.frozen
class Otherwise:
    """Asks for tolerance: what stands for a word that an enumeration does not know, inside ``Annotated``.

    Example:
        ``status: Annotated[Status, Otherwise(Status.OTHER)]``

    Attributes:
        value: The member, or None.
    """

    value: Any


def exact(kind: type) -> Hook:
    """The hook of a plain kind: only a value of exactly that kind passes, so ``True`` is no whole number."""

    def hook(value: Any, wanted: Any) -> Any:  # noqa: ANN401 - JSON is anything
        if value.__class__ is not kind:
            raise MismatchError(_WORDS.get(kind, kind.__name__), value)
        return value if wanted is kind else _of_own_kind(value, wanted)

    return hook


def _of_own_kind(value: Any, wanted: Any) -> Any:  # noqa: ANN401 - JSON is anything
    """A value for a class that is made from text or numbers, such as ``class Status(StrEnum)``."""
    return member(value, wanted) if issubclass(wanted, enum.Enum) else wanted(value)


def number(value: Any, _: Any) -> Decimal:  # noqa: ANN401 - JSON is anything
    """A number, with each of its digits; a binary fraction has lost them already."""
    kind = value.__class__
    if kind is Decimal and value.is_finite():
        return typing.cast("Decimal", value)
    if kind is int:
        return Decimal(value)
    raise MismatchError("a number", value)


def number_or_text(value: Any, kind: Any) -> Decimal:  # noqa: ANN401 - JSON is anything
    """The same, also from a text that is one and nothing else."""
    if value.__class__ is not str:
        return number(value, kind)
    if not _TEXT_NUMBER.fullmatch(value):
        raise MismatchError("a number", value)
    return Decimal(value)


def plain_text(value: Decimal) -> str:
    """A number as text, without an exponent."""
    return format(value, "f")


def moment_of(value: object) -> datetime:
    """A point in time from text as ISO 8601 has it, in UTC.

    Raises:
        ValueError: It is none, or does not say in which zone.
    """
    if not isinstance(value, str):
        raise MismatchError(_A_TIME, value)
    try:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is UTC:
            return moment
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise MismatchError(_A_TIME, value) from None
    raise MismatchError(_A_TIME, value, given="a time without a zone")


def text_of(moment: datetime) -> str:
    """A point in time as ISO 8601 has it.

    Raises:
        ValueError: It has no zone, so that nobody could tell when it is.
    """
    if moment.utcoffset() is None:
        raise ValueError("A time without its zone is no point in time.")
    return moment.isoformat()


def member(value: Any, kind: type[enum.Enum]) -> Any:  # noqa: ANN401 - JSON is anything
    """A member of an enumeration by its value."""
    return one_of(value, _members(kind))


def one_of(value: Any, members: dict[tuple[type, Any], Any]) -> Any:  # noqa: ANN401 - JSON is anything
    """What a value stands for, of a table by kind and value."""
    key = (value.__class__, value)
    if not _is_plain(value) or key not in members:
        listed = ", ".join(str(name) for _, name in list(members)[:_LISTED])
        given = "another word" if value.__class__ is str else ""
        raise MismatchError(f"one of {listed}", value, given=given)
    return members[key]


def tolerant(kind: type[enum.Enum], otherwise: Otherwise) -> Hook:
    """The hook of an enumeration that may grow: a word that it does not know becomes the one that was asked for."""
    members = _members(kind)
    kinds = {known for known, _ in members}

    def hook(value: Any, _: Any) -> Any:  # noqa: ANN401 - JSON is anything
        if value.__class__ not in kinds or not _is_plain(value):
            return one_of(value, members)
        return members.get((value.__class__, value), otherwise.value)

    return hook


def is_literal(kind: Any) -> bool:  # noqa: ANN401 - a form of typing
    """Whether a type is ``Literal[...]``."""
    return bool(typing.get_origin(kind) == typing.Literal)


def literal(kind: Any) -> Hook:  # noqa: ANN401 - a form of typing, not a class
    """The hook of ``Literal[...]``, which tells 1 from true."""
    members = _table(typing.get_args(kind))
    return lambda value, _: one_of(value, members)


def maybe(hook: Hook, kind: Any) -> Hook:  # noqa: ANN401 - a form of typing
    """The hook of ``kind | None``."""
    if kind is str:  # most fields of most APIs: one call less

        def text(value: Any, _: Any) -> Any:  # noqa: ANN401 - JSON is anything
            if value is None or value.__class__ is str:
                return value
            raise MismatchError("text", value)

        return text
    return lambda value, _: None if value is None else hook(value, kind)


def sequence(hook: Hook, kind: Any) -> Hook:  # noqa: ANN401 - a form of typing
    """The hook of ``tuple[kind, ...]``, which does not tell where something is wrong."""

    def read(value: Any, _: Any) -> Any:  # noqa: ANN401 - JSON is anything
        if value.__class__ is not list:
            raise MismatchError("a list", value)
        return tuple([hook(item, kind) for item in value])

    return read


def is_fixed(kind: Any) -> bool:  # noqa: ANN401 - a form of typing
    """Whether a type is a tuple with a type for each place."""
    return typing.get_origin(kind) is tuple and Ellipsis not in typing.get_args(kind)


def is_union(kind: Any) -> bool:  # noqa: ANN401 - a form of typing
    """Whether a type is a choice that :func:`choice` can make by the kind of the value alone."""
    if typing.get_origin(kind) not in {typing.Union, types.UnionType}:
        return False
    kinds = _without_none(kind)
    return len(kinds) == 1 or all(each in _TAKES for each in kinds)


def choice(kind: Any, hook_of: Callable[[Any], Hook]) -> Hook:  # noqa: ANN401 - a form of typing
    """The hook of a choice such as ``int | str | None``."""
    kinds = _without_none(kind)
    found = _by_kind(kinds, hook_of) if len(kinds) > 1 else hook_of(kinds[0])
    return maybe(found, kinds[0] if len(kinds) == 1 else kind) if type(None) in typing.get_args(kind) else found


def _by_kind(kinds: tuple[Any, ...], hook_of: Callable[[Any], Hook]) -> Hook:
    table = {kind: (hook_of(kind), kind) for kind in kinds}
    for kind in kinds:
        for taken in _TAKES[kind]:
            table.setdefault(taken, (hook_of(kind), kind))
    expected = " or ".join(_WORDS[kind] for kind in kinds)

    def hook(value: Any, _: Any) -> Any:  # noqa: ANN401 - JSON is anything
        if value.__class__ not in table:
            raise MismatchError(expected, value)
        own, kind = table[value.__class__]
        return own(value, kind)

    return hook


def of_kind(kind: type, hook: Callable[..., Any]) -> Hook:
    """A hook behind a gate: lists come from lists and objects from objects, never from text that looks like one."""
    word = _WORDS[kind]

    def gate(value: Any, _: Any) -> Any:  # noqa: ANN401 - JSON is anything
        if value.__class__ is not kind:
            raise MismatchError(word, value)
        return hook(value, _)

    return gate


def _without_none(kind: Any) -> tuple[Any, ...]:  # noqa: ANN401 - a form of typing
    return tuple(each for each in typing.get_args(kind) if each is not type(None))


@functools.lru_cache(maxsize=256)
def _members(kind: type[enum.Enum]) -> dict[tuple[type, Any], Any]:
    return _table(kind)


def _table(members: Iterable[Any]) -> dict[tuple[type, Any], Any]:
    values = ((each.value if isinstance(each, enum.Enum) else each, each) for each in members)
    return {(value.__class__, value): each for value, each in values}


def _is_plain(value: object) -> bool:
    return value.__class__ in _WORDS and not isinstance(value, list | dict)
