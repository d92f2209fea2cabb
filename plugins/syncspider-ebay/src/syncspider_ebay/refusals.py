"""What eBay means when it says no (developer.ebay.com, "Handling error messages").

eBay's own ids decide, where there are any, and the HTTP status where there are none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from syncspider import http
from syncspider.errors import AccessError, Delivery, RecordError, Refusal, SyncSpiderError, TransientError

Json = dict[str, Any]

SKU_UNKNOWN: Final = frozenset({"25710", "25702", "25701"})
OFFER_UNKNOWN: Final = frozenset({"25713"})
OFFER_EXISTS: Final = frozenset({"25002", "25729", "25803"})
ORDER_UNKNOWN: Final = frozenset({"32100", "34913", "2002"})
#: Nothing is in stock, as publishing needs it.
NO_STOCK: Final = "25004"
#: A refund is being worked on, or was made: perhaps it is our own earlier attempt.
REFUND_UNDER_WAY: Final = "34922"
REFUND_MADE: Final = "34917"

_TOKENS: Final = frozenset({1001, 1002, 1003})
_SCOPE: Final = 1100
_TOO_MANY: Final = 2001
_TROUBLE: Final = frozenset({1004, 2003, 3004, 3005, 20500, 20501, 25001, 25025, 30500, 34900})
_SIGNATURES: Final = range(215_000, 216_000)
_UNAUTHORIZED: Final = 401
_THROTTLED: Final = 429
_FAILED: Final = 500


def explain(response: http.Response) -> SyncSpiderError:
    """What a refusal means."""
    errors = _errors_in(response)
    if not errors:
        return http.explain_plainly(response)
    return error_of(errors, response.status)


def error_of(errors: Sequence[Json], status: int) -> SyncSpiderError:
    """What eBay's ``errors`` mean, of a whole answer or of one row of it.

    Args:
        errors: At least one.
        status: HTTP status of the answer or of the row.
    """
    error = errors[0]
    number = error.get("errorId")
    code, text = str(number or ""), f"eBay says: {_text_of(errors)}"
    if number in _TOKENS or status == _UNAUTHORIZED:
        return AccessError(text, refusal=Refusal.CREDENTIALS, code=code, hint="Connect the account again.")
    if number == _SCOPE:
        hint = "Connect the account again and agree to everything that the page asks for."
        return AccessError(text, refusal=Refusal.SCOPE, code=code, hint=hint)
    if number in _SIGNATURES:
        hint = "Give the connection a signing_private_key and the signing_jwe that belongs to it."
        return AccessError(text, refusal=Refusal.CREDENTIALS, code=code, hint=hint)
    if number == _TOO_MANY or status == _THROTTLED:
        return TransientError(text, delivery=Delivery.THROTTLED, code=code)
    if number in _TROUBLE or status >= _FAILED:
        return TransientError(text, delivery=Delivery.UNKNOWN, code=code)
    return RecordError(text, code=code, status=status, path=_path_of(error), parameters=_parameters_of(error))


def _errors_in(response: http.Response) -> list[Json]:
    """The entries of ``errors`` with an id; none where it is not the API that answers."""
    try:
        body = response.json()
    except TransientError:
        return []
    errors = body.get("errors") if isinstance(body, dict) else None
    return [error for error in errors or [] if isinstance(error, dict) and isinstance(error.get("errorId"), int)]


def _text_of(errors: Sequence[Json]) -> str:
    return " ".join(_sentence_of(error) for error in errors)


def _sentence_of(error: Json) -> str:
    text = " ".join(str(error.get("longMessage") or error.get("message") or "nothing").split())
    new = [value for value in _parameters_of(error).values() if value and value not in text]
    return f"{text} ({error['errorId']}{': ' if new else ''}{', '.join(new)})"


def _parameters_of(error: Json) -> dict[str, str]:
    rows = error.get("parameters")
    pairs = (row for row in rows if isinstance(row, dict)) if isinstance(rows, list) else ()
    return {str(row.get("name")): " ".join(str(row.get("value")).split()) for row in pairs}


def _path_of(error: Mapping[str, Any]) -> str:
    places = error.get("inputRefIds")
    return str(places[0]).removeprefix("$.") if isinstance(places, list) and places else ""
