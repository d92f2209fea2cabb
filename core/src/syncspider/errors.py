"""Everything that can go wrong, sorted by what happens next.

::

    SyncSpiderError
      ConfigurationError   nothing was attempted: correct the settings
      PluginError          a plugin failed to load or broke its contract: disable it, go on
      AccessError          the connection was refused: stop, ask its owner to reconnect
      TransientError       the same call may succeed later: wait, try again
      RecordError          this record cannot pass: bury it, go on with the next
      RunError             the run must not go on: stop, keep the last checkpoint

A plugin says what it met; the engine decides. Every message is one line for a person; ``hint`` says what to do next.
"""

from __future__ import annotations

import enum
from typing import Final

_ENDS: Final = (".", "!", "?", ":", "…")


class SyncSpiderError(Exception):
    """The root of the tree.

    Attributes:
        message: What is wrong, one line.
        hint: What to do next, one line, or empty.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        if not self.hint:
            return self.message
        end = "" if self.message.endswith(_ENDS) else "."  # a far end's own words often have none
        return f"{self.message}{end} {self.hint}"


class ConfigurationError(SyncSpiderError):
    """Nothing was attempted: correct the settings, the option or the file that the message names."""


class PluginError(SyncSpiderError):
    """A plugin failed to load or broke its contract: disable it or ask its author; others go on.

    Attributes:
        plugin: The plugin's entry-point name.
    """

    def __init__(self, message: str, *, plugin: str, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.plugin = plugin


class Refusal(enum.Enum):
    """Why a connection was refused."""

    CREDENTIALS = "wrong credentials"
    SCOPE = "missing scope"
    ENVIRONMENT = "wrong environment"
    PLAN = "not in the account's plan"


class AccessError(SyncSpiderError):
    """The far end refused the connection itself: stop, ask its owner to reconnect.

    Attributes:
        refusal: Which kind of refusal it was.
        code: The far end's own error code, or empty.
    """

    def __init__(self, message: str, *, refusal: Refusal = Refusal.CREDENTIALS, code: str = "", hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.refusal = refusal
        self.code = code


class Delivery(enum.Enum):
    """What is known about a request that brought no usable answer."""

    NOT_SENT = "not sent"  #: No byte of the request left: sending again is safe.
    THROTTLED = "throttled"  #: The far end's limiter refused it before anything was done.
    UNKNOWN = "unknown"  #: It may have been carried out.


class TransientError(SyncSpiderError):
    """The same call may succeed later.

    Attributes:
        delivery: Whether the request may have been carried out.
        retry_after: Seconds that the far end asked to wait, or None.
        code: The far end's own error code, or empty.
    """

    def __init__(
        self,
        message: str,
        *,
        delivery: Delivery,
        retry_after: float | None = None,
        code: str = "",
        hint: str = "",
    ) -> None:
        super().__init__(message, hint=hint)
        self.delivery = delivery
        self.retry_after = retry_after
        self.code = code


class RecordError(SyncSpiderError):
    """This record cannot pass: it becomes a dead letter, the others go on.

    Attributes:
        key: The record's key, or empty while unknown.
        path: The field that is wrong, such as ``lines[0].unit_price``, or empty.
        code: The far end's own error code, such as ``34915``, or empty.
        parameters: What the far end said besides, name to value.
        status: The HTTP status of the refusal, or None where no request was made.
    """

    def __init__(
        self,
        message: str,
        *,
        key: str = "",
        path: str = "",
        code: str = "",
        parameters: dict[str, str] | None = None,
        status: int | None = None,
        hint: str = "",
    ) -> None:
        super().__init__(message, hint=hint)
        self.key = key
        self.path = path
        self.code = code
        self.parameters = parameters or {}
        self.status = status


class RunError(SyncSpiderError):
    """The run must not go on: it stops, the last checkpoint stays."""
