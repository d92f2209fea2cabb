"""eBay for SyncSpider: registers the integration, and nothing else.

Whatever loads an HTTP client or cryptography stays out of what is imported from here: declarations are read whenever a
command lists what fits what.
"""

from __future__ import annotations

from collections.abc import Iterable

from syncspider import Integration, hookimpl

from syncspider_ebay.integration import Ebay

API_VERSION = 1


@hookimpl
def syncspider_register_integrations() -> Iterable[type[Integration]]:
    """EBay."""
    return (Ebay,)
