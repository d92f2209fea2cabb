"""The benchmarks' integration once more, with one order a write: what both shops' APIs for orders take."""

from __future__ import annotations

from collections.abc import Iterable

from benched import Benched, Orders
from syncspider import Integration, hookimpl

API_VERSION = 1


class SingleOrders(Orders):
    """Orders, one in each request."""

    max_batch = 1
    writers = 8


class Single(Benched):
    """The far end that takes one order at a time."""

    name = "single"
    title = "Single"
    targets = (SingleOrders,)


@hookimpl
def syncspider_register_integrations() -> Iterable[type[Integration]]:
    """The far end that takes one order at a time."""
    return (Single,)
