"""A far end that costs little: pages of orders to read, a place to write them to, a delay and a limit if asked for.

Run as a process of its own: ``python far_end.py --orders 20000``; it prints its port. It keeps no order, but checks
that each arrives whole and once.
"""

from __future__ import annotations

import argparse
import asyncio
import time
import urllib.parse
import zlib
from collections.abc import Callable
from typing import Any

import msgspec
from records import orders

_REASONS = {200: "OK", 404: "Not Found", 429: "Too Many Requests"}


class Bucket:
    """What the far end allows: a number of requests at once, refilled at a rate."""

    def __init__(self, rate: float, burst: int) -> None:
        self._rate, self._burst = rate, burst
        self._tokens, self._at = float(burst), time.monotonic()

    def take(self) -> bool:
        """Whether one more request may pass now."""
        if not self._rate:
            return True
        now = time.monotonic()
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
        self._at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True


class FarEnd:
    """The answers, made before anybody asks."""

    def __init__(self, options: argparse.Namespace) -> None:
        encoder = msgspec.json.Encoder(order="sorted")  # as msgspec encodes objects with slots
        records = [encoder.encode(order) for order in orders(options.orders)]
        self._sums = {f"ORD{number:07d}": zlib.crc32(record) for number, record in enumerate(records)}
        self._pages = self._rendered(records, options.page)
        self._read, self._write = options.read_ms / 1000, options.write_ms / 1000
        self._bucket = Bucket(options.rate, options.burst)
        self._decoder = msgspec.json.Decoder(list[msgspec.Raw])
        self._key = msgspec.json.Decoder(_Key)
        self._seen: set[str] = set()
        self.stats = dict.fromkeys(("reads", "writes", "received", "doubled", "damaged", "refused"), 0)
        self._first = self._last = 0.0

    def answer(self, method: str, target: str, body: bytes) -> tuple[int, bytes, float]:
        """Status, body and the delay in seconds."""
        path, _, query = target.partition("?")
        if path == "/stats":
            times = {"first": self._first, "last": self._last, "span": self._last - self._first}
            return 200, msgspec.json.encode({**self.stats, **times}), 0
        if not self._bucket.take():
            self.stats["refused"] += 1
            return 429, b"{}", 0
        self._last = time.monotonic()
        self._first = self._first or self._last
        if method == "GET":
            self.stats["reads"] += 1
            page = int(dict(urllib.parse.parse_qsl(query)).get("page", "0"))
            return (200, self._pages[page], self._read) if page < len(self._pages) else (404, b"{}", 0)
        self.stats["writes"] += 1
        return 200, msgspec.json.encode([self._kept(raw) for raw in self._decoder.decode(body)]), self._write

    def _kept(self, raw: msgspec.Raw) -> str:
        key = self._key.decode(raw).id
        self.stats["received"] += 1
        self.stats["doubled"] += key in self._seen
        self.stats["damaged"] += zlib.crc32(bytes(raw)) != self._sums[key]
        self._seen.add(key)
        return key

    @staticmethod
    def _rendered(records: list[bytes], size: int) -> list[bytes]:
        count = -(-len(records) // size)
        head = b'{"total":%d,"pages":%d,"next":%s,"orders":['
        return [
            head % (len(records), count, b"%d" % (page + 1) if page + 1 < count else b"null")
            + b",".join(records[page * size : (page + 1) * size])
            + b"]}"
            for page in range(count)
        ]


class _Key(msgspec.Struct):
    id: str


class Protocol(asyncio.Protocol):
    """As much of HTTP/1.1 as a kept-alive client needs."""

    def __init__(self, answer: Callable[[str, str, bytes], tuple[int, bytes, float]]) -> None:
        self._answer = answer
        self._buffer = bytearray()
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember whom to answer."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer each request that is whole."""
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = bytes(self._buffer[:end])
            length = _length_of(head)
            if len(self._buffer) < end + 4 + length:
                return
            body = bytes(self._buffer[end + 4 : end + 4 + length])
            del self._buffer[: end + 4 + length]
            method, target = head.split(b" ", 2)[:2]
            status, answer, delay = self._answer(method.decode(), target.decode(), body)
            if delay:
                asyncio.get_running_loop().call_later(delay, self._send, status, answer)
            else:
                self._send(status, answer)

    def _send(self, status: int, body: bytes) -> None:
        extra = b"Retry-After: 1\r\n" if status == 429 else b""
        head = b"HTTP/1.1 %d %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n%s\r\n" % (
            status,
            _REASONS[status].encode(),
            len(body),
            extra,
        )
        self._transport.write(head + body)


def _length_of(head: bytes) -> int:
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


async def serve(options: argparse.Namespace) -> None:
    """Until the process is ended."""
    far_end = FarEnd(options)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Protocol(far_end.answer), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def main() -> None:
    """Read the options and serve."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, kind, usual in (
        ("orders", int, 20000),
        ("page", int, 100),
        ("read-ms", float, 0.0),
        ("write-ms", float, 0.0),
        ("rate", float, 0.0),
        ("burst", int, 1),
    ):
        parser.add_argument(f"--{name}", type=kind, default=usual)
    asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
