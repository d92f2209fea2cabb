"""What is told before anything is attempted."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest
from syncspider import Conversion, Customer, Form, Outcome, Question, Record, Skip
from syncspider.errors import ConfigurationError, RecordError
from syncspider.planning import options_of
from syncspider.state import Connections, Runs

from tests.engine.markets import Stall
from tests.engine.shops import a_product
from tests.engine.worlds import World

FORM = Form((Question(name="shelf", label="Shelf", required=False, default="low"), Question(name="hall", label="Hall")))


def test_the_tasks_own_answer_comes_first() -> None:
    """Then the connection's, then the default; settings that are not asked for here are no mistake."""
    assert options_of(FORM, {"hall": "1"}, {"shelf": "top", "hall": "2", "url": "x"}) == {"shelf": "top", "hall": "1"}
    assert options_of(FORM, {"hall": "1"}, {}) == {"shelf": "low", "hall": "1"}


@pytest.mark.parametrize("options", [{}, {"hall": "1", "floor": "2"}])
def test_a_missing_or_unknown_option_is_told(options: dict[str, str]) -> None:
    """Nothing is attempted with an option that is missing or that nobody asks for."""
    with pytest.raises(ConfigurationError):
        options_of(FORM, options, {})


def test_a_missing_integration_is_told_before_a_run_begins(world: World) -> None:
    """The message says which, and no run is noted."""
    with world.database.write() as tx:
        tx._connection.exec_driver_sql("UPDATE connections SET integration = 'bazaar' WHERE name = 'market'")
    with pytest.raises(ConfigurationError, match="bazaar is not installed"):
        world.run()
    with world.database.read() as tx:
        assert Runs().all(tx) == ()
        assert len(Connections().all(tx)) == 2


class People(Stall):
    """A target of another entity."""

    entity: ClassVar[Any] = Customer
    accepts = frozenset({"name"})

    def key_of(self, value: Any) -> str:
        """The name."""
        return str(value.name)

    def write(self, changes: Any) -> Any:
        """Remember the call."""
        self.api.calls.append(tuple(changes))
        return [Outcome.applied(change.key, change.key) for change in changes]


def test_entities_that_do_not_fit_are_told(world: World) -> None:
    """Without a conversion nothing is attempted."""
    world.registry.target_class = People
    with pytest.raises(ConfigurationError, match="cannot become"):
        world.run()


def test_a_conversion_makes_skips_and_fails_record_by_record(world: World) -> None:
    """What cannot be converted is dead with its own key, what is of no use is skipped with the reason."""

    def convert(record: Record[Any], _route: object) -> Record[Any] | Skip:
        if record.key == "s0":
            return Skip("of no use")
        if record.key == "s1":
            raise RecordError("No name.", path="name")
        if record.key == "s2":
            raise ZeroDivisionError("odd")
        return Record(key=f"person-{record.key}", value=Customer(name=record.value.name))

    world.registry.target_class = People
    world.registry.way = Conversion(
        source=type(a_product()), target=Customer, convert=convert, supplies=frozenset({"name"}), description=""
    )
    world.shop.fill(4)
    run = world.run()
    assert (run.counts.created, run.counts.skipped, run.counts.dead) == (1, 1, 2)
    assert run.counts.reasons == {"of no use": 1}
    letters = {letter.key: (letter.stage, letter.message) for letter in world.letters()}
    assert letters == {
        "s1": ("convert", "No name."),
        "s2": ("convert", "ZeroDivisionError while the record was prepared: odd"),
    }
    assert [change.key for call in world.market.calls for change in call] == ["person-s3"]
