"""A live connection, as a plugin sees it."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Protocol

import attrs

from syncspider import http
from syncspider.clock import Clock
from syncspider.errors import AccessError
from syncspider.secret import Secret


class Secrets(Protocol):
    """The secrets of one connection."""

    def get(self, name: str) -> Secret | None:
        """The secret of that name, or None."""
        ...

    def put(self, name: str, secret: Secret) -> None:
        """Store it durably before returning, such as a rotated token before its first use."""
        ...


@attrs.frozen(kw_only=True)
class Session:
    """What an integration needs to talk to one account.

    Attributes:
        connection: The connection's name, for messages.
        settings: The form's plain answers; what has no answer is left out.
        secrets: The form's secret answers.
        clock: All time.
        random: All chance, such as the jitter of retries.
        budget: The one allowance of requests for this account, shared by everything that calls its API.
    """

    connection: str
    settings: Mapping[str, str]
    secrets: Secrets
    clock: Clock
    random: Random
    budget: http.Budget

    def secret(self, name: str) -> Secret:
        """A secret that must be there.

        Raises:
            AccessError: It is not.
        """
        secret = self.secrets.get(name)
        if not secret:
            hint = f"Run: syncspider connections edit {self.connection}"
            raise AccessError(f"The connection {self.connection} has no {name}.", hint=hint)
        return secret

    def open_client(
        self,
        base_url: str,
        *,
        auth: http.Auth | None = None,
        explain: http.Explain | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> http.Client:
        """An HTTP client on the connection's own budget; see :class:`syncspider.http.Client`."""
        return http.Client(
            base_url,
            clock=self.clock,
            random=self.random,
            budget=self.budget,
            auth=auth,
            explain=explain or http.explain_plainly,
            headers=headers or {},
        )
