"""Which accounts take part and which tasks are run: everything that the matrix allows between sandboxes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import attrs

from syncspider.model.order import OrderStatus, Refund
from syncspider.plugin.matrix import Fit, Matrix, Pair

#: What a shop tells the place where the order was made: it can only be told once somebody has shipped or refunded.
_REPORTS: Final = (OrderStatus.title, Refund.title)
_FITS: Final = (Fit.DIRECT, Fit.CONVERSION)


@attrs.frozen
class Player:
    """One account of an app.

    Attributes:
        integration: The app's name.
        account: 1 for the first.
    """

    integration: str
    account: int = 1

    @property
    def name(self) -> str:
        """What its connection is called."""
        return self.integration if self.account == 1 else f"{self.integration}-{self.account}"


@attrs.frozen(kw_only=True)
class Part:
    """One task.

    Attributes:
        source: Where it reads.
        source_entity: What.
        target: Where it writes.
        target_entity: What.
        converts: Whether the one entity becomes another on the way.
    """

    source: Player
    source_entity: str
    target: Player
    target_entity: str
    converts: bool

    @property
    def name(self) -> str:
        """What the task is called."""
        ends = ((self.source, self.source_entity), (self.target, self.target_entity))
        return "-to-".join(f"{player.name}-{entity.lower().replace(' ', '-')}" for player, entity in ends)

    @property
    def reports(self) -> bool:
        """Whether it tells the place of an order what became of it."""
        return self.converts and self.target_entity in _REPORTS


def parts_of(matrix: Matrix, integrations: Sequence[str]) -> tuple[Part, ...]:
    """The tasks, in an order in which each has something to move.

    Every pair of different apps that works as it is; and what an app exports that no other takes goes to a second
    account of the same app.
    """
    abroad = [_part(pair, 1) for pair in _working(matrix, integrations) if pair.source.integration != _target(pair)]
    taken = {(part.source.integration, part.source_entity) for part in abroad}
    home = [
        _part(pair, 2)
        for pair in _working(matrix, integrations)
        if pair.source.integration == _target(pair)
        and pair.verdict.fit is Fit.DIRECT
        and (pair.source.integration, pair.source.entity) not in taken
    ]
    moved = sorted(abroad, key=lambda part: part.converts)
    return (*(part for part in moved if not part.reports), *home, *(part for part in moved if part.reports))


def players_of(parts: Iterable[Part]) -> tuple[Player, ...]:
    """Every account of the tasks, once."""
    return tuple(dict.fromkeys(player for part in parts for player in (part.source, part.target)))


def _working(matrix: Matrix, integrations: Sequence[str]) -> Iterable[Pair]:
    return (
        pair
        for pair in matrix.pairs()
        if pair.verdict.works
        and pair.verdict.fit in _FITS
        and {pair.source.integration, pair.target.integration} <= set(integrations)
    )


def _target(pair: Pair) -> str:
    return pair.target.integration


def _part(pair: Pair, account: int) -> Part:
    return Part(
        source=Player(pair.source.integration),
        source_entity=pair.source.entity,
        target=Player(pair.target.integration, account),
        target_entity=pair.target.entity,
        converts=pair.verdict.fit is Fit.CONVERSION,
    )
