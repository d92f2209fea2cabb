"""Several requests in one (docs.ecwid.com, "Batch requests"). Here they are done by the time the ticket is sent."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from http import HTTPStatus
from random import Random
from typing import Any, Final

import attrs
import msgspec
from syncspider.sandbox import Request, Response

from syncspider_ecwid.sandbox.bodies import parsed
from syncspider_ecwid.sandbox.refusals import wrong

Json = dict[str, Any]
_MOST: Final = 500
_METHODS: Final = ("GET", "POST", "PUT", "DELETE")


@attrs.define
class Batches:
    """The batches of a store by ticket."""

    _random: Random
    _done: dict[str, list[tuple[str | None, Response | None]]] = attrs.field(factory=dict, init=False)

    def run(self, request: Request, send: Callable[[Request], Response]) -> Json:
        """Carry out a batch in its order and give the ticket.

        Args:
            request: Its body is the list of requests.
            send: Carries out one, whose path stands below that of the store.

        Raises:
            Refusal: It is no such list, or longer than 500.
        """
        body = parsed(request)
        if not isinstance(body, list) or len(body) > _MOST:
            raise wrong(f"Wrong request body: expected a list of at most {_MOST} requests")
        inner = [_inner(entry) for entry in body]
        stops = request.param("stopOnFirstFailure") != "false"
        done: list[tuple[str | None, Response | None]] = []
        failed = False
        for identity, single in inner:
            response = None if failed and stops else send(single)
            failed = failed or (response is not None and response.status >= HTTPStatus.BAD_REQUEST)
            done.append((identity, response))
        ticket = str(uuid.UUID(int=self._random.getrandbits(128), version=4))
        self._done[ticket] = done
        return {"ticket": ticket}

    def status(self, request: Request) -> Json:
        """How a batch went.

        Raises:
            Refusal: There is no such ticket.
        """
        done = self._done.get(request.param("ticket") or "")
        if done is None:
            raise wrong("Wrong value of ticket: there is no such batch")
        escaped = request.param("escapedJson") == "true"
        return {
            "status": "COMPLETED",
            "totalRequests": len(done),
            "completedRequests": sum(response is not None for _, response in done),
            "responses": [_outcome(identity, response, escaped=escaped) for identity, response in done],
        }


def _inner(entry: Any) -> tuple[str | None, Request]:  # noqa: ANN401 - one entry of any JSON
    if not isinstance(entry, dict) or entry.get("method") not in _METHODS or not isinstance(entry.get("path"), str):
        raise wrong("Wrong request body: each request needs a path and one of the methods " + ", ".join(_METHODS))
    path, _, query = entry["path"].partition("?")
    pairs = tuple((name, value) for name, _, value in (pair.partition("=") for pair in query.split("&") if pair))
    body = msgspec.json.Encoder(decimal_format="number").encode(entry["body"]) if "body" in entry else b""
    return entry.get("id"), Request(method=entry["method"], path=path, query=pairs, body=body)


def _outcome(identity: str | None, response: Response | None, *, escaped: bool) -> Json:
    named = {} if identity is None else {"id": identity}
    if response is None:
        return {**named, "status": "NOT_EXECUTED"}
    held = {"escapedHttpBody": response.body.decode()} if escaped else {"httpBody": msgspec.Raw(response.body)}
    return {
        **named,
        **held,
        "status": "COMPLETED" if response.status < HTTPStatus.BAD_REQUEST else "FAILED",
        "httpStatusCode": response.status,
        "httpStatusLine": HTTPStatus(response.status).phrase,
    }
