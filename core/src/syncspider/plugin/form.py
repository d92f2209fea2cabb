"""What an integration asks its user: for a connection, or for a task that writes to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import attrs

from syncspider.errors import ConfigurationError


@attrs.frozen
class Choice:
    """One answer that may be chosen.

    Attributes:
        value: What is stored.
        label: What a person reads.
    """

    value: str
    label: str


@attrs.frozen(kw_only=True)
class Question:
    """One thing to ask. Every answer is text; an empty one is none.

    Attributes:
        name: The key of the answer, a Python name.
        label: What a person reads, a few words.
        help: Where to find the answer, one or two sentences.
        secret: It is asked without echo, stored in the vault and never shown.
        required: There is no going on without an answer.
        by_consent: Not asked: the integration's consent flow brings it, unless the user gives it all the same.
        default: The answer when none is given.
        choices: The only answers allowed; empty allows any.
        live: The account itself knows the choices: :meth:`Target.choices` reads them.
        check: Makes an answer tidy, such as stripping a slash; raises ConfigurationError for a wrong one.
    """

    name: str
    label: str
    help: str = ""
    secret: bool = False
    required: bool = True
    by_consent: bool = False
    default: str | None = None
    choices: tuple[Choice, ...] = ()
    live: bool = False
    check: Callable[[str], str] | None = None

    def tidy(self, answer: str) -> str:
        """The answer as it is stored.

        Raises:
            ConfigurationError: It is not one of the choices, or the question's own check refuses it.
        """
        answer = answer.strip()
        if answer and self.choices and answer not in {choice.value for choice in self.choices}:
            allowed = ", ".join(choice.value for choice in self.choices)
            raise ConfigurationError(f"{self.name} cannot be {answer!r}.", hint=f"Choose one of: {allowed}.")
        return self.check(answer) if answer and self.check else answer


@attrs.frozen
class Form:
    """Questions in the order in which they are asked."""

    questions: tuple[Question, ...] = ()

    def __getitem__(self, name: str) -> Question:
        return next(question for question in self.questions if question.name == name)

    def __contains__(self, name: object) -> bool:
        return any(question.name == name for question in self.questions)

    def filled(self, answers: Mapping[str, str]) -> dict[str, str]:
        """The answers, tidy and with defaults; what has no answer is left out.

        Raises:
            ConfigurationError: An answer is wrong, missing or not asked for; the message names all of them.
        """
        problems = [f"{name} is not a setting here." for name in answers if name not in self]
        filled: dict[str, str] = {}
        for question in self.questions:
            try:
                answer = question.tidy(answers.get(question.name) or question.default or "")
            except ConfigurationError as error:
                problems.append(str(error))
                continue
            if answer:
                filled[question.name] = answer
            elif question.required and not question.by_consent:
                problems.append(f"{question.name} is missing ({question.label}).")
        if problems:
            known = ", ".join(question.name for question in self.questions) or "none"
            raise ConfigurationError(" ".join(problems), hint=f"Settings: {known}.")
        return filled
