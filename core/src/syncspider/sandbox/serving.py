"""A sandbox behind a real socket on 127.0.0.1."""

from __future__ import annotations

import collections
import http.server
import sys
import threading
import urllib.parse
from collections.abc import Callable
from http import HTTPStatus
from typing import Final, Self

import attrs

from syncspider.sandbox.contract import Sandbox
from syncspider.sandbox.messages import Request, Response

_LARGEST_BODY: Final = 32 * 1024 * 1024
_REMEMBERED: Final = 100_000


@attrs.frozen(kw_only=True)
class Exchange:
    """One request that was answered."""

    method: str
    path: str
    status: int


class SandboxServer:
    """Serves a sandbox until closed; use it as a context manager.

    Attributes:
        before: Called with each request in turn; the first that returns a response answers instead of the sandbox.
        after: Called with each request and its response in turn; what it returns is sent. For faults: an error after
            the state has changed, a truncated body.
        exchanges: The latest exchanges, oldest first.
    """

    def __init__(self, sandbox: Sandbox, *, port: int = 0) -> None:
        """Listen on 127.0.0.1.

        Args:
            sandbox: Whose answers to serve.
            port: 0 takes a free one.

        Raises:
            OSError: The port is taken.
        """
        self.sandbox = sandbox
        self.before: list[Callable[[Request], Response | None]] = []
        self.after: list[Callable[[Request, Response], Response]] = []
        self.exchanges: collections.deque[Exchange] = collections.deque(maxlen=_REMEMBERED)
        self._server = _Server(("127.0.0.1", port), _handler_of(self._answer))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """The base address, without a slash at the end."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def count(self, *methods: str) -> int:
        """How many of the remembered exchanges used one of these methods."""
        return sum(exchange.method in methods for exchange in tuple(self.exchanges))

    def close(self) -> None:
        """Stop listening and wait until the listener is gone."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _answer(self, request: Request) -> Response:
        answers = (fault(request) for fault in tuple(self.before))
        response = next((answer for answer in answers if answer is not None), None)
        if response is None:
            response = self.sandbox.answer(request)
        for fault in tuple(self.after):
            response = fault(request, response)
        self.exchanges.append(Exchange(method=request.method, path=request.path, status=response.status))
        return response


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no news; a sandbox that fails is, and is told on standard error."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def _handler_of(answer: Callable[[Request], Response]) -> type[http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # one packet for the head and the body
        disable_nagle_algorithm = True

        def _serve(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            if length > _LARGEST_BODY:
                self.send_error(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
                return
            target = urllib.parse.urlsplit(self.path)
            request = Request(
                method=self.command,
                path=target.path,
                query=tuple(urllib.parse.parse_qsl(target.query, keep_blank_values=True)),
                headers={name.lower(): value for name, value in self.headers.items()},
                body=self.rfile.read(length) if length else b"",
            )
            self._send(answer(request))

        def _send(self, response: Response) -> None:
            if "Date" in response.headers:  # a sandbox's clock need not be the machine's
                self.send_response_only(response.status)
            else:
                self.send_response(response.status)
            for name, value in response.headers.items():
                self.send_header(name, value)
            if "Content-Length" not in response.headers:
                self.send_header("Content-Length", str(len(response.body)))
            self.end_headers()
            self.wfile.write(response.body)
            self.wfile.flush()

        do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = _serve  # noqa: N815 - the names that the library calls

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that the library gives it
            """Say nothing: :attr:`SandboxServer.exchanges` remembers."""

    return Handler
