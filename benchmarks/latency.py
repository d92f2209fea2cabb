"""A run against far ends that take their time: 100 ms a page, 20 ms a write, beside a loop that does one at a time.

``python benchmarks/latency.py``: where pages can be read ahead, as a multiple of the loop; where they cannot,
as a share of what the reader alone allows.
"""

from __future__ import annotations

import sys

from processes import HERE, checked, cost_of, far_end

ORDERS = 5_000
PAGE = 100
READ_MS = 100
WRITE_MS = 20


def seconds_of(script: str, *words: str) -> float:
    """From the first page asked for to the last write, at the far ends."""
    with (
        far_end(orders=ORDERS, page=PAGE, read_ms=READ_MS) as source,
        far_end(orders=ORDERS, page=PAGE, write_ms=WRITE_MS) as sink,
    ):
        cost_of([sys.executable, str(HERE / script), source.url, sink.url, *words])
        checked(sink, ORDERS)
        return float(sink.stats()["last"] - source.stats()["first"])


def main() -> None:
    """Print the table."""
    loop = seconds_of("bare.py")
    ahead = seconds_of("moving.py", "offset")
    behind = seconds_of("moving.py", "cursor")
    bound = ORDERS / PAGE * READ_MS / 1000
    print(f"{ORDERS} orders, {READ_MS} ms a page of {PAGE}, {WRITE_MS} ms a write of 25")
    print(f"one after another:       {loop:6.2f} s")
    print(f"pages read ahead:        {ahead:6.2f} s, {loop / ahead:.1f} times as fast")
    print(f"pages only by cursor:    {behind:6.2f} s, {bound / behind:.0%} of what the reader allows")


if __name__ == "__main__":
    main()
