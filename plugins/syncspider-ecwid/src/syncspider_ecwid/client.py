"""Ecwid's REST API v3, one method per address that we use (docs.ecwid.com, "API reference")."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

import attrs
from syncspider import http
from syncspider.errors import AccessError, Delivery, RecordError, Refusal, RunError, TransientError

from syncspider_ecwid.explaining import NOT_FOUND
from syncspider_ecwid.store import Store, store_of
from syncspider_ecwid.wire import Json

#: The most records that a page holds.
PAGE: Final = 100


@attrs.frozen(kw_only=True)
class Page:
    """One page of a search.

    Attributes:
        total: How many records the search finds.
        items: Those of this page, as they came.
    """

    total: int
    items: tuple[Mapping[str, Any], ...]


class Calls:
    """Requests with one token, which name the scope that they need and stop once the token is refused.

    Ecwid blocks an address that goes on with a token that does not work, so after the first such answer nothing is
    sent any more.
    """

    def __init__(self, client: http.Client) -> None:
        self._client = client
        self._refusal: AccessError | None = None

    def read(self, path: str, *, scope: str, params: Mapping[str, str | int] | None = None) -> Any:  # noqa: ANN401 - JSON
        """The JSON of a GET, which is repeated where that helps.

        Raises:
            SyncSpiderError: What Ecwid refused.
        """
        with self._watched(scope):
            return self._client.read(path, params=params).json()

    def send(
        self,
        method: str,
        path: str,
        *,
        scope: str,
        body: Json | None = None,
        params: Mapping[str, str | int] | None = None,
    ) -> Json:
        """The JSON object that answers one request that changes something; it is sent once.

        Raises:
            SyncSpiderError: What Ecwid refused, or UNKNOWN where the answer is no JSON object.
        """
        content = b"" if body is None else http.encode(body)
        headers = {} if body is None else {"Content-Type": "application/json"}
        with self._watched(scope):
            response = self._client.send(method, path, params=params, content=content, headers=headers)
            answer = response.json()
        if not isinstance(answer, dict):
            raise TransientError(f"Ecwid answered {method} {path} with no object.", delivery=Delivery.UNKNOWN)
        return answer

    @contextlib.contextmanager
    def _watched(self, scope: str) -> Iterator[None]:
        if (refused := self._refusal) is not None:
            raise AccessError(refused.message, refusal=refused.refusal, code=refused.code, hint=refused.hint)
        try:
            yield
        except AccessError as error:
            if error.refusal is Refusal.CREDENTIALS:
                self._refusal = error
            if error.refusal is Refusal.SCOPE:
                message = f"The token of the Ecwid app lacks the access scope {scope}."
                raise AccessError(message, refusal=Refusal.SCOPE, code=error.code, hint=error.hint) from error
            raise


class Collection:
    """All records of one kind: search, get, create, update."""

    def __init__(
        self, calls: Calls, name: str, *, scopes: str, missing: str, sort: str | None = None, key: str = "id"
    ) -> None:
        """Makes no request.

        Args:
            calls: Sends.
            name: As in the address.
            scopes: What the scopes end with: ``catalog`` for ``read_catalog`` and its siblings.
            missing: Ecwid's error code for a record that is not there.
            sort: ``sortBy`` that puts the oldest change first, None where there is none.
            key: The field of the answer to a creation that holds the key, in small letters: the documentation and the
                vendor's client library differ in capitals.
        """
        self.name = name
        self._calls = calls
        self._scopes = scopes
        self._missing = missing
        self._key = key
        self._sort = {} if sort is None else {"sortBy": sort}

    def changed(self, since: int, until: int, *, offset: int = 0, limit: int = PAGE) -> Page:
        """Records whose last change lies between two UNIX seconds, both included.

        Raises:
            RunError: Ecwid does not understand the search.
            TransientError: The page is cut off, or not reached.
        """
        times = {"updatedFrom": since, "updatedTo": until}
        return self._search({**times, **self._sort, "offset": offset, "limit": limit})

    def total(self, since: int, until: int) -> int:
        """How many there are, without reading them."""
        answer = self._read_page({"updatedFrom": since, "updatedTo": until, "limit": 1, "responseFields": "total"})
        return _whole(answer, "total")

    def found(self, **filters: str) -> Page:
        """Records that a search by other filters finds, the first page of them."""
        return self._search({**filters, "limit": PAGE})

    def get(self, key: str) -> Json | None:
        """One record, None where it is gone."""
        try:
            record = self._calls.read(f"/{self.name}/{http.segment(key)}", scope=f"read_{self._scopes}")
        except RecordError as error:
            if error.status == NOT_FOUND and error.code == self._missing:
                return None
            raise
        if not isinstance(record, dict):
            raise TransientError(f"Ecwid answered with no record of {self.name}.", delivery=Delivery.UNKNOWN)
        return record

    def create(self, body: Json, params: Mapping[str, str | int] | None = None) -> str:
        """Create a record and tell its key.

        Raises:
            TransientError: UNKNOWN: Ecwid took it without telling the key.
        """
        answer = self._calls.send("POST", f"/{self.name}", scope=f"create_{self._scopes}", body=body, params=params)
        key = next((value for name, value in answer.items() if name.lower() == self._key), None)
        if not isinstance(key, int | str) or not key:
            message = f"Ecwid took one of the {self.name} without telling its key."
            raise TransientError(message, delivery=Delivery.UNKNOWN)
        return str(key)

    def update(self, key: str, body: Json) -> bool:
        """Change the fields that are sent; whether anything differed."""
        return self._put(f"/{self.name}/{http.segment(key)}", body)

    def _put(self, path: str, body: Json) -> bool:
        answer = self._calls.send("PUT", path, scope=f"update_{self._scopes}", body=body)
        return answer.get("updateCount") != 0

    def _search(self, params: Mapping[str, str | int]) -> Page:
        answer = self._read_page(params)
        items, count = answer.get("items"), _whole(answer, "count")
        if not isinstance(items, list) or len(items) != count or not all(isinstance(item, dict) for item in items):
            raise TransientError(
                f"Ecwid announced {count} records of {self.name} and sent another number.", delivery=Delivery.UNKNOWN
            )
        return Page(total=_whole(answer, "total"), items=tuple(items))

    def _read_page(self, params: Mapping[str, str | int]) -> Json:
        try:
            answer = self._calls.read(f"/{self.name}", scope=f"read_{self._scopes}", params=params)
        except RecordError as error:
            raise RunError(f"Ecwid does not list its {self.name}. {error.message}", hint=error.hint) from error
        if not isinstance(answer, dict):
            raise TransientError(f"Ecwid answered with no page of {self.name}.", delivery=Delivery.UNKNOWN)
        return answer


class Products(Collection):
    """Products with their variations and pictures."""

    def add_variation(self, key: str, body: Json) -> None:
        """Create a variation."""
        self._calls.send("POST", f"/products/{http.segment(key)}/combinations", scope="update_catalog", body=body)

    def change_variation(self, key: str, variation: int, body: Json) -> bool:
        """Change the fields that are sent; whether anything differed."""
        return self._put(f"/products/{http.segment(key)}/combinations/{variation}", body)

    def add_picture(self, key: str, url: str, *, main: bool) -> None:
        """Let Ecwid fetch a picture (docs.ecwid.com, "Upload product image", ``externalUrl``)."""
        path = f"/products/{http.segment(key)}/{'image' if main else 'gallery'}"
        self._calls.send("POST", path, scope="update_catalog", params={"externalUrl": url})


class Api:
    """One store.

    Attributes:
        orders: Its orders.
        products: Its products.
        customers: Its customers.
    """

    def __init__(self, client: http.Client) -> None:
        self._client = client
        self._calls = Calls(client)
        self._lock = threading.Lock()
        self._store: Store | None = None
        self.orders = Collection(self._calls, "orders", scopes="orders", missing="ORDER_NOT_FOUND", key="orderid")
        self.products = Products(
            self._calls, "products", scopes="catalog", missing="PRODUCT_NOT_FOUND", sort="UPDATED_TIME_ASC"
        )
        self.customers = Collection(
            self._calls, "customers", scopes="customers", missing="CUSTOMER_NOT_FOUND", sort="UPDATED_DATE_ASC"
        )

    @property
    def store(self) -> Store:
        """What the profile tells, read once.

        Raises:
            AccessError: The token may not read it.
            RunError: It tells no currency.
        """
        with self._lock:
            if self._store is None:
                self._store = self.read_store()
            return self._store

    def read_store(self) -> Store:
        """The profile as it is now."""
        return store_of(self._calls.read("/profile", scope="read_store_profile"))

    def now(self) -> datetime:
        """The store's own present, aware."""
        if self._client.server_time is None:
            self.read_store()
        return self._client.now()

    def close(self) -> None:
        """Let go of sockets."""
        self._client.close()


def _whole(answer: Json, name: str) -> int:
    number = answer.get(name)
    if not isinstance(number, int) or isinstance(number, bool) or number < 0:
        raise TransientError(f"Ecwid sent a page without its {name}.", delivery=Delivery.UNKNOWN)
    return number
