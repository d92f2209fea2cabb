"""Everything that is wrong with a task, told at once."""

from collections.abc import Callable
from typing import Any

import attrs
import pytest
from syncspider.errors import ConfigurationError
from syncspider.planning import Draft, Plan, Problem, make_plan
from syncspider.plugin.registry import Registry
from syncspider.state import Connection

GOOD = Draft(
    name="toys",
    source_connection="one",
    source_entity="products",
    target_connection="two",
    target_entity="PRODUCTS",
)

Planner = Callable[..., Plan]


@pytest.fixture
def plan(registry: Registry, connections: tuple[Connection, ...]) -> Planner:
    """Plans the good draft with some things changed."""

    def planned(**changes: Any) -> Plan:
        return make_plan(attrs.evolve(GOOD, **changes), registry=registry, connections=connections)

    return planned


@pytest.fixture
def refused(plan: Planner) -> Callable[..., str]:
    """What is said about the good draft with some things changed; always one line."""

    def said(**changes: Any) -> str:
        with pytest.raises(ConfigurationError) as caught:
            plan(**changes)
        text = str(caught.value)
        assert "\n" not in text
        return text

    return said


def test_a_good_task_has_a_plan(plan: Planner) -> None:
    """Both ends are found, whatever the case of the entity's name."""
    made = plan()
    assert (made.source.connection.name, made.source.entity) == ("one", "Products")
    assert (made.target.connection.name, made.target.entity) == ("two", "Products")
    assert made.conversion is None


def test_options_come_from_the_task_then_the_connection_then_the_default(plan: Planner) -> None:
    """An option that the task does not answer is taken from the connection's setting of that name."""
    assert plan().target.options == {"category": "7", "tone": "soft"}
    assert plan(target_options={"category": "8", "tone": "loud"}).target.options == {"category": "8", "tone": "loud"}
    assert plan(target_options={"category": " "}).target.options["category"] == "7"


def test_an_unknown_connection_is_named_with_the_like(refused: Callable[..., str]) -> None:
    """A slip of the pen is answered with what was meant."""
    assert "The target 'tow' is not a connection. Did you mean two?" in refused(target_connection="tow")


def test_an_integration_that_is_gone_is_named(refused: Callable[..., str]) -> None:
    """The connection is there, its plugin is not."""
    assert "lost: There is no integration called 'gone'" in refused(source_connection="lost")


def test_an_entity_that_is_not_offered_is_answered_with_those_that_are(refused: Callable[..., str]) -> None:
    """What the integration can do, and the pair that works."""
    text = refused(target_entity="orders")
    assert "Toy does not receive 'orders'; it can receive: Products." in text
    assert "The nearest that works: Toy Products -> Toy Products." in text


def test_a_pair_that_does_not_fit_is_refused_with_the_reason_and_the_nearest(refused: Callable[..., str]) -> None:
    """The matrix's reason, and what would work."""
    text = refused(source_entity="orders")
    assert "Toy Orders -> Toy Products does not fit: No conversion leads from Orders to Products." in text
    assert "The nearest that works: Toy Products -> Toy Products." in text


def test_records_are_not_moved_to_where_they_are(refused: Callable[..., str]) -> None:
    """The same entity of the same connection on both sides makes no sense."""
    assert "The Products of one are there already. Choose two connections." in refused(target_connection="one")


def test_wrong_options_are_named_with_their_side(refused: Callable[..., str]) -> None:
    """An unknown option of the source and a wrong answer at the target are both told."""
    text = refused(source_options={"colour": "red"}, target_options={"tone": "shrill"})
    assert "one, Products: colour is not a setting here." in text
    assert "two, Products: tone cannot be 'shrill'. Choose one of: loud, soft." in text


def test_a_task_that_is_switched_off_is_refused(refused: Callable[..., str]) -> None:
    """With the command that switches it on."""
    assert "The task toys is switched off. Run: syncspider tasks enable toys" in refused(enabled=False)


def test_everything_wrong_is_told_at_once(refused: Callable[..., str]) -> None:
    """Nobody mends one thing to be told the next."""
    text = refused(source_connection="oen", target_entity="trains", target_options={"tone": "shrill"}, enabled=False)
    for part in ("'oen' is not a connection", "does not receive 'trains'", "is switched off"):
        assert part in text


def test_what_is_known_to_be_wrong_is_told_with_the_rest(
    registry: Registry, connections: tuple[Connection, ...]
) -> None:
    """A name that is taken does not hide a wrong entity."""
    draft = attrs.evolve(GOOD, source_entity="trains")
    with pytest.raises(ConfigurationError, match=r"Taken\. Choose another\. .*does not send 'trains'"):
        make_plan(draft, registry=registry, connections=connections, problems=[Problem("Taken.", "Choose another.")])


def test_without_any_connection_that_is_said(registry: Registry) -> None:
    """A new user is not offered an empty list."""
    with pytest.raises(ConfigurationError, match="There is no connection yet"):
        make_plan(GOOD, registry=registry, connections=())
