"""The rules of the house that no linter knows. None has an exception; whoever needs one changes the rule here."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = [ROOT / "core", *sorted(path.parent for path in ROOT.glob("plugins/*/pyproject.toml"))]
SHIPPED = sorted(path for package in PACKAGES for path in (package / "src").rglob("*.py"))
TESTS = sorted([*ROOT.glob("tests/**/*.py"), *ROOT.glob("plugins/*/tests/**/*.py")])
SCRIPTS = [ROOT / "noxfile.py", ROOT / "conftest.py", *sorted(ROOT.glob("benchmarks/**/*.py"))]
MONEY = [
    *sorted((ROOT / "core/src/syncspider/model").glob("*.py")),
    *(path for path in SHIPPED if path.is_relative_to(ROOT / "plugins") and "sandbox" not in path.parts),
]

LONGEST_MODULE = 400
LONGEST_FUNCTION = 50
MOST_METHODS = 15

#: Names of what has no name yet: a room or module called so attracts everything.
NAMELESS = {"util", "utils", "helper", "helpers", "common", "misc", "base", "core", "manager", "managers", "handler"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def named(path: Path) -> str:
    """A path as a person looks for it."""
    return str(path.relative_to(ROOT))


def parsed(path: Path) -> ast.Module:
    """The syntax tree of a module."""
    return ast.parse(path.read_bytes())


def functions_of(path: Path) -> Iterator[Function]:
    """Every function and method of a module, those inside others too."""
    return (node for node in ast.walk(parsed(path)) if isinstance(node, Function))


def offences(paths: list[Path], found: Callable[[Path], Iterator[str]]) -> list[str]:
    """What is wrong in each of the files, with the file's name before it."""
    return [f"{named(path)}: {offence}" for path in paths for offence in found(path)]


def test_there_is_something_to_check() -> None:
    """The rules below look at files that exist."""
    assert len(PACKAGES) == 3
    assert len(SHIPPED) > 50
    assert len(TESTS) > 10
    assert len(MONEY) > 10


def test_no_module_or_room_has_a_name_that_says_nothing() -> None:
    """Each module is named by what it holds."""
    names = [path for path in SHIPPED if NAMELESS & {part.removesuffix(".py").strip("_") for part in path.parts[-3:]}]
    assert [named(path) for path in names] == []


def test_every_door_has_a_sign() -> None:
    """Each package says what it is for, and what must not happen inside."""
    doors = [path for path in SHIPPED if path.name == "__init__.py"]
    assert [named(path) for path in doors if not ast.get_docstring(parsed(path))] == []


def test_no_module_is_too_long() -> None:
    """A module can be read in one sitting."""
    lengths = {named(path): len(path.read_text().splitlines()) for path in [*SHIPPED, *TESTS, *SCRIPTS]}
    assert {name: length for name, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_no_function_is_too_long() -> None:
    """A function fits the screen."""

    def found(path: Path) -> Iterator[str]:
        for function in functions_of(path):
            length = (function.end_lineno or 0) - function.lineno + 1
            if length > LONGEST_FUNCTION:
                yield f"{function.name} has {length} lines"

    assert offences([*SHIPPED, *TESTS, *SCRIPTS], found) == []


def test_no_class_has_too_many_methods() -> None:
    """A class does one thing."""

    def found(path: Path) -> Iterator[str]:
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.ClassDef):
                methods = len({item.name for item in node.body if isinstance(item, Function)})
                if methods > MOST_METHODS:
                    yield f"{node.name} has {methods} methods"

    assert offences([*SHIPPED, *TESTS, *SCRIPTS], found) == []


def test_imports_stand_at_the_top() -> None:
    """An import that is hidden, in a function or from all but the type checker, is an arrow that nobody sees."""

    def found(path: Path) -> Iterator[str]:
        for function in functions_of(path):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield f"line {node.lineno}: an import inside {function.name}"
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
                yield f"line {node.lineno}: imports for the type checker alone"

    assert offences(SHIPPED, found) == []


def test_no_error_is_swallowed() -> None:
    """What goes wrong is told or acted on, never passed over."""

    def found(path: Path) -> Iterator[str]:
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.ExceptHandler) and all(isinstance(item, ast.Pass) for item in node.body):
                yield f"line {node.lineno}: except ... pass"

    assert offences([*SHIPPED, *TESTS, *SCRIPTS], found) == []


@pytest.mark.parametrize("plugin", [package.name.removeprefix("syncspider-") for package in PACKAGES[1:]])
def test_no_core_file_names_a_plugin(plugin: str) -> None:
    """The core knows no shop: what can only be done by naming one belongs into the contract."""
    kinds = {".py", ".pyi", ".sql", ".mako", ".md", ".toml"}
    files = [path for path in (ROOT / "core").rglob("*") if path.suffix in kinds]
    assert [named(path) for path in files if plugin in path.read_text().lower()] == []


def test_the_project_speaks_of_itself_alone() -> None:
    """Whoever reads the repository needs nothing that is not in it."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    backwards = ["derahs/..", "/krow/", "dm.SREPOLEVED", "wohs seussi"]  # so that this file does not hold them itself
    words = [word[::-1] for word in backwards]
    texts = (ROOT / line for line in listed.stdout.splitlines())

    def found(path: Path) -> Iterator[str]:
        text = path.read_bytes().decode(errors="replace")
        yield from (word for word in words if word in text)

    assert offences([path for path in texts if path.is_file()], found) == []


def test_every_test_says_its_promise_in_one_line() -> None:
    """A failing test explains itself."""

    def found(path: Path) -> Iterator[str]:
        for function in functions_of(path):
            if function.name.startswith("test_"):
                lines = (ast.get_docstring(function) or "").splitlines()
                if len(lines) != 1:
                    yield f"{function.name} has a docstring of {len(lines)} lines"

    assert offences(TESTS, found) == []


def test_no_money_passes_through_binary_fractions() -> None:
    """Between the bytes of an answer and the bytes of a request an amount is exact: no float, no round."""

    def found(path: Path) -> Iterator[str]:
        lines = path.read_text().splitlines()
        for node in ast.walk(parsed(path)):
            if not isinstance(node, ast.Call) or "# no money:" in lines[node.lineno - 1]:
                continue
            if isinstance(node.func, ast.Name) and node.func.id in {"float", "round"}:
                yield f"line {node.lineno}: {ast.unparse(node)}"

    assert offences(MONEY, found) == []
