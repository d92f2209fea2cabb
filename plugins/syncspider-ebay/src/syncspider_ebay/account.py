"""eBay's Account API: what a seller has agreed with buyers in general (developer.ebay.com, Sell Account v1)."""

from __future__ import annotations

from typing import Any, Final

from syncspider import http

Json = dict[str, Any]
_ROOT: Final = "/sell/account/v1"
#: Kind of policy to the name of its list.
_LISTS: Final = {"fulfillment": "fulfillmentPolicies", "payment": "paymentPolicies", "return": "returnPolicies"}


class Account:
    """The calls about a seller's account."""

    def __init__(self, client: http.Client, *, marketplace: str) -> None:
        self._client = client
        self._marketplace = marketplace

    def privilege(self) -> Json:
        """What the seller may do: the harmless call by which a connection is tried."""
        answer: Json = self._client.read(f"{_ROOT}/privilege").json()
        return answer

    def policies(self, kind: str) -> dict[str, str]:
        """The policies of a kind (``fulfillment``, ``payment``, ``return``) on this marketplace, id to name.

        Raises:
            RecordError: The seller has not joined eBay's business policies.
        """
        params = {"marketplace_id": self._marketplace}
        body = self._client.read(f"{_ROOT}/{kind}_policy", params=params).json()
        rows = body.get(_LISTS[kind], [])
        return {str(row[f"{kind}PolicyId"]): str(row.get("name", "")) for row in rows}
