"""The settings for a command."""

from __future__ import annotations

import os

from syncspider.cli.options import Options
from syncspider.settings import Settings


def settings_of(options: Options) -> Settings:
    """What the command line, the environment and the settings file say together.

    Raises:
        ConfigurationError: One of them is wrong.
    """
    return Settings.read(
        os.environ, home=options.home, plugins=not options.no_plugins, disabled_plugins=options.disabled
    )
