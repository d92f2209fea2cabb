"""The application for a command."""

from __future__ import annotations

from syncspider.app import Application
from syncspider.cli.opening import open_registry
from syncspider.cli.options import Options
from syncspider.cli.settings import settings_of


def open_application(options: Options) -> Application:
    """Everything a command needs, built when it is first asked for; use it as a context manager.

    Raises:
        ConfigurationError: The environment or the settings file is wrong.
    """
    return Application(settings_of(options), load=lambda: open_registry(options))
