"""A far end that repeats what it was given."""

from __future__ import annotations

import pytest
from syncspider.errors import Delivery, RecordError, TransientError
from syncspider.http.silence import silenced

TOKEN = "a-long-secret-token"
PROOF = {"Authorization": f"Bearer {TOKEN}"}


@pytest.mark.parametrize("length", [len(TOKEN), 12, 8])
def test_what_a_refusal_repeats_is_not_passed_on(length: int) -> None:
    """Neither whole nor cut off; the rest of the message stays."""
    said = f"you sent Bearer {TOKEN[:length]}"
    error = silenced(TransientError(said, delivery=Delivery.UNKNOWN, hint=said), PROOF)
    assert error.message == error.hint == "you sent Bearer ***"
    assert TOKEN[:length] not in str(error) + repr(error)


def test_parameters_are_silenced_too() -> None:
    """They are stored and shown as the message is."""
    error = silenced(RecordError("no", parameters={"header": TOKEN}), PROOF)
    assert error.parameters == {"header": "***"}


def test_other_errors_are_left_as_they_are() -> None:
    """The scheme's name is no secret, and a request without proof has none."""
    said = "Bearer tokens are refused"
    assert silenced(RecordError(said), PROOF).message == said
    assert silenced(RecordError(said), {}).message == said
