"""The variations inside a product, which Ecwid calls combinations (docs.ecwid.com, "Product variations")."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from syncspider_ecwid.sandbox.refusals import Refusal, wrong
from syncspider_ecwid.sandbox.stock import stocked

Json = dict[str, Any]
_MOST_PER_REQUEST: Final = 200


def variation(before: Json, sent: Json, product: Json) -> Json:
    """One variation after a write.

    Args:
        before: As it is, ``id`` and ``combinationNumber`` alone for a new one.
        sent: The fields that were sent.
        product: Whose options it chooses from.

    Raises:
        Refusal: It chooses what the product does not offer, or leaves a choice open.
    """
    after = stocked(before, {name: value for name, value in sent.items() if name != "id"})
    offered = {
        option["name"]: {choice["text"] for choice in option.get("choices", [])} for option in product["options"]
    }
    chosen = {option.get("name"): option.get("value") for option in after.get("options", [])}
    if not chosen:
        raise wrong("Required field options is missing")
    for name, value in chosen.items():
        if value not in offered.get(name, ()):
            raise wrong(f"Wrong value of field options: the product has no option {name} with the choice {value}")
    return after


def replaced(sent: list[Json], product: Json, number: Callable[[], int]) -> list[Json]:
    """All variations of a product after ``saveCombinations=true``: those that are not named are gone.

    Raises:
        Refusal: There are too many, or two choose the same.
    """
    if len(sent) > _MOST_PER_REQUEST:
        raise Refusal("COMBINATION_LIMIT_PER_REQUEST_EXCEEDED", f"At most {_MOST_PER_REQUEST} combinations at once")
    by_id = {entry["id"]: entry for entry in product["combinations"]}
    by_choice = {choice(entry): entry for entry in product["combinations"]}
    after: list[Json] = []
    for place, entry in enumerate(sent, 1):
        before = by_id.get(entry.get("id")) or by_choice.get(choice(entry)) or {"id": number()}
        after.append(variation({**before, "combinationNumber": place}, entry, product))
    unlike(after)
    return after


def unlike(variations: list[Json]) -> None:
    """Check that no two choose the same.

    Raises:
        Refusal: Two do.
    """
    if len({choice(entry) for entry in variations}) < len(variations):
        raise Refusal("COMBINATION_DUPLICATED", "A combination with these options already exists")


def choice(entry: Json) -> frozenset[tuple[str | None, str | None]]:
    """What a variation chooses."""
    return frozenset((option.get("name"), option.get("value")) for option in entry.get("options", []))
