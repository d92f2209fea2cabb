"""Which entry points are installed, read from metadata alone.

``importlib.metadata`` would tell the same, but its import takes as long as that of click, and one malformed file of a
stranger stops its search. So plain folders on the path are read here, by its rules (the first distribution of a name
wins); it is asked only for what else may stand there, such as a zip file.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Any

import attrs

_ENDINGS = (".dist-info", ".egg-info")

#: The text of one of a distribution's metadata files by its name, empty where there is none.
Read = Callable[[str], str]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class EntryPoint:
    """One line of a distribution's ``entry_points.txt``.

    Attributes:
        name: Left of the equals sign.
        value: Right of it: ``package.module`` or ``package.module:object``.
        distribution: The name of the distribution.
        version: Its version.
    """

    name: str
    value: str
    distribution: str
    version: str


def installed_entry_points(group: str) -> tuple[EntryPoint, ...]:
    """All entry points of a group, sorted by name and distribution."""
    seen: set[str] = set()
    points: list[EntryPoint] = []
    for name, read in _distributions():
        normal = _normal(name)
        if normal not in seen:
            seen.add(normal)
            points.extend(_points(group, name, read))
    return tuple(sorted(points, key=lambda point: (point.name, point.distribution, point.value)))


def _distributions() -> Iterator[tuple[str, Read]]:
    """Every distribution's name, as its folder spells it, and what reads its files, in the order of the path."""
    if any(hasattr(finder, "find_distributions") and finder is not PathFinder for finder in sys.meta_path):
        yield from _asked(None)
        return
    for place in sys.path:
        if place.lower().endswith(".egg"):
            yield from _asked(place)
            continue
        try:
            names = os.listdir(place or ".")  # noqa: PTH208 - a Path for each of a thousand names takes longer than reading them
        except NotADirectoryError:
            yield from _asked(place)
            continue
        except OSError:  # what is not there, or not ours to read, holds nothing that could be imported
            continue
        for name in names:
            if name.lower().endswith(_ENDINGS):
                yield name.rpartition(".")[0].partition("-")[0], _reader(f"{place or '.'}/{name}")


def _asked(place: str | None) -> Iterator[tuple[str, Read]]:
    metadata: Any = importlib.import_module("importlib.metadata")  # loaded only where it is needed
    for distribution in metadata.distributions() if place is None else metadata.distributions(path=[place]):
        yield distribution.name or "", _asking(distribution)


def _asking(distribution: Any) -> Read:  # noqa: ANN401 - its class stands in the module that is loaded only on need
    def read(file: str) -> str:
        with contextlib.suppress(UnicodeDecodeError):  # what is no text names no plugin
            return distribution.read_text(file) or ""
        return ""

    return read


def _reader(folder: str) -> Read:
    def read(file: str) -> str:
        with contextlib.suppress(OSError):
            return Path(folder, file).read_text(encoding="utf-8", errors="replace")
        return ""

    return read


def _points(group: str, name: str, read: Read) -> Iterator[EntryPoint]:
    text = read("entry_points.txt")
    if group not in text:
        return
    lines = tuple(_lines(group, text.splitlines()))
    if lines:
        header = _header(read("METADATA") or read("PKG-INFO"))
        for line in lines:
            point, _, value = line.partition("=")
            yield EntryPoint(
                name=point.strip(),
                value=value.strip(),
                distribution=header.get("name", name),
                version=header.get("version", ""),
            )


def _lines(group: str, lines: Iterable[str]) -> Iterator[str]:
    inside = False
    for line in map(str.strip, lines):
        if line.startswith("[") and line.endswith("]"):
            inside = line.strip("[]") == group
        elif inside and line and not line.startswith("#"):
            yield line


def _header(text: str) -> dict[str, str]:
    """The fields of a metadata file up to its first empty line, by lower-case name."""
    head, _, _ = text.partition("\n\n")
    pairs = (line.partition(":") for line in head.splitlines() if not line.startswith((" ", "\t")))
    return {name.strip().lower(): value.strip() for name, _, value in reversed(tuple(pairs))}


def _normal(name: str) -> str:
    """A distribution's name as packaging compares it: runs of ``-``, ``_`` and ``.`` are one."""
    return re.sub(r"[-_.]+", "-", name).lower()
