"""Finding entry points without importlib.metadata, by its rules."""

from __future__ import annotations

import importlib.metadata
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from importlib.machinery import PathFinder
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syncspider.plugin.entry_points import installed_entry_points

NAMES = st.sampled_from(["shop-a", "Shop_A", "shop.a", "shop-b", "other"])
LINES = st.lists(
    st.sampled_from(
        [
            "[syncspider]",
            "[ syncspider ]",
            "[console_scripts]",
            "a = shop_a",
            "b=shop.b:plugin",
            "# c = no",
            "",
            "  d = e [x]",
        ]
    ),
    max_size=8,
)


class Finder:
    """A finder that finds nothing."""

    @staticmethod
    def find_distributions(_context: object) -> Iterable[importlib.metadata.Distribution]:
        """None."""
        return ()


def found() -> list[tuple[str, str, str, str]]:
    """What this module finds."""
    return [(one.name, one.value, one.distribution, one.version) for one in installed_entry_points("syncspider")]


def expected() -> list[tuple[str, str, str, str]]:
    """What the standard library finds."""
    points = importlib.metadata.entry_points(group="syncspider")
    return sorted(((one.name, one.value, one.dist.name, one.dist.version) for one in points if one.dist), key=in_order)


def in_order(row: tuple[str, str, str, str]) -> tuple[str, str, str]:
    """By name, distribution and value."""
    return row[0], row[2], row[1]


@given(st.lists(st.lists(st.tuples(NAMES, LINES, st.sampled_from(["dist-info", "egg-info"])), max_size=3), max_size=3))
def test_finds_what_the_standard_library_finds(folders: list[list[tuple[str, list[str], str]]]) -> None:
    """Whatever lies in the folders of the path, both answers are the same, the shadowed distributions included."""
    place = Path(tempfile.mkdtemp())
    path = []
    try:
        for number, distributions in enumerate(folders):
            path.append(str(place / str(number)))
            for version, (name, lines, ending) in enumerate(distributions):
                info = place / str(number) / f"{name}-{version}.{ending}"
                info.mkdir(parents=True)
                (info / "METADATA").write_text(f"Name: {name}\nVersion: {version}\n")
                before = [] if lines[:1] in (["[syncspider]"], ["[console_scripts]"]) else ["[other]"]
                (info / "entry_points.txt").write_text("\n".join([*before, *lines]))
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(sys, "path", path)
            assert found() == expected()
    finally:
        shutil.rmtree(place)


def test_finds_what_is_installed_here() -> None:
    """In this very environment, with its editable installs, both answers are the same."""
    assert found() == expected()


def test_reads_a_zip_file_on_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A plugin in an archive is found like any other."""
    archive = tmp_path / "plugins.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("zipped-2.0.dist-info/METADATA", "Name: zipped\nVersion: 2.0\n")
        file.writestr("zipped-2.0.dist-info/entry_points.txt", "[syncspider]\nzipped = zipped\n")
    monkeypatch.setattr(sys, "path", [str(archive)])
    assert found() == [("zipped", "zipped", "zipped", "2.0")] == expected()


def test_reads_an_egg_on_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest layout, a folder that ends in .egg, is found too."""
    info = tmp_path / "old-1.0-py3.11.egg" / "EGG-INFO"
    info.mkdir(parents=True)
    (info / "PKG-INFO").write_text("Name: old\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[syncspider]\nold = old\n")
    monkeypatch.setattr(sys, "path", [str(info.parent)])
    assert found() == [("old", "old", "old", "1.0")] == expected()


def test_asks_finders_that_know_more_than_the_path(
    tmp_path: Path, install: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A distribution that only an import hook knows is found as well."""
    install(tmp_path, "hooked", "[syncspider]\nhooked = hooked\n")

    class Finder:
        @staticmethod
        def find_distributions(context: object) -> list[importlib.metadata.Distribution]:
            return [importlib.metadata.PathDistribution(tmp_path / "hooked-1.0.dist-info")]

        @staticmethod
        def find_spec(*_: object) -> None:
            return None

    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, Finder])
    assert ("hooked", "hooked", "hooked", "1.0") in found()
    assert found() == expected()


def test_a_malformed_file_of_a_stranger_hides_nobody(
    tmp_path: Path, install: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lines without an equals sign and bytes that are no text stop neither the search nor the other plugins."""
    install(tmp_path, "broken", "[syncspider]\nno equals sign\n")
    install(tmp_path, "binary", b"[syncspider]\n\xff\xfe = \xff\n")
    install(tmp_path, "nothing", None)
    install(tmp_path, "sound", "[syncspider]\nsound = sound\n")
    monkeypatch.setattr(sys, "path", [str(tmp_path), str(tmp_path / "absent"), ""])
    monkeypatch.setattr(sys, "meta_path", [PathFinder])
    assert [(name, distribution) for name, _, distribution, _ in found()] == [
        ("no equals sign", "broken"),
        ("sound", "sound"),
        ("\ufffd\ufffd", "binary"),
    ]


def test_a_malformed_file_hides_nobody_where_another_finder_is_asked_too(
    tmp_path: Path, install: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same where a library, such as the backport of importlib.metadata, has added a finder of its own."""
    install(tmp_path, "binary", b"[syncspider]\n\xff\xfe = \xff\n")
    install(tmp_path, "sound", "[syncspider]\nsound = sound\n")
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, Finder])
    assert [name for name, *_ in found()] == ["sound"]


def test_the_first_distribution_of_a_name_wins(
    tmp_path: Path, install: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An older copy further down the path is shadowed, as its modules are, even by one without entry points."""
    install(tmp_path / "first", "my-shop", None, version="2.0")
    install(tmp_path / "second", "my.shop", "[syncspider]\nshop = shop\n")
    monkeypatch.setattr(sys, "path", [str(tmp_path / "first"), str(tmp_path / "second")])
    assert found() == [] == expected()
