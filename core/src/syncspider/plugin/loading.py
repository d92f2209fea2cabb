"""A stranger's code is run for the first time: whatever it does, the host goes on and its output stays clean."""

from __future__ import annotations

import contextlib
import functools
import importlib
import io
import os
import sys
from collections.abc import Callable, Iterator
from typing import TypeVar

from syncspider.plugin.plugins import Quarantined, described

T = TypeVar("T")


class _Kept(io.BytesIO):
    """Keeps its content when a plugin closes what it takes for standard output."""

    def close(self) -> None:
        """Nothing."""


@contextlib.contextmanager
def caught_output(keep: Callable[[str], None]) -> Iterator[None]:
    """Give to ``keep``, at the end, what one plugin has written to ``sys.stdout``, as text or as bytes."""
    kept = _Kept()
    stream = io.TextIOWrapper(kept, encoding="utf-8", errors="replace")
    try:
        with contextlib.redirect_stdout(stream):
            yield
    finally:
        with contextlib.suppress(ValueError):  # the plugin has closed or detached it
            stream.flush()
        keep(kept.getvalue().decode("utf-8", "replace"))


@contextlib.contextmanager
def stdout_kept_clean() -> Iterator[None]:
    """Send to standard error what goes past ``sys.stdout``, such as a child's output."""
    try:
        kept = os.dup(1)
    except OSError:  # standard output is closed: there is nothing to spoil
        yield
        return
    try:
        with contextlib.suppress(OSError):  # standard error is closed
            _flush()
            os.dup2(2, 1)
        yield
    finally:
        _flush()
        os.dup2(kept, 1)
        os.close(kept)


def _flush() -> None:
    if sys.__stdout__ is not None:
        with contextlib.suppress(OSError, ValueError):
            sys.__stdout__.flush()


def contained(call: Callable[[], T], what: str) -> T:
    """What the call gives.

    Raises:
        Quarantined: It raised, whatever that was: a plugin that calls ``sys.exit`` must not take the host along.
    """
    try:
        return call()
    except (KeyboardInterrupt, Quarantined):
        raise
    except SystemExit as error:
        raise Quarantined(f"{what}: it called sys.exit({error.code!r})") from error
    except BaseException as error:
        raise Quarantined(f"{what}: {described(error)}") from error


def loaded(value: str) -> object:
    """The module, or the object in it, that an entry point names.

    Raises:
        Quarantined: It cannot be imported.
    """
    module, _, path = value.partition("[")[0].partition(":")
    names = [name for name in path.strip().split(".") if name]

    def load() -> object:
        return functools.reduce(getattr, names, importlib.import_module(module.strip()))

    return contained(load, "it cannot be imported")
