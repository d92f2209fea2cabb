"""What the three packages say of themselves, and the lines by which a stranger starts."""

from __future__ import annotations

import importlib
import os
import re
import stat
import subprocess
import sys
import tomllib
from importlib.metadata import distribution, entry_points
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version
from syncspider import Integration, __version__

ROOT = Path(__file__).parent.parent
CORE = ROOT / "core"
PLUGINS = sorted(path.parent for path in ROOT.glob("plugins/*/pyproject.toml"))
PACKAGES = [CORE, *PLUGINS]

by_name = pytest.mark.parametrize("plugin", PLUGINS, ids=lambda path: path.name)
of_all = pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.name)


def project_of(package: Path) -> dict[str, Any]:
    """The ``[project]`` table."""
    table: dict[str, Any] = tomllib.loads((package / "pyproject.toml").read_text())["project"]
    return table


def command_lines(text: str) -> list[str]:
    """The lines that set up an environment and use it."""
    return [line.strip() for line in text.splitlines() if line.strip().startswith("python3 -m venv")]


def test_the_readme_has_two_lines_that_do_all_the_set_up() -> None:
    """One runs the main job, the other passes the tests."""
    main, tests = command_lines((ROOT / "README.md").read_text())
    assert main.endswith("syncspider demo")
    assert all(f"./{package.relative_to(ROOT)} " in main for package in PACKAGES)
    assert tests.endswith("nox")


def test_ci_calls_the_readmes_second_line() -> None:
    """What the README tells a stranger to type is what CI does, to the letter."""
    script = ROOT / ".ci/run"
    assert command_lines(script.read_text()) == command_lines((ROOT / "README.md").read_text())[1:]
    assert script.stat().st_mode & stat.S_IXUSR


@of_all
def test_a_package_has_the_version_licence_and_pythons_of_all(package: Path) -> None:
    """One version from one place, one licence, one list of Pythons."""
    project, core = project_of(package), project_of(CORE)
    pythons = [line for line in core["classifiers"] if line.startswith("Programming Language")]
    assert distribution(project["name"]).version == __version__
    assert project["dynamic"] == ["version"]
    assert project["license"] == "Apache-2.0"
    assert (package / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()
    assert project["requires-python"] == core["requires-python"]
    assert [line for line in project["classifiers"] if line.startswith("Programming Language")] == pythons
    assert (package / "src" / project["name"].replace("-", "_") / "py.typed").is_file()


@by_name
def test_a_plugin_asks_for_the_core_that_it_was_built_with(plugin: Path) -> None:
    """A plugin takes any core of its own minor version, and no later one."""
    (core,) = (Requirement(line) for line in project_of(plugin)["dependencies"] if line.startswith("syncspider>"))
    version = Version(__version__)
    later = f"{version.major}.{version.minor + 1}"
    assert core.specifier == SpecifierSet(f">={version.major}.{version.minor},<{later}")


@by_name
def test_the_four_names_of_a_plugin_agree(plugin: Path) -> None:
    """Distribution, package, entry point and integration are called alike."""
    (entry,) = [
        entry
        for entry in entry_points(group="syncspider")
        if entry.dist and entry.dist.name == project_of(plugin)["name"]
    ]
    assert project_of(plugin)["name"] == plugin.name == f"syncspider-{entry.name}"
    assert entry.value == f"syncspider_{entry.name}"
    integrations = importlib.import_module(entry.value).syncspider_register_integrations()
    assert [integration.name for integration in integrations] == [entry.name]
    assert all(issubclass(integration, Integration) for integration in integrations)


@of_all
def test_a_package_imports_nothing_that_it_does_not_ask_for(package: Path) -> None:
    """Each outside import is a dependency of the package itself, not of another one by luck."""
    sources = "\n".join(path.read_text() for path in (package / "src").rglob("*.py"))
    imported = set(re.findall(r"^(?:from|import) (\w+)|import_module\(\"(\w+)", sources, re.MULTILINE))
    outside = (
        {name or late for name, late in imported}
        - sys.stdlib_module_names
        - {project_of(package)["name"].replace("-", "_")}
    )
    asked = {Requirement(line).name.replace("-", "_") for line in project_of(package)["dependencies"]}
    assert {{"attr": "attrs"}.get(name, name) for name in outside} == asked


def test_the_program_starts_from_anywhere(tmp_path: Path) -> None:
    """``python -m syncspider`` needs neither the checkout nor a home."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    command = [sys.executable, "-m", "syncspider", "--version"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert __version__ in done.stdout
    assert list(tmp_path.iterdir()) == []
