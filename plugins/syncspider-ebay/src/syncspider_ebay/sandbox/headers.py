"""The headers of a request (developer.ebay.com, "HTTP request headers")."""

from __future__ import annotations

import re
from typing import Final

from syncspider.sandbox import Request

from syncspider_ebay.sandbox.marketplaces import LANGUAGES
from syncspider_ebay.sandbox.refusals import Refusal, refusal

_JSON: Final = "application/json"


def check(request: Request, *, api: str, language: bool) -> None:
    """Check what a request says about itself.

    Args:
        request: It.
        api: Whose method it calls.
        language: Whether the method needs ``Content-Language``.

    Raises:
        Refusal: A header is missing or has a wrong value.
    """
    if _JSON not in re.split(r"[;,\s]+", request.headers.get("accept", "")):
        raise _invalid("Accept", status=406)
    if request.body and request.headers.get("content-type", "").partition(";")[0].strip() != _JSON:
        raise _invalid("Content-Type", status=415)
    if api != "inventory":
        return
    accepted = request.headers.get("accept-language")
    if accepted is not None and accepted not in LANGUAGES:
        raise _language("Accept-Language")
    if language and request.headers.get("content-language") not in LANGUAGES:
        raise _language("Content-Language")


def locale_of(request: Request) -> str:
    """``Content-Language`` as a body's ``locale`` has it: ``de_DE``."""
    return request.headers["content-language"].replace("-", "_")


def origin_of(request: Request) -> str:
    """Where the client found the sandbox, for addresses in answers."""
    return f"http://{request.headers.get('host', 'localhost')}"


def _invalid(name: str, *, status: int) -> Refusal:
    return refusal(2004, f"The header {name} must be {_JSON}.", status=status, reason=f"Invalid header {name}")


def _language(name: str) -> Refusal:
    return refusal(25709, f"Invalid value for header {name}.", additionalInfo=name)
