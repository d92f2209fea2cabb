"""From what a user answered to what is stored."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from syncspider.errors import ConfigurationError
from syncspider.plugin.form import Form, Question
from syncspider.secret import Secret

_PIECE: Final = 4


def filled_form(
    form: Form, answers: Mapping[str, str], secrets: Mapping[str, Secret], *, held: Collection[str] = ()
) -> tuple[dict[str, str], dict[str, Secret]]:
    """The plain and the secret answers, tidy and with defaults.

    Args:
        form: What is asked.
        answers: The plain answers.
        secrets: The secret answers.
        held: Names of secrets that are stored already and need no answer.

    Raises:
        ConfigurationError: An answer is wrong, missing or not asked for; the message names all of them and shows no
            secret.
    """
    problems: list[str] = []
    hint = ""
    plain: dict[str, str] = {}
    try:
        plain = Form(tuple(question for question in form.questions if not question.secret)).filled(answers)
    except ConfigurationError as error:
        problems.append(error.message)
        hint = error.hint
    hidden, wrong = _hidden(form, secrets, held)
    problems += wrong
    if problems:
        raise ConfigurationError(" ".join(problems), hint=hint or _secrets_hint(form))
    return plain, hidden


def _hidden(form: Form, secrets: Mapping[str, Secret], held: Collection[str]) -> tuple[dict[str, Secret], list[str]]:
    asked = {question.name: question for question in form.questions if question.secret}
    problems = [f"{name} is not a secret here." for name in secrets if name not in asked]
    hidden: dict[str, Secret] = {}
    for name, question in asked.items():
        try:
            answer = _tidy(question, secrets[name]) if name in secrets else Secret("")
        except ConfigurationError as error:
            problems.append(error.message)
            continue
        if answer:
            hidden[name] = answer
        elif question.required and not question.by_consent and name not in held:
            problems.append(f"{name} is missing ({question.label}).")
    return hidden, problems


def _tidy(question: Question, secret: Secret) -> Secret:
    """The secret as it is stored; what is wrong with it is told without a piece of it."""
    text = secret.reveal()
    try:
        return Secret(question.tidy(text))
    except ConfigurationError as error:
        said = str(error)
    pieces = {text[start : start + _PIECE] for start in range(max(1, len(text) - _PIECE + 1))}
    if any(piece in said for piece in pieces):
        said = "It is not of the right form."
    raise ConfigurationError(f"{question.name} ({question.label}) is refused: {said}")


def _secrets_hint(form: Form) -> str:
    return f"Secrets: {', '.join(question.name for question in form.questions if question.secret) or 'none'}."
