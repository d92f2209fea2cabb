"""An error is told in whole sentences."""

from __future__ import annotations

import pytest
from syncspider.errors import SyncSpiderError


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("It is wrong.", "It is wrong. Mend it."),
        ("The shop said: nope", "The shop said: nope. Mend it."),
        ("Is it?", "Is it? Mend it."),
    ],
)
def test_what_to_do_is_a_sentence_of_its_own(message: str, told: str) -> None:
    """Also after words of a far end, which often end without a point."""
    assert str(SyncSpiderError(message, hint="Mend it.")) == told
    assert str(SyncSpiderError(message)) == message
