"""The marks that make a function a hook or an implementation of one."""

from __future__ import annotations

from typing import Final

import pluggy

PROJECT: Final = "syncspider"

#: The version of the contract. A plugin's module says for which one it is written: ``API_VERSION = 1``.
API_VERSION: Final = 1

hookspec: Final = pluggy.HookspecMarker(PROJECT)

#: The mark on a plugin's function that implements a hook: ``@hookimpl``, or ``@hookimpl(wrapper=True)``.
hookimpl: Final = pluggy.HookimplMarker(PROJECT)
