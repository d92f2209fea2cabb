"""``syncspider run``: move the records of some tasks, or of all."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from syncspider.app import Application
from syncspider.cli.application import open_application
from syncspider.cli.options import Options
from syncspider.cli.output import JSON, TABLE, format_option
from syncspider.cli.running import Order, must_be_sound, run_all
from syncspider.engine import RunOptions
from syncspider.errors import ConfigurationError
from syncspider.state import Task


class Moment(click.ParamType[datetime]):
    """A date or a time in ISO 8601; what names no zone is in UTC."""

    name = "moment"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The moment, aware."""
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no date; write it as 2026-01-31 or 2026-01-31T12:00:00+01:00.", param, ctx)
        return moment if moment.utcoffset() is not None else moment.replace(tzinfo=UTC)


@click.command()
@click.argument("names", nargs=-1, metavar="TASK...")
@click.option("--all", "every", is_flag=True, help="All tasks that are switched on, in the order of their names.")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    metavar="N",
    help="At most N records; the next run begins as if this had not been.",
)
@click.option(
    "--since",
    type=Moment(),
    metavar="WHEN",
    help="What was changed since then: a date or time in ISO 8601, in UTC unless it names a zone.",
)
@click.option("--full", is_flag=True, help="Everything, whatever was read before.")
@format_option(TABLE, JSON)
@click.pass_context
def run(
    context: click.Context,
    /,
    *,
    names: tuple[str, ...],
    every: bool,
    limit: int | None,
    since: datetime | None,
    full: bool,
    shape: str,
) -> None:
    """Run tasks one after the other, and show what became of the records.

    Ctrl-C finishes the batch in hand; the next run goes on from there. A second one aborts.

    The exit code is 0 when every record has passed, 3 when some are dead or undecided, 1 when a run failed or was
    stopped, 2 when a task is wrong and nothing was attempted. Of several the worst counts: 2, then 1, then 3.
    """
    if bool(names) == every:
        raise click.UsageError("Name tasks, or give --all.", context)
    if since is not None and full:
        raise click.UsageError("--since and --full exclude each other.", context)
    options = RunOptions(limit=limit, since=since, full=full)
    with open_application(context.find_object(Options) or Options()) as app:
        tasks = _tasks(app, names)
        must_be_sound(app, tasks)
        code = run_all(app, [Order(task, options) for task in tasks], shape=shape)
    context.exit(code)


def _tasks(app: Application, names: tuple[str, ...]) -> list[Task]:
    if names:
        return [app.tasking.named(name) for name in dict.fromkeys(names)]
    found = [task for task in app.tasking.all() if task.enabled]
    if not found:
        hint = "Add one: syncspider tasks add --help"
        raise ConfigurationError("There is no task that is switched on.", hint=hint)
    return found
