"""Writes those pages of ``docs/reference/`` that say what the code says; run it when a test finds one out of date."""

from __future__ import annotations

import enum
import importlib
import inspect
import re
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import click
from syncspider import Customer, Entity, Field, Form, Order, OrderStatus, Product, Refund, errors, schema_of
from syncspider.cli.lazy import LazyCommand, load
from syncspider.cli.output import markdown
from syncspider.cli.root import root
from syncspider.plugin.discovery import load_registry
from syncspider.plugin.matrix import Matrix, Side
from syncspider.plugin.registry import Registry

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "docs/reference"
README = ROOT / "README.md"
SOURCES = Path(errors.__file__).parent
ENTITIES: tuple[type[Entity], ...] = (Order, Product, Customer, Refund, OrderStatus)
DOORS = ("syncspider", "syncspider.http", "syncspider.sandbox", "syncspider.testing")
WIDTH = 100


def main() -> None:
    """Write each page, and what the README shows."""
    for name, text in pages():
        (REFERENCE / name).write_text(text)
    README.write_text(with_output(README.read_text()))


def with_output(text: str) -> str:
    """A page with what its commands print now, below each ``$ syncspider ...``."""

    def shown(match: re.Match[str]) -> str:
        command = [sys.executable, "-m", *match[1].split()]
        printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 - our own
        return f"```console\n$ {match[1]}\n{printed.strip()}\n```"

    return re.sub(r"```console\n\$ (syncspider .+)\n(?:(?!```).*\n)*```", shown, text)


def pages() -> Iterator[tuple[str, str]]:
    """The file's name and the text of each page that is made from the code."""
    made: dict[str, Callable[[], Iterator[str]]] = {
        "door.md": doors,
        "entities.md": entities,
        "errors.md": failures,
        "cli.md": commands,
        "matrix.md": fits,
        "integrations.md": integrations,
    }
    for name, lines in made.items():
        yield name, "\n".join(lines()).rstrip() + "\n"


def commands() -> Iterator[str]:
    """Each command with its help, as the program prints it."""
    yield "# Commands"
    yield ""
    yield "What `--help` prints. Exit codes: 0 all well; 1 it failed or was stopped; 2 wrong usage or configuration,"
    yield "nothing was attempted; 3 the run ended, but some records could not pass or wait for a person."
    yield from command_lines(root, "syncspider", None)


def command_lines(command: click.Command, path: str, parent: click.Context | None) -> Iterator[str]:
    """The help of one command, then of those inside it."""
    if isinstance(command, LazyCommand):
        command = load(command.path)
    settings = {"color": False, "terminal_width": WIDTH, **command.context_settings}
    context = click.Context(command, info_name=path.rpartition(" ")[2], parent=parent, **settings)
    yield from ("", f"## {path}", "", "```text", command.get_help(context), "```")
    for name, inner in getattr(command, "commands", {}).items():
        yield from command_lines(inner, f"{path} {name}", context)


def doors() -> Iterator[str]:
    """Each public name with the first sentence of its description."""
    yield "# The door for plugins"
    yield ""
    yield "Everything that a plugin may import from SyncSpider; [errors](errors.md) besides, and `syncspider.clock` and"
    yield "`syncspider.secret`. What is not here may change without notice. `help(name)` says more."
    for door in DOORS:
        module = importlib.import_module(door)
        yield from ("", f"## {door}", "", "| name | |", "| --- | --- |")
        for name in sorted(getattr(module, "__all__", ()), key=str.lower):
            yield f"| `{name}` | {summary_of(name, getattr(module, name))} |"


def summary_of(name: str, thing: object) -> str:
    """What a name is, in a line."""
    if inspect.isclass(thing) or inspect.isroutine(thing):
        return cell(inspect.cleandoc(thing.__doc__ or "").partition("\n\n")[0])
    return cell(comment_above(name))


def comment_above(name: str) -> str:
    """The ``#:`` comment over the definition of a constant."""
    pattern = re.compile(rf"((?:^#:.*\n)+){re.escape(name)}\b.* =", re.MULTILINE)
    found = (pattern.search(path.read_text()) for path in sorted(SOURCES.rglob("*.py")))
    return next((match[1].replace("#:", "") for match in found if match), "")


def entities() -> Iterator[str]:
    """Each entity with its fields."""
    yield "# Entities"
    yield ""
    yield "What can travel. A field that is empty was not supplied: a target leaves its own value alone. Times are UTC;"
    yield "money is an exact decimal with its currency. A plugin may register more entities."
    for entity in ENTITIES:
        yield from ("", f"## {entity.title}", "", inspect.cleandoc(entity.__doc__ or ""), "")
        yield from ("| field | kind | required | |", "| --- | --- | --- | --- |")
        yield from rows(schema_of(entity), "")


def rows(fields: tuple[Field, ...], before: str) -> Iterator[str]:
    """A row for each field, and for those inside it."""
    for field in fields:
        name = f"{before}{field.name}"
        yield f"| `{name}` | {field.kind.value} | {'yes' if field.required else ''} | {cell(field.description)} |"
        yield from rows(field.fields, f"{name}[]." if field.kind.value == "collection" else f"{name}.")


