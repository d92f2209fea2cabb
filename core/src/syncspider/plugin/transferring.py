"""The transfer itself, as the core does it: one call of a source or a target, and what it means when it raises."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any, Final

from syncspider.errors import (
    AccessError,
    ConfigurationError,
    Delivery,
    PluginError,
    RecordError,
    SyncSpiderError,
    TransientError,
)
from syncspider.model.record import Change, Outcome, Result
from syncspider.plugin.integration import Target

_LOGGER: Final = logging.getLogger(__name__)
_DELIVERED: Final = {
    Delivery.NOT_SENT: Result.NOT_SENT,
    Delivery.THROTTLED: Result.THROTTLED,
    Delivery.UNKNOWN: Result.UNKNOWN,
}


def write_batch(target: Target[Any], changes: Sequence[Change[Any]]) -> tuple[Outcome, ...]:
    """Call ``target.write`` and answer for every change, whatever the call raises.

    A change for which there is no answer gets one from what was raised; after an error that tells nothing of its kind
    nobody knows whether it was carried out.
    """
    left = {change.key: change for change in changes}
    outcomes: list[Outcome] = []
    cause: BaseException | None = None
    try:
        for outcome in target.write(changes):
            if left.pop(outcome.key, None) is not None:
                outcomes.append(outcome)
            else:  # the first word on a change counts
                _LOGGER.warning("%s gave an outcome that nobody waits for: %r", type(target).__name__, outcome.key)
    except BaseException as error:  # noqa: BLE001 - whatever a plugin raises, each change must get its outcome
        cause = error
    else:
        if left:
            cause = _broken(target, f"gave no outcome for {len(left)} of {len(changes)} changes")
    if cause is not None:
        outcomes += [classify(target, key, cause, alone=len(left) == 1) for key in left]
    return tuple(outcomes)


def classify(target: Target[Any], key: str, error: BaseException, *, alone: bool) -> Outcome:
    """What an error that was raised says about one change.

    Args:
        target: What raised it.
        key: The change's source key.
        error: What was raised.
        alone: Whether the error can only be about this change.
    """
    if isinstance(error, RecordError):
        if alone or error.key == key:
            return Outcome.rejected(key, error)
        return Outcome(key=key, result=Result.UNKNOWN, evidence=str(error))
    if isinstance(error, TransientError):
        result = _DELIVERED[error.delivery]
        return Outcome(key=key, result=result, retry_after=error.retry_after, evidence=str(error))
    if isinstance(error, AccessError | ConfigurationError):  # refused before anything was carried out
        return Outcome(key=key, result=Result.NOT_SENT, evidence=str(error), cause=error)
    if isinstance(error, SyncSpiderError):
        return Outcome(key=key, result=Result.UNKNOWN, evidence=str(error), cause=error)
    broken = _broken(target, f"raised {type(error).__name__}: {error}")
    broken.__cause__ = error
    return Outcome(key=key, result=Result.UNKNOWN, evidence=str(broken), cause=broken)


def _broken(target: Target[Any], what: str) -> PluginError:
    plugin = type(target).__module__.partition(".")[0]
    hint = "Report it to the plugin's author."
    return PluginError(f"{type(target).__name__} of {plugin} {what}.", plugin=plugin, hint=hint)
