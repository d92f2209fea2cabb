"""Reading the body of a request against its shape."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

import attrs
from syncspider.sandbox import Request

from syncspider_ebay.sandbox.refusals import Refusal, refusal
from syncspider_ebay.sandbox.shapes import Shape

Json = dict[str, Any]
_TYPES: Final = {"str": str, "int": int, "bool": bool, "map": dict}


@attrs.frozen
class Bodies:
    """Reads bodies and remembers what had no effect.

    Attributes:
        ignored: Filled with ``entity.field`` of each field that was sent and is none or was null, and with
            ``entity?name`` of each query parameter that is none.
    """

    ignored: set[str]

    def read(self, request: Request, entity: str, shape: Shape) -> Json:
        """The known fields of a body that is an object; numbers with a point are Decimal.

        Raises:
            Refusal: It is no JSON object, or a field has another type than it should.
        """
        body = _parsed(request)
        if not isinstance(body, dict):
            raise _unreadable("body")
        return self._object(entity, body, shape)

    def query(self, request: Request, entity: str, known: tuple[str, ...]) -> None:
        """Remember the query parameters that are not known."""
        self.ignored.update(f"{entity}?{name}" for name, _ in request.query if name not in known)

    def _object(self, path: str, given: Json, shape: Shape) -> Json:
        if "*" in shape:
            return {name: self._value(f"{path}.{name}", value, shape["*"]) for name, value in given.items()}
        unknown = [name for name, value in given.items() if name not in shape or value is None]
        self.ignored.update(f"{path}.{name}" for name in unknown)
        kept = ((name, value) for name, value in given.items() if name not in unknown)
        return {name: self._value(f"{path}.{name}", value, shape[name]) for name, value in kept}

    def _value(self, path: str, given: Any, kind: Any) -> Any:  # noqa: ANN401 - JSON and shapes are trees of anything
        if isinstance(kind, str | tuple):
            return _plain(path, given, kind)
        if isinstance(kind, dict):
            if not isinstance(given, dict):
                raise _unreadable(path)
            return self._object(path, given, kind)
        if not isinstance(given, list):
            raise _unreadable(path)
        return [self._value(path, entry, kind[0]) for entry in given]


def _parsed(request: Request) -> Any:  # noqa: ANN401 - JSON is anything
    try:
        return request.json()
    except ValueError:
        raise _unreadable("body") from None


def _plain(path: str, given: Any, kind: str | tuple[str, ...]) -> Any:  # noqa: ANN401 - as above
    if isinstance(kind, tuple):
        fits = given in kind if isinstance(given, str) else False
    elif kind == "num":
        fits = isinstance(given, int | Decimal) and not isinstance(given, bool)
    else:
        fits = type(given) is _TYPES[kind]
    if not fits:
        raise _unreadable(path)
    return given


def _unreadable(path: str) -> Refusal:
    field = path.partition(".")[2] or path
    return refusal(2004, f"Could not serialize field [{field}]", reason=f"Could not serialize field [{field}]")
