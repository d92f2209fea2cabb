"""How a command ends: one line for what went wrong, and the exit code. The only place that decides either.

========  ==========================================================
code      meaning
========  ==========================================================
0         done
1         failed or stopped
2         wrong use or wrong settings: nothing was attempted
3         a run has finished, but not every record has passed
130       interrupted before anything was begun
========  ==========================================================
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from typing import Final

import click

from syncspider.cli.root import root
from syncspider.cli.text import one_line, safe_text
from syncspider.errors import ConfigurationError, SyncSpiderError

FAILED: Final = 1
MISUSED: Final = 2
INTERRUPTED: Final = 130


def execute(arguments: Sequence[str]) -> int:
    """Run ``syncspider`` with these arguments, print what went wrong if anything did, and give the exit code.

    A command's own exit code is what it returns or gives to ``Context.exit``.
    """
    try:
        code = root.main(list(arguments), prog_name="syncspider", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        _leave_pipe()
        return FAILED
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the last one who can tell the user
        if "--debug" in arguments:
            click.echo(safe_text(traceback.format_exc(), lines=True), err=True, nl=False)
        click.echo(_line_of(error), err=True)
        return _code_of(error)
    return code if isinstance(code, int) else 0


def _code_of(error: BaseException) -> int:
    if isinstance(error, click.Abort | KeyboardInterrupt):
        return INTERRUPTED
    if isinstance(error, click.ClickException):
        return error.exit_code
    return MISUSED if isinstance(error, ConfigurationError) else FAILED


def _line_of(error: BaseException) -> str:
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error.format_message()
    return one_line(_said(error), limit=2000)


def _said(error: BaseException) -> str:
    if isinstance(error, click.Abort | KeyboardInterrupt):
        return "Interrupted."
    if isinstance(error, click.UsageError) and error.ctx is not None:
        return f"Error: {error.format_message()} Try: {error.ctx.command_path} --help"
    if isinstance(error, click.ClickException):
        return f"Error: {error.format_message()}"
    if isinstance(error, SyncSpiderError | OSError):
        return f"Error: {error}"
    return f"Error: {type(error).__name__}: {error}. This is a bug: syncspider --debug ... shows where."


def _leave_pipe() -> None:
    """Nobody reads any more; without this the interpreter would complain when it flushes at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
