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

import attrs

from syncspider.plugin.plugins import Quarantined, described

T = TypeVar("T")


@attrs.frozen
class Printed:
    """Catches what plugins write to ``sys.stdout``, as text or as bytes."""

    _bytes: io.BytesIO = attrs.field(factory=io.BytesIO)
    stream: io.TextIOWrapper = attrs.field(init=False)

    @stream.default
    def _wrapped(self) -> io.TextIOWrapper:
        return io.TextIOWrapper(self._bytes, encoding="utf-8", errors="replace")

    def taken(self) -> str:
        """What was written since the last time."""
        self.stream.flush()
        text = self._bytes.getvalue().decode("utf-8", "replace")
        self._bytes.seek(0)
        self._bytes.truncate()
        return text


@contextlib.contextmanager
def stdout_kept_clean() -> Iterator[Printed]:
    """Catch what is printed, and send to standard error what goes past ``sys.stdout``, such as a child's output."""
    printed = Printed()
    with contextlib.redirect_stdout(printed.stream), _descriptor_kept():
        yield printed


@contextlib.contextmanager
def _descriptor_kept() -> Iterator[None]:
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
