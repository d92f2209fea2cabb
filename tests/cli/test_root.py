"""``syncspider`` itself: quick to start, and one plain line for whatever goes wrong."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from syncspider.version import __version__

Make = Callable[..., Any]

#: What neither the version nor the help needs.
HEAVY = ("httpx", "sqlalchemy", "alembic", "rich", "msgspec", "cattrs", "attr", "pluggy", "cryptography", "keyring")

COMMANDS = """
import click, syncspider
API_VERSION = 1
@syncspider.hookimpl
def syncspider_add_commands(group):
    @group.command()
    def {name}():
        "Added by a plugin."
        {body}
"""


def adding(name: str, body: str) -> str:
    """The source of a plugin that adds one command."""
    return COMMANDS.format(name=name, body=body)


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_version_and_help_load_nothing_heavy(option: str, environment: Any) -> None:
    """They start as fast as the command line can: no plugin, no HTTP client, no database."""
    environment.install("bad", "import os; os._exit(9)")
    code = (
        "import sys\nfrom syncspider.cli.ending import execute\n"
        f"code = execute([{option!r}])\n"
        f"print(sorted({{name.partition('.')[0] for name in sys.modules}} & {set(HEAVY)!r}), file=sys.stderr)\n"
        "print([n for n in sys.modules if n.startswith(('syncspider.plugin', 'syncspider.model'))], file=sys.stderr)\n"
        "sys.exit(code)"
    )
    result = environment.python("-c", code)
    assert (result.code, result.err) == (0, "[]\n[]\n")


def test_the_version_is_that_of_the_package(environment: Any) -> None:
    """One number for all."""
    assert environment.run("--version").out == f"syncspider, version {__version__}\n"


def test_matrix_loads_no_client_and_no_database(environment: Any, shop_source: Make) -> None:
    """A declaration is cheap, so what fits what is told at once."""
    environment.install("shop", shop_source("shop"))
    code = (
        "import sys\nfrom syncspider.cli.ending import execute\nexecute(['matrix'])\n"
        "print(sorted({'httpx', 'sqlalchemy', 'alembic', 'rich', 'cryptography'} & set(sys.modules)), file=sys.stderr)"
    )
    assert environment.python("-c", code).err == "[]\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("matrx",), "Error: No such command 'matrx'. Did you mean 'matrix'? Try: syncspider --help"),
        (("hullo",), "Error: No such command 'hullo'. Did you mean 'hello'? Try: syncspider --help"),
        (("--hom", "x", "matrix"), "Error: No such option '--hom'. Did you mean '--home'? Try: syncspider --help"),
        (
            ("matrix", "--format", "xml"),
            (
                "Error: Invalid value for '--format': 'xml' is not one of 'table', 'json', 'csv', 'markdown'. "
                "Try: syncspider matrix --help"
            ),
        ),
        (("matrix", "--source", "shpo"), "Error: There is no integration called 'shpo'. Did you mean shop?"),
        (("matrix", "\x1b[31m"), "Error: Got unexpected extra argument (\\x1b[31m) Try: syncspider matrix --help"),
        (("--home", os.__file__, "matrix"), None),
    ],
)
def test_wrong_use_is_one_line_and_exit_code_2(
    arguments: tuple[str, ...], message: str | None, environment: Any, shop_source: Make
) -> None:
    """It says what is wrong and what to do, and the commands of plugins are among what may have been meant."""
    environment.install("shop", shop_source("shop"))
    environment.install("hello", adding("hello", "pass"))
    result = environment.run(*arguments)
    assert (result.code, result.out) == (2, "")
    assert len(result.err.splitlines()) == 1
    assert message is None or result.err == f"{message}\n"


def test_without_a_command_it_helps(environment: Any) -> None:
    """Nothing was done, so the exit code is that of wrong use."""
    result = environment.run()
    assert result.code == 2
    assert "matrix" in result.err


def test_a_plugin_adds_a_command(environment: Any) -> None:
    """It gets its arguments, prints and ends as the core's own commands do."""
    environment.install("hello", adding("hello", "click.echo('hello'); click.get_current_context().exit(3)"))
    result = environment.run("hello")
    assert (result.code, result.out, result.err) == (3, "hello\n", "")
    assert "Added by a plugin." in environment.run("hello", "--help").out
    assert environment.run("--disable-plugin", "hello", "hello").code == 2


def test_a_plugin_cannot_replace_a_command(environment: Any) -> None:
    """The core's own stays, and between two plugins neither wins."""
    environment.install("one", adding("matrix", "click.echo('taken')"))
    environment.install("two", adding("hello", "click.echo('two')"))
    environment.install("three", adding("hello", "click.echo('three')"))
    assert environment.run("matrix").out.startswith("Integration")
    result = environment.run("hello")
    assert (result.code, result.out) == (2, "")
    assert "Warning: the command matrix is left out, because syncspider itself and one have it" in result.err
    assert "Warning: the command hello is left out, because three and two have it" in result.err


