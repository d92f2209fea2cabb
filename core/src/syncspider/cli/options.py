"""What was said before the command's name."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import click


class Options(NamedTuple):
    """The options of ``syncspider`` itself; every command gets them as the context's object (``click.pass_obj``).

    A named tuple, where other values are attrs classes: attrs would take a third of the time of ``--version``.

    Attributes:
        home: Where state and secrets lie, or None for the platform's place.
        no_plugins: Load none.
        disabled: Entry-point names of plugins that are not to be loaded.
        debug: Show tracebacks.
    """

    home: Path | None = None
    no_plugins: bool = False
    disabled: tuple[str, ...] = ()
    debug: bool = False


class Names(click.ParamType[str]):
    """Names with commas between them, from an option that may be repeated or from one environment variable."""

    name = "name"
    envvar_list_splitter = ","


def names_of(texts: Iterable[str]) -> tuple[str, ...]:
    """The single names in texts such as ``"a, b"``."""
    return tuple(name.strip() for text in texts for name in text.split(",") if name.strip())
