"""The doors for authors of plugins: what is promised, and nothing by accident."""

from __future__ import annotations

import ast
import importlib
import inspect
import subprocess
import sys
import types
from pathlib import Path

import pytest

DOORS = [
    "syncspider",
    "syncspider.clock",
    "syncspider.errors",
    "syncspider.http",
    "syncspider.sandbox",
    "syncspider.secret",
    "syncspider.testing",
]
LAZY = ["syncspider", "syncspider.http"]


def visible(door: str) -> set[str]:
    """The names that a door shows: neither private, nor modules, nor imports from elsewhere."""
    module = importlib.import_module(door)
    names = {name for name in dir(module) if not name.startswith("_")}
    return {name for name in names if not isinstance(getattr(module, name), types.ModuleType) and is_own(module, name)}


def is_own(module: types.ModuleType, name: str) -> bool:
    """Whether a name was made by this project; what has no home, such as a constant, was."""
    home = getattr(getattr(module, name), "__module__", None) or "syncspider"
    return str(home).startswith("syncspider") or name in getattr(module, "__all__", ())


def promised(door: str) -> set[str]:
    """The names of a door's ``__all__``; of a module without one, what it defines."""
    module = importlib.import_module(door)
    if hasattr(module, "__all__"):
        return set(module.__all__) - {"__version__"}
    return {name for name in visible(door) if getattr(getattr(module, name), "__module__", door) == door}


@pytest.mark.parametrize("door", DOORS)
def test_all_that_is_visible_is_promised(door: str) -> None:
    """``__all__`` is exactly what ``dir`` shows, and each name is there."""
    assert visible(door) == promised(door)


@pytest.mark.parametrize("door", LAZY)
def test_the_stub_of_a_lazy_door_has_the_same_names(door: str) -> None:
    """Type checkers and Python see one door."""
    stub = Path(str(importlib.import_module(door).__file__)).with_suffix(".pyi")
    tree = ast.parse(stub.read_text())
    imported = {
        alias.asname: alias.name for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    assert all(given == name for given, name in imported.items())
    assert {str(name) for name in imported} - {"__version__"} == promised(door)


@pytest.mark.parametrize("door", LAZY)
def test_the_stub_of_a_lazy_door_names_the_same_things(door: str) -> None:
    """A name that a type checker finds in one module is not loaded from another."""
    module = importlib.import_module(door)
    stub = Path(str(module.__file__)).with_suffix(".pyi")
    for node in ast.parse(stub.read_text()).body:
        if isinstance(node, ast.ImportFrom):
            home = importlib.import_module(str(node.module))
            assert [
                name.name for name in node.names if getattr(home, name.name) is not getattr(module, name.name)
            ] == []


@pytest.mark.parametrize(("door", "name"), [(door, name) for door in DOORS for name in sorted(promised(door))])
def test_every_public_class_and_function_is_described(door: str, name: str) -> None:
    """``help()`` of a name that a plugin may use says something of its own."""
    thing = getattr(importlib.import_module(door), name)
    if inspect.isclass(thing) or inspect.isroutine(thing):
        inherited = [base.__doc__ for base in getattr(thing, "__mro__", ())[1:]]
        assert thing.__doc__
        assert thing.__doc__ not in inherited


def test_a_name_that_is_not_there_is_refused_as_python_does() -> None:
    """A lazy door raises AttributeError, so that ``hasattr`` and ``import`` work as ever."""
    for door in LAZY:
        with pytest.raises(AttributeError, match="no_such_name"):
            _ = importlib.import_module(door).no_such_name


@pytest.mark.parametrize("heavy", ["httpx", "sqlalchemy", "alembic", "cryptography", "rich", "keyring"])
def test_the_door_loads_nothing_heavy(heavy: str) -> None:
    """A plugin's declaration is cheap to import: all that it needs of the door is."""
    lines = (
        "import sys; from syncspider import Integration, Source, Target, hookimpl, http, errors; print(*sys.modules)"
    )
    loaded = subprocess.run([sys.executable, "-c", lines], capture_output=True, text=True, check=True).stdout.split()
    assert heavy not in loaded
