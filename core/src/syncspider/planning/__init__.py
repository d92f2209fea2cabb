"""From a task on paper to a plan: everything that is wrong with it, told at once.

Looks at what is declared and what is stored. Nothing in here talks to a far end, writes, or knows a run.
"""

from syncspider.planning.draft import Draft
from syncspider.planning.names import checked_name, entity_named
from syncspider.planning.plan import Plan, Side, make_plan, options_of
from syncspider.planning.problems import Problem, refusal_of

__all__ = [
    "Draft",
    "Plan",
    "Problem",
    "Side",
    "checked_name",
    "entity_named",
    "make_plan",
    "options_of",
    "refusal_of",
]