def test_a_plugin_that_cannot_add_its_commands_hides_no_other(environment: Any) -> None:
    """It is named, with the reason."""
    environment.install("bad", adding("bye", "pass").replace("@group.command()", "1 / 0"))
    environment.install("good", adding("hello", "click.echo('hello')"))
    result = environment.run("hello")
    assert (result.code, result.out) == (0, "hello\n")
    assert result.err == "Warning: the plugin bad cannot add its commands: ZeroDivisionError: division by zero\n"


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        (
            "raise syncspider.errors.ConfigurationError('No such thing.', hint='Look elsewhere.')",
            2,
            "Error: No such thing. Look elsewhere.",
        ),
        ("raise syncspider.errors.RunError('It stopped.')", 1, "Error: It stopped."),
        ("raise syncspider.errors.PluginError('It \\x1b[2J broke.', plugin='x')", 1, "Error: It \\x1b[2J broke."),
        ("raise ValueError('two\\nlines')", 1, "Error: ValueError: two lines. This is a bug: "),
        ("open('/nowhere/at/all')", 1, "Error: [Errno 2] No such file or directory: '/nowhere/at/all'"),
        ("raise KeyboardInterrupt", 130, "Interrupted."),
        ("raise click.Abort", 130, "Interrupted."),
        ("raise click.ClickException('Plainly wrong.')", 1, "Error: Plainly wrong."),
        ("raise click.UsageError('Used wrongly.')", 2, "Error: Used wrongly."),
    ],
)
def test_what_goes_wrong_is_one_line(body: str, code: int, message: str, environment: Any) -> None:
    """No traceback, the right exit code, and nothing on standard output."""
    source = adding("fail", body).replace("import click, syncspider", "import click, syncspider, syncspider.errors")
    environment.install("fail", source)
    result = environment.run("fail")
    lines = result.err.strip().splitlines()
    assert (result.code, result.out, len(lines)) == (code, "", 1)
    assert lines[0].startswith(message)


def test_debug_shows_where(environment: Any) -> None:
    """The traceback comes first, made safe, and the line last."""
    environment.install("fail", adding("fail", "raise ValueError('\\x1b[2J')"))
    result = environment.run("--debug", "fail")
    assert result.code == 1
    assert result.err.startswith("Traceback (most recent call last):\n")
    assert "\x1b" not in result.err
    assert result.err.splitlines()[-1].startswith("Error: ValueError: \\x1b[2J.")


def test_logs_go_to_standard_error_and_are_safe(environment: Any) -> None:
    """As much as was asked for, and nothing that moves a cursor."""
    body = "import logging; [logging.getLogger('x').log(level, 'a\\x1b[31mb') for level in (20, 30)]"
    environment.install("talk", adding("talk", body))
    assert environment.run("talk").err == "WARNING x: a\\x1b[31mb\n"
    assert environment.run("--log-level", "INFO", "talk").err == "INFO x: a\\x1b[31mb\nWARNING x: a\\x1b[31mb\n"
    assert environment.run("--log-level", "error", "talk").err == ""


def test_a_reader_that_goes_away_is_no_error(environment: Any) -> None:
    """``syncspider ... | head -1`` ends without a word."""
    environment.install("long", adding("long", "[click.echo('x' * 1000) for _ in range(10000)]"))
    command = [sys.executable, "-S", "-m", "syncspider", "long"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, env=environment.variables()) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == b"x" * 1000 + b"\n"
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 1


def test_an_interrupt_from_the_keyboard_is_one_line(environment: Any) -> None:
    """Ctrl-C while a command waits: no traceback."""
    environment.install("wait", adding("wait", "click.echo('waiting'); import time; time.sleep(60)"))
    command = [sys.executable, "-S", "-m", "syncspider", "wait"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, env=environment.variables()) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == b"waiting\n"
        process.send_signal(signal.SIGINT)
        assert process.stderr.read().strip() == b"Interrupted."
        assert process.wait() == 130


def test_a_terminal_that_lacks_a_letter_gets_its_escape(environment: Any, shop_source: Make) -> None:
    """A letter that cannot be shown is no error."""
    environment.install("shop", shop_source("shop", "Shop 漢"))
    result = environment.run("matrix", env={"PYTHONIOENCODING": "latin-1"})
    assert result.code == 0
    assert "\\u6f22" in result.out


def test_options_reach_a_command(environment: Any) -> None:
    """From the command line or from the environment, a plugin's command sees what was said before its name."""
    environment.install("tell", adding("tell", "click.echo(repr(tuple(click.get_current_context().obj)))"))
    told = environment.run("--home", "/one", "--debug", "--disable-plugin", "a", "--disable-plugin", "b,c", "tell")
    assert told.out == "(PosixPath('/one'), False, ('a', 'b', 'c'), True)\n"
    env = {"SYNCSPIDER_HOME": "/two", "SYNCSPIDER_DISABLE_PLUGINS": "d, e"}
    assert environment.run("tell", env=env).out == "(PosixPath('/two'), False, ('d', 'e'), False)\n"
