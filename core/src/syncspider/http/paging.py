"""Pages that name the next one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urljoin

from syncspider.errors import RunError
from syncspider.http.addresses import place_of
from syncspider.http.client import Client
from syncspider.http.response import Response

#: More pages than any window should have.
MOST_PAGES = 10_000


def following(client: Client, first_path: str, next_of: Callable[[Response], str | None]) -> Iterator[Response]:
    """Each page of a list, from the first to the one that names no next.

    Args:
        client: Reads the pages; a page of another origin is refused.
        first_path: The first page, as :meth:`Client.read` takes it.
        next_of: The address of the next page that a page names, absolute or relative to it, or None.

    Yields:
        The pages' answers.

    Raises:
        RunError: A page names one that was there already, or there is no end of pages.
        SyncSpiderError: As :meth:`Client.read`.
    """
    seen: set[str] = set()
    path: str | None = first_path
    while path is not None:
        page = client.read(path)
        seen.add(page.url)
        yield page
        following_page = next_of(page)
        path = None if following_page is None else urljoin(page.url, following_page)
        if path in seen or len(seen) >= MOST_PAGES:
            raise RunError(
                f"The source loops: the pages of {place_of(page.url)} come round again or have no end.",
                hint="Run it again later; if it stays, tell the plugin's author.",
            )
