"""Whether what a plugin declares can be used; everything wrong with it is told at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any, Final

import attrs

from syncspider.model.conversion import Conversion
from syncspider.model.entity import Entity
from syncspider.plugin.form import Form, Question
from syncspider.plugin.integration import Integration, Rate, Source, Target, WritePolicy

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]*")
_SANDBOX: Final = re.compile(r"[\w.]+:\w+")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Declarations:
    """What one plugin brings.

    Attributes:
        integrations: Instances, in the order in which they were registered.
        entities: Types of data of its own.
        conversions: Ways from one entity to another.
    """

    integrations: tuple[Integration, ...] = ()
    entities: tuple[type[Entity], ...] = ()
    conversions: tuple[Conversion, ...] = ()


@attrs.frozen(eq=False, repr=False)
class Inspector:
    """Finds what is wrong with declarations; remembers what many of them share."""

    _fields: dict[type[Any], frozenset[str]] = attrs.field(factory=dict, init=False)
    _seen: dict[tuple[type[Any], str], tuple[str, ...]] = attrs.field(factory=dict, init=False)

    def integration(self, cls: object, plugin: str) -> Iterator[str]:
        """Problems of an integration's class that the plugin of that name registers."""
        if not (isinstance(cls, type) and issubclass(cls, Integration)):
            yield f"{cls!r} is registered as an integration but is no subclass of Integration"
            return
        yield from _named(cls, plugin)
        yield from _unwritten(cls)
        yield from _typed(cls, (("form", Form), ("sources", tuple), ("targets", tuple), ("consents", bool)))
        yield from _typed(cls, (("rate", Rate | None), ("sandbox", str | None)))
        if isinstance(cls.__dict__.get("sandbox"), str) and not _SANDBOX.fullmatch(str(cls.sandbox)):
            yield f"{cls.__name__}.sandbox is {cls.sandbox!r}, not package.module:Class"
        if cls.consents is True and cls.consent_url is Integration.consent_url:
            yield f"{cls.__name__} asks for consent but has no consent_url"
        if cls.consents is True and cls.redeem is Integration.redeem:
            yield f"{cls.__name__} asks for consent but has no redeem"
        yield from _form(cls)
        yield from self._ways(cls, "sources")
        yield from self._ways(cls, "targets")

    def entity(self, cls: object) -> Iterator[str]:
        """Problems of a type of data."""
        if not (isinstance(cls, type) and issubclass(cls, Entity) and "__attrs_attrs__" in cls.__dict__):
            yield f"{cls!r} is registered as an entity but is no attrs class that extends Entity"
        elif not _is_text(getattr(cls, "title", None)):
            yield f"{cls.__name__} has no title"

    def conversion(self, value: object) -> Iterator[str]:
        """Problems of a way from one entity to another."""
        if not isinstance(value, Conversion):
            yield f"{value!r} is registered as a conversion but is none"
            return
        broken = [*self.entity(value.source), *self.entity(value.target)]
        yield from broken
        if not broken:
            yield from self._named_fields(
                value.target, value.supplies, f"A conversion to {value.target.title} supplies"
            )
        if not callable(getattr(value, "convert", None)):
            yield f"{value.description!r} has nothing that converts"

    def _ways(self, cls: type[Integration], side: str) -> Iterator[str]:
        ways = getattr(cls, side)
        if not isinstance(ways, tuple):
            return
        titles: set[str] = set()
        for way in ways:
            problems = self._problems(way, side)
            yield from problems
            if not problems:
                if way.entity.title in titles:
                    yield f"{cls.__name__}.{side} names {way.entity.title} twice"
                titles.add(way.entity.title)

    def _problems(self, way: object, side: str) -> tuple[str, ...]:
        check = self._source if side == "sources" else self._target
        if not isinstance(way, type):
            return tuple(check(way))
        if (way, side) not in self._seen:
            self._seen[way, side] = tuple(check(way))
        return self._seen[way, side]

    def _source(self, cls: object) -> Iterator[str]:
        if not (isinstance(cls, type) and issubclass(cls, Source)):
            yield f"{cls!r} is named as a source but is no subclass of Source"
            return
        yield from self._way(cls, ("supplies",))
        yield from _typed(cls, (("incremental", bool), ("overlap", timedelta), ("horizon", timedelta)))

    def _target(self, cls: object) -> Iterator[str]:
        if not (isinstance(cls, type) and issubclass(cls, Target)):
            yield f"{cls!r} is named as a target but is no subclass of Target"
            return
        problems = [*self._way(cls, ("requires", "accepts"))]
        yield from problems
        yield from _typed(cls, (("policy", WritePolicy), ("max_batch", int), ("writers", int)))
        for name in ("max_batch", "writers"):
            if isinstance(getattr(cls, name), int) and getattr(cls, name) < 1:
                yield f"{cls.__name__}.{name} is less than 1"
        if not problems and (unused := cls.requires - cls.accepts):
            yield f"{cls.__name__} requires but does not accept {_listed(unused)}"

    def _way(self, cls: type[Any], sets: Iterable[str]) -> Iterator[str]:
        """What sources and targets have in common."""
        yield from _unwritten(cls)
        yield from _form(cls)
        problems = [*self.entity(getattr(cls, "entity", None))]
        if problems:
            yield f"{cls.__name__} has no entity that can be used: {problems[0]}"
        for name in sets:
            fields = getattr(cls, name, None)
            if not isinstance(fields, frozenset):
                yield f"{cls.__name__} does not say what it {name} (a frozenset of names of fields)"
            elif not problems:
                yield from self._named_fields(cls.entity, fields, f"{cls.__name__} {name}")

    def _named_fields(self, entity: type[Entity], names: frozenset[str], who: str) -> Iterator[str]:
        if unknown := frozenset(names) - self._fields_of(entity):
            yield f"{who} {_listed(unknown)}, which {entity.title} do not have"

    def _fields_of(self, entity: type[Entity]) -> frozenset[str]:
        if entity not in self._fields:
            self._fields[entity] = frozenset(field.name for field in attrs.fields(entity))
        return self._fields[entity]


def _named(cls: type[Integration], plugin: str) -> Iterator[str]:
    name = getattr(cls, "name", None)
    if not (isinstance(name, str) and _NAME.fullmatch(name)):
        yield f"{cls.__name__}.name is {name!r}; a name is made of small letters, digits and hyphens"
    elif name != plugin and not name.startswith(f"{plugin}-"):
        yield f"{cls.__name__}.name is {name!r}; it must be {plugin}, as its entry point, or begin with {plugin}-"
    if not _is_text(getattr(cls, "title", None)):
        yield f"{cls.__name__} has no title"


def _unwritten(cls: type[Any]) -> Iterator[str]:
    if missing := getattr(cls, "__abstractmethods__", ()):
        yield f"{cls.__name__} lacks {_listed(missing)}"


def _typed(cls: type[Any], expected: Iterable[tuple[str, Any]]) -> Iterator[str]:
    for name, kind in expected:
        value = getattr(cls, name, None)
        if not isinstance(value, kind):
            yield f"{cls.__name__}.{name} is {value!r}, not {getattr(kind, '__name__', kind)}"


def _form(cls: type[Any]) -> Iterator[str]:
    form = getattr(cls, "form", None)
    if not isinstance(form, Form):
        return
    questions: tuple[object, ...] = form.questions
    names = [question.name for question in questions if isinstance(question, Question)]
    if len(names) < len(questions):
        yield f"{cls.__name__}.form holds what is no Question"
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"{cls.__name__}.form asks for {name} twice"


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(map(str, names)))
