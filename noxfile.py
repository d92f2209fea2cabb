"""Everything that CI does, by name: ``nox -l`` is the contributor's menu, plain ``nox`` passes all of it."""

from __future__ import annotations

import email
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import nox
from packaging.metadata import Metadata

ROOT = Path(__file__).parent
CORE = ROOT / "core"
PLUGINS = sorted(path.parent for path in ROOT.glob("plugins/*/pyproject.toml"))
PACKAGES = [CORE, *PLUGINS]
GROUPS = nox.project.load_toml("pyproject.toml")
LINES = ("Name", "Version", "License-Expression", "Requires-Python", "Description-Content-Type")

nox.needs_version = ">=2026.4"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.error_on_missing_interpreters = False
nox.options.sessions = ["lint", "types", "tests", "plugins", "build"]


def runs(python: str) -> bool:
    """Whether this Python is on the path and starts; a version manager's shim may stand there for one that is not."""
    found = shutil.which(f"python{python}")
    return found is not None and subprocess.run([found, "-c", ""], capture_output=True, check=False).returncode == 0  # noqa: S603 - the path that was just found


SUPPORTED = nox.project.python_versions(nox.project.load_toml("core/pyproject.toml"))
#: Those that are here; without any of them, the Python that runs nox, so that the tests never vanish in silence.
PYTHONS = [python for python in SUPPORTED if runs(python)] or [f"{sys.version_info.major}.{sys.version_info.minor}"]


def group(name: str) -> list[str]:
    """The requirements of a dependency group: an old pip does not know groups."""
    return list(nox.project.dependency_groups(GROUPS, name))


def sources(suffix: str = "") -> list[str]:
    """The source folder of each package."""
    return [str(package.relative_to(ROOT) / "src") + suffix for package in PACKAGES]


def wheels_of(session: nox.Session, packages: list[Path], directory: Path) -> list[Path]:
    """A wheel of each package, made straight from the checkout."""
    session.install("build", "hatchling>=1.27")
    for package in packages:
        session.run("python", "-m", "build", "--no-isolation", "--wheel", "--outdir", directory, package, silent=True)
    return sorted(directory.glob("*.whl"))


@nox.session
def lint(session: nox.Session) -> None:
    """Check style (ruff), the direction of imports (import-linter) and the changelog's fragments (towncrier)."""
    session.install(*group("lint"))
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("lint-imports", env={"PYTHONPATH": ":".join(sources())})
    session.run("towncrier", "build", "--draft", "--version", "next", silent=True)


@nox.session
def types(session: nox.Session) -> None:
    """Check types with mypy: strictly what ships, and the tests."""
    session.install(*map(str, PACKAGES), *group("types"), "nox")
    session.run("mypy", *sources())
    session.run("mypy", "noxfile.py", "conftest.py", "docs", "benchmarks", "tests")
    for plugin in PLUGINS:
        with session.chdir(plugin):
            session.run("mypy", "--config-file", ROOT / "pyproject.toml", "tests")


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Run all tests on each Python that is here, with the packages installed from the checkout."""
    session.install(*map(str, PACKAGES), *group("tests"))
    session.run("pytest", "-n", "2", *(session.posargs or ["tests", "plugins"]))


@nox.session
@nox.parametrize("plugin", [nox.param(plugin, id=plugin.name) for plugin in PLUGINS])
def plugins(session: nox.Session, plugin: Path) -> None:
    """Run each plugin's tests against wheels of it and of the core, away from the checkout and from other plugins."""
    with tempfile.TemporaryDirectory() as directory:
        away = Path(directory)
        session.install(*map(str, wheels_of(session, [CORE, plugin], away)), *group("tests"))
        shutil.copytree(plugin / "tests", away / "tests", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "conftest.py", away)
        with session.chdir(away):
            session.run(
                "pytest", "-n", "2", "-c", ROOT / "pyproject.toml", "--rootdir", away, "-p", "no:cacheprovider", "tests"
            )


@nox.session
def build(session: nox.Session) -> None:
    """Build a source distribution and a wheel of each package, and use them in a fresh environment elsewhere."""
    shutil.rmtree(ROOT / "dist", ignore_errors=True)
    with tempfile.TemporaryDirectory() as directory:
        away = Path(directory)
        direct = wheels_of(session, PACKAGES, away / "direct")
        for package in PACKAGES:  # the source distribution, and from it, unpacked elsewhere, the wheel
            session.run("python", "-m", "build", "--no-isolation", "--outdir", ROOT / "dist", package, silent=True)
        for wheel in direct:
            check_wheel(session, ROOT / "dist" / wheel.name, wheel)
        try_out(session, sorted((ROOT / "dist").glob("*.whl")), away)


def check_wheel(session: nox.Session, wheel: Path, direct: Path) -> None:
    """Fail unless the wheel has all that an index asks for, and is the same by way of the source distribution."""
    if wheel.read_bytes() != direct.read_bytes():
        session.error(f"{wheel.name} differs when it is built from the source distribution.")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        metadata = archive.read(next(name for name in names if name.endswith(".dist-info/METADATA")))
    Metadata.from_email(metadata, validate=True)
    message = email.message_from_bytes(metadata)
    missing = [line for line in LINES if not message[line]]
    missing += [end for end in ("/py.typed", "/licenses/LICENSE") if not any(name.endswith(end) for name in names)]
    if missing:
        session.error(f"{wheel.name} lacks {', '.join(missing)}.")


def try_out(session: nox.Session, wheels: list[Path], away: Path) -> None:
    """Install the wheels as a user does, run the demo, and see a plugin vanish from the matrix and come back."""
    scripts = away / "venv" / "bin"
    with session.chdir(away):
        session.run("python", "-m", "venv", "venv", silent=True)
        session.run(scripts / "pip", "install", "--quiet", *wheels, external=True)
        session.run(scripts / "syncspider", "demo", "--records", "40", external=True, silent=True)
        for wheel in wheels[1:]:
            name = wheel.name.partition("-")[0].replace("_", "-")
            expect(session, scripts, away, name, present=True)
            session.run(scripts / "pip", "uninstall", "--quiet", "--yes", name, external=True)
            expect(session, scripts, away, name, present=False)
            session.run(scripts / "pip", "install", "--quiet", "--no-deps", wheel, external=True)
            expect(session, scripts, away, name, present=True)


def expect(session: nox.Session, scripts: Path, home: Path, plugin: str, *, present: bool) -> None:
    """Fail unless the matrix names the plugin's integration, or does not."""
    command = ["syncspider", "--home", str(home / "home"), "matrix", "--format", "json"]
    shown = session.run(scripts / command[0], *command[1:], external=True, silent=True)
    if (f'"name": "{plugin.removeprefix("syncspider-")}"' in str(shown)) is not present:
        session.error(f"{plugin} is {'missing from' if present else 'still in'} the matrix.")
