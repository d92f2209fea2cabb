"""How often an app may ask (developer.ebay.com, "API call limits", getRateLimits)."""

from __future__ import annotations

import collections
import math
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final

from syncspider.clock import Clock
from syncspider.sandbox import Request, Response

from syncspider_ebay.sandbox import moments
from syncspider_ebay.sandbox.dials import Dials
from syncspider_ebay.sandbox.refusals import refusal

Json = dict[str, Any]
_WINDOW: Final = 1.0
_DAY: Final = 86_400
#: Calls in a day and the context of each API.
_QUOTAS: Final = {
    "inventory": 2_000_000,
    "fulfillment": 100_000,
    "account": 25_000,
    "analytics": 5_000,
    "taxonomy": 5_000,
}
_CONTEXTS: Final = {"inventory": "sell", "fulfillment": "sell", "account": "sell", "analytics": "developer"}


class Limits:
    """Counts the calls of an app; a day begins at midnight UTC.

    Attributes:
        quotas: API to calls in a day.
    """

    def __init__(self, clock: Clock, dials: Dials) -> None:
        self.quotas = dict(_QUOTAS)
        self._clock = clock
        self._dials = dials
        self._recent: collections.deque[float] = collections.deque()
        self._day = clock.now().date()
        self._counts: collections.Counter[str] = collections.Counter()

    def count(self, api: str) -> None:
        """Count a call.

        Raises:
            Refusal: It is one too many. With ``Retry-After`` where waiting a moment helps, without where the day's
                calls are used up.
        """
        self._turn_day()
        if self._counts[api] >= self.quotas[api]:
            raise refusal(2001, "The request limit has been reached for the resource.")
        self._throttle()
        self._counts[api] += 1

    def report(self, request: Request) -> Response:
        """The calls that remain; 204 where nothing matches."""
        self._turn_day()
        context, name = request.param("api_context"), request.param("api_name")
        rows = [
            self._row(api)
            for api in self.quotas
            if context in {None, _context(api)} and (name is None or name.lower() == api)
        ]
        return Response.of_json({"rateLimits": rows}) if rows else Response(status=204)

    def _row(self, api: str) -> Json:
        count, limit = self._counts[api], self.quotas[api]
        reset = datetime.combine(self._day + timedelta(days=1), time(), UTC)
        rate = {
            "count": count,
            "limit": limit,
            "remaining": max(limit - count, 0),
            "reset": moments.text(reset),
            "timeWindow": _DAY,
        }
        context = _context(api)
        return {
            "apiContext": context,
            "apiName": api,
            "apiVersion": "v1_beta" if api == "analytics" else "v1",
            "resources": [{"name": f"{context}.{api}", "rates": [rate]}],
        }

    def _turn_day(self) -> None:
        today = self._clock.now().date()
        if today != self._day:
            self._day = today
            self._counts.clear()

    def _throttle(self) -> None:
        if self._dials.rate is None:
            return
        now = self._clock.monotonic()
        while self._recent and self._recent[0] <= now - _WINDOW:
            self._recent.popleft()
        if len(self._recent) >= self._dials.rate:
            wait = math.ceil(self._recent[0] + _WINDOW - now) if self._recent else int(_WINDOW)
            headers = {"Retry-After": str(max(wait, 1))}
            raise refusal(2001, "The request limit has been reached for the resource.", headers=headers)
        self._recent.append(now)


def _context(api: str) -> str:
    return _CONTEXTS.get(api, "commerce")
