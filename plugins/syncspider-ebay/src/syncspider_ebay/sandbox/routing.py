"""Which address does what, and what it needs."""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Callable

import attrs
from syncspider.sandbox import Request, Response

from syncspider_ebay.sandbox.refusals import refusal


@attrs.frozen(kw_only=True)
class Route:
    """One method of one address.

    Attributes:
        method: In capitals.
        path: Matches the whole path.
        api: The API that it belongs to.
        scopes: One of them is enough.
        token: ``user``, ``application`` or ``any``.
        language: Whether it needs ``Content-Language``.
        answer: Takes the request and the parts of the path.
    """

    method: str
    path: re.Pattern[str]
    api: str
    scopes: tuple[str, ...]
    token: str
    language: bool
    answer: Callable[..., Response]


@attrs.frozen(kw_only=True)
class Api:
    """The addresses of one API.

    Attributes:
        name: Its name in limits.
        root: What its paths begin with.
        reads: Scopes of which one lets a client read.
        writes: Scopes of which one lets a client write.
        token: ``user``, ``application`` or ``any``.
    """

    name: str
    root: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    token: str = "user"  # noqa: S105 - the kind of token

    def get(self, path: str, answer: Callable[..., Response]) -> Route:
        """An address that is read."""
        return self._route("GET", path, answer, self.reads)

    def ask(self, path: str, answer: Callable[..., Response]) -> Route:
        """An address that is read by POST."""
        return self._route("POST", path, answer, self.reads)

    def write(
        self,
        method: str,
        path: str,
        answer: Callable[..., Response],
        *,
        language: bool = False,
        scopes: tuple[str, ...] = (),
    ) -> Route:
        """An address that is written."""
        return self._route(method, path, answer, scopes or self.writes, language=language)

    def _route(
        self,
        method: str,
        path: str,
        answer: Callable[..., Response],
        scopes: tuple[str, ...],
        *,
        language: bool = False,
    ) -> Route:
        """An asterisk in the path stands for one part of it."""
        pattern = re.compile(re.escape(self.root + path).replace(r"\*", "([^/]+)"))
        return Route(
            method=method,
            path=pattern,
            api=self.name,
            scopes=scopes,
            token=self.token,
            language=language,
            answer=answer,
        )


class Routes:
    """All addresses."""

    def __init__(self, routes: list[Route]) -> None:
        self._routes = routes

    def find(self, request: Request) -> tuple[Route, list[str]]:
        """The route of a request and the decoded parts of its path; of two that fit, the earlier.

        Raises:
            Refusal: There is no such address, or not with this method.
        """
        fits = [(route, match) for route in self._routes if (match := route.path.fullmatch(request.path))]
        if not fits:
            raise refusal(2002, "The address is none of this API.")
        for route, match in fits:
            if route.method == request.method:
                return route, [urllib.parse.unquote(part) for part in match.groups()]
        allowed = ", ".join(sorted({route.method for route, _ in fits}))
        raise refusal(2004, "The method is not allowed here.", status=405, headers={"Allow": allowed})
