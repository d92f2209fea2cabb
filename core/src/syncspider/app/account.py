"""An account that is being connected, before anything of it is stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import attrs

from syncspider.plugin.integration import Integration
from syncspider.plugin.session import Secrets
from syncspider.secret import Secret
from syncspider.state import Connection

#: The verdict of a check that found nothing wrong.
FINE: Final = "fine"
#: The verdict of a check that nobody answered.
UNREACHABLE: Final = "unreachable"
#: The verdict of a check that was answered in a way that none of the others describes.
FAILING: Final = "failing"


class PendingSecrets:
    """The secrets of a connection that is being added or edited: new ones in memory, the others where they are kept.

    What a plugin itself puts while it is tried, such as a rotated token, is kept at once where it replaces a kept one.
    """

    def __init__(self, new: Mapping[str, Secret], kept: Secrets | None = None) -> None:
        self.new = dict(new)
        self._kept = kept

    def get(self, name: str) -> Secret | None:
        """The new one of that name, else the kept one, else None."""
        if name in self.new:
            return self.new[name]
        return self._kept.get(name) if self._kept else None

    def put(self, name: str, secret: Secret) -> None:
        """Store a secret that the far end has just given."""
        if self._kept is not None and name not in self.new:
            self._kept.put(name, secret)
        else:
            self.new[name] = secret

    def give(self, secrets: Mapping[str, Secret]) -> None:
        """Take further new secrets, such as those that a consent brought."""
        self.new.update(secrets)


@attrs.frozen(kw_only=True)
class Account:
    """A connection as it will be stored.

    Attributes:
        connection: With number 0 while it is not stored yet.
        integration: What knows how to talk to it.
        secrets: Its secrets.
    """

    connection: Connection
    integration: Integration
    secrets: PendingSecrets

    @property
    def new(self) -> bool:
        """Whether nothing of it is stored yet."""
        return self.connection.id == 0

    @property
    def lacks_consent(self) -> bool:
        """Whether a secret is missing that only the account owner's consent brings."""
        form = self.integration.form
        asked = [question.name for question in form.questions if question.by_consent and question.required]
        return self.integration.consents and any(not self._has(name) for name in asked)

    def _has(self, name: str) -> bool:
        return bool(self.connection.settings.get(name) or self.secrets.get(name))


@attrs.frozen(kw_only=True)
class Diagnosis:
    """What one harmless call showed.

    Attributes:
        connection: The connection's name.
        verdict: ``fine``, one of the words of :class:`~syncspider.errors.Refusal` such as ``wrong credentials``,
            ``unreachable``, or ``failing`` where the answer was none of these.
        told: What is connected, or what went wrong, one line.
        hint: What to do next, or empty.
    """

    connection: str
    verdict: str
    told: str
    hint: str = ""

    @property
    def fine(self) -> bool:
        """Whether the connection works."""
        return self.verdict == FINE
