"""What Ecwid's refusals mean (docs.ecwid.com, "Errors"; "Rate limits")."""

from __future__ import annotations

from typing import Any, Final

from syncspider import http
from syncspider.errors import AccessError, Delivery, RecordError, Refusal, SyncSpiderError, TransientError

TAKEN: Final = 409
NOT_FOUND: Final = 404
WRONG_TOKEN: Final = "INVALID_API_TOKEN"  # noqa: S105 - the name of an error
WRONG_SCOPE: Final = "INSUFFICIENT_APP_SCOPE"
NO_STORE: Final = "STORE_NOT_FOUND"
_TOKEN_STATUSES: Final = (401, 403)
_PAYMENT_REQUIRED: Final = 402
_TIMEOUT: Final = 408
_RATE_LIMITED: Final = 429
_BROKEN: Final = 500
#: It has the status of a plan's limit but is about one request.
_TOO_LARGE: Final = "MAX_PRODUCTS_FOR_API_REQUEST_LIMIT_EXCEEDED"
_TOKEN_HINT: Final = "Copy the app's secret token from Ecwid's admin into the connection, and check the store id."  # noqa: S105 - advice


def explain(response: http.Response) -> SyncSpiderError:
    """The error that a refusal stands for; Ecwid's own code is kept in it."""
    status, body = response.status, _body_of(response)
    code, said = _text(body.get("errorCode")), _text(body.get("errorMessage"))
    message = f"Ecwid answered {status}" + (f" {code}" if code else "") + (f": {said}" if said else ".")
    if status == _RATE_LIMITED:
        return TransientError(message, delivery=Delivery.THROTTLED, code=code)
    if status == _TIMEOUT or status >= _BROKEN:
        return TransientError(message, delivery=Delivery.UNKNOWN, code=code)
    return _refused(status, code, message) or RecordError(
        message, code=code, parameters=_parameters(body.get("args")), status=status
    )


def _refused(status: int, code: str, message: str) -> AccessError | None:
    """The refusal of the connection itself; None where it is one of this request alone."""
    if code == WRONG_SCOPE:
        hint = "Ask Ecwid to give the app this access scope, then take its new token."
        return AccessError(message, refusal=Refusal.SCOPE, code=code, hint=hint)
    if code == NO_STORE:
        hint = "Correct the store id, or the base address, of the connection."
        return AccessError(message, refusal=Refusal.ENVIRONMENT, code=code, hint=hint)
    if status == _PAYMENT_REQUIRED and code != _TOO_LARGE:
        hint = "See in Ecwid's admin whether the store is open and its plan includes the API."
        return AccessError(message, refusal=Refusal.PLAN, code=code, hint=hint)
    if status in _TOKEN_STATUSES:
        return AccessError(message, refusal=Refusal.CREDENTIALS, code=code, hint=_TOKEN_HINT)
    return None


def _body_of(response: http.Response) -> dict[str, Any]:
    """The error body, empty where it is none: Ecwid may send none, and a proxy sends HTML."""
    try:
        body = response.json()
    except TransientError:
        return {}
    return body if isinstance(body, dict) else {}


def _text(value: object) -> str:
    return " ".join(value.split())[:300] if isinstance(value, str) else ""


def _parameters(args: object) -> dict[str, str]:
    return {str(name): str(value)[:300] for name, value in args.items()} if isinstance(args, dict) else {}
