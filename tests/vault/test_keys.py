"""Where the key is kept."""

import stat
from pathlib import Path

import pytest
from syncspider.errors import ConfigurationError
from syncspider.vault import Keys
from syncspider.vault.cipher import Key
from syncspider.vault.keyrings import Keyring


class Shelf:
    """A keyring's backend in memory; closed, it refuses every call."""

    def __init__(self, *, closed: bool = False, forgets: bool = False) -> None:
        self.closed = closed
        self.forgets = forgets
        self.kept: dict[str, str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        """What is kept."""
        self._open()
        return self.kept.get(username)

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep it, unless it forgets."""
        self._open()
        if not self.forgets:
            self.kept[username] = password

    def _open(self) -> None:
        if self.closed:
            raise PermissionError


def _keys(path: Path, shelf: Shelf | None = None) -> Keys:
    return Keys(path, open_keyring=(lambda: Keyring(shelf)) if shelf else None)


def test_the_first_use_makes_a_file_for_its_owner_only(key_file: Path) -> None:
    """Without a keyring the key is a file of mode 0600 in a folder of mode 0700."""
    key = _keys(key_file).current(None)
    assert Key.from_text(key_file.read_text()) == key
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert stat.S_IMODE(key_file.parent.stat().st_mode) == 0o700
    assert list(key_file.parent.iterdir()) == [key_file]


def test_the_next_use_finds_it(key_file: Path) -> None:
    """Another process has the same key."""
    key = _keys(key_file).current(None)
    assert _keys(key_file).find(key.id) == key
    assert _keys(key_file).current(key.id) == key
    assert _keys(key_file).current(None) == key


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o601])
def test_a_file_open_to_others_is_refused(key_file: Path, mode: int) -> None:
    """The message has the command that closes it."""
    key = _keys(key_file).current(None)
    key_file.chmod(mode)
    with pytest.raises(ConfigurationError, match=f"chmod 600 {key_file}"):
        _keys(key_file).find(key.id)


def test_a_keyring_that_works_holds_the_key(key_file: Path) -> None:
    """No file is written then, and another process finds the key by its id."""
    shelf = Shelf()
    key = _keys(key_file, shelf).current(None)
    assert not key_file.exists()
    assert _keys(key_file, shelf).find(key.id) == key
    assert _keys(key_file, shelf).current(key.id) == key


@pytest.mark.parametrize("shelf", [Shelf(closed=True), Shelf(forgets=True)])
def test_a_keyring_that_fails_leaves_the_key_to_the_file(key_file: Path, shelf: Shelf) -> None:
    """One that refuses, or takes a key and does not give it back, is not trusted with the only copy."""
    key = _keys(key_file, shelf).current(None)
    assert Key.from_text(key_file.read_text()) == key


def test_no_keyring_on_this_machine_means_the_file(key_file: Path) -> None:
    """A server has none."""
    key = Keys(key_file, open_keyring=lambda: None).current(None)
    assert Key.from_text(key_file.read_text()) == key


def test_where_the_file_has_the_key_no_keyring_is_asked(key_file: Path) -> None:
    """Looking for a keyring takes long; it is not looked for without need."""
    key = _keys(key_file).current(None)

    def refuse() -> Keyring | None:
        raise AssertionError

    assert Keys(key_file, open_keyring=refuse).find(key.id) == key


def test_a_lost_key_is_told(key_file: Path) -> None:
    """The message says where was looked and what to do."""
    with pytest.raises(ConfigurationError, match=r"neither in the keyring nor in .*vault\.key.*connections edit"):
        _keys(key_file, Shelf()).find("0123456789abcdef")
    with pytest.raises(ConfigurationError, match=r"it is not in .*vault\.key"):
        _keys(key_file).find("0123456789abcdef")


def test_another_key_in_the_file_is_a_lost_key(key_file: Path) -> None:
    """A file that holds some other key is not tried on the secrets."""
    key = _keys(key_file).current(None)
    key_file.write_text(Key.new().text())
    with pytest.raises(ConfigurationError, match="is lost"):
        _keys(key_file).find(key.id)


def test_a_closed_keyring_is_not_a_lost_key(key_file: Path) -> None:
    """While it is locked no second key is made behind its back: the person is asked to unlock it."""
    shelf = Shelf()
    key = _keys(key_file, shelf).current(None)
    shelf.closed = True
    for use in (_keys(key_file, shelf).find, _keys(key_file, shelf).current):
        with pytest.raises(ConfigurationError, match="Unlock the keyring"):
            use(key.id)
    assert not key_file.exists()


def test_after_a_loss_new_secrets_get_a_new_key(key_file: Path) -> None:
    """Whoever enters the secrets again can go on."""
    fresh = _keys(key_file).current("0123456789abcdef")
    assert _keys(key_file).find(fresh.id) == fresh


def test_a_file_without_a_key_is_refused(key_file: Path) -> None:
    """Damage is told; nothing overwrites what may be rescued."""
    key_file.parent.mkdir()
    key_file.touch(mode=0o600)
    with pytest.raises(ConfigurationError, match="holds no key"):
        _keys(key_file).current(None)
    assert key_file.read_text() == ""


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """One line with the file's name and the reason."""
    (tmp_path / "config").write_text("a file where the folder should be")
    with pytest.raises(ConfigurationError, match=r"vault\.key cannot be used: Not a directory"):
        _keys(tmp_path / "config" / "vault.key").current(None)
