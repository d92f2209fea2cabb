"""The calls that we make to eBay, typed, one class per API of eBay's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from syncspider import http

from syncspider_ebay.account import Account
from syncspider_ebay.fulfillment import Orders
from syncspider_ebay.inventory import Inventory
from syncspider_ebay.marketplaces import Marketplace


class Api:
    """One seller's account.

    Attributes:
        orders: Orders, parcels and refunds.
        inventory: Items and offers.
        account: Policies.
        marketplace: Where offers are made.
        language: Of titles and descriptions there.
        settings: The connection's plain answers, defaults of what a task may set among them.
    """

    def __init__(
        self,
        client: http.Client,
        *,
        marketplace: Marketplace,
        language: str,
        settings: Mapping[str, str],
        close_tokens: Callable[[], None],
    ) -> None:
        self._client = client
        self._close_tokens = close_tokens
        self.marketplace = marketplace
        self.language = language
        self.settings = settings
        self.orders = Orders(client)
        self.inventory = Inventory(client, marketplace=marketplace.key, language=language)
        self.account = Account(client, marketplace=marketplace.key)

    def now(self) -> datetime:
        """EBay's present; makes a harmless call where there was none yet."""
        if self._client.server_time is None:
            self.account.privilege()
        return self._client.now()

    def close(self) -> None:
        """Let go of sockets."""
        self._client.close()
        self._close_tokens()
