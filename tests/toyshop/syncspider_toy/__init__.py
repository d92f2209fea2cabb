"""A made-up shop, so that commands can be tested without knowing a real one."""

from __future__ import annotations

import syncspider

from syncspider_toy.integration import Toy

API_VERSION = 1


@syncspider.hookimpl
def syncspider_register_integrations() -> tuple[type[syncspider.Integration], ...]:
    """The one integration."""
    return (Toy,)
