"""Claims of match keys."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from syncspider.engine.claiming import Claims
from syncspider.engine.digesting import match_of


@given(st.lists(st.tuples(st.text("abc", max_size=2), st.text("xy", max_size=2)), max_size=60))
def test_whoever_comes_first_has_the_key(claims: list[tuple[str, str]]) -> None:
    """The first record of a match key may have it again and again, every other is refused."""
    table, holders = Claims(), dict[str, str]()
    for match, key in claims:
        assert table.claim(match_of(match), key) == (holders.setdefault(match, key) == key)


def test_many_keys_are_told_apart() -> None:
    """The table grows, and forgets nothing."""
    table = Claims()
    assert all(table.claim(match_of(str(number)), str(number)) for number in range(5000))
    assert all(table.claim(match_of(str(number)), str(number)) for number in range(5000))
    assert not any(table.claim(match_of(str(number)), "other") for number in range(5000))