def fits() -> Iterator[str]:
    """What the installed plugins send and receive, and every pair."""
    matrix = Matrix(registry())
    yield "# Matrix"
    yield ""
    yield "What fits what with the plugins of this repository, as `syncspider matrix --pairs` tells it. What the"
    yield "verdicts mean stands in [architecture](../explanation/architecture.md#the-matrix)."
    yield ""
    yield from markdown(
        ("Integration", "Source (exports)", "Target (imports)"),
        ((row.title, ", ".join(row.sources), ", ".join(row.targets)) for row in matrix.rows()),
    )
    yield from ("", "## Every pair", "")
    pairs = (
        (told(pair.source), told(pair.target), pair.verdict.fit.value, pair.verdict.reason) for pair in matrix.pairs()
    )
    yield from markdown(("Source", "Target", "Verdict", "Reason"), pairs)


def integrations() -> Iterator[str]:
    """What each installed integration asks, sends and receives."""
    yield "# Integrations"
    yield ""
    yield "What the plugins of this repository ask for a connection, and what each of their sources and targets asks"
    yield "for a task, can fill, requires and accepts. An answer that a task leaves out is taken from its connection."
    yield "The [classes of writes](glossary.md#how-writes-may-be-repeated) say what happens after a lost answer."
    for app in registry().integrations.values():
        yield from ("", f"## {app.title}", "", f"`{app.name}`. A connection asks:", "", *asked(app.form))
        for source in app.sources:
            yield from ("", f"### {app.title} {source.entity.title} as source", "", summary_of("", source), "")
            yield f"* Fills: {named(source.supplies, source.entity)}."
            yield f"* Reads {'what changed' if source.incremental else 'everything'} in each run."
            yield from ("", *asked(source.form)) if source.form.questions else ()
        for target in app.targets:
            yield from ("", f"### {app.title} {target.entity.title} as target", "", summary_of("", target), "")
            yield f"* Requires: {named(target.requires, target.entity)}."
            yield f"* Accepts: {named(target.accepts, target.entity)}."
            yield f"* Creations are {target.policy.create.name}, updates {target.policy.update.name}."
            yield from ("", *asked(target.form)) if target.form.questions else ()


def asked(form: Form) -> Iterator[str]:
    """The questions of a form as a table."""
    yield from ("| name | | answer | |", "| --- | --- | --- | --- |")
    for question in form.questions:
        kinds = {"secret": question.secret, "by consent": question.by_consent, "optional": not question.required}
        choices = " or ".join(f"`{choice.value}`" for choice in question.choices)
        default = f"`{question.default}` unless said" if question.default else ""
        notes = [name for name, holds in kinds.items() if holds]
        answer = "; ".join(filter(None, [", ".join(notes), choices, default]))
        yield f"| `{question.name}` | {cell(question.label)} | {answer} | {cell(question.help)} |"


def named(names: Iterable[str], entity: type[Entity]) -> str:
    """Names of fields in the order of their definition."""
    return ", ".join(f"`{field.name}`" for field in schema_of(entity) if field.name in names) or "nothing"


def registry() -> Registry:
    """The plugins of this repository, whatever else is installed."""
    found = load_registry()
    ours = {path.name.removeprefix("syncspider-") for path in ROOT.glob("plugins/*")}
    return load_registry(disabled={plugin.name for plugin in found.plugins} - ours - {"core"})


def told(side: Side) -> str:
    """One end of a pair."""
    return f"{side.title} {side.entity}"


def failures() -> Iterator[str]:
    """Each error with what happens next."""
    yield "# Errors"
    yield ""
    before, _, after = inspect.cleandoc(errors.__doc__ or "").partition("::\n\n")
    tree, _, after = after.partition("\n\n")
    yield from (before.strip(), "", "```text", textwrap.dedent(tree), "```", "", marked(after))
    for name, thing in vars(errors).items():
        if inspect.isclass(thing) and thing.__module__ == errors.__name__:
            yield from ("", f"## {name}", "", *plainly(inspect.cleandoc(thing.__doc__ or "")))
            if issubclass(thing, enum.Enum):
                yield from ("", *(f"* `{member.name}`: {member.value}" for member in thing))


def plainly(docstring: str) -> Iterator[str]:
    """A docstring as Markdown: its attributes as a list."""
    text, _, attributes = docstring.partition("Attributes:\n")
    yield marked(text.strip())
    if attributes:
        yield ""
        for line in inspect.cleandoc(attributes).splitlines():
            name, _, what = line.partition(": ")
            yield f"* `{name}`: {marked(what)}" if what else f"  {marked(line.strip())}"


def cell(text: str) -> str:
    """Text for a table, on one line."""
    return " ".join(marked(text).replace("|", "\\|").split())


def marked(text: str) -> str:
    """Text with the marks of Markdown instead of those of reStructuredText."""
    return re.sub(r":\w+:`~?\.?([^`]+)`", r"`\1`", text).replace("``", "`")


if __name__ == "__main__":
    main()
