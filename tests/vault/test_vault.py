"""Keeping secrets in one file."""

import json
import logging
import os
import stat
import subprocess
import sys
import threading
import traceback
from pathlib import Path

import pytest
from syncspider.errors import ConfigurationError
from syncspider.secret import Secret
from syncspider.vault import Keys, Vault

CANARY = "canary-4f1c9e"


def test_a_secret_comes_back(vault: Vault) -> None:
    """What was put is there, also for another process that opens the same files."""
    vault.put("shop", {"token": Secret("one"), "refresh_token": Secret("two")})
    assert vault.get("shop", "token") == Secret("one")
    assert vault.names_of("shop") == ("refresh_token", "token")
    assert vault.get("shop", "other") is None
    assert vault.get("other", "token") is None


def test_a_session_sees_its_own_connection_only(vault: Vault) -> None:
    """The part that is handed to a plugin reads and replaces the secrets of one connection."""
    vault.put("shop", {"token": Secret("one")})
    secrets = vault.secrets_of("other")
    assert secrets.get("token") is None
    secrets.put("token", Secret("two"))
    assert vault.get("shop", "token") == Secret("one")
    assert vault.get("other", "token") == Secret("two")


def test_a_second_vault_opens_the_same_files(vault: Vault, vault_file: Path, key_file: Path) -> None:
    """Nothing is kept in memory only."""
    vault.put("shop", {"token": Secret("one")})
    assert Vault(vault_file, Keys(key_file, open_keyring=None)).get("shop", "token") == Secret("one")


def test_a_put_replaces_what_it_names_and_keeps_the_rest(vault: Vault) -> None:
    """A rotated token does not take the client secret with it."""
    vault.put("shop", {"client_secret": Secret("one"), "token": Secret("two")})
    vault.put("shop", {"token": Secret("three")})
    assert vault.get("shop", "client_secret") == Secret("one")
    assert vault.get("shop", "token") == Secret("three")


def test_what_is_forgotten_is_gone(vault: Vault) -> None:
    """One connection is forgotten, others stay; forgetting what is not there is no error."""
    vault.put("shop", {"token": Secret("one")})
    vault.put("other", {"token": Secret("two")})
    vault.forget("shop")
    vault.forget("nobody")
    assert vault.get("shop", "token") is None
    assert vault.get("other", "token") == Secret("two")


def test_nothing_is_written_before_the_first_secret(vault: Vault, vault_file: Path, key_file: Path) -> None:
    """Looking for a secret makes no file."""
    assert vault.get("shop", "token") is None
    assert not vault_file.exists()
    assert not key_file.exists()


def test_the_file_is_for_its_owner_and_beside_it_nothing_stays(vault: Vault, vault_file: Path) -> None:
    """Mode 0600, and no half-written file is left."""
    vault.put("shop", {"token": Secret("one")})
    vault.put("shop", {"token": Secret("two")})
    assert stat.S_IMODE(vault_file.stat().st_mode) == 0o600
    assert stat.S_IMODE(vault_file.parent.stat().st_mode) == 0o700
    assert {path.name for path in vault_file.parent.iterdir()} == {"vault.json", "vault.json.lock"}


def test_a_file_open_to_others_is_refused(vault: Vault, vault_file: Path) -> None:
    """The message has the command that closes it."""
    vault.put("shop", {"token": Secret("one")})
    vault_file.chmod(0o644)
    with pytest.raises(ConfigurationError, match=f"chmod 600 {vault_file}"):
        vault.get("shop", "token")


def test_swapped_rows_are_refused(vault: Vault, vault_file: Path) -> None:
    """A locked text that stands in another row does not open, within a connection and across."""
    vault.put("shop", {"token": Secret("one"), "refresh_token": Secret("two")})
    vault.put("other", {"token": Secret("three")})
    content = json.loads(vault_file.read_text())
    rows = content["secrets"]
    rows["shop"]["token"], rows["other"]["token"] = rows["other"]["token"], rows["shop"]["token"]
    rows["shop"]["refresh_token"] = rows["shop"]["token"]
    vault_file.write_text(json.dumps(content))
    for connection, name in (("shop", "token"), ("other", "token"), ("shop", "refresh_token")):
        with pytest.raises(ConfigurationError, match=f"stored {name} of the connection {connection} does not open"):
            vault.get(connection, name)


