"""``syncspider tasks``: what is moved from where to where."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

import click

from syncspider.app import Application
from syncspider.cli.answers import pairs_of
from syncspider.cli.application import open_application
from syncspider.cli.asking import ask_choice, confirmed, person_is_there
from syncspider.cli.facts import task_facts, time_cell
from syncspider.cli.options import Options
from syncspider.cli.output import JSON, TABLE, as_json, format_option, table
from syncspider.errors import ConfigurationError
from syncspider.planning import Draft
from syncspider.state import Task

F = TypeVar("F", bound=Callable[..., Any])

_FAILED: Final = 1
_ROW: Final = ("Task", "Source", "Target", "Enabled", "Changed (UTC)")


def _answer_options(command: F) -> F:
    options = (
        click.option(
            "--set", "target", multiple=True, metavar="KEY=VALUE", help="An option of the target, repeatable."
        ),
        click.option(
            "--source-set", "source", multiple=True, metavar="KEY=VALUE", help="An option of the source, repeatable."
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.group()
def tasks() -> None:
    """What is moved from where to where."""


@tasks.command()
@click.argument("name")
@click.option("--source", "source_connection", required=True, metavar="CONNECTION", help="Where to read.")
@click.option("--entity", required=True, help="What to read, such as Orders or order-status.")
@click.option("--target", "target_connection", required=True, metavar="CONNECTION", help="Where to write.")
@click.option("--target-entity", help="What to write; the same as is read unless told.")
@_answer_options
@click.option("--ask/--no-ask", default=None, help="Whether to offer the account's own choices; to a person, yes.")
@click.pass_obj
def add(
    options: Options,
    /,
    *,
    name: str,
    source_connection: str,
    entity: str,
    target_connection: str,
    target_entity: str | None,
    source: tuple[str, ...],
    target: tuple[str, ...],
    ask: bool | None,
) -> None:
    """Add the task NAME. A pair that does not fit is refused with the reason and the nearest pair that would.

    An option that is not given is taken from the connection's setting of the same name.
    """
    draft = Draft(
        name=name,
        source_connection=source_connection,
        source_entity=entity,
        target_connection=target_connection,
        target_entity=target_entity or entity,
        source_options=pairs_of(source, "--source-set"),
        target_options=pairs_of(target, "--set"),
    )
    with open_application(options) as app:
        task = app.tasking.add(draft)
        if ask or (ask is None and person_is_there()):
            _offer_choices(app, task)
    click.echo(f"Added the task {name}. Start it: syncspider run {name}")


@tasks.command("list")
@format_option(TABLE, JSON)
@click.pass_obj
def list_(options: Options, /, shape: str) -> None:
    """List the tasks."""
    with open_application(options) as app:
        found = app.tasking.all()
    if shape == JSON:
        click.echo(as_json([task_facts(task) for task in found]))
    elif found:
        click.echo(table(_ROW, [_cells(task) for task in found]))
    else:
        click.echo("There is no task yet. Add one: syncspider tasks add --help", err=True)


@tasks.command()
@click.argument("name")
@format_option(TABLE, JSON)
@click.pass_obj
def show(options: Options, /, name: str, shape: str) -> None:
    """Show one task, and what is wrong with it if anything is."""
    with open_application(options) as app:
        task = app.tasking.named(name)
        problem = _problem(app, task)
    if shape == JSON:
        click.echo(as_json(task_facts(task) | {"problem": problem}))
        return
    rows = [
        ("source", f"{task.source_connection} {task.source_entity}"),
        ("target", f"{task.target_connection} {task.target_entity}"),
        *((f"source option {key}", value) for key, value in task.source_options.items()),
        *((f"target option {key}", value) for key, value in task.target_options.items()),
        ("enabled", "yes" if task.enabled else "no"),
        ("problem", problem),
    ]
    click.echo(table(("Part", "Value"), rows))


@tasks.command()
@click.argument("name")
@click.option("--name", "new_name", help="Another name.")
@_answer_options
@click.pass_obj
def edit(
    options: Options, /, name: str, new_name: str | None, source: tuple[str, ...], target: tuple[str, ...]
) -> None:
    """Change the options of a task or its name; --set key= takes an option away.

    Between which entities and connections it moves cannot be changed: add another task for that.
    """
    with open_application(options) as app:
        app.tasking.change(
            app.tasking.named(name),
            source_options=pairs_of(source, "--source-set"),
            target_options=pairs_of(target, "--set"),
            name=new_name,
        )
    click.echo(f"Changed the task {new_name or name}.")


@tasks.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_context
def remove(context: click.Context, /, name: str, *, yes: bool) -> None:
    """Remove a task with its runs and dead letters. Added again, it doubles nothing: what was moved stays linked."""
    with open_application(context.find_object(Options) or Options()) as app:
        task = app.tasking.named(name)
        if not confirmed(f"Remove the task {name} with its runs and dead letters?", yes=yes):
            context.exit(_FAILED)
        app.tasking.remove(task)
    click.echo(f"Removed the task {name}.")


@tasks.command()
@click.argument("name")
@click.pass_obj
def enable(options: Options, /, name: str) -> None:
    """Let a task run again."""
    _switch(options, name, enabled=True)


@tasks.command()
@click.argument("name")
@click.pass_obj
def disable(options: Options, /, name: str) -> None:
    """Keep a task from running."""
    _switch(options, name, enabled=False)


@tasks.command()
@click.argument("name")
@click.argument("question")
@click.option("--entity", help="What is written, where NAME is a connection.")
@format_option(TABLE, JSON)
@click.pass_obj
def choices(options: Options, /, name: str, question: str, entity: str | None, shape: str) -> None:
    """List what may be answered to QUESTION, such as a category: read from the account itself.

    NAME is a task, or with --entity the connection of a target.
    """
    with open_application(options) as app:
        if entity:
            connection, title, given = app.connecting.named(name), entity, {}
        else:
            task = app.tasking.named(name)
            connection, title = app.connecting.named(task.target_connection), task.target_entity
            given = dict(task.target_options)
        found = app.tasking.choices(connection, title, question, given)
    if shape == JSON:
        click.echo(as_json([{"value": choice.value, "label": choice.label} for choice in found]))
    else:
        click.echo(table(("Value", "Label"), [(choice.value, choice.label) for choice in found]))


def _offer_choices(app: Application, task: Task) -> None:
    """Offer a person what the account knows, for each question that nothing has answered yet."""
    connection = app.connecting.named(task.target_connection)
    way = app.tasking.target_of(connection, task.target_entity)
    answered = {**connection.settings, **task.target_options}
    chosen = {
        question.name: ask_choice(
            question, app.tasking.choices(connection, task.target_entity, question.name, task.target_options)
        )
        for question in way.form.questions
        if question.live and question.name not in answered
    }
    if any(chosen.values()):
        app.tasking.change(task, source_options={}, target_options=chosen)


def _switch(options: Options, name: str, *, enabled: bool) -> None:
    with open_application(options) as app:
        app.tasking.enable(app.tasking.named(name), enabled=enabled)
    click.echo(f"The task {name} is switched {'on' if enabled else 'off'}.")


def _problem(app: Application, task: Task) -> str:
    try:
        app.tasking.plan(task)
    except ConfigurationError as error:
        return str(error)
    return ""


def _cells(task: Task) -> tuple[str, ...]:
    return (
        task.name,
        f"{task.source_connection} {task.source_entity}",
        f"{task.target_connection} {task.target_entity}",
        "yes" if task.enabled else "no",
        time_cell(task.updated_at),
    )
