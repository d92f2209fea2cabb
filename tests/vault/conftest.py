"""What every test of the vault starts from."""

from pathlib import Path

import pytest
from syncspider.vault import Keys, Vault


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    """Where the key lies when no keyring holds it; made on first use."""
    return tmp_path / "config" / "vault.key"


@pytest.fixture
def vault_file(tmp_path: Path) -> Path:
    """Where the locked secrets lie; made on first use."""
    return tmp_path / "data" / "vault.json"


@pytest.fixture
def vault(vault_file: Path, key_file: Path) -> Vault:
    """A vault without a keyring."""
    return Vault(vault_file, Keys(key_file, open_keyring=None))
