"""Connections with a deadline for the whole exchange.

httpx's timeouts bound one wait for the next bytes; a far end that sends a byte now and then holds a thread for ever.
Sockets wait in real time, so this room's time is the machine's and not a clock that can be handed in.
"""

from __future__ import annotations

import contextlib
import functools
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

import httpcore
import httpx

from syncspider.errors import ConfigurationError
from syncspider.http.addresses import is_loopback

#: At most one for each thread that a connection has at work.
CONNECTIONS = 16
#: Seconds for which an idle connection is kept: less than servers do, so that few requests meet a closing one.
IDLE = 5.0
_CHUNK = 65_536
_LEAST = 0.001


class DeadlineTransport(httpx.BaseTransport):
    """httpx's own kind of transport, with one more extension: ``deadline``, in ``time.monotonic`` seconds."""

    def __init__(self, base_url: str) -> None:
        """Connections to one origin, with the proxy that HTTPS_PROXY, ALL_PROXY and NO_PROXY name for it, if any."""
        self._deadline = _Deadline()
        secure = base_url.startswith("https:")
        self._open_pool = functools.partial(
            httpcore.ConnectionPool,
            ssl_context=httpx.create_ssl_context() if secure else None,
            proxy=_proxy_of(base_url),
            max_connections=1,
            keepalive_expiry=IDLE,
            network_backend=_DeadlineBackend(self._deadline),
        )
        self._room = threading.BoundedSemaphore(CONNECTIONS)
        self._idle: list[httpcore.ConnectionPool] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request over a connection that nobody uses."""
        self._deadline.at = request.extensions.get("deadline", float("inf"))
        url = request.url
        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        pool = self._take(request.extensions.get("timeout", {}).get("pool"))
        try:
            with _in_httpx_words():
                answer = pool.handle_request(
                    httpcore.Request(
                        request.method,
                        target,
                        headers=request.headers.raw,
                        content=request.read(),
                        extensions=request.extensions,
                    )
                )
        except BaseException:
            self._give(pool)
            raise
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer, lambda: self._give(pool)))

    def close(self) -> None:
        """Close the connections that nobody uses."""
        while self._idle:
            self._idle.pop().close()

    def _take(self, timeout: float | None) -> httpcore.ConnectionPool:
        """The connection used last, for it is the least likely to be closing; a pool of one each.

        httpcore looks at every connection of a pool with each request, which costs more than the request itself.
        """
        with _in_httpx_words():
            wait = min(self._deadline.bound(timeout, httpcore.PoolTimeout), threading.TIMEOUT_MAX)
            if not self._room.acquire(timeout=wait):
                raise httpcore.PoolTimeout("all connections are in use")
        try:
            return self._idle.pop()
        except IndexError:
            return self._open_pool()

    def _give(self, pool: httpcore.ConnectionPool) -> None:
        self._idle.append(pool)
        self._room.release()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response, closed: Callable[[], None]) -> None:
        self._answer = answer
        self._closed: Callable[[], None] | None = closed

    def __iter__(self) -> Iterator[bytes]:
        with _in_httpx_words():
            yield from self._answer.iter_stream()

    def close(self) -> None:
        closed, self._closed = self._closed, None
        try:
            self._answer.close()
        finally:
            if closed is not None:
                closed()


class _Deadline(threading.local):
    """When the exchange of this thread has to be over: a request and its answer stay in one thread."""

    at: float = float("inf")

    def bound(self, timeout: float | None, late: type[Exception]) -> float:
        left = self.at - time.monotonic()
        if left <= 0:
            raise late("the time for the whole exchange is over")
        return max(_LEAST, left if timeout is None else min(timeout, left))


class _DeadlineBackend(httpcore.NetworkBackend):
    def __init__(self, deadline: _Deadline) -> None:
        self._deadline = deadline
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        left = self._deadline.bound(timeout, httpcore.ConnectTimeout)
        stream = self._plain.connect_tcp(host, port, left, local_address, socket_options)
        return _DeadlineStream(stream, self._deadline)


class _DeadlineStream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, deadline: _Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.bound(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), _CHUNK):
            left = self._deadline.bound(timeout, httpcore.WriteTimeout)
            self._stream.write(buffer[start : start + _CHUNK], left)

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = self._deadline.bound(timeout, httpcore.ConnectTimeout)
        return _DeadlineStream(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - httpcore's own signature
        return self._stream.get_extra_info(info)


@contextlib.contextmanager
def _in_httpx_words() -> Iterator[None]:
    try:
        yield
    except (
        httpcore.TimeoutException,
        httpcore.NetworkError,
        httpcore.ProtocolError,
        httpcore.ProxyError,
        httpcore.UnsupportedProtocol,
    ) as error:
        same: type[httpx.TransportError] = getattr(httpx, type(error).__name__)
        raise same(str(error)) from error


def _proxy_of(base_url: str) -> httpcore.Proxy | None:
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    if is_loopback(host) or proxy_bypass(host):
        return None
    known = getproxies()
    address = known.get(parts.scheme) or known.get("all") or ""
    if not address:
        return None
    proxy = urlsplit(address if "://" in address else f"http://{address}")
    if proxy.scheme not in {"http", "https"} or not proxy.hostname:
        raise ConfigurationError(
            f"The environment names a proxy of the kind {proxy.scheme!r}, which is not supported.",
            hint="Set HTTPS_PROXY to one that starts with http://.",
        )
    port = f":{proxy.port}" if proxy.port else ""
    auth = (unquote(proxy.username), unquote(proxy.password or "")) if proxy.username else None
    return httpcore.Proxy(f"{proxy.scheme}://{proxy.hostname}{port}", auth=auth)
