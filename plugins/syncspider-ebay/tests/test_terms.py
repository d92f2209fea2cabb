"""What publishing needs, as it is asked and read."""

from __future__ import annotations

import pytest
from syncspider import Choice, Form
from syncspider.errors import ConfigurationError
from syncspider_ebay.client import Api
from syncspider_ebay.integration import Ebay
from syncspider_ebay.listings import Listings
from syncspider_ebay.questions import questions
from syncspider_ebay.terms import Terms


def test_choices_come_from_the_account(api: Api) -> None:
    """Policies of the marketplace and locations are offered by their names."""
    target = Listings(api, {})

    policies = target.choices("fulfillment_policy_id")

    assert [choice.label for choice in policies] == ["fulfillment 1", "fulfillment 2"]
    assert all(choice.value.isdecimal() for choice in policies)
    assert target.choices("merchant_location") == (Choice("warehouse-1", "Warehouse"),)


def test_same_names_in_connection_and_task() -> None:
    """What a task leaves open is looked for in the connection by the same name."""
    for question in Listings.form.questions:
        assert question.name in Ebay.form
        assert not Ebay.form[question.name].live


def test_task_goes_before_connection() -> None:
    """The task's answer counts where both have one."""
    terms = Terms.of({"category_id": "1", "condition": ""}, {"category_id": "2", "condition": "NEW"})

    assert (terms.category_id, terms.condition, terms.unlimited_quantity) == ("1", "NEW", None)


@pytest.mark.parametrize(
    "answers", [{"condition": "SHINY"}, {"unlimited_quantity": "many"}, {"unlimited_quantity": "-1"}]
)
def test_answers_that_make_no_sense(answers: dict[str, str]) -> None:
    """A condition that eBay has not, or a stock that is no number, is told when it is set."""
    with pytest.raises(ConfigurationError):
        Form(questions(live=False)).filled(answers)
