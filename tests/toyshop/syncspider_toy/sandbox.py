"""The toy shop's far end."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from typing import Any

from syncspider.clock import Clock
from syncspider.sandbox import Credentials, Request, Response, Sandbox

PAGE = 50


def _json(value: Any, status: int = 200) -> Response:
    return Response(status=status, body=json.dumps(value).encode(), headers={"Content-Type": "application/json"})


class ToySandbox(Sandbox):
    """Products by SKU behind a token."""

    integration = "toy"

    def __init__(self, *, seed: int, records: int, clock: Clock, account: int = 1) -> None:
        self.token = f"toy-{seed}-{account}-canary"
        self.store = str(account)
        self.products = {
            f"T{account}-{number:04}": {"name": f"Toy {number}", "price": "1.50"} for number in range(records)
        }
        self._lock = threading.Lock()

    def answer(self, request: Request) -> Response:
        """As the shop would."""
        if request.path == "/token":
            known = request.body == b"good-code"
            return _json({"token": self.token}) if known else _json({"message": "unknown code"}, 401)
        refused = {"": 401, "Bearer toy-narrow": 403, "Bearer toy-trial": 421}
        if request.headers.get("authorization", "") != f"Bearer {self.token}":
            return _json({"message": "refused"}, refused.get(request.headers.get("authorization", ""), 401))
        with self._lock:
            return self._answer(request)

    def _answer(self, request: Request) -> Response:
        name = request.path.removeprefix("/products/")
        if request.path == "/store":
            return _json({"name": f"Toys {self.store}"})
        if request.path == "/categories":
            return _json([{"id": "10", "title": "Wooden"}, {"id": "11", "title": "Tin\x1b[31m"}])
        if request.path == "/products":
            return self._page(int(request.param("page") or "1"))
        if request.method == "PUT":
            created = name not in self.products
            self.products[name] = {key: value for key, value in request.json().items() if key != "sku"}
            return _json({"created": created})
        return _json({"sku": name, **self.products[name]}) if name in self.products else _json({}, 404)

    def _page(self, page: int) -> Response:
        rows = [{"sku": sku, **product} for sku, product in sorted(self.products.items())]
        shown = rows[(page - 1) * PAGE : page * PAGE]
        more = str(page + 1) if len(rows) > page * PAGE else None
        return _json({"items": shown, "next": more, "total": len(rows)})

    def credentials(self, url: str) -> Credentials:
        """What a user types."""
        return Credentials(settings={"store": self.store, "base_url": url}, secrets={"token": self.token})

    def holdings(self) -> Mapping[str, Mapping[str, object]]:
        """A copy."""
        with self._lock:
            return {"Products": dict(self.products)}
