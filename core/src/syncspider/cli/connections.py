"""``syncspider connections``: accounts, and whether they answer."""

from __future__ import annotations

from typing import Any, Final

import click

from syncspider.app import Account, Application, Diagnosis
from syncspider.cli.application import open_application
from syncspider.cli.asking import confirmed
from syncspider.cli.connecting import Given, account_options, begin, change
from syncspider.cli.consenting import obtain_consent
from syncspider.cli.facts import connection_facts, pairs_cell, time_cell
from syncspider.cli.options import Options
from syncspider.cli.output import JSON, TABLE, as_json, format_option, table
from syncspider.cli.text import one_line, safe_text
from syncspider.errors import SyncSpiderError
from syncspider.state import Connection

_FAILED: Final = 1
_ROW: Final = ("Connection", "Integration", "Settings", "Changed (UTC)")


@click.group()
def connections() -> None:
    """Accounts of integrations: add them, check them, change them.

    A setting is given with --set; a secret never is, because every user of a machine can read a command line.
    """


@connections.command()
@click.argument("integration")
@click.option("--name", help="What to call it; the integration's name unless told.")
@account_options
@click.pass_context
def add(context: click.Context, /, integration: str, name: str | None, **given: Any) -> None:  # noqa: ANN401 - click's values
    """Add an account of INTEGRATION. A person is asked for what is missing; a program is told.

    One harmless call is made, and nothing is stored unless it goes well or --no-check is given.
    """
    options = Given(**given)
    with open_application(context.find_object(Options) or Options()) as app:
        account = begin(app, integration, name, options)
        if account.lacks_consent:
            obtain_consent(app.connecting, account, port=options.port, browser=options.browser)
        _store(context, app, account, check=options.check)


@connections.command()
@click.argument("name")
@click.option("--consent", is_flag=True, help="Let the account's owner agree anew.")
@account_options
@click.pass_context
def edit(context: click.Context, /, name: str, *, consent: bool, **given: Any) -> None:  # noqa: ANN401 - click's values
    """Change the settings or the secrets of a connection; --set key= takes a setting away.

    Without any option a person is asked for everything, and Enter keeps what is there.
    """
    options = Given(**given)
    with open_application(context.find_object(Options) or Options()) as app:
        account = change(app, name, options, asks=not consent)
        if consent or account.lacks_consent:
            obtain_consent(app.connecting, account, port=options.port, browser=options.browser)
        _store(context, app, account, check=options.check)


@connections.command("list")
@format_option(TABLE, JSON)
@click.pass_obj
def list_(options: Options, /, shape: str) -> None:
    """List the connections."""
    with open_application(options) as app:
        found = app.connecting.all()
        facts = [connection_facts(connection, app.connecting.secret_names(connection)) for connection in found]
    if shape == JSON:
        click.echo(as_json(facts))
    elif found:
        click.echo(table(_ROW, [_cells(connection) for connection in found]))
    else:
        click.echo("There is no connection yet. Add one: syncspider connections add INTEGRATION", err=True)


@connections.command()
@click.argument("name")
@format_option(TABLE, JSON)
@click.pass_obj
def show(options: Options, /, name: str, shape: str) -> None:
    """Show one connection; a secret is shown as ***."""
    with open_application(options) as app:
        connection = app.connecting.named(name)
        users = [task.name for task in app.tasking.all() if name in (task.source_connection, task.target_connection)]
        facts = connection_facts(connection, app.connecting.secret_names(connection)) | {"tasks": users}
    if shape == JSON:
        click.echo(as_json(facts))
        return
    rows = [("integration", connection.integration), *connection.settings.items(), *facts["secrets"].items()]
    click.echo(table(("Setting", "Value"), [*rows, ("tasks", ", ".join(users))]))


@connections.command()
@click.argument("names", nargs=-1, metavar="NAME...", required=True)
@format_option(TABLE, JSON)
@click.pass_context
def check(context: click.Context, /, names: tuple[str, ...], shape: str) -> None:
    """Make one harmless call to each account, and tell what is wrong if anything is.

    The result is fine, wrong credentials, missing scope, wrong environment, not in the account's plan, unreachable, or
    failing where the answer was none of these. The exit code is 1 unless all of them are fine.
    """
    with open_application(context.find_object(Options) or Options()) as app:
        accounts = [app.connecting.changed(name, {}, {}) for name in names]
        found = [app.connecting.diagnose(account) for account in accounts]
    if shape == JSON:
        click.echo(as_json([_diagnosis_facts(diagnosis) for diagnosis in found]))
    else:
        for diagnosis in found:
            click.echo(_told(diagnosis))
    context.exit(0 if all(diagnosis.fine for diagnosis in found) else _FAILED)


@connections.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_context
def remove(context: click.Context, /, name: str, *, yes: bool) -> None:
    """Remove a connection that no task uses: its secrets, and what is known of what was moved through it."""
    with open_application(context.find_object(Options) or Options()) as app:
        connection = app.connecting.named(name)
        question = f"Remove the connection {name}, its secrets and the links of what was moved through it?"
        if not confirmed(question, yes=yes):
            context.exit(_FAILED)
        app.connecting.remove(connection)
    click.echo(f"Removed the connection {name}.")


def _store(context: click.Context, app: Application, account: Account, *, check: bool) -> None:
    """Check an account and store it; one that does not answer well is left as it was."""
    if check:
        diagnosis = app.connecting.diagnose(account)
        click.echo(_told(diagnosis), err=not diagnosis.fine)
        if not diagnosis.fine:
            click.echo("Nothing was stored. --no-check stores it all the same.", err=True)
            context.exit(_FAILED)
    app.connecting.save(account)
    click.echo(f"{'Added' if account.new else 'Changed'} the connection {account.connection.name}.")


def _told(diagnosis: Diagnosis) -> str:
    told = SyncSpiderError(diagnosis.told, hint=diagnosis.hint)  # two sentences
    return one_line(f"{diagnosis.connection}: {diagnosis.verdict}: {told}")


def _diagnosis_facts(diagnosis: Diagnosis) -> dict[str, str]:
    return {
        "connection": diagnosis.connection,
        "verdict": diagnosis.verdict,
        "told": safe_text(diagnosis.told),
        "hint": safe_text(diagnosis.hint),
    }


def _cells(connection: Connection) -> tuple[str, ...]:
    return (
        connection.name,
        connection.integration,
        pairs_cell(connection.settings),
        time_cell(connection.updated_at),
    )
