"""Addresses: which ones a user may type, and which ones a client may call."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from urllib.parse import SplitResult, quote, unquote, urlencode, urlsplit

from syncspider.errors import ConfigurationError, RecordError

_FORBIDDEN = re.compile(r"[^\x21-\x7e]|\\")  # everything else goes percent-encoded; browsers read \ as /
_LONGEST_ADDRESS = 16_000
_LONGEST_PLACE = 120
_STANDARD_PORTS = {"https": 443, "http": 80}


def checked_base_url(url: str, *, default: str) -> str:
    """The base address to use: what the user typed, or ``default`` where that is empty; no slash at the end.

    Credentials travel to it, so it has to be https. Plain http is taken for this machine alone: 127.0.0.0/8, ::1 and
    localhost.

    Raises:
        ConfigurationError: The address is none, or not such a one.
    """
    text = url.strip() or default
    parts = _split(text)
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname or "")):
        raise ConfigurationError(
            f"The address {_shown(parts)} is not https, so a password would travel in the open.",
            hint="Start it with https:// (plain http:// is taken for 127.0.0.1, ::1 and localhost alone).",
        )
    if parts.query or parts.fragment or text.endswith(("?", "#")):
        raise ConfigurationError(
            f"The address {_shown(parts)} goes on after its path.", hint="Leave out everything from ? or # on."
        )
    return _origin_of(parts) + parts.path.rstrip("/")


def is_loopback(host: str) -> bool:
    """Whether a host, as it stands in an address, is this machine: 127.0.0.0/8, ::1 or localhost."""
    if host.lower() == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback and (address.version == 4 or address == ipaddress.IPv6Address("::1"))  # noqa: PLR2004 - IP's version


def segment(text: str) -> str:
    """A text as one segment of a path, percent-encoded, so that a key such as ``a/b?c`` stays one.

    Raises:
        RecordError: It is empty, ``.`` or ``..``, which no encoding can keep from moving about in the path.
    """
    if text in {"", ".", ".."}:
        raise RecordError(f"The key {text!r} cannot stand in an address.", key=text)
    try:
        return quote(text, safe="")
    except UnicodeEncodeError:
        raise RecordError("A key holds half a character (a lone surrogate), so no address can name it.") from None


class Origin:
    """One base address, and the addresses below it that a client may call."""

    def __init__(self, base_url: str) -> None:
        """The base address as :func:`checked_base_url` takes it."""
        self._base = checked_base_url(base_url, default="")
        self._root = _origin_of(_split(self._base))

    def url_of(self, path: str, params: Mapping[str, str | int] | None = None) -> str:
        """The full address of a path below the base, or of an absolute address of the same origin.

        Raises:
            ConfigurationError: The path does not start with ``/`` or ``?``, or the address leads elsewhere.
            RecordError: The path climbs about (``..``), as a key does that was not encoded; or it is too long, or
                holds what has to be percent-encoded.
        """
        if _FORBIDDEN.search(path) or "#" in path:
            raise RecordError(
                "A path holds a character that no address may hold.", hint="Encode keys with http.segment()."
            )
        if path and path[0] not in "/?":
            return self._same_origin(path, params)
        return self._joined(self._base + path, path, params)

    def _same_origin(self, url: str, params: Mapping[str, str | int] | None) -> str:
        try:
            parts = _split(url)
        except ConfigurationError:
            raise ConfigurationError(
                "A path starts with none of / and ?.", hint="Ask the plugin's author to correct it."
            ) from None
        if _origin_of(parts) != self._root:
            raise ConfigurationError(
                f"The far end sent us on from {self._root} to {_shown(parts)}; nothing was sent there.",
                hint="Check the address of the connection.",
            )
        tail = parts.path + (f"?{parts.query}" if parts.query else "")
        return self._joined(self._root + tail, tail, params)

    @staticmethod
    def _joined(url: str, path: str, params: Mapping[str, str | int] | None) -> str:
        if any(unquote(part) in {".", ".."} for part in path.partition("?")[0].split("/")):
            raise RecordError("A path climbs about with . or .. in it.", hint="A key of a record seems to be no key.")
        if params:
            url += ("&" if "?" in url else "?") + query_of(params)
        if len(url) > _LONGEST_ADDRESS:
            raise RecordError(f"An address of {len(url)} characters is too long to be sent.")
        return url


def query_of(params: Mapping[str, str | int]) -> str:
    """The query of an address or the body of a form: percent-encoded, a space as ``%20``, booleans in JSON's words."""
    texts = {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in params.items()}
    try:
        return urlencode(texts, quote_via=quote)
    except UnicodeEncodeError:
        raise RecordError("A parameter holds half a character (a lone surrogate).") from None


def place_of(url: str) -> str:
    """Host and path of an address, for messages: no user, no query, at most 120 characters."""
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2] + parts.path
    return place if len(place) <= _LONGEST_PLACE else place[:_LONGEST_PLACE] + "..."


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        usable = bool(parts.hostname) and parts.port != 0 and "@" not in parts.netloc
    except ValueError:
        usable = False
    if not usable or _FORBIDDEN.search(text) or parts.scheme not in _STANDARD_PORTS:
        raise ConfigurationError(
            "This is no address of an API.", hint="Write it like https://api.example.com, without a user name."
        )
    return parts


def _origin_of(parts: SplitResult) -> str:
    host = parts.hostname or ""
    shown = f"[{host}]" if ":" in host else host
    port = "" if parts.port in {None, _STANDARD_PORTS[parts.scheme]} else f":{parts.port}"
    return f"{parts.scheme}://{shown}{port}"


def _shown(parts: SplitResult) -> str:
    return _origin_of(parts)
