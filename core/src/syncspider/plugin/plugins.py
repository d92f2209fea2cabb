"""What is known about each plugin that was found."""

from __future__ import annotations

import enum

import attrs


class Status(enum.Enum):
    """What became of a plugin."""

    OK = "ok"
    BROKEN = "broken"
    CLASHING = "clashing"
    INCOMPATIBLE = "incompatible"
    DISABLED = "disabled"


@attrs.frozen(kw_only=True)
class Plugin:
    """One plugin that was found, usable or not.

    Attributes:
        name: Of its entry point.
        distribution: The distribution that brings it; empty for one that was handed over by a test.
        version: The distribution's version, or empty.
        status: What became of it.
        reason: Why it is not used, one line; empty when it is.
        hooks: The hooks that it implements, in the order of the contract.
        printed: What it wrote to standard output while it was loaded; that belongs to the commands' results.
    """

    name: str
    distribution: str
    version: str
    status: Status
    reason: str = ""
    hooks: tuple[str, ...] = ()
    printed: str = ""

    @property
    def label(self) -> str:
        """The name and where it comes from, for messages."""
        origin = f"{self.distribution} {self.version}".strip()
        return f"{self.name} ({origin})" if origin else self.name


class Quarantined(Exception):  # noqa: N818 - says what becomes of the plugin; never leaves this room
    """A plugin that cannot be used.

    Attributes:
        reason: Why, one line.
        status: What becomes of it.
    """

    def __init__(self, reason: str, status: Status = Status.BROKEN) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status


def described(error: BaseException) -> str:
    """What a plugin raised, on one line; it may be unable to say even that."""
    try:
        text = " ".join(str(error).split())
    except Exception:  # noqa: BLE001 - a stranger's __str__ may raise anything
        text = "(it cannot be printed)"
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
