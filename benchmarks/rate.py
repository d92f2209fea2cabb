"""A run against a far end that allows ten requests a second, ten at once, and refuses what is more.

``python benchmarks/rate.py``: the share of what is allowed, and how many requests were refused.
"""

from __future__ import annotations

import sys

from processes import HERE, checked, cost_of, far_end

ORDERS = 3_750
RATE = 10
BURST = 10
BATCH = 25


def main() -> None:
    """Print the share."""
    with far_end(orders=ORDERS) as source, far_end(orders=ORDERS, rate=RATE, burst=BURST) as sink:
        cost_of([sys.executable, str(HERE / "moving.py"), source.url, sink.url, "paced"])
        seen = checked(sink, ORDERS)
    writes = ORDERS // BATCH
    best = (writes - BURST) / RATE
    print(f"{writes} writes at {RATE} a second, {BURST} at once: {seen['span']:.2f} s, the least possible {best:.2f} s")
    print(f"{best / seen['span']:.1%} of what is allowed, {seen['refused']} refused")


if __name__ == "__main__":
    main()
