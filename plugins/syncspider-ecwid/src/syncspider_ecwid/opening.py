"""Making a live connection and trying it: what calls Ecwid is loaded from here on, so others load this by name."""

from __future__ import annotations

from syncspider import Session, http
from syncspider.errors import AccessError, RecordError, Refusal, RunError

from syncspider_ecwid.client import Api
from syncspider_ecwid.explaining import explain


def open_api(session: Session, *, store: str, base: str) -> Api:
    """The API of a store; makes no request yet.

    Args:
        session: The connection.
        store: The store's number.
        base: The address of Ecwid.

    Raises:
        AccessError: There is no token.
    """
    auth = http.BearerToken(session.secret("token"))
    return Api(session.open_client(f"{base}/api/v3/{store}", auth=auth, explain=explain))


def check(api: Api) -> str:
    """The name of the shop, from its profile.

    Raises:
        AccessError: The token, its scopes, the store or the address is wrong, or the plan has no API.
        TransientError: Ecwid was not reached.
    """
    try:
        store = api.read_store()
    except (RecordError, RunError) as error:
        hint = "Check the base address of the connection."
        message = f"What answered there is no Ecwid store. {error.message}"
        raise AccessError(message, refusal=Refusal.ENVIRONMENT, hint=hint) from error
    return store.name or "an Ecwid store without a name"
