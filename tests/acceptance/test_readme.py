"""What a stranger reads first is what they will see."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.timeout(300)
def test_the_readme_shows_what_the_commands_print() -> None:
    """The table of ``matrix`` and the report of ``demo`` are real: if they differ, run docs/generate.py."""
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs/generate.py")
    assert spec is not None
    assert spec.loader is not None
    generate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generate)
    readme = (ROOT / "README.md").read_text()
    assert readme.count("$ syncspider ") == 2
    assert generate.with_output(readme) == readme
