"""Money as eBay's requests have it."""

from __future__ import annotations

from typing import Any

from syncspider import Money

Json = dict[str, Any]


def amount(money: Money) -> Json:
    """Money as eBay takes it."""
    return {"value": money.text, "currency": money.currency}


def same_amount(current: Json | None, money: Money) -> bool:
    """Whether an amount of eBay's is that much; ``100.0`` and ``100.00`` are the same."""
    if not current or current.get("currency") != money.currency:
        return False
    return Money.parse(current.get("value"), money.currency) == money
