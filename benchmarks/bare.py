"""The limit: a loop that reads pages and writes batches with the same HTTP library, and does nothing else.

``python bare.py READ_URL WRITE_URL [single]``: one page after another, batches of 25 or one order a request, JSON
decoded and encoded again.
"""

from __future__ import annotations

import sys

import httpx
import msgspec

BATCH = 25


def main() -> None:
    """Move everything."""
    read, write, *words = sys.argv[1:]
    batch = 1 if "single" in words else BATCH
    headers = {"Content-Type": "application/json"}
    with httpx.Client(timeout=30) as client:
        page: int | None = 0
        while page is not None:
            answer = msgspec.json.decode(client.get(f"{read}/orders?page={page}").content)
            for start in range(0, len(answer["orders"]), batch):
                body = msgspec.json.encode(answer["orders"][start : start + batch])
                client.post(f"{write}/orders", content=body, headers=headers).raise_for_status()
            page = answer["next"]


if __name__ == "__main__":
    main()
