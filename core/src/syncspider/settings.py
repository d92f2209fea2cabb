"""What the environment and the settings file say, as one frozen value.

The file is ``settings.toml`` in the folder for configuration; it need not exist. Every setting it may hold::

    keyring = true                  # whether the key of the vault may be kept in the operating system's keyring
    plugins = true                  # false loads no plugin at all
    disabled_plugins = ["example"]  # plugins that are found but not loaded
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final, Self

import attrs
import platformdirs

from syncspider.errors import ConfigurationError

_APP: Final = "syncspider"
_SWITCH: Final = {"on": True, "off": False, "1": True, "0": False, "true": True, "false": False}


@attrs.frozen(kw_only=True)
class Settings:
    """Where things lie and what is switched off.

    Attributes:
        data_dir: What is remembered: the state and the locked secrets. It need not exist yet.
        config_dir: What a person writes, and the key of the vault where no keyring holds it. It need not exist yet.
        keyring: Whether the key of the vault may be kept in the operating system's keyring.
        plugins: Whether plugins are loaded at all.
        disabled_plugins: Names of plugins that are not loaded.
    """

    data_dir: Path
    config_dir: Path
    keyring: bool = True
    plugins: bool = True
    disabled_plugins: tuple[str, ...] = ()

    @property
    def database_file(self) -> Path:
        """The state."""
        return self.data_dir / "state.sqlite3"

    @property
    def vault_file(self) -> Path:
        """The locked secrets, apart from the state."""
        return self.data_dir / "vault.json"

    @property
    def key_file(self) -> Path:
        """The key of the vault where no keyring holds it; never in the folder of what it locks."""
        return self.config_dir / "vault.key"

    @classmethod
    def read(
        cls,
        environ: Mapping[str, str],
        *,
        home: Path | None = None,
        plugins: bool = True,
        disabled_plugins: Iterable[str] = (),
    ) -> Self:
        """What the command line, the environment and the file say together; the first that speaks wins.

        With a home everything lies inside it, and the keyring is left alone unless it is switched on: a home can be
        copied to another machine, and removed without a trace. Without one the platform's own folders are used.

        Args:
            environ: ``SYNCSPIDER_HOME``, ``SYNCSPIDER_KEYRING`` (on or off), ``SYNCSPIDER_NO_PLUGINS`` (on or off) and
                ``SYNCSPIDER_DISABLE_PLUGINS`` (names with commas between) are looked at.
            home: ``--home``.
            plugins: False for ``--no-plugins``.
            disabled_plugins: ``--disable-plugin``, added to those of the environment and the file.

        Raises:
            ConfigurationError: The file is broken, or a setting is unknown or of the wrong type.
        """
        data_dir, config_dir, own = _folders(home or _home_in(environ))
        file = _file_settings(config_dir / "settings.toml")
        named = _names_in(environ, "SYNCSPIDER_DISABLE_PLUGINS")
        keyring = _switch_in(environ, "SYNCSPIDER_KEYRING")
        return cls(
            data_dir=data_dir,
            config_dir=config_dir,
            keyring=file.get("keyring", not own) if keyring is None else keyring,
            plugins=plugins and not _switch_in(environ, "SYNCSPIDER_NO_PLUGINS") and file.get("plugins", True),
            disabled_plugins=tuple(dict.fromkeys([*disabled_plugins, *named, *file.get("disabled_plugins", ())])),
        )


def _home_in(environ: Mapping[str, str]) -> Path | None:
    text = environ.get("SYNCSPIDER_HOME", "").strip()
    return Path(text) if text else None


def _folders(home: Path | None) -> tuple[Path, Path, bool]:
    """The folders for data and configuration, and whether they are the user's own choice."""
    if home is not None:
        inside = home.expanduser().absolute()
        return inside / "data", inside / "config", True
    data_dir = platformdirs.user_data_path(_APP, appauthor=False)
    config_dir = platformdirs.user_config_path(_APP, appauthor=False)
    if data_dir == config_dir:  # as on macOS; the key must not lie beside what it locks
        return data_dir / "data", config_dir / "config", False
    return data_dir, config_dir, False


def _names_in(environ: Mapping[str, str], variable: str) -> list[str]:
    return [name.strip() for name in environ.get(variable, "").split(",") if name.strip()]


def _switch_in(environ: Mapping[str, str], variable: str) -> bool | None:
    text = environ.get(variable, "").strip().lower()
    if not text:
        return None
    if text not in _SWITCH:
        raise ConfigurationError(f"{variable} cannot be {text!r}.", hint="Set it to on or off.")
    return _SWITCH[text]


def _is_names(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_switch(value: object) -> bool:
    return isinstance(value, bool)


_KINDS: Final[Mapping[str, tuple[Callable[[object], bool], str]]] = {
    "keyring": (_is_switch, "true or false"),
    "plugins": (_is_switch, "true or false"),
    "disabled_plugins": (_is_names, 'a list of names such as ["example"]'),
}


def _file_settings(path: Path) -> Mapping[str, Any]:
    text = _text_of(path)
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{path} is no valid TOML: {error}.", hint="Correct that line.") from None
    for name, value in found.items():
        _check(path, text, name, value)
    return found


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        hint = "Make it a text file in UTF-8 that you may read, or move it away."
        raise ConfigurationError(f"{path} cannot be read: {error}.", hint=hint) from None


def _check(path: Path, text: str, name: str, value: object) -> None:
    place = f"{path}, line {_line_of(text, name)}" if _line_of(text, name) else str(path)
    if name not in _KINDS:
        hint = f"Remove it; settings are: {', '.join(_KINDS)}."
        raise ConfigurationError(f"{place}: {name} is not a setting.", hint=hint)
    fits, shape = _KINDS[name]
    if not fits(value):
        raise ConfigurationError(f"{place}: {name} cannot be {value!r}.", hint=f"Set it to {shape}.")


def _line_of(text: str, name: str) -> int | None:
    """Where a setting stands, or None where it is written in a way that is not looked for."""
    pattern = re.compile(rf"""\s*\[*\s*["']?{re.escape(name)}["']?\s*[=.\]]""")
    return next((number for number, line in enumerate(text.splitlines(), 1) if pattern.match(line)), None)
