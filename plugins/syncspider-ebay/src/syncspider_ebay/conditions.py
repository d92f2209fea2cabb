"""How used an article is, in eBay's words and in ours (developer.ebay.com, ConditionEnum)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from syncspider import Choice, Condition

#: Our word to the one of eBay's that says no more than it: a source that says "used" does not say how well kept.
_WORDS: Final[Mapping[Condition, str]] = {
    Condition.NEW: "NEW",
    Condition.REFURBISHED: "SELLER_REFURBISHED",
    Condition.USED: "USED_EXCELLENT",
    Condition.FOR_PARTS: "FOR_PARTS_OR_NOT_WORKING",
}
_LABELS: Final[Mapping[str, str]] = {
    "NEW": "New",
    "LIKE_NEW": "Like new",
    "NEW_OTHER": "New, other",
    "NEW_WITH_DEFECTS": "New, with defects",
    "CERTIFIED_REFURBISHED": "Certified refurbished",
    "EXCELLENT_REFURBISHED": "Excellent, refurbished",
    "VERY_GOOD_REFURBISHED": "Very good, refurbished",
    "GOOD_REFURBISHED": "Good, refurbished",
    "SELLER_REFURBISHED": "Seller refurbished",
    "USED_EXCELLENT": "Used",
    "USED_VERY_GOOD": "Very good",
    "USED_GOOD": "Good",
    "USED_ACCEPTABLE": "Acceptable",
    "FOR_PARTS_OR_NOT_WORKING": "For parts or not working",
    "PRE_OWNED_EXCELLENT": "Pre-owned, excellent",
    "PRE_OWNED_FAIR": "Pre-owned, fair",
}
CHOICES: Final = tuple(Choice(word, label) for word, label in _LABELS.items())


def condition_of(word: str | None) -> Condition | None:
    """Our word for one of eBay's; None for one that we do not know."""
    if word is None:
        return None
    if word == "FOR_PARTS_OR_NOT_WORKING":
        return Condition.FOR_PARTS
    if word.endswith("REFURBISHED"):
        return Condition.REFURBISHED
    if word == "LIKE_NEW" or word.startswith(("USED_", "PRE_OWNED_")):
        return Condition.USED
    return Condition.NEW if word.startswith("NEW") else None


def word_for(condition: Condition, current: str | None) -> str:
    """EBay's word for ours; what is there stays where it says the same, only more exactly."""
    return current if current is not None and condition_of(current) is condition else _WORDS[condition]
