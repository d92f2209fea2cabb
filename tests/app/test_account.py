"""An account that is being connected."""

from __future__ import annotations

from syncspider.app.account import PendingSecrets
from syncspider.secret import Secret


class Kept:
    """Secrets that are stored."""

    def __init__(self, **texts: str) -> None:
        self.texts = texts

    def get(self, name: str) -> Secret | None:
        """What is stored."""
        return Secret(self.texts[name]) if name in self.texts else None

    def put(self, name: str, secret: Secret) -> None:
        """Store it."""
        self.texts[name] = secret.reveal()


def test_a_new_secret_goes_before_a_kept_one() -> None:
    """What the user has just given is what is tried; the rest is as stored."""
    pending = PendingSecrets({"token": Secret("new")}, Kept(token="old", app="kept"))
    assert pending.get("token") == Secret("new")
    assert pending.get("app") == Secret("kept")
    assert pending.get("other") is None


def test_a_token_that_is_rotated_while_it_is_tried_is_not_lost() -> None:
    """The stored one is useless from then on: its successor is stored at once, even if the edit comes to nothing."""
    kept = Kept(refresh="old")
    PendingSecrets({}, kept).put("refresh", Secret("rotated"))
    assert kept.texts == {"refresh": "rotated"}


def test_a_new_token_that_is_rotated_stays_with_the_new() -> None:
    """Nothing of a new account is stored before it is saved."""
    kept = Kept(refresh="old")
    pending = PendingSecrets({"refresh": Secret("given")}, kept)
    pending.put("refresh", Secret("rotated"))
    assert pending.new == {"refresh": Secret("rotated")}
    assert kept.texts == {"refresh": "old"}
    fresh = PendingSecrets({})
    fresh.put("refresh", Secret("rotated"))
    assert fresh.new == {"refresh": Secret("rotated")}
