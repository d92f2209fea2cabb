"""A run with everything on against a bare loop that moves the same bytes with the same HTTP library.

``python benchmarks/throughput.py [ORDERS] [ROUNDS]``: seconds, and the share of the bare loop's speed, by the clock
from the first write to the last and by processor time of the whole process.
"""

from __future__ import annotations

import statistics
import sys

import attrs
from processes import HERE, Cost, checked, cost_of, far_end


@attrs.frozen
class Timing:
    """One program, once.

    Attributes:
        span: Seconds from the first write to the last, at the far end.
        cost: Of the whole process.
    """

    span: float
    cost: Cost


def timing_of(script: str, count: int) -> Timing:
    """Run it between two fresh far ends, and see that nothing was lost or doubled."""
    with far_end(orders=count) as source, far_end(orders=count) as sink:
        cost = cost_of([sys.executable, str(HERE / script), source.url, sink.url])
        return Timing(checked(sink, count)["span"], cost)


def main() -> None:
    """Print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    timings: dict[str, list[Timing]] = {"bare.py": [], "moving.py": []}
    for _ in range(rounds):
        for script, found in timings.items():
            found.append(timing_of(script, count))
    print(f"{count} orders, median of {rounds} rounds")
    print(f"{'program':<12}{'span s':>8}{'cpu s':>8}{'MB':>6}")
    for script, found in timings.items():
        span = statistics.median(one.span for one in found)
        cpu = statistics.median(one.cost.cpu for one in found)
        peak = max(one.cost.peak for one in found)
        print(f"{script:<12}{span:>8.2f}{cpu:>8.2f}{peak:>6.0f}")
    pairs = list(zip(timings["bare.py"], timings["moving.py"], strict=True))
    span = statistics.median(bare.span / full.span for bare, full in pairs)
    cpu = statistics.median(bare.cost.cpu / full.cost.cpu for bare, full in pairs)
    print(f"share of the bare loop's speed: {span:.0%} by the clock, {cpu:.0%} by processor time")


if __name__ == "__main__":
    main()
