"""A stranger's code is run: the host goes on, and standard output stays clean."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from syncspider.plugin.loading import caught_output, contained, loaded, stdout_kept_clean
from syncspider.plugin.plugins import Quarantined


def ignored(text: str) -> None:
    """What is printed does not matter here."""


@pytest.mark.parametrize(
    "write",
    [
        lambda: print("chatter"),  # noqa: T201 - what a plugin does
        lambda: sys.stdout.buffer.write(b"chatter\n"),
        lambda: sys.stdout.write("chatter\n\udc80"),
        lambda: [sys.stdout.write("chatter\n"), sys.stdout.close()],
        lambda: [sys.stdout.write("chatter\n"), cast("io.TextIOWrapper", sys.stdout).detach()],
        lambda: [sys.stdout.write("chatter\n"), vars(sys).update(stdout=None)],
    ],
)
def test_what_is_printed_is_caught(write: Callable[[], object], capfd: pytest.CaptureFixture[str]) -> None:
    """As text, as bytes, as what cannot be encoded, or by one who closes it then: nothing reaches standard output."""
    for _ in range(2):
        printed: list[str] = []
        with stdout_kept_clean(), caught_output(printed.append):
            write()
        assert printed[0].startswith("chatter\n")
    sys.stdout.write("result\n")
    assert capfd.readouterr() == ("result\n", "")


@pytest.mark.parametrize(
    "write",
    [
        lambda: os.write(1, b"chatter\n"),
        lambda: subprocess.run([sys.executable, "-c", "print('chatter')"], check=True),
    ],
)
def test_what_goes_past_python_reaches_standard_error(
    write: Callable[[], object], capfd: pytest.CaptureFixture[str]
) -> None:
    """A child's output, or a library's, spoils no result either."""
    with stdout_kept_clean(), caught_output(ignored):
        write()
    os.write(1, b"result\n")
    assert capfd.readouterr() == ("result\n", "chatter\n")


def test_output_is_restored_after_an_error(capfd: pytest.CaptureFixture[str]) -> None:
    """Ctrl-C while a plugin is loaded leaves the terminal as it was."""
    before = sys.stdout
    with pytest.raises(KeyboardInterrupt), stdout_kept_clean(), caught_output(ignored):
        raise KeyboardInterrupt
    assert sys.stdout is before
    os.write(1, b"result\n")
    assert capfd.readouterr() == ("result\n", "")


def test_works_where_standard_output_is_closed() -> None:
    """A service may be started without one."""
    code = (
        "import os; os.close(1)\n"
        "from syncspider.plugin.loading import caught_output, stdout_kept_clean\n"
        "texts = []\n"
        "with stdout_kept_clean(), caught_output(texts.append): print('x')\n"
        "os.write(2, texts[0].encode())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stderr.splitlines()[0], done.stdout) == ("x", "")


def test_an_entry_point_names_a_module_or_what_is_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both spellings that packaging allows are followed."""
    (tmp_path / "loadable.py").write_text("class Outer:\n    inner = 7\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert loaded("loadable") is sys.modules["loadable"]
    assert loaded("loadable : Outer.inner [extra]") == 7


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("not_there", "it cannot be imported: ModuleNotFoundError: No module named 'not_there'"),
        ("json:absent", "it cannot be imported: AttributeError: module 'json' has no attribute 'absent'"),
        ("", "it cannot be imported: ValueError: Empty module name"),
        (".relative", "it cannot be imported: TypeError: "),
        ("no module at all", "it cannot be imported: ModuleNotFoundError: "),
    ],
)
def test_what_cannot_be_loaded_has_a_reason(value: str, reason: str) -> None:
    """Garbage in the metadata is a plugin's fault, told as such."""
    with pytest.raises(Quarantined) as caught:
        loaded(value)
    assert caught.value.reason.startswith(reason)


def test_only_an_interrupt_passes() -> None:
    """What a stranger raises becomes a reason; Ctrl-C stays what it is."""

    def interrupted() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        contained(interrupted, "it failed")
    with pytest.raises(Quarantined, match=r"it failed: it called sys.exit\(None\)"):
        contained(sys.exit, "it failed")
