"""Real broken distributions in an environment of their own: each is named with its reason, and nothing else changes."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Make = Callable[..., Any]

HEAD = "import syncspider\nAPI_VERSION = 1\n"
LISTEN = "@syncspider.hookimpl\ndef syncspider_run_started(event): pass\n"
REGISTER = "@syncspider.hookimpl\ndef syncspider_register_integrations(): "

#: What the module of the plugin ``bad`` holds, its status, and how its reason begins.
BROKEN = {
    "import error": (
        "import not_there\n",
        "broken",
        "it cannot be imported: ModuleNotFoundError: No module named 'not_there'",
    ),
    "syntax error": ("def (:\n", "broken", "it cannot be imported: SyntaxError: "),
    "sys.exit at import": ("import sys\nsys.exit(5)\n", "broken", "it cannot be imported: it called sys.exit(5)"),
    "endless recursion": (
        "def f(): f()\nf()\n",
        "broken",
        "it cannot be imported: RecursionError: maximum recursion depth exceeded",
    ),
    "no module": (None, "broken", "it cannot be imported: ModuleNotFoundError: "),
    "misspelt hook": (
        HEAD + LISTEN.replace("started", "startd"),
        "broken",
        "there is no hook syncspider_run_startd; did its author mean syncspider_run_started?",
    ),
    "wrong argument": (
        HEAD + LISTEN.replace("event", "evnt"),
        "broken",
        "its hooks do not fit: PluginValidationError: ",
    ),
    "wrong version": (
        HEAD.replace("1", "99") + LISTEN,
        "incompatible",
        "it is written for version 99 of the contract, and this is version 1",
    ),
    "no version": (
        HEAD.replace("API_VERSION = 1", "") + LISTEN,
        "incompatible",
        "it does not say for which version of the contract it is written: API_VERSION = 1",
    ),
    "raising hook": (
        f"{HEAD}{REGISTER}raise ValueError('two\\nlines')\n",
        "broken",
        "syncspider_register_integrations failed: ValueError: two lines",
    ),
    "garbage from a hook": (
        f"{HEAD}{REGISTER}return 42\n",
        "broken",
        "syncspider_register_integrations gave 42, not a list",
    ),
    "no integration": (
        f"{HEAD}{REGISTER}return [int]\n",
        "broken",
        "<class 'int'> is registered as an integration but is no subclass of Integration",
    ),
    "escapes in its error": (
        "raise ValueError('\\x1b]0;owned\\x07\\u202e')\n",
        "broken",
        "it cannot be imported: ValueError: \\x1b]0;owned\\x07\\u202e",
    ),
}


@pytest.fixture(name="alone")
def make_alone(environment: Any, shop_source: Make) -> str:
    """What the matrix says with two sound plugins and nothing else."""
    environment.install("shop", shop_source("shop"))
    environment.install("store", shop_source("store"))
    result = environment.run("matrix")
    assert (result.code, result.err) == (0, "")
    out: str = result.out
    return out


@pytest.mark.parametrize(("module", "status", "reason"), BROKEN.values(), ids=BROKEN)
def test_a_broken_plugin_changes_one_line_on_standard_error(
    module: str | None, status: str, reason: str, environment: Any, alone: str
) -> None:
    """The matrix says the same of the others; the line names the plugin, where it comes from and the reason."""
    environment.install("bad", module, distribution="bad-dist", version="2.3")
    result = environment.run("matrix")
    assert (result.code, result.out) == (0, alone)
    assert len(result.err.splitlines()) == 1
    assert result.err.startswith(f"Warning: the plugin bad (bad-dist 2.3) is {status}: {reason}")
    listed = {row["name"]: row for row in json.loads(environment.run("plugins", "--format", "json").out)}
    assert (listed["bad"]["status"], listed["bad"]["distribution"], listed["bad"]["version"]) == (
        status,
        "bad-dist",
        "2.3",
    )
    assert {row["status"] for name, row in listed.items() if name != "bad"} == {"ok"}


def test_two_distributions_with_one_entry_point_name(environment: Any, shop_source: Make, alone: str) -> None:
    """Pluggy would take one of them, by chance; here both are left out and both are named."""
    environment.install("bad", shop_source("bad"), distribution="bad-one")
    environment.install("bad", shop_source("bad"), distribution="bad-two", version="2.0")
    result = environment.run("matrix")
    assert (result.code, result.out) == (0, alone)
    reason = "its entry point has the same name in bad-one 1.0 and bad-two 2.0; uninstall all but one"
    assert result.err.splitlines() == [
        f"Warning: the plugin bad (bad-one 1.0) is clashing: {reason}",
        f"Warning: the plugin bad (bad-two 2.0) is clashing: {reason}",
    ]


def test_two_plugins_with_one_integration(environment: Any, shop_source: Make, alone: str) -> None:
    """Both are left out, and each line names the other."""
    environment.install("bad", shop_source("bad-eu"))
    environment.install("bad-eu", shop_source("bad-eu"))
    result = environment.run("matrix")
    assert (result.code, result.out) == (0, alone)
    first, second = "bad (syncspider-bad 1.0)", "bad-eu (syncspider-bad-eu 1.0)"
    advice = "; disable or uninstall one of them"
    assert result.err.splitlines() == [
        f"Warning: the plugin {one} is clashing: it shares the integration bad-eu with {other}{advice}"
        for one, other in ((first, second), (second, first))
    ]
    kept = environment.run("--disable-plugin", "bad", "matrix", "--format", "json")
    assert [row["name"] for row in json.loads(kept.out)["integrations"]] == ["bad-eu", "shop", "store"]
    assert kept.err == ""


def test_nobody_can_take_the_core_s_name(environment: Any, shop_source: Make, alone: str) -> None:
    """A plugin called core is left out, the core's own parts stay."""
    environment.install("core", shop_source("core"), distribution="impostor")
    result = environment.run("matrix")
    assert (result.code, result.out) == (0, alone)
    assert result.err.startswith("Warning: the plugin core (impostor 1.0) is clashing: ")


