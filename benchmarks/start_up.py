"""How long commands take that only look around, as ratios to an empty program with the same library for commands.

``python benchmarks/start_up.py [ROUNDS]``
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

from processes import cost_of

EMPTY = """
import click

@click.group()
@click.version_option("1")
def main() -> None: ...

main()
"""

PLUGIN = """
from syncspider import Batch, Found, Form, Integration, Source, Target, WritePolicy, hookimpl
from syncspider import Entity

API_VERSION = 1

import attrs

def entity(number):
    return attrs.frozen(type(f"Thing{number}", (Entity,), {"title": f"Things {number}", "__annotations__": {}}))

ENTITIES = [entity(number) for number in range(10)]

class Reading(Source):
    supplies = frozenset()
    def now(self): raise NotImplementedError
    def read(self, window, page): raise NotImplementedError
    def fetch(self, key): raise NotImplementedError

class Writing(Target):
    requires = accepts = frozenset()
    policy = WritePolicy.keyed("key")
    def key_of(self, value): raise NotImplementedError
    def write(self, changes): raise NotImplementedError
    def find_existing(self, change): raise NotImplementedError

SOURCES = tuple(type(f"Reads{n}", (Reading,), {"entity": entity}) for n, entity in enumerate(ENTITIES))
TARGETS = tuple(type(f"Writes{n}", (Writing,), {"entity": entity}) for n, entity in enumerate(ENTITIES))

class Made(Integration):
    form = Form()
    sources = SOURCES
    targets = TARGETS
    def open_api(self, session): raise NotImplementedError
    def check(self, api): raise NotImplementedError
    def account_of(self, settings): raise NotImplementedError

class Plugin:
    API_VERSION = 1

    def __init__(self, name):
        self.name = name

    @hookimpl
    def syncspider_register_entities(self):
        return ENTITIES if self.name == "made0" else ()

    @hookimpl
    def syncspider_register_integrations(self):
        return [type("Made", (Made,), {"name": self.name, "title": self.name.capitalize()})]

def __getattr__(name):
    return Plugin(name)
"""


def median(command: list[str], rounds: int, environment: dict[str, str] | None = None) -> float:
    """Seconds of wall time, the middle of several runs after one that does not count."""
    cost_of(command, environment=environment)
    return statistics.median(cost_of(command, environment=environment).wall for _ in range(rounds))


def many(folder: Path) -> None:
    """A distribution with 1,000 integrations of 10 entities each way."""
    info = folder / "syncspider_many-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: syncspider-many\nVersion: 1.0\n")
    points = "".join(f"made{number} = syncspider_many:made{number}\n" for number in range(1000))
    (info / "entry_points.txt").write_text(f"[syncspider]\n{points}")
    (folder / "syncspider_many.py").write_text(PLUGIN)


def main() -> None:
    """Print the table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "empty.py").write_text(EMPTY)
        base = median([sys.executable, str(folder / "empty.py"), "--version"], rounds)
        tool = [sys.executable, "-m", "syncspider", "--home", str(folder / "home")]
        print(f"{'command':<34}{'ms':>8}{'x empty':>9}")
        print(f"{'empty program':<34}{base * 1000:>8.0f}{1:>9.2f}")
        for words in (["--version"], ["--help"], ["matrix"], ["matrix", "--pairs"]):
            wall = median([*tool, *words], rounds)
            print(f"{'syncspider ' + ' '.join(words):<34}{wall * 1000:>8.0f}{wall / base:>9.2f}")
        plugins = folder / "many"
        plugins.mkdir()
        many(plugins)
        wall = median([*tool, "matrix"], rounds, {"PYTHONPATH": str(plugins)})
        print(f"{'matrix, 1,000 more integrations':<34}{wall * 1000:>8.0f}{wall / base:>9.2f}")


if __name__ == "__main__":
    main()
