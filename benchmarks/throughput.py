"""A run with everything on against a bare loop that moves the same bytes with the same HTTP library.

``python benchmarks/throughput.py [ORDERS] [ROUNDS]``: seconds, and the share of the bare loop's speed, by the clock
from the first write to the last and by processor time of the whole process.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Iterator

import attrs
from processes import HERE, Cost, checked, cost_of, far_end

SHAPES = {"one order a write": ("single",), "25 orders a write": ()}


@attrs.frozen
class Timing:
    """One program, once.

    Attributes:
        span: Seconds from the first write to the last, at the far end.
        cost: Of the whole process.
    """

    span: float
    cost: Cost


def timing_of(script: str, count: int, *words: str) -> Timing:
    """Run it between two fresh far ends, and see that nothing was lost or doubled."""
    with far_end(orders=count) as source, far_end(orders=count) as sink:
        cost = cost_of([sys.executable, str(HERE / script), source.url, sink.url, *words])
        return Timing(checked(sink, count)["span"], cost)


def lines_of(shape: str, bare: list[Timing], full: list[Timing]) -> Iterator[str]:
    """The table's lines for one shape of writes."""
    yield f"{shape:<20}{'span s':>8}{'cpu s':>8}{'MB':>6}"
    for name, timings in (("bare loop", bare), ("run", full)):
        span = statistics.median(one.span for one in timings)
        cpu = statistics.median(one.cost.cpu for one in timings)
        yield f"  {name:<18}{span:>8.2f}{cpu:>8.2f}{max(one.cost.peak for one in timings):>6.0f}"
    pairs = list(zip(bare, full, strict=True))
    span = statistics.median(one.span / other.span for one, other in pairs)
    cpu = statistics.median(one.cost.cpu / other.cost.cpu for one, other in pairs)
    yield f"  share of the bare loop's speed: {span:.0%} by the clock, {cpu:.0%} by processor time"


def main() -> None:
    """Print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    print(f"{count} orders, median of {rounds} rounds")
    for shape, words in SHAPES.items():
        bare, full = [], []
        for _ in range(rounds):
            bare.append(timing_of("bare.py", count, *words))
            full.append(timing_of("moving.py", count, *words))
        for line in lines_of(shape, bare, full):
            print(line)


if __name__ == "__main__":
    main()
