"""The core as a plugin among plugins: what it brings comes in by the same hooks."""

from __future__ import annotations

from collections.abc import Iterable

from syncspider.model.conversion import Conversion
from syncspider.plugin.markers import API_VERSION, hookimpl

__all__ = ["API_VERSION"]


@hookimpl
def syncspider_register_conversions() -> Iterable[Conversion]:
    """None yet."""
    return ()
