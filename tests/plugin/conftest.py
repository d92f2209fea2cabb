"""Plugins made up in a test's body, and folders that look like an environment with distributions in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from syncspider import (
    Batch,
    Conversion,
    Customer,
    Entity,
    Form,
    Found,
    Integration,
    Order,
    OrderStatus,
    Outcome,
    Product,
    Record,
    Refund,
    Session,
    Source,
    Target,
    Window,
    hookimpl,
)
from syncspider.plugin.discovery import load_registry
from syncspider.plugin.registry import Registry

ENTITIES: tuple[type[Entity], ...] = (Order, Product, Customer, Refund, OrderStatus)


class Reader(Source[Any]):
    """A source with everything but its entity and fields."""

    def now(self) -> datetime:
        """A fixed present."""
        return datetime(2026, 1, 1, tzinfo=UTC)

    def read(self, window: Window, page: str | None) -> Batch[Any]:
        """Nothing."""
        return Batch(records=(), resume=None)

    def fetch(self, key: str) -> Record[Any] | None:
        """Nothing."""
        return None


class Writer(Target[Any]):
    """A target with everything but its entity and fields."""

    def key_of(self, value: Any) -> str:
        """One for all."""
        return "key"

    def write(self, changes: Any) -> Iterable[Outcome]:
        """No outcome."""
        return ()

    def find_existing(self, change: Any) -> Found:
        """Never asked."""
        raise NotImplementedError


class App(Integration):
    """An integration with everything but its name."""

    form = Form()

    def open_api(self, session: Session) -> Any:
        """Never asked."""
        raise NotImplementedError

    def check(self, api: Any) -> str:
        """Fine."""
        return "fine"

    def account_of(self, settings: Mapping[str, str]) -> str:
        """One for all."""
        return "account"


@pytest.fixture(name="reader")
def make_reader() -> Callable[..., type[Source[Any]]]:
    """A source class; attributes that are given replace those that are right."""

    def make(entity: Any = Product, *supplies: str, **attributes: Any) -> type[Source[Any]]:
        return type("Readers", (Reader,), {"entity": entity, "supplies": frozenset(supplies), **attributes})

    return make


@pytest.fixture(name="writer")
def make_writer() -> Callable[..., type[Target[Any]]]:
    """A target class; attributes that are given replace those that are right."""

    def make(entity: Any = Product, *requires: str, **attributes: Any) -> type[Target[Any]]:
        names = frozenset(requires)
        return type("Writers", (Writer,), {"entity": entity, "requires": names, "accepts": names, **attributes})

    return make


@pytest.fixture(name="app")
def make_app() -> Callable[..., type[Integration]]:
    """An integration's class; attributes that are given replace those that are right."""

    def make(name: Any = "shop", **attributes: Any) -> type[Integration]:
        return type("Shop", (App,), {"name": name, "title": str(name).title(), **attributes})

    return make


@pytest.fixture(name="plugin")
def make_plugin() -> Callable[..., ModuleType]:
    """A plugin's module that registers what it is given, with other attributes as they are."""

    def make(
        *integrations: Any, entities: Iterable[Any] = (), conversions: Iterable[Conversion] = (), **attributes: Any
    ) -> ModuleType:
        module = ModuleType("plugin")
        given = {
            "syncspider_register_integrations": integrations,
            "syncspider_register_entities": tuple(entities),
            "syncspider_register_conversions": tuple(conversions),
        }
        for hook, items in given.items():
            if items or hook == "syncspider_register_integrations":
                setattr(module, hook, hookimpl(lambda items=items: items))
        for name, value in {"API_VERSION": 1, **attributes}.items():
            setattr(module, name, value)
        return module

    return make


@pytest.fixture(name="registry_of")
def make_registry() -> Callable[..., Registry]:
    """The registry of these plugins, ``name=module``, and of no installed one."""

    def make(**modules: object) -> Registry:
        extra = [(name.replace("_", "-"), module) for name, module in modules.items()]
        return load_registry(no_plugins=True, extra=extra)

    return make


@pytest.fixture(name="install")
def make_install() -> Callable[..., None]:
    """Writes the metadata of one distribution into a folder, as an installer leaves it."""

    def install(
        folder: Path, name: str, points: str | bytes | None, *, version: str = "1.0", ending: str = "dist-info"
    ) -> None:
        info = folder / f"{name.replace('-', '_')}-{version}.{ending}"
        info.mkdir(parents=True)
        header = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n\nName: not this one\n"
        (info / ("METADATA" if ending == "dist-info" else "PKG-INFO")).write_text(header)
        if points is not None:
            (info / "entry_points.txt").write_bytes(points if isinstance(points, bytes) else points.encode())

    return install
