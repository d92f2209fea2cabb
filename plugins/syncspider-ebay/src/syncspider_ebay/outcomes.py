"""What an error says about one change."""

from __future__ import annotations

from typing import Final

from syncspider import Outcome, Result
from syncspider.errors import Delivery, RecordError, SyncSpiderError, TransientError

_RESULTS: Final = {
    Delivery.NOT_SENT: Result.NOT_SENT,
    Delivery.THROTTLED: Result.THROTTLED,
    Delivery.UNKNOWN: Result.UNKNOWN,
}


def outcome_of(key: str, error: SyncSpiderError) -> Outcome:
    """The outcome of the change with that source key.

    Raises:
        SyncSpiderError: The error itself, where it is about more than this one change.
    """
    if isinstance(error, RecordError):
        error.key = error.key or key
        return Outcome.rejected(key, error)
    if isinstance(error, TransientError):
        result = _RESULTS[error.delivery]
        return Outcome(key=key, result=result, retry_after=error.retry_after, evidence=error.message)
    raise error
