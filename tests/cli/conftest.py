"""``syncspider`` in a process and an environment of its own, with just the plugins that a test installs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import attrs
import click
import pytest
import syncspider

#: What is installed here; ``python -S`` does not find it by itself.
INSTALLED = Path(click.__file__).parent.parent

HEADER = """
from datetime import UTC, datetime
import syncspider
from syncspider import Batch, Form, Found, Integration, Order, Product, Source, Target, WritePolicy

API_VERSION = 1
"""

SHOP = """
class Orders(Source[Order]):
    entity = Order
    supplies = frozenset({{"number", "total"}})
    def now(self): return datetime.now(UTC)
    def read(self, window, page): return Batch(records=(), resume=None)
    def fetch(self, key): return None

class Products(Target[Product]):
    entity = Product
    requires = frozenset({{"sku"}})
    accepts = frozenset({{"sku", "name"}})
    policy = WritePolicy.conditional("sku")
    def key_of(self, value): return value.sku
    def write(self, changes): return ()
    def find_existing(self, change): return Found()

class Shop(Integration):
    name = {name!r}
    title = {title!r}
    form = Form()
    sources = (Orders,)
    targets = (Products,)
    def open_api(self, session): raise NotImplementedError
    def check(self, api): return "fine"
    def account_of(self, settings): return "account"

@syncspider.hookimpl
def syncspider_register_integrations(): return [Shop]
"""


def shop(name: str, title: str = "") -> str:
    """The source of a sound plugin's module."""
    return HEADER + SHOP.format(name=name, title=title or name.title())


@attrs.frozen(kw_only=True)
class Result:
    """How a process ended.

    Attributes:
        code: Its exit code.
        out: What it wrote to standard output.
        err: What it wrote to standard error.
    """

    code: int
    out: str
    err: str


@attrs.frozen
class Environment:
    """A Python environment that holds the core, what it needs, and the plugins that a test installs.

    Attributes:
        core: The folder with the core and its requirements.
        plugins: The folder with the plugins.
    """

    core: Path
    plugins: Path

    def install(self, name: str, module: str | None, *, distribution: str = "", version: str = "1.0") -> None:
        """Install a distribution with an entry point of that name, for a module with this source."""
        distribution = distribution or f"syncspider-{name}"
        package = f"{distribution.replace('-', '_')}_module"
        info = self.plugins / f"{distribution.replace('-', '_')}-{version}.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n")
        (info / "RECORD").write_text("")
        (info / "entry_points.txt").write_text(f"[syncspider]\n{name} = {package}\n")
        if module is not None:
            (self.plugins / f"{package}.py").write_text(module, encoding="utf-8")

    def uninstall(self, distribution: str) -> None:
        """Remove a distribution's metadata and module, as pip does."""
        for path in self.plugins.glob(f"{distribution.replace('-', '_')}*"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    def variables(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        """The environment variables of its processes."""
        return {
            "PATH": os.defpath,
            "HOME": str(self.plugins),
            "PYTHONPATH": os.pathsep.join([str(self.plugins), str(self.core)]),
            "PYTHONIOENCODING": "utf-8",
            **(more or {}),
        }

    def python(self, *arguments: str, env: Mapping[str, str] | None = None) -> Result:
        """Run Python in it."""
        done = subprocess.run(
            [sys.executable, "-S", *arguments],
            env=self.variables(env),
            capture_output=True,
            encoding="utf-8",
            stdin=subprocess.DEVNULL,
            check=False,
        )
        return Result(code=done.returncode, out=done.stdout, err=done.stderr)

    def run(self, *arguments: str, env: Mapping[str, str] | None = None) -> Result:
        """Run ``syncspider`` in it."""
        return self.python("-m", "syncspider", *arguments, env=env)


@pytest.fixture(name="core_folder", scope="session")
def make_core_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Links to the core and to all that is installed here, but to no plugin and to no path file."""
    folder = tmp_path_factory.mktemp("core")
    for path in INSTALLED.iterdir():
        if not path.name.startswith(("syncspider", "_editable")) and path.suffix != ".pth":
            (folder / path.name).symlink_to(path)
    (folder / "syncspider").symlink_to(Path(syncspider.__file__).parent)
    return folder


@pytest.fixture(name="environment")
def make_environment(core_folder: Path, tmp_path: Path) -> Environment:
    """An environment without any plugin yet."""
    return Environment(core_folder, tmp_path / "plugins")


@pytest.fixture(name="shop_source")
def make_shop_source() -> Callable[..., str]:
    """The source of a sound plugin's module, by its name and title."""
    return shop
