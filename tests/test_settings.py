"""What the environment and the settings file say."""

from pathlib import Path

import pytest
from syncspider.errors import ConfigurationError
from syncspider.settings import Settings


@pytest.fixture(autouse=True)
def _own_platform(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads the settings of whoever runs it."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "etc"))


def _write(home: Path, text: str) -> Path:
    path = home / "config" / "settings.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_a_home_holds_everything(tmp_path: Path) -> None:
    """With a home nothing lies outside it, and the key lies apart from what it locks."""
    settings = Settings.read({"SYNCSPIDER_HOME": str(tmp_path)})
    assert settings.data_dir == tmp_path / "data"
    assert settings.config_dir == tmp_path / "config"
    assert settings.database_file.parent == settings.vault_file.parent != settings.key_file.parent


def test_the_option_wins_over_the_environment(tmp_path: Path) -> None:
    """``--home`` is nearer than ``SYNCSPIDER_HOME``."""
    settings = Settings.read({"SYNCSPIDER_HOME": "/elsewhere"}, home=tmp_path)
    assert settings.data_dir == tmp_path / "data"


def test_without_a_home_the_platform_says_where(tmp_path: Path) -> None:
    """Data and configuration lie in two folders of the platform."""
    settings = Settings.read({})
    assert settings.data_dir == tmp_path / "share" / "syncspider"
    assert settings.config_dir == tmp_path / "etc" / "syncspider"


def test_an_empty_home_is_none() -> None:
    """An empty variable does not put the state into the present folder."""
    assert Settings.read({"SYNCSPIDER_HOME": " "}).data_dir == Settings.read({}).data_dir


def test_a_relative_home_is_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A later change of folder does not move the state."""
    monkeypatch.chdir(tmp_path)
    assert Settings.read({}, home=Path("here")).data_dir == tmp_path / "here" / "data"


def test_the_file_is_read(tmp_path: Path) -> None:
    """Every setting of the file arrives."""
    _write(tmp_path, 'keyring = true\nplugins = false\ndisabled_plugins = ["one", "two"]\n')
    settings = Settings.read({}, home=tmp_path)
    assert settings.keyring
    assert not settings.plugins
    assert settings.disabled_plugins == ("one", "two")


def test_a_home_leaves_the_keyring_alone(tmp_path: Path) -> None:
    """Nothing of a home stays behind on the machine when its folder is removed."""
    assert not Settings.read({}, home=tmp_path).keyring
    assert Settings.read({}).keyring


@pytest.mark.parametrize(("text", "used"), [("on", True), ("OFF", False), ("0", False)])
def test_the_environment_switches_the_keyring(tmp_path: Path, text: str, *, used: bool) -> None:
    """The environment wins over the file."""
    _write(tmp_path, f"keyring = {str(not used).lower()}\n")
    assert Settings.read({"SYNCSPIDER_KEYRING": text}, home=tmp_path).keyring is used


def test_disabled_plugins_add_up(tmp_path: Path) -> None:
    """The command line, the environment and the file each switch plugins off, each name once."""
    _write(tmp_path, 'disabled_plugins = ["c", "a"]\n')
    settings = Settings.read({"SYNCSPIDER_DISABLE_PLUGINS": "b, a,"}, home=tmp_path, disabled_plugins=["a"])
    assert settings.disabled_plugins == ("a", "b", "c")


def test_the_environment_can_switch_all_plugins_off(tmp_path: Path) -> None:
    """``SYNCSPIDER_NO_PLUGINS=on`` is ``--no-plugins``."""
    assert not Settings.read({"SYNCSPIDER_NO_PLUGINS": "on"}, home=tmp_path).plugins
    assert not Settings.read({}, home=tmp_path, plugins=False).plugins


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("keyring = \n", "line 1"),
        ("\n\ncolour = 'red'\n", "line 3: colour is not a setting"),
        ("# words\n[engine]\nspeed = 1\n", "line 2: engine is not a setting"),
        ("keyring = 'yes'\n", "line 1: keyring cannot be 'yes'. Set it to true or false"),
        ("plugins = 1\n", "line 1: plugins cannot be 1"),
        ("keyring = true\ndisabled_plugins = 'one'\n", "line 2: disabled_plugins cannot be 'one'"),
        ("disabled_plugins = [1]\n", "line 1: disabled_plugins cannot be [1]"),
    ],
)
def test_a_broken_file_is_refused_in_one_line(tmp_path: Path, text: str, said: str) -> None:
    """The message names the file, the line and what to do."""
    path = _write(tmp_path, text)
    with pytest.raises(ConfigurationError) as caught:
        Settings.read({}, home=tmp_path)
    assert str(path) in str(caught.value)
    assert said in str(caught.value)
    assert caught.value.hint
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    """Bytes that are no UTF-8 are told, not raised as they are."""
    _write(tmp_path, "").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigurationError, match=r"settings\.toml cannot be read"):
        Settings.read({}, home=tmp_path)


def test_a_wrong_switch_in_the_environment_is_named() -> None:
    """The message names the variable."""
    with pytest.raises(ConfigurationError, match="SYNCSPIDER_KEYRING cannot be 'maybe'"):
        Settings.read({"SYNCSPIDER_KEYRING": "maybe"})
