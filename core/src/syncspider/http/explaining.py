"""What a refusal means."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from syncspider.errors import AccessError, Delivery, RecordError, Refusal, SyncSpiderError, TransientError
from syncspider.http.addresses import place_of
from syncspider.http.response import Response, cleaned

Explain = Callable[[Response], SyncSpiderError]
"""A plugin's reading of a refusal (status 400 and above): the error to raise."""

_TIMED_OUT = 408
_TOO_MANY = 429
_BROKEN = 500


def explain_plainly(response: Response) -> SyncSpiderError:
    """What a refusal means by its status, with the code and the message that common JSON error bodies carry."""
    code, message = _said(response)
    text = f"{place_of(response.url)} answered {response.status}" + (f": {message}" if message else ".")
    if response.status == _TOO_MANY:
        return TransientError(text, delivery=Delivery.THROTTLED, code=code)
    if response.status == _TIMED_OUT or response.status >= _BROKEN:
        return TransientError(text, delivery=Delivery.UNKNOWN, code=code)
    if response.status == 401:  # noqa: PLR2004 - Unauthorized
        return AccessError(text, refusal=Refusal.CREDENTIALS, code=code, hint="Connect the account again.")
    if response.status == 403:  # noqa: PLR2004 - Forbidden
        return AccessError(text, refusal=Refusal.SCOPE, code=code, hint="Give the connection the right it lacks.")
    return RecordError(text, code=code, status=response.status)


def _said(response: Response) -> tuple[str, str]:
    try:
        body = response.json()
    except TransientError:
        return "", ""
    error = _first(body)
    code = _text(error, "errorId", "errorCode", "code", "error")
    return code, _text(error, "longMessage", "message", "errorMessage", "error_description", "detail", "title")


def _first(body: Any) -> Any:  # noqa: ANN401 - JSON is anything
    """The error inside the wrappings: ``{"errors": [..]}``, ``{"error": {..}}``, or the body itself."""
    if isinstance(body, dict):
        inner = body.get("errors") or body.get("error")
        if isinstance(inner, list | dict):
            return _first(inner)
    if isinstance(body, list):
        return body[0] if body else None
    return body


def _text(error: Any, *names: str) -> str:  # noqa: ANN401 - JSON is anything
    if not isinstance(error, dict):
        return cleaned(error) if isinstance(error, str) and "message" in names else ""
    found = (error.get(name) for name in names)
    return next((cleaned(str(value), 200) for value in found if isinstance(value, str | int)), "")
