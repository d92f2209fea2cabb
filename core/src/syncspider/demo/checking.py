"""What the counts of a demo must be, told by the far ends' own books and not by ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

import attrs

from syncspider.demo.casting import Part, Player
from syncspider.demo.stage import Holdings
from syncspider.sandbox import MerchantDay
from syncspider.state import Run


@attrs.frozen(kw_only=True)
class Books:
    """What every account held, before and after something.

    Attributes:
        before: Account to its holdings.
        after: Account to its holdings.
    """

    before: Mapping[Player, Holdings]
    after: Mapping[Player, Holdings]

    def held(self, player: Player, entity: str) -> set[str]:
        """Keys of an account's records before."""
        return set(self.before[player].get(entity, {}))

    def added(self, player: Player, entity: str) -> set[str]:
        """Keys that were not there before."""
        return set(self.after[player].get(entity, {})) - self.held(player, entity)

    def touched(self, player: Player, entity: str) -> set[str]:
        """Keys whose record is new or another one than before."""
        before, after = self.before[player].get(entity, {}), self.after[player].get(entity, {})
        return {key for key, record in after.items() if before.get(key) != record}

    def disturbed(self) -> tuple[str, ...]:
        """Accounts that hold something else than before."""
        return tuple(player.name for player in self.before if self.before[player] != self.after[player])


def first_time(part: Part, run: Run, books: Books, *, returning: set[str], unfit: AbstractSet[str]) -> tuple[str, ...]:
    """What is wrong with the first run of a task that does not report back.

    Args:
        part: The task.
        run: Its run.
        books: Around that run.
        returning: Source keys that an earlier run brought from the target: they must be left alone.
        unfit: Source keys of records that the target cannot take: they must be dead letters.
    """
    counts = run.counts
    held = len(books.held(part.source, part.source_entity))
    added = len(books.added(part.target, part.target_entity))
    touched = len(books.touched(part.target, part.target_entity))
    must = {"read": held, "updated": touched - added, "dead": 0}
    if not part.converts:  # then every record gets its own at the target, but those that came from there
        must |= {"created": held - len(returning) - len(unfit), "skipped": len(returning), "dead": len(unfit)}
    problems = [*_differences(part, run, must), *_failures(part, run)]
    if added != counts.created:
        problems.append(f"{part.name}: {counts.created} were created by our count, {added} by the target's.")
    if not counts.created:
        problems.append(f"{part.name}: nothing was created.")
    return tuple(problems)


def reported(part: Part, run: Run, books: Books, *, told: set[str]) -> tuple[str, ...]:
    """What is wrong with the first run of a task that reports back.

    Args:
        part: The task.
        run: Its run.
        books: Around that run.
        told: Keys at the target of the orders on which there is something to report.
    """
    touched = books.touched(part.target, part.target_entity)
    must = {"read": len(books.held(part.source, part.source_entity)), "created": len(told), "dead": 0}
    problems = [*_differences(part, run, must), *_failures(part, run)]
    if touched != told:
        problems.append(f"{part.name}: {len(told)} orders were to be told of, {len(touched & told)} were.")
    return tuple(problems)


def refunds_differ(day: MerchantDay, refunds: Mapping[str, object]) -> tuple[str, ...]:
    """Orders whose refunds at their origin are not what the merchant gave back."""
    return tuple(
        f"Order {day.external[key]}: {refunds.get(day.external[key], 0)} refunded, not {amount}."
        for key, amount in day.refunded.items()
        if key in day.external and refunds.get(day.external[key]) != amount
    )


def again(part: Part, run: Run, *, held: int, unfit: int) -> tuple[str, ...]:
    """What is wrong with a run that reads everything again, and after which nothing may have changed.

    Args:
        part: The task.
        run: Its run.
        held: How many records the source holds.
        unfit: How many of them the target cannot take.
    """
    must = {"read": held, "created": 0, "updated": 0, "dead": unfit}
    return (*_differences(part, run, must), *_failures(part, run))


def _failures(part: Part, run: Run) -> Iterator[str]:
    yield from _differences(part, run, {"undecided": 0})
    if run.error:
        yield f"{part.name}: the run ended {run.status.value}: {run.error}"


def _differences(part: Part, run: Run, must: Mapping[str, int]) -> Iterator[str]:
    for name, expected in must.items():
        if (found := getattr(run.counts, name)) != expected:
            yield f"{part.name}: {name} is {found} and must be {expected}."