@pytest.mark.parametrize(
    "how", ["print('chatter')", "import os; os.system('echo chatter')", "import os; os.write(1, b'chatter')"]
)
def test_what_a_plugin_prints_spoils_no_result(how: str, environment: Any, shop_source: Make) -> None:
    """Standard output holds the JSON alone; the chatter is on standard error."""
    environment.install("shop", f"{how}\n{shop_source('shop')}")
    result = environment.run("matrix", "--format", "json")
    assert [row["name"] for row in json.loads(result.out)["integrations"]] == ["shop"]
    assert "chatter" in result.err
    if how.startswith("print"):
        assert result.err == "Warning: the plugin shop printed while it was loaded: chatter\n"


@pytest.mark.parametrize(
    ("arguments", "env"),
    [
        (("--no-plugins",), {}),
        (("--disable-plugin", "bad", "--disable-plugin", "shop"), {}),
        (("--disable-plugin", "bad,SHOP"), {}),
        ((), {"SYNCSPIDER_DISABLE_PLUGINS": "bad, shop,"}),
    ],
)
def test_plugins_can_be_switched_off(
    arguments: tuple[str, ...], env: dict[str, str], environment: Any, shop_source: Make
) -> None:
    """None of their code runs, and they are listed as disabled."""
    environment.install("bad", "import os; os._exit(9)")
    environment.install("shop", shop_source("shop"))
    result = environment.run(*arguments, "plugins", "--format", "json", env=env)
    assert (result.code, result.err) == (0, "")
    assert {row["name"]: row["status"] for row in json.loads(result.out)} == {
        "core": "ok",
        "bad": "disabled",
        "shop": "disabled",
    }


def test_a_name_that_disables_nothing_is_told(environment: Any) -> None:
    """A slip of the pen does not pass for success."""
    result = environment.run("--disable-plugin", "ghost", "plugins")
    assert (result.code, result.err) == (0, "Warning: there is no plugin 'ghost' to disable\n")


def test_uninstalling_makes_an_integration_vanish(environment: Any, shop_source: Make, alone: str) -> None:
    """And installing it brings it back."""
    environment.install("third", shop_source("third"))
    assert "Third" in environment.run("matrix").out
    environment.uninstall("syncspider-third")
    result = environment.run("matrix")
    assert (result.out, result.err) == (alone, "")
    environment.install("third", shop_source("third"))
    assert "Third" in environment.run("matrix").out


def test_a_wheel_that_pip_installs_is_found(environment: Any, shop_source: Make, tmp_path: Path) -> None:
    """The whole way: a wheel, pip, the metadata that pip leaves, the matrix."""
    wheel = tmp_path / "syncspider_piped-3.1-py3-none-any.whl"
    info = "syncspider_piped-3.1.dist-info"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("syncspider_piped/__init__.py", shop_source("piped"))
        archive.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: syncspider-piped\nVersion: 3.1\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/entry_points.txt", "[syncspider]\npiped = syncspider_piped\n")
        archive.writestr(f"{info}/RECORD", "")
    pytest.importorskip("pip")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*pip, "--target", str(environment.plugins), str(wheel)], check=True)
    result = environment.run("plugins", "--format", "json")
    piped = next(row for row in json.loads(result.out) if row["name"] == "piped")
    assert piped == {
        "name": "piped",
        "distribution": "syncspider-piped",
        "version": "3.1",
        "status": "ok",
        "reason": "",
        "hooks": ["syncspider_register_integrations"],
    }
    assert "Piped" in environment.run("matrix").out
