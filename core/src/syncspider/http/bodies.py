"""The body of an answer: whole, decompressed, and no larger than agreed."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

ACCEPTED = "gzip, deflate"
_EITHER = 32 + zlib.MAX_WBITS  # gzip's and zlib's header, whichever stands there
_BARE = -zlib.MAX_WBITS  # what some servers call deflate


class BodyError(Exception):
    """The body cannot be used; the text says why."""


def whole(parts: Iterable[bytes], *, encoding: str, limit: int) -> bytes:
    """The body from its pieces.

    Compressed bodies are unpacked here and not by httpx, which takes one that was cut off for whole, and unpacks a
    piece of 64 KiB to 64 MiB before anyone can count.

    Args:
        parts: The pieces as they came.
        encoding: The Content-Encoding header, or empty.
        limit: The most bytes to take, packed and unpacked.

    Raises:
        BodyError: It is larger, cut off, or packed in a way that was not asked for.
    """
    packed = bytearray()
    for part in parts:
        packed += part
        if len(packed) > limit:
            raise BodyError(f"more than {limit} bytes")
    kind = encoding.strip().lower()
    if kind in {"", "identity"} or not packed:
        return bytes(packed)
    if kind not in {"gzip", "x-gzip", "deflate"}:
        raise BodyError("a packing that was not asked for")
    return _unpacked(bytes(packed), bare=kind == "deflate" and not _has_zlib_header(packed), limit=limit)


def _has_zlib_header(packed: bytearray) -> bool:
    """RFC 1950: the method is 8 and the first two bytes are a multiple of 31."""
    return len(packed) > 1 and packed[0] & 0x0F == zlib.DEFLATED and (packed[0] * 256 + packed[1]) % 31 == 0


def _unpacked(packed: bytes, *, bare: bool, limit: int) -> bytes:
    unpacked = bytearray()
    while packed:  # gzip may hold several members, one after the other
        unpacker = zlib.decompressobj(_BARE if bare else _EITHER)
        try:
            unpacked += unpacker.decompress(packed, limit + 1 - len(unpacked))
        except zlib.error:
            raise BodyError("a packed body that does not unpack") from None
        if len(unpacked) > limit:
            raise BodyError(f"more than {limit} bytes")
        if not unpacker.eof:
            raise BodyError("a packed body that is cut off")
        packed = unpacker.unused_data
    return bytes(unpacked)
