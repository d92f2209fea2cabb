"""What is wrong with a task on paper."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from syncspider.errors import ConfigurationError


@attrs.frozen
class Problem:
    """One thing that is wrong.

    Attributes:
        message: What, one sentence.
        hint: What to do about it, one sentence, or empty.
    """

    message: str
    hint: str = ""


def refusal_of(problems: Sequence[Problem]) -> ConfigurationError:
    """One error that tells all of the problems."""
    parts = dict.fromkeys(text for problem in problems for text in (problem.message, problem.hint) if text)
    return ConfigurationError(" ".join(parts))
