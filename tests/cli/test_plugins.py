"""``syncspider plugins``: everything that was found, and what became of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from syncspider.version import __version__

Make = Callable[..., Any]


def test_the_table_names_what_was_found(environment: Any, shop_source: Make) -> None:
    """The core first; the reason stands last, where it may be long."""
    environment.install("shop", shop_source("shop"), version="2.0")
    environment.install("bad", "import not_there")
    result = environment.run("plugins")
    assert (result.code, result.err) == (0, "")
    header, core, bad, shop = result.out.splitlines()
    assert header.split() == ["Plugin", "Distribution", "Version", "Status", "Hooks", "Reason"]
    assert core.split()[:4] == ["core", "syncspider", __version__, "ok"]
    assert bad.split()[:5] == ["bad", "syncspider-bad", "1.0", "broken", "-"]
    assert bad.endswith("it cannot be imported: ModuleNotFoundError: No module named 'not_there'")
    assert shop.split() == ["shop", "syncspider-shop", "2.0", "ok", "register_integrations", "-"]


def test_json_has_the_same_facts(environment: Any) -> None:
    """With the full names of the hooks."""
    environment.install("bad", "API_VERSION = 7")
    rows = json.loads(environment.run("plugins", "--format", "json").out)
    assert rows[1] == {
        "name": "bad",
        "distribution": "syncspider-bad",
        "version": "1.0",
        "status": "incompatible",
        "reason": "it is written for version 7 of the contract, and this is version 1",
        "hooks": [],
    }


def test_no_name_can_move_the_cursor(environment: Any) -> None:
    """Metadata comes from outside like everything else."""
    info = environment.plugins / "evil-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Name: evil\x1b[2J\nVersion: 1\x07\n")
    (info / "entry_points.txt").write_text("[syncspider]\n\x1b]0;x\x07\u202e = evil\n", encoding="utf-8")
    for arguments in (("plugins",), ("plugins", "--format", "json"), ("matrix",)):
        result = environment.run(*arguments)
        assert result.code == 0
        assert (result.out + result.err).replace("\n", "").isprintable()
    assert "evil\\x1b[2J" in environment.run("plugins").out
