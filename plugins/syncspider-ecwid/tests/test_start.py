"""What importing the plugin costs and declares."""

from __future__ import annotations

import inspect
import subprocess
import sys

import syncspider_ecwid
from syncspider import Source, Target, load_named
from syncspider_ecwid import Ecwid, customer_writing, product_writing
from syncspider_ecwid.customers import FIELDS as CUSTOMER_FIELDS
from syncspider_ecwid.products import FIELDS as PRODUCT_FIELDS

_HEAVY = {"httpx", "msgspec", "cattrs", "sqlalchemy", "cryptography", "syncspider.http.client"}


def test_import_is_cheap() -> None:
    """A fresh interpreter that imports the plugin loads what it declares: no HTTP, no JSON, none of Ecwid's shapes."""
    program = "import sys, syncspider_ecwid; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert not _HEAVY & set(loaded)
    assert {name for name in loaded if name.startswith("syncspider_ecwid.")} == {
        f"syncspider_ecwid.{name}" for name in ("customers", "integration", "orders", "products")
    }


def test_every_declaration_has_its_work() -> None:
    """What a source or target names as its work is there, and reads or writes."""
    for declared in (*Ecwid.sources, *Ecwid.targets):
        work = load_named(declared.work)
        assert issubclass(work, Source if declared in Ecwid.sources else Target)
        assert not inspect.isabstract(work)


def test_what_is_declared_is_what_is_written() -> None:
    """The fields that are declared are those that the writing knows, which is loaded later."""
    own = (*product_writing._PLAIN, *product_writing._STOCK, *product_writing._PROPERTIES)
    assert {*own, "pictures", "variants"} == PRODUCT_FIELDS
    addresses = {"email", "billing_address", "shipping_addresses"}
    assert {*customer_writing._PLAIN, *customer_writing._PERSON, *addresses} == CUSTOMER_FIELDS


def test_registration() -> None:
    """The package registers one integration, for version 1 of the contract, under one name everywhere."""
    assert syncspider_ecwid.API_VERSION == 1
    (integration,) = syncspider_ecwid.syncspider_register_integrations()
    assert integration is Ecwid
    assert integration.name == "ecwid" == syncspider_ecwid.__name__.removeprefix("syncspider_")
    assert integration.title == "Ecwid"
