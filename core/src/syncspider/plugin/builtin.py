"""The core as a plugin among plugins: what it brings comes in by the same hooks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from syncspider.model.conversion import Conversion
from syncspider.model.record import Batch, Change, Outcome, Window
from syncspider.plugin.conversions import CONVERSIONS
from syncspider.plugin.integration import Source, Target
from syncspider.plugin.markers import API_VERSION, hookimpl
from syncspider.plugin.transferring import write_batch

__all__ = ["API_VERSION"]


@hookimpl
def syncspider_register_conversions() -> Iterable[Conversion]:
    """What an order tells of its refunds, its progress and its buyer."""
    return CONVERSIONS


@hookimpl
def syncspider_export_batch(source: Source[Any], window: Window, page: str | None) -> Batch[Any]:
    """Read one page."""
    return source.read(window, page)


@hookimpl
def syncspider_import_batch(target: Target[Any], changes: Sequence[Change[Any]]) -> Sequence[Outcome]:
    """Write a few changes; every one of them gets an outcome."""
    return write_batch(target, changes)
