"""eBay's Inventory API: items, offers and groups of variants (developer.ebay.com, Sell Inventory v1).

Bodies stay as eBay sent them, because most writes here replace the whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import attrs
from syncspider import http
from syncspider.errors import Delivery, RecordError, SyncSpiderError, TransientError

from syncspider_ebay.refusals import OFFER_UNKNOWN, SKU_UNKNOWN, error_of

Json = dict[str, Any]
_ROOT: Final = "/sell/inventory/v1"
_JSON: Final = {"Content-Type": "application/json"}
_REFUSED: Final = 400


@attrs.frozen(kw_only=True)
class ItemsPage:
    """One page of items.

    Attributes:
        items: As eBay sent them.
        total: How many there are.
        more: Whether eBay names a next page.
    """

    items: tuple[Json, ...]
    total: int
    more: bool


class Inventory:
    """The calls about what a seller sells on one marketplace."""

    def __init__(self, client: http.Client, *, marketplace: str, language: str) -> None:
        """Calls through a client.

        Args:
            client: To eBay.
            marketplace: Whose offers count, such as ``EBAY_DE``.
            language: Of the texts, such as ``de-DE``.
        """
        self._client = client
        self._marketplace = marketplace
        self._locale = language.replace("-", "_")
        self._headers = {**_JSON, "Content-Language": language}

    def items_page(self, page: int, *, limit: int) -> ItemsPage:
        """One page of all items; ``page`` counts pages from 0, not rows."""
        body = self._client.read(f"{_ROOT}/inventory_item", params={"limit": limit, "offset": page}).json()
        items, total = body.get("inventoryItems", []), body.get("total")
        if not isinstance(items, list) or not isinstance(total, int):
            raise TransientError("eBay's list of items has no total.", delivery=Delivery.UNKNOWN)
        return ItemsPage(items=tuple(items), total=total, more=bool(body.get("next")))

    def items(self, skus: Sequence[str]) -> dict[str, Json]:
        """Items by SKU, at most 25; those that do not exist are left out.

        Raises:
            SyncSpiderError: One of them could not be read.
        """
        looked_up = self.look_up(skus)
        for item in looked_up.values():
            if isinstance(item, SyncSpiderError):
                raise item
        return {sku: item for sku, item in looked_up.items() if isinstance(item, dict)}

    def look_up(self, skus: Sequence[str]) -> dict[str, Json | SyncSpiderError | None]:
        """Items by SKU, at most 25: the item, None where there is none, or why it could not be read.

        A call that was refused as a whole for one bad SKU is made again for each alone.
        """
        if not skus:
            return {}
        content = http.encode({"requests": [{"sku": sku} for sku in skus]})
        path = f"{_ROOT}/bulk_get_inventory_item"
        try:
            rows = _rows(self._client.read(path, method="POST", content=content, headers=_JSON))
        except RecordError as error:
            if len(skus) == 1:
                return {skus[0]: error}
            return {sku: item for one in skus for sku, item in self.look_up([one]).items()}
        found = {str(row.get("sku")): _item_in(row) for row in rows}
        return {sku: found.get(sku, _left_out()) for sku in skus}

    def replace_items(self, items: Mapping[str, Json]) -> dict[str, SyncSpiderError | None]:
        """Create or wholly replace items, at most 25, and tell of each SKU whether it was refused."""
        requests = [{**item, "sku": sku, "locale": self._locale} for sku, item in items.items()]
        return self._bulk("bulk_create_or_replace_inventory_item", requests)

    def update_prices(self, requests: Sequence[Json]) -> dict[str, SyncSpiderError | None]:
        """Set prices and stock of published offers, at most 25 SKUs, and tell of each SKU whether it was refused."""
        return self._bulk("bulk_update_price_quantity", requests)

    def offers(self, sku: str) -> tuple[Json, ...]:
        """The fixed-price offers of a SKU on this marketplace: one or none."""
        params = {"sku": sku, "marketplace_id": self._marketplace, "format": "FIXED_PRICE"}
        try:
            body = self._client.read(f"{_ROOT}/offer", params=params).json()
        except RecordError as error:
            if error.code in OFFER_UNKNOWN | SKU_UNKNOWN:
                return ()
            raise
        return tuple(body.get("offers", []))

    def create_offer(self, body: Json) -> str:
        """Make an offer, and tell its id. eBay refuses a second of one SKU."""
        answer = self._client.send("POST", f"{_ROOT}/offer", content=http.encode(body), headers=self._headers)
        return str(_field(answer, "offerId"))

    def update_offer(self, offer_id: str, body: Json) -> None:
        """Replace an offer wholly."""
        path = f"{_ROOT}/offer/{http.segment(offer_id)}"
        self._client.send("PUT", path, content=http.encode(body), headers=self._headers)

    def publish_offer(self, offer_id: str) -> str:
        """Show an offer to buyers, and tell the listing's id. An offer that is published stays as it is."""
        path = f"{_ROOT}/offer/{http.segment(offer_id)}/publish"
        return str(_field(self._client.send("POST", path, content=b"{}", headers=_JSON), "listingId"))

    def group(self, key: str) -> Json | None:
        """A group of variants, or None."""
        try:
            group: Json = self._client.read(f"{_ROOT}/inventory_item_group/{http.segment(key)}").json()
        except RecordError as error:
            if error.code in SKU_UNKNOWN:
                return None
            raise
        return group

    def replace_group(self, key: str, body: Json) -> None:
        """Create or wholly replace a group of variants."""
        path = f"{_ROOT}/inventory_item_group/{http.segment(key)}"
        self._client.send("PUT", path, content=http.encode(body), headers=self._headers)

    def publish_group(self, key: str) -> str:
        """Show the offers of all variants as one listing, and tell its id."""
        body = {"inventoryItemGroupKey": key, "marketplaceId": self._marketplace}
        path = f"{_ROOT}/offer/publish_by_inventory_item_group"
        return str(_field(self._client.send("POST", path, content=http.encode(body), headers=_JSON), "listingId"))

    def locations(self) -> tuple[Json, ...]:
        """Where the seller's stock is."""
        body = self._client.read(f"{_ROOT}/location", params={"limit": 100}).json()
        return tuple(body.get("locations", []))

    def _bulk(self, name: str, requests: Sequence[Json]) -> dict[str, SyncSpiderError | None]:
        """Write absolute values; a call that was refused as a whole for one bad row is made again for each alone."""
        content = http.encode({"requests": list(requests)})
        try:
            answer = self._client.send("POST", f"{_ROOT}/{name}", content=content, headers=self._headers)
        except RecordError as error:
            if len(requests) == 1:
                return {requests[0]["sku"]: error}
            return {sku: why for one in requests for sku, why in self._bulk(name, [one]).items()}
        outcomes: dict[str, SyncSpiderError | None] = {}
        for row in _rows(answer):
            sku = str(row.get("sku"))
            outcomes[sku] = outcomes.get(sku) or _error_in(row)
        return {request["sku"]: outcomes.get(request["sku"], _left_out()) for request in requests}


def _rows(response: http.Response) -> list[Json]:
    rows = response.json().get("responses")
    if not isinstance(rows, list):
        raise TransientError("eBay's answer to a bulk call has no rows.", delivery=Delivery.UNKNOWN)
    return rows


def _item_in(row: Json) -> Json | SyncSpiderError | None:
    """The item of a row, None where there is none, or why it could not be read."""
    error = _error_in(row)
    if error is None:
        item = row.get("inventoryItem")
        return item if isinstance(item, dict) else _left_out()
    return None if isinstance(error, RecordError) and error.code in SKU_UNKNOWN else error


def _left_out() -> TransientError:
    return TransientError("eBay's answer leaves this SKU out.", delivery=Delivery.UNKNOWN)


def _error_in(row: Json) -> SyncSpiderError | None:
    """Why a row was refused; eBay numbers rows like answers."""
    status, errors = row.get("statusCode", 0), row.get("errors") or []
    if status < _REFUSED:
        return None
    return error_of(errors or [{"errorId": 0, "message": f"row refused with status {status}"}], status)


def _field(response: http.Response, name: str) -> object:
    value = response.json().get(name)
    if not value:
        raise TransientError(f"eBay's answer has no {name}.", delivery=Delivery.UNKNOWN)
    return value
