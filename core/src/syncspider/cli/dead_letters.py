"""``syncspider dead-letters``: records that could not pass, and another try."""

from __future__ import annotations

from typing import Final

import click

from syncspider.app import Application
from syncspider.cli.application import open_application
from syncspider.cli.facts import letter_facts, time_cell
from syncspider.cli.options import Options
from syncspider.cli.output import JSON, TABLE, as_json, format_option, table
from syncspider.cli.running import Order, must_be_sound, run_all
from syncspider.cli.text import one_line
from syncspider.engine import RunOptions
from syncspider.errors import ConfigurationError
from syncspider.state import DeadLetter, DeadLetters, Task

_ROW: Final = ("Number", "Task", "Record", "Stage", "Field", "Reason", "Tries", "Last (UTC)")
_DUE: Final = "due"


@click.group("dead-letters")
def dead_letters() -> None:
    """Records that could not pass. Each stays due until a later version of it passes or it is tried again."""


@dead_letters.command("list")
@click.option("--task", metavar="NAME", help="Only those of this task.")
@click.option("--closed", is_flag=True, help="Also those that have passed since.")
@click.option(
    "--limit", type=click.IntRange(min=1), default=50, show_default=True, help="At most so many, newest first."
)
@format_option(TABLE, JSON)
@click.pass_obj
def list_(options: Options, /, *, task: str | None, closed: bool, limit: int, shape: str) -> None:
    """List the dead letters."""
    with open_application(options) as app:
        if task is not None:
            app.tasking.named(task)
        with app.database.read() as tx:
            found = DeadLetters().all(tx, task=task, limit=limit, closed=closed)
    if shape == JSON:
        click.echo(as_json([letter_facts(letter) for letter in found]))
    elif found:
        click.echo(table(_ROW, [_cells(letter) for letter in found]))
    else:
        click.echo("There is no dead letter.", err=True)


@dead_letters.command()
@click.argument("number", type=int)
@format_option(TABLE, JSON)
@click.pass_obj
def show(options: Options, /, number: int, shape: str) -> None:
    """Show one dead letter by its number."""
    with open_application(options) as app:
        letter = _numbered(app, number)
    if shape == JSON:
        click.echo(as_json(letter_facts(letter)))
        return
    facts = letter_facts(letter) | {"first_at": time_cell(letter.first_at), "last_at": time_cell(letter.last_at)}
    click.echo(table(("Part", "Value"), [(name, str(value)) for name, value in facts.items()]))


@dead_letters.command()
@click.argument("numbers", nargs=-1, type=int, metavar="NUMBER...")
@click.option("--task", metavar="NAME", help="All of this task.")
@click.option("--all", "every", is_flag=True, help="All of all tasks that are switched on.")
@format_option(TABLE, JSON)
@click.pass_context
def retry(context: click.Context, /, *, numbers: tuple[int, ...], task: str | None, every: bool, shape: str) -> None:
    """Read these records again and try to write them. The exit codes are those of syncspider run."""
    if sum((bool(numbers), task is not None, every)) != 1:
        raise click.UsageError("Give numbers, or --task, or --all.", context)
    with open_application(context.find_object(Options) or Options()) as app:
        orders = _orders(app, numbers, task)
        must_be_sound(app, [order.task for order in orders])
        if not orders:
            click.echo("There is no dead letter to try again.", err=True)
        code = run_all(app, orders, shape=shape) if orders else 0
    context.exit(code)


def _orders(app: Application, numbers: tuple[int, ...], name: str | None) -> list[Order]:
    if numbers:
        return _orders_of_numbers(app, numbers)
    tasks = [app.tasking.named(name)] if name is not None else [task for task in app.tasking.all() if task.enabled]
    with app.database.read() as tx:
        keys = {task.name: DeadLetters().keys(tx, task.id) for task in tasks}
    return [_order(task, keys[task.name]) for task in tasks if keys[task.name]]


def _orders_of_numbers(app: Application, numbers: tuple[int, ...]) -> list[Order]:
    keys: dict[str, list[str]] = {}
    for number in dict.fromkeys(numbers):
        letter = _numbered(app, number)
        if letter.status != _DUE:
            raise ConfigurationError(f"The dead letter {number} has passed already.", hint="Leave it out.")
        keys.setdefault(letter.task, []).append(letter.key)
    return [_order(app.tasking.named(task), due) for task, due in keys.items()]


def _order(task: Task, keys: list[str] | tuple[str, ...]) -> Order:
    return Order(task, RunOptions(keys=tuple(keys), trigger="retry"))


def _numbered(app: Application, number: int) -> DeadLetter:
    with app.database.read() as tx:
        letter = DeadLetters().numbered(tx, number)
    if letter is None:
        raise ConfigurationError(f"There is no dead letter {number}.", hint="syncspider dead-letters list shows them.")
    return letter


def _cells(letter: DeadLetter) -> tuple[str, ...]:
    return (
        str(letter.id),
        letter.task,
        letter.key,
        letter.stage,
        letter.path,
        one_line(letter.message, limit=100),
        str(letter.attempts),
        time_cell(letter.last_at),
    )
