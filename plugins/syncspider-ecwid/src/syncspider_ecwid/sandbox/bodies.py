"""Reading the body of a write against its shape."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

import attrs
from syncspider.sandbox import Request

from syncspider_ecwid.sandbox import moments
from syncspider_ecwid.sandbox.refusals import wrong
from syncspider_ecwid.sandbox.shapes import Shape

Json = dict[str, Any]

_EXPECTED: Final = {
    "str": "a text",
    "int": "a whole number",
    "num": "a number",
    "bool": "true or false",
    "map": "an object",
    "texts": "an object of texts",
    "date": "UNIX seconds or yyyy-MM-dd HH:mm:ss Z",
}


@attrs.frozen
class Bodies:
    """Reads bodies and remembers what had no effect.

    Attributes:
        ignored: Filled with ``entity.field`` of each field that was sent and is none, or is not the client's to set,
            or was null.
    """

    ignored: set[str]

    def read(self, request: Request, entity: str, shape: Shape) -> Json:
        """The writable fields of a body that is an object; numbers are Decimal.

        Raises:
            Refusal: It is no JSON object, or a field has another type than it should.
        """
        body = parsed(request)
        if not isinstance(body, dict):
            raise wrong("Wrong request body: expected a JSON object")
        return self._object(entity, body, shape)

    def _object(self, path: str, given: Json, shape: Shape) -> Json:
        unknown = [name for name, value in given.items() if name not in shape or value is None]
        self.ignored.update(f"{path}.{name}" for name in unknown)
        kept = ((name, value) for name, value in given.items() if name not in unknown)
        return {name: self._value(f"{path}.{name}", value, shape[name]) for name, value in kept}

    def _value(self, path: str, given: Any, kind: Any) -> Any:  # noqa: ANN401 - JSON and shapes are trees of anything
        if isinstance(kind, str):
            return _plain(path, given, kind)
        if isinstance(kind, tuple):
            return _word(path, given, kind)
        if isinstance(kind, dict):
            if not isinstance(given, dict):
                raise _mismatch(path, "an object")
            return self._object(path, given, kind)
        if not isinstance(given, list):
            raise _mismatch(path, "a list")
        return [self._value(path, entry, kind[0]) for entry in given]


def parsed(request: Request) -> Any:  # noqa: ANN401 - JSON is anything
    """The body as JSON.

    Raises:
        Refusal: It is none.
    """
    try:
        return request.json()
    except ValueError:
        raise wrong("Wrong request body: it is no JSON") from None


def required(entity: str, body: Json, names: Iterable[str]) -> None:
    """Check that a new record has what it must have.

    Raises:
        Refusal: A field is missing.
    """
    for name in names:
        if name not in body:
            raise wrong(f"Required field {entity}.{name} is missing")


def _plain(path: str, given: Any, kind: str) -> Any:  # noqa: ANN401 - as above
    if kind == "num" and isinstance(given, int | Decimal) and not isinstance(given, bool):
        return Decimal(given)
    if kind == "date" and isinstance(given, int | str) and not isinstance(given, bool):
        return moments.text(moments.parsed(path, given))
    if kind == "texts" and isinstance(given, dict) and all(isinstance(text, str) for text in given.values()):
        return given
    if type(given) is not {"str": str, "int": int, "bool": bool, "map": dict}.get(kind):
        raise _mismatch(path, _EXPECTED[kind])
    return given


def _word(path: str, given: Any, words: tuple[str, ...]) -> str:  # noqa: ANN401 - as above
    found = next((word for word in words if isinstance(given, str) and word.lower() == given.lower()), None)
    if found is None:
        raise _mismatch(path, "one of " + ", ".join(words))
    return found


def _mismatch(path: str, expected: str) -> Exception:
    field = path.partition(".")[2]
    return wrong(f"Wrong value of field {field}: expected {expected}")
