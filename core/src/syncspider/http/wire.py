"""One exchange: exactly one request, and the answer or what is known about its fate."""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qsl, urlsplit

import httpx

from syncspider.errors import ConfigurationError, Delivery, TransientError
from syncspider.http.addresses import place_of
from syncspider.http.bodies import ACCEPTED, BodyError, whole
from syncspider.http.response import Headers, Response, cleaned
from syncspider.http.sockets import DeadlineTransport

MEBIBYTE = 1 << 20
CONNECT = 10.0
_LOG = logging.getLogger("syncspider.http")
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER_VALUE = re.compile(r"[\x20-\x7e\t]*")


class Wire:
    """Carries requests to one origin over few kept-alive connections; for several threads.

    It follows no redirect, repeats nothing and keeps no cookies.
    """

    def __init__(
        self,
        base_url: str,
        *,
        timeout: float,
        transport: httpx.BaseTransport | None = None,
        limit: int = 64 * MEBIBYTE,
    ) -> None:
        """A wire to the origin of ``base_url``.

        Loggers ``httpx`` and ``httpcore`` are raised to WARNING: below it they write full addresses and headers.

        Args:
            base_url: Decides on TLS and on the proxy.
            timeout: Seconds for a whole exchange, from the connection to the last byte.
            transport: What to use instead of sockets.
            limit: The most bytes of a body.
        """
        for name in ("httpx", "httpcore"):
            logger = logging.getLogger(name)
            logger.setLevel(max(logger.level, logging.WARNING))
        try:
            httpx.URL(base_url)
        except httpx.InvalidURL:
            raise ConfigurationError(
                "This is no address of an API.", hint="Write it like https://api.example.com."
            ) from None
        self._transport = DeadlineTransport(base_url) if transport is None else transport
        self._timeout = timeout
        self._waits = dict.fromkeys(("read", "write"), timeout) | dict.fromkeys(
            ("connect", "pool"), min(timeout, CONNECT)
        )
        self._limit = limit
        self._lock = threading.Lock()
        self.requests = 0

    def exchange(self, method: str, url: str, headers: Mapping[str, str], content: bytes | None = None) -> Response:
        """Send one request and take its answer, whatever its status.

        Raises:
            TransientError: NOT_SENT where no byte left, UNKNOWN where there is no whole answer.
            ConfigurationError: A header cannot be sent.
        """
        start = time.monotonic()
        request = self._request(method, url, headers, content, deadline=start + self._timeout)
        with self._lock:
            self.requests += 1
        outcome = "no answer"
        try:
            answer = self._answer(request, url)
            outcome = str(answer.status)
        finally:
            if _LOG.isEnabledFor(logging.DEBUG):
                milliseconds = (time.monotonic() - start) * 1000
                _LOG.debug("%s %s %s %.0f ms", method, _redacted(url), outcome, milliseconds)
        return answer

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    def _request(
        self, method: str, url: str, headers: Mapping[str, str], content: bytes | None, *, deadline: float
    ) -> httpx.Request:
        for name, value in headers.items():
            if not _HEADER_NAME.fullmatch(name) or not _HEADER_VALUE.fullmatch(value):
                raise ConfigurationError(
                    f"The header {cleaned(name)!r} holds a character that none may hold, such as a line break.",
                    hint="If it is a token, copy it again.",
                )
        extensions = {"timeout": self._waits, "deadline": deadline}
        full = {"accept-encoding": ACCEPTED, **headers}
        return httpx.Request(method, url, headers=full, content=content, extensions=extensions)

    def _answer(self, request: httpx.Request, url: str) -> Response:
        try:
            raw = self._transport.handle_request(request)
            try:
                headers = Headers(raw.headers.multi_items())
                parts = _in_time(raw, request.extensions["deadline"])
                content = whole(parts, encoding=headers.get("content-encoding", ""), limit=self._limit)
            finally:
                raw.close()
        except _NOT_SENT as error:
            raise TransientError(
                f"{place_of(url)} could not be reached: {_reason(error).rstrip('.')}.", delivery=Delivery.NOT_SENT
            ) from error
        except BodyError as error:
            raise TransientError(f"{place_of(url)} answered with {error}.", delivery=Delivery.UNKNOWN) from None
        except httpx.TimeoutException:
            raise TransientError(
                f"{place_of(url)} gave no whole answer within {self._timeout:g} s.", delivery=Delivery.UNKNOWN
            ) from None
        except (httpx.TransportError, OSError) as error:
            # The error's own text may hold what the far end sent.
            raise TransientError(
                f"{place_of(url)} broke off before its answer was whole ({type(error).__name__}).",
                delivery=Delivery.UNKNOWN,
            ) from None
        return Response(status=raw.status_code, headers=headers, content=content, url=url)


def _in_time(raw: httpx.Response, deadline: float) -> Iterator[bytes]:
    """The body as it came, still packed."""
    for part in raw.stream:  # type: ignore[union-attr]  # a transport that is no coroutine gives no other kind
        yield part
        if time.monotonic() > deadline:
            raise httpx.ReadTimeout("the time for the whole exchange is over")


def _reason(error: Exception) -> str:
    return cleaned(str(error), 160) or type(error).__name__


def _redacted(url: str) -> str:
    names = [name for name, _ in parse_qsl(urlsplit(url).query, keep_blank_values=True)]
    return place_of(url) + (f"?{'&'.join(f'{cleaned(name)}=*' for name in names)}" if names else "")
