"""How people name things."""

import pytest
from syncspider.errors import ConfigurationError
from syncspider.planning import checked_name, entity_named

TITLES = ("Orders", "Order Status")


@pytest.mark.parametrize("name", ["a", "0", "my-shop_2.eu", "a" * 60])
def test_a_name_is_small_letters_digits_and_three_marks(name: str) -> None:
    """It needs no quotes in any shell."""
    assert checked_name(name, what="task") == name


@pytest.mark.parametrize("name", ["", "A", "-a", ".a", "a b", "a/b", "a" * 61, "é", "a\n", "--all"])
def test_any_other_name_is_refused(name: str) -> None:
    """It says what a name looks like."""
    with pytest.raises(ConfigurationError, match="small letters"):
        checked_name(name, what="task")


@pytest.mark.parametrize("text", ["Order Status", "order-status", "ORDER_STATUS", " order  status "])
def test_an_entity_is_known_however_it_is_written(text: str) -> None:
    """Case does not count, and spaces, hyphens and underscores are alike."""
    assert entity_named(text, TITLES) == "Order Status"


def test_an_entity_that_is_not_there_is_none() -> None:
    """Nothing is guessed."""
    assert entity_named("order", TITLES) is None
