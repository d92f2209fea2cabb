"""The pages say what the code does."""

from __future__ import annotations

import importlib.util
import inspect
import re
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement
from syncspider import Customer, Entity, Order, OrderStatus, Product, Refund, errors, schema_of
from syncspider.model import Field
from syncspider.plugin import hookspecs

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]
PROJECTS = [ROOT / "core", *sorted(path.parent for path in ROOT.glob("plugins/*/pyproject.toml"))]


def generator() -> ModuleType:
    """The script that writes pages of the reference."""
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_hook_is_described_with_its_arguments_in_calling_order() -> None:
    """An author of a plugin finds each hook under its name and arguments."""
    hooks = {name: hook for name, hook in vars(hookspecs).items() if name.startswith("syncspider_")}
    headings = [f"{name}({', '.join(inspect.signature(hook).parameters)})" for name, hook in hooks.items()]
    page = (DOCS / "reference/hooks.md").read_text()
    assert re.findall(r"^## (syncspider_.*)$", page, re.MULTILINE) == headings


def test_the_pages_that_the_code_writes_are_those_that_stand_there() -> None:
    """Commands, entities, errors and the door are described as they are: if not, run docs/generate.py."""
    stale = [name for name, text in generator().pages() if (DOCS / "reference" / name).read_text() != text]
    assert stale == []


def test_every_error_has_a_heading() -> None:
    """Whoever meets an error can look it up."""
    page = (DOCS / "reference/errors.md").read_text()
    classes = [
        thing for thing in vars(errors).values() if inspect.isclass(thing) and thing.__module__ == errors.__name__
    ]
    assert [error.__name__ for error in classes if f"\n## {error.__name__}\n" not in page] == []


@pytest.mark.parametrize("entity", [Order, Product, Customer, Refund, OrderStatus])
def test_every_field_of_an_entity_is_described(entity: type[Entity]) -> None:
    """``schema_of`` says of each field, those inside others too, what it holds."""

    def undescribed(fields: tuple[Field, ...], before: str = "") -> list[str]:
        own = [before + field.name for field in fields if not field.description]
        return own + [name for field in fields for name in undescribed(field.fields, f"{before}{field.name}.")]

    assert undescribed(schema_of(entity)) == []


def test_every_dependency_has_its_reason_and_nothing_else_has() -> None:
    """The table of dependencies is that of the three packages, with who needs what."""
    asked: dict[str, set[str]] = {}
    for project in PROJECTS:
        table = tomllib.loads((project / "pyproject.toml").read_text())["project"]
        for line in table["dependencies"]:
            asked.setdefault(Requirement(line).name, set()).add(table["name"])
    page = (DOCS / "explanation/dependencies.md").read_text()
    rows = re.findall(r"^\| ([a-z][a-z0-9-]*) \| ([a-z, -]+) \| .+ \|$", page, re.MULTILINE)[1:]
    plugins = {project.name for project in PROJECTS[1:]}
    told: dict[str, set[str]] = {}
    for name, users in rows:
        for user in users.split(", "):
            told.setdefault(name, set()).update(
                plugins if user == "plugins" else {"core": {"syncspider"}}.get(user, {user})
            )
    assert told == asked


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    """A link to another page of the project names a file that is there."""
    links = re.findall(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_index_leads_to_every_page() -> None:
    """No page is left where nobody finds it."""
    linked = set(re.findall(r"\]\(([^)#]+)\)", (DOCS / "index.md").read_text()))
    pages = {str(page.relative_to(DOCS)) for page in DOCS.rglob("*.md")}
    assert pages - {"index.md"} == linked
