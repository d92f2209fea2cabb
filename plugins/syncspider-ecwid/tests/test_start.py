"""What importing the plugin costs and declares."""

from __future__ import annotations

import subprocess
import sys

import syncspider_ecwid
from syncspider_ecwid import Ecwid

_HEAVY = ("httpx", "sqlalchemy", "cryptography", "syncspider.http.client", "syncspider_ecwid.sandbox")


def test_import_is_cheap() -> None:
    """A fresh interpreter that imports the plugin loads no HTTP client, no database and no sandbox."""
    program = f"import sys, syncspider_ecwid; print([name for name in {_HEAVY!r} if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "[]"


def test_registration() -> None:
    """The package registers one integration, for version 1 of the contract, under one name everywhere."""
    assert syncspider_ecwid.API_VERSION == 1
    (integration,) = syncspider_ecwid.syncspider_register_integrations()
    assert integration is Ecwid
    assert integration.name == "ecwid" == syncspider_ecwid.__name__.removeprefix("syncspider_")
    assert integration.title == "Ecwid"