def test_a_lost_key_is_told_and_can_be_got_over(vault: Vault, vault_file: Path, key_file: Path) -> None:
    """Without the key nothing opens; secrets that are entered again do."""
    vault.put("shop", {"token": Secret("one")})
    key_file.unlink()
    again = Vault(vault_file, Keys(key_file, open_keyring=None))
    with pytest.raises(ConfigurationError, match="is lost"):
        again.get("shop", "token")
    again.put("shop", {"token": Secret("two")})
    assert again.get("shop", "token") == Secret("two")


@pytest.mark.parametrize(
    "text", ["", "no json", "[]", "{}", '{"version": 2, "key": null, "secrets": {}}', '{"version": 1}']
)
def test_a_damaged_file_is_told_and_left_alone(vault: Vault, vault_file: Path, text: str) -> None:
    """Neither reading nor writing touches a file that is not understood."""
    vault.put("shop", {"token": Secret("one")})
    vault_file.write_text(text)
    with pytest.raises(ConfigurationError, match="is damaged"):
        vault.get("shop", "token")
    with pytest.raises(ConfigurationError, match="is damaged"):
        vault.put("shop", {"token": Secret("two")})
    assert vault_file.read_text() == text


def test_a_failed_write_leaves_the_old_file(vault: Vault, vault_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk is full the old secrets are still there and nothing half written is left."""
    vault.put("shop", {"token": Secret("one")})

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ConfigurationError, match="No space left on device"):
        vault.put("shop", {"token": Secret("two")})
    assert vault.get("shop", "token") == Secret("one")
    assert {path.name for path in vault_file.parent.iterdir()} == {"vault.json", "vault.json.lock"}


def test_no_secret_is_seen_anywhere(
    vault: Vault, vault_file: Path, key_file: Path, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    """Not in a file, a log at debug level, a repr, an error or its traceback."""
    caplog.set_level(logging.DEBUG)
    vault.put("shop", {"token": Secret(CANARY)})
    seen = [repr(vault), repr(vault.secrets_of("shop")), repr(vault.get("shop", "token"))]
    key = key_file.read_text().strip()
    key_file.unlink()
    vault_file.write_text(vault_file.read_text().replace('"token"', '"other"'))
    for broken in (vault, Vault(vault_file, Keys(key_file, open_keyring=None))):
        with pytest.raises(ConfigurationError) as caught:
            broken.get("shop", "other")
        seen += [repr(caught.value), *traceback.format_exception(caught.value)]
    seen += [path.read_text() for path in tmp_path.rglob("*") if path.is_file()]
    for text in (*seen, caplog.text):
        assert CANARY not in text
        assert key not in text


WRITER = """
import sys
from pathlib import Path
from syncspider.secret import Secret
from syncspider.vault import Keys, Vault
vault = Vault(Path(sys.argv[1]), Keys(Path(sys.argv[2]), open_keyring=None))
sys.stdin.readline()
for number in range(20):
    vault.put(f"shop-{sys.argv[3]}", {f"token-{number}": Secret(f"{sys.argv[3]}-{number}")})
"""


def test_two_processes_lose_nothing(vault: Vault, vault_file: Path, key_file: Path) -> None:
    """Each process makes the key and puts its secrets at the same time: all of them open afterwards."""
    command = [sys.executable, "-c", WRITER, str(vault_file), str(key_file)]
    writers = [subprocess.Popen([*command, name], stdin=subprocess.PIPE, text=True) for name in ("a", "b")]
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    for writer in writers:
        writer.communicate()
        assert writer.returncode == 0
    for name in ("a", "b"):
        for number in range(20):
            assert vault.get(f"shop-{name}", f"token-{number}") == Secret(f"{name}-{number}")


def test_threads_of_one_process_lose_nothing(vault: Vault) -> None:
    """Two connections that refresh their tokens at once keep both."""
    threads = [
        threading.Thread(target=vault.put, args=(f"shop-{number}", {"token": Secret(str(number))}))
        for number in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [vault.get(f"shop-{number}", "token") for number in range(8)] == [Secret(str(n)) for n in range(8)]
