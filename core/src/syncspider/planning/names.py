"""How people name things on the command line."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import Final

from syncspider.errors import ConfigurationError
from syncspider.plugin.registry import folded

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")
_SHAPE: Final = "Use at most 60 small letters, digits, dots, hyphens and underscores, a letter or digit first."


def checked_name(name: str, *, what: str) -> str:
    """A name that a connection or a task may have.

    Raises:
        ConfigurationError: It may not.
    """
    if not _NAME.fullmatch(name):
        raise ConfigurationError(f"{name!r} cannot be the name of a {what}.", hint=_SHAPE)
    return name


def entity_named(text: str, titles: Iterable[str]) -> str | None:
    """The title that a person meant, or None: case does not count, nor whether words are set apart or hyphenated."""
    return next((title for title in titles if folded(title) == folded(text)), None)


def choice_among(text: str, names: Iterable[str], *, what: str) -> str:
    """A sentence that helps whoever wrote a name that is not there."""
    known = list(names)
    close = difflib.get_close_matches(text, known, n=1)
    if close:
        return f"Did you mean {close[0]}?"
    return f"There is no {what} yet." if not known else f"Choose one of: {', '.join(known)}."
