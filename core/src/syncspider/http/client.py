"""The client of one connection: what reads may be repeated, what writes never are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from random import Random
from typing import Self

import attrs
import httpx

from syncspider.clock import Clock
from syncspider.errors import Delivery, SyncSpiderError, TransientError
from syncspider.http.addresses import Origin, place_of
from syncspider.http.authorization import Auth
from syncspider.http.budget import Budget
from syncspider.http.explaining import Explain, explain_plainly
from syncspider.http.response import Response
from syncspider.http.servertime import FarClock, ServerTime
from syncspider.http.silence import silenced
from syncspider.http.waiting import backoff, retry_after_of
from syncspider.http.wire import MEBIBYTE, Wire

#: Seconds that a read waits, and that a budget rests, because a far end asked for it. A longer wait is the caller's.
PATIENCE = 900.0
#: A Retry-After has whole seconds where a bucket refills in milliseconds: up to this many, only the refused one waits.
_MOMENT = 1.0


class Client:
    """Requests to one origin, for several threads.

    Credentials never leave for another origin: redirects are not followed, and an absolute address must be of the
    same one. HTTPS_PROXY, ALL_PROXY, NO_PROXY and SSL_CERT_FILE count, as usual.
    """

    def __init__(
        self,
        base_url: str,
        *,
        clock: Clock,
        random: Random,
        budget: Budget,
        auth: Auth | None = None,
        explain: Explain = explain_plainly,
        headers: Mapping[str, str] | None = None,
        timeout: float = 30.0,
        attempts: int = 5,
        transport: httpx.BaseTransport | None = None,
        limit: int = 64 * MEBIBYTE,
    ) -> None:
        """A client that connects with its first request.

        Args:
            base_url: What all paths are below: https, or http on this machine.
            clock: Whose time the waits between attempts take.
            random: Spreads these waits.
            budget: Shared by all who share the account.
            auth: Proves whose the requests are.
            explain: Reads refusals (status 400 and above); the kit adds what Retry-After says.
            headers: Sent with each request; a call's own headers go before them.
            timeout: Seconds for one whole exchange; connecting has 10 of them at most.
            attempts: How often a read is tried.
            transport: What to use instead of sockets, such as httpx.MockTransport.
            limit: The most bytes of an answer's body.

        Raises:
            ConfigurationError: The address cannot be used.
        """
        self._origin = Origin(base_url)
        self._clock = clock
        self._random = random
        self._budget = budget
        self._auth = auth
        self._explain = explain
        self._headers = {"Accept": "application/json", "User-Agent": "SyncSpider", **(headers or {})}
        self._attempts = attempts
        self._wire = Wire(base_url, timeout=timeout, transport=transport, limit=limit)
        self._far = FarClock(clock)

    def read(
        self,
        path: str,
        *,
        params: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
        method: str = "GET",
        content: bytes | None = None,
    ) -> Response:
        """Ask for something; nothing changes at the far end, so what failed for the moment is asked again.

        Between attempts it waits as Retry-After says, else anything up to a bound that doubles, 60 s at most. Where
        the far end asks for more than a quarter of an hour, it does not wait but raises.

        Args:
            path: Below the base address, starting with ``/`` or ``?``; or an absolute address of the same origin.
            params: Added to the query.
            headers: Sent with this request.
            method: ``POST`` where an API takes its questions so.
            content: The question's body.

        Returns:
            An answer with a status below 300.

        Raises:
            SyncSpiderError: What ``explain`` made of a refusal, or a TransientError after the last attempt.
        """
        url = self._origin.url_of(path, params)
        attempt = 1
        while True:
            try:
                return self._once(method, url, headers, content)
            except TransientError as error:
                if attempt >= self._attempts or (error.retry_after or 0) > PATIENCE:
                    raise
                self._clock.sleep(self._wait(error, attempt))
            attempt += 1

    def send(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str | int] | None = None,
        content: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """Send exactly one request that may change something. It is never repeated here.

        The one exception is a 401 that ``auth`` can mend: who asks is checked before anything is done.

        Args:
            method: In capitals.
            path: As for :meth:`read`.
            params: Added to the query.
            content: The body, our own bytes (see :func:`~syncspider.http.encode`).
            headers: Sent with this request.

        Returns:
            An answer with a status below 300.

        Raises:
            TransientError: NOT_SENT where no byte left, THROTTLED after a 429, UNKNOWN after anything that leaves
                open whether it was carried out: no whole answer, a redirect, a status of 500 or above.
            SyncSpiderError: What ``explain`` made of a refusal.
        """
        return self._once(method, self._origin.url_of(path, params), headers, content)

    def now(self) -> datetime:
        """The far end's present, from its latest Date header; our own before the first answer."""
        return self._far.now()

    @property
    def server_time(self) -> ServerTime | None:
        """The latest Date header and when it came, or None."""
        return self._far.server_time

    @property
    def requests(self) -> int:
        """How many requests were made so far."""
        return self._wire.requests

    def close(self) -> None:
        """Close the connections."""
        self._wire.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def _once(self, method: str, url: str, headers: Mapping[str, str] | None, content: bytes | None) -> Response:
        given = {**self._headers, **(headers or {})}
        proof, response = self._ask(method, url, given, content)
        if response.status == httpx.codes.UNAUTHORIZED and self._auth is not None and self._auth.renew(proof):
            proof, response = self._ask(method, url, given, content)
        if response.is_success:
            return attrs.evolve(response, proof=proof)
        error = silenced(self._error_of(response), proof)
        if isinstance(error, TransientError) and error.delivery is Delivery.THROTTLED:
            self._rest(error.retry_after)
        raise error

    def _ask(
        self, method: str, url: str, headers: Mapping[str, str], content: bytes | None
    ) -> tuple[Mapping[str, str], Response]:
        self._budget.take()
        proof = {} if self._auth is None else self._auth.apply(method, url, content or b"")
        response = self._wire.exchange(method, url, {**headers, **proof}, content)
        self._far.note(response.headers)
        return proof, response

    def _error_of(self, response: Response) -> SyncSpiderError:
        if response.status < httpx.codes.BAD_REQUEST:
            return TransientError(
                f"{place_of(response.url)} answered {response.status}, a redirect, which is not followed.",
                delivery=Delivery.UNKNOWN,
                hint="Check the address of the connection.",
            )
        try:
            error = self._explain(response)
        except SyncSpiderError as raised:  # such as json() of a proxy's HTML
            error = raised
        if isinstance(error, TransientError) and error.retry_after is None:
            error.retry_after = retry_after_of(response.headers, self._far.now())
        return error

    def _rest(self, retry_after: float | None) -> None:
        if retry_after is not None and retry_after > _MOMENT:
            self._budget.pause(min(retry_after, PATIENCE))

    def _wait(self, error: TransientError, attempt: int) -> float:
        jitter = backoff(attempt, self._random)
        return jitter if error.retry_after is None else error.retry_after + min(jitter, 1.0)
