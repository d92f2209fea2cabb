"""Ecwid for SyncSpider: registers the integration, nothing else.

Importing this package loads declarations only: no HTTP client, no sandbox.
"""

from __future__ import annotations

from typing import Final

import syncspider

from syncspider_ecwid.integration import Ecwid

API_VERSION: Final = 1

__all__ = ["API_VERSION", "Ecwid", "syncspider_register_integrations"]


@syncspider.hookimpl
def syncspider_register_integrations() -> list[type[syncspider.Integration]]:
    """Ecwid: Customers, Orders and Products, each both ways."""
    return [Ecwid]
