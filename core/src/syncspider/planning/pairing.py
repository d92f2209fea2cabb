"""Which pair is nearest to one that does not work."""

from __future__ import annotations

from collections.abc import Iterator

from syncspider.planning.names import entity_named
from syncspider.plugin.integration import Integration
from syncspider.plugin.matrix import Fit, Matrix, Pair


def nearest_pair(
    matrix: Matrix, source: Integration, target: Integration, source_entity: str, target_entity: str
) -> Pair | None:
    """The pair that works and is most like the one that was wanted, or None where there is none.

    Pairs of the same two integrations come first, then what else can receive from the source, then the other direction.
    Among them the same entity at the source counts more than the same at the target, then a direct pair more than a
    conversion, and at last what is declared first.
    """
    searches: tuple[dict[str, str], ...] = (
        {"source": source.name, "target": target.name},
        {"source": source.name},
        {"source": target.name, "target": source.name},
    )
    for search in searches:
        best = _best(matrix.pairs(**search), source_entity, target_entity)
        if best is not None:
            return best
    return None


def _best(pairs: Iterator[Pair], source_entity: str, target_entity: str) -> Pair | None:
    def likeness(pair: Pair) -> tuple[bool, bool, bool]:
        same_source = entity_named(source_entity, (pair.source.entity,)) is not None
        same_target = entity_named(target_entity, (pair.target.entity,)) is not None
        return same_source, same_target, pair.verdict.fit is Fit.DIRECT

    return max((pair for pair in pairs if pair.verdict.works), key=likeness, default=None)
