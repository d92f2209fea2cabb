"""The door of the kit."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from syncspider import http

STUB = Path(http.__file__).with_suffix(".pyi")


def test_the_door_the_list_and_the_stub_agree() -> None:
    """What type checkers see is what there is, from the same modules."""
    tree = ast.parse(STUB.read_text())
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    homes = {alias.name: str(node.module).rpartition(".")[2] for node in imports for alias in node.names}
    assert homes == http._HOMES  # type: ignore[attr-defined]  # private, so the stub does not have it
    assert all(alias.asname == alias.name for node in imports for alias in node.names)
    listed = next(node.value for node in tree.body if isinstance(node, ast.Assign))
    assert sorted(ast.literal_eval(listed)) == sorted(http.__all__) == sorted(homes)


@pytest.mark.parametrize("name", http.__all__)
def test_every_public_name_opens(name: str) -> None:
    """No name is promised that is not there."""
    assert getattr(http, name) is not None


def test_an_unknown_name_is_an_ordinary_error() -> None:
    """A typing error in a plugin reads as in any module."""
    with pytest.raises(AttributeError, match="has no attribute 'Cliemt'"):
        http.Cliemt  # type: ignore[attr-defined]  # noqa: B018 - the point of the test


def test_the_door_loads_no_httpx() -> None:
    """Declaring a plugin costs no import of httpx; using the client does."""
    program = (
        "import sys; from syncspider import http; assert 'httpx' not in sys.modules; "
        "http.Budget, http.checked_base_url, http.encode; assert 'httpx' not in sys.modules; "
        "http.Client; assert 'httpx' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
