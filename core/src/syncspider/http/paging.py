"""Pages that name the next one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from urllib.parse import urljoin

from syncspider.errors import RunError
from syncspider.http.addresses import place_of
from syncspider.http.client import Client
from syncspider.http.response import Response

#: More pages than any window should have.
MOST_PAGES = 10_000


def following(
    client: Client,
    first_path: str,
    next_of: Callable[[Response], str | None],
    *,
    params: Mapping[str, str | int] | None = None,
) -> Iterator[Response]:
    """Each page of a list, from the first to the one that names no next.

    Args:
        client: Reads the pages; a page of another origin is refused.
        first_path: The first page, as :meth:`Client.read` takes it.
        next_of: The address of the next page that a page names, absolute or relative to it, or None.
        params: Added to the first page's query.

    Yields:
        The pages' answers.

    Raises:
        RunError: A page names one that was there already, or there is no end of pages.
        SyncSpiderError: As :meth:`Client.read`.
    """
    seen: set[str] = set()
    page = client.read(first_path, params=params)
    while True:
        yield page
        seen.add(page.url)
        address = next_of(page)
        if address is None:
            return
        page = client.read(_next(page, address, seen))


def _next(page: Response, address: str, seen: set[str]) -> str:
    try:
        url = urljoin(page.url, address)
    except ValueError:
        raise RunError(f"{place_of(page.url)} names a next page that is no address.") from None
    if url in seen or len(seen) >= MOST_PAGES:
        raise RunError(
            f"The source loops: the pages of {place_of(page.url)} come round again or have no end.",
            hint="Run it again later; if it stays, tell the plugin's author.",
        )
    return url
