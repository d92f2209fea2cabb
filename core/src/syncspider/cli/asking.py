"""Asking a person. Questions go to standard error, so that standard output holds results alone."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable, Mapping

import click

from syncspider.cli.text import one_line, safe_text
from syncspider.errors import ConfigurationError
from syncspider.plugin.form import Choice, Question
from syncspider.secret import Secret


def person_is_there() -> bool:
    """Whether somebody can answer: standard input is a terminal."""
    return sys.stdin.isatty()


def confirmed(question: str, *, yes: bool) -> bool:
    """Whether to go on: by ``--yes``, or by a person's word.

    Raises:
        ConfigurationError: Nobody can be asked.
    """
    if yes:
        return True
    if not person_is_there():
        raise ConfigurationError("Nobody is there to confirm this.", hint="Add --yes.")
    return click.confirm(safe_text(question), err=True)


def ask_plain(questions: Iterable[Question], current: Mapping[str, str]) -> dict[str, str]:
    """A person's answers to questions that are no secrets; Enter takes what is there or the default."""
    answers = {}
    for question in questions:
        _explain(question, question.choices)
        default = current.get(question.name) or question.default
        if default is None and not question.required:
            default = ""
        answers[question.name] = click.prompt(
            _label(question), default=default, value_proc=_checked(question), err=True, show_default=bool(default)
        )
    return answers


def ask_secret(questions: Iterable[Question], held: Collection[str]) -> dict[str, Secret]:
    """A person's secrets, typed without echo; Enter keeps what is stored."""
    answers = {}
    for question in questions:
        _explain(question, ())
        optional = question.name in held or not question.required
        kept = "stored already; Enter keeps it" if question.name in held else "Enter leaves it out"
        label = f"{_label(question)} ({kept})" if optional else _label(question)
        text = click.prompt(
            label, hide_input=True, default="" if optional else None, value_proc=_checked(question), err=True,
            show_default=False,
        )  # fmt: skip
        if text:
            answers[question.name] = Secret(text)
    return answers


def ask_choice(question: Question, choices: Iterable[Choice]) -> str:
    """A person's choice among those that the account itself knows; empty leaves it open."""
    known = tuple(choices)
    _explain(question, known)
    values = {choice.value for choice in known}

    def checked(text: str) -> str:
        if text.strip() and text.strip() not in values:
            raise click.UsageError("Choose one of the values above, or press Enter to leave it open.")
        return text.strip()

    answer: str = click.prompt(
        f"{_label(question)} (Enter leaves it open)", default="", value_proc=checked, err=True, show_default=False
    )
    return answer


def _checked(question: Question) -> Callable[[str], str]:
    def checked(text: str) -> str:
        try:
            answer = question.tidy(text)
        except ConfigurationError as error:
            raise click.UsageError(one_line(str(error))) from None  # click does not show it for a hidden answer
        return answer

    return checked


def _explain(question: Question, choices: Iterable[Choice]) -> None:
    if question.help:
        click.echo(one_line(question.help), err=True)
    for choice in choices:
        click.echo(f"  {safe_text(choice.value)}: {safe_text(choice.label)}", err=True)


def _label(question: Question) -> str:
    return f"{one_line(question.label)} [{question.name}]"
