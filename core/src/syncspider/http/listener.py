"""A loopback address that takes one redirect of a consent page (RFC 8252, section 7.3)."""

from __future__ import annotations

import logging
import queue
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from syncspider.errors import ConfigurationError
from syncspider.http.consent import code_in, is_ours

_PAGE = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>SyncSpider</title>'
    "<p>{}</p><p>You can close this window.</p></html>"
)
_DONE = "SyncSpider has the answer."
_FOREIGN = "This is not the answer that SyncSpider waits for."
_HEADERS = (
    ("Content-Type", "text/html; charset=utf-8"),
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("Connection", "close"),
)
_LOG = logging.getLogger("syncspider.http")


class Listener:
    """Waits on 127.0.0.1 for one redirect that brings our state back; anything else is refused and changes nothing."""

    def __init__(self, *, state: str, port: int = 0) -> None:
        """Listen at once.

        Args:
            state: What the consent page's address was given.
            port: The one that the app is registered with; 0 takes any free one.

        Raises:
            ConfigurationError: The port is taken.
        """
        self._answers: queue.SimpleQueue[dict[str, list[str]]] = queue.SimpleQueue()
        self._state = state
        try:
            self._server = _Server(("127.0.0.1", port), state=state, answers=self._answers)
        except OSError:
            raise ConfigurationError(
                f"Port {port} of this machine is taken.", hint="Close what uses it, or choose another."
            ) from None
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    @property
    def redirect_uri(self) -> str:
        """The address to which the consent page has to lead."""
        return f"http://127.0.0.1:{self._server.server_port}/"

    def wait(self, timeout: float = 300.0) -> str:
        """The code, once the browser brings it.

        Args:
            timeout: Real seconds to wait at most.

        Raises:
            AccessError: The owner said no, or the far end did.
            ConfigurationError: Nothing came in time.
        """
        try:
            fields = self._answers.get(timeout=timeout)
        except queue.Empty:
            raise ConfigurationError(
                f"Nobody agreed within {timeout:g} s.", hint="Start again and open the page in this machine's browser."
            ) from None
        return code_in(fields, self._state)

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(
        self, address: tuple[str, int], *, state: str, answers: queue.SimpleQueue[dict[str, list[str]]]
    ) -> None:
        self._state = state
        self._answers = answers
        self._open = threading.Lock()
        super().__init__(address, _Redirects)

    def takes(self, host: str, path: str) -> bool:
        """Whether a request is the redirect that is waited for; it is passed on, once."""
        try:
            fields = parse_qs(urlsplit(path).query, keep_blank_values=True, max_num_fields=20)
        except ValueError:
            return False
        ours = host in {f"127.0.0.1:{self.server_port}", f"localhost:{self.server_port}"}
        if not (ours and is_ours(fields, self._state) and self._open.acquire(blocking=False)):
            return False
        self._answers.put(fields)
        return True

    def handle_error(self, *_connection: object) -> None:
        """Tell of a browser that broke off without the traceback that the standard library prints."""
        _LOG.debug("A request to the sign-in address broke off.")


class _Redirects(BaseHTTPRequestHandler):
    server: _Server
    timeout = 5
    server_version = "SyncSpider"
    sys_version = ""

    def do_GET(self) -> None:
        taken = self.server.takes(self.headers.get("Host", ""), self.path)
        page = _PAGE.format(_DONE if taken else _FOREIGN).encode()
        self.send_response(200 if taken else 400)
        for name, value in _HEADERS:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *_words: Any) -> None:  # noqa: ANN401 - the standard library's signature
        """Say nothing: the address holds the code."""
