"""The benchmarks' integration once more, with what its far end allows: ten requests a second, ten at once."""

from __future__ import annotations

from collections.abc import Iterable

from benched import Benched
from syncspider import Integration, Rate, hookimpl

API_VERSION = 1


class Paced(Benched):
    """The far end with a limit."""

    name = "paced"
    title = "Paced"
    rate = Rate(per_second=10, burst=10)


@hookimpl
def syncspider_register_integrations() -> Iterable[type[Integration]]:
    """The far end with a limit."""
    return (Paced,)
