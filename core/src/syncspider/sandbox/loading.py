"""Finding the sandbox that an integration names."""

from __future__ import annotations

import importlib

from syncspider.errors import PluginError
from syncspider.sandbox.contract import Sandbox


def load_sandbox(path: str, *, integration: str) -> type[Sandbox]:
    """The class at ``package.module:Class``.

    Args:
        path: What :attr:`Integration.sandbox` says.
        integration: The integration's name, for messages.

    Raises:
        PluginError: It cannot be imported, or is no sandbox of this integration.
    """
    module, _, name = path.partition(":")
    try:
        found = getattr(importlib.import_module(module), name)
    except Exception as error:  # whatever a plugin raises while it is imported
        reason = f"{type(error).__name__}: {error}"
        raise PluginError(f"The sandbox {path} cannot be loaded: {reason}.", plugin=integration) from error
    if not (isinstance(found, type) and issubclass(found, Sandbox) and found.integration == integration):
        raise PluginError(f"{path} is no sandbox of {integration}.", plugin=integration)
    return found
