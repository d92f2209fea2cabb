"""What one plugin implements and declares, found out apart from all others."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from types import FunctionType, MethodType, ModuleType
from typing import Any, Final

import attrs
import pluggy

from syncspider.plugin import hookspecs
from syncspider.plugin.declarations import Declarations, Inspector
from syncspider.plugin.integration import Integration
from syncspider.plugin.loading import contained
from syncspider.plugin.markers import API_VERSION, PROJECT
from syncspider.plugin.plugins import Quarantined, Status

HOOKS: Final = tuple(name for name in vars(hookspecs) if name.startswith(f"{PROJECT}_"))
#: How the names of those begin that are called once, when a plugin is loaded.
DECLARING: Final = f"{PROJECT}_register_"
#: The hooks that may be wrapped: the others are called plugin by plugin, where there is nothing to wrap.
WRAPPED: Final = frozenset({"syncspider_export_batch", "syncspider_import_batch"})
_MOST: Final = 100_000
_HOOKABLE: Final = (FunctionType, MethodType, staticmethod, classmethod)

#: Name of a hook to the plugin's functions for it.
Implementations = Mapping[str, Sequence[pluggy.HookImpl]]


class HookManager(pluggy.PluginManager):
    """Knows the contract, and looks for hooks only where they can be.

    Pluggy looks up every name of a plugin with care, ten microseconds each; most are those of Python itself, or, in a
    module, of what it has imported.

    Attributes:
        ignored: Beginnings of names that are not looked up, because nobody calls these hooks here.
    """

    def __init__(self, *ignored: str) -> None:
        super().__init__(PROJECT)
        self.ignored = ("__", *ignored)
        self.add_hookspecs(hookspecs)

    def parse_hookimpl_opts(self, plugin: object, name: str) -> pluggy.HookimplOpts | None:
        """The marks of a function, or None for what is no hook."""
        if name.startswith(self.ignored):
            return None
        if isinstance(plugin, ModuleType) and not isinstance(vars(plugin).get(name), _HOOKABLE):
            return None
        return super().parse_hookimpl_opts(plugin, name)


@attrs.frozen(eq=False, repr=False)
class Prober:
    """Registers one plugin at a time in a manager of its own: pluggy keeps what failed validation registered."""

    _manager: HookManager = attrs.field(factory=HookManager, init=False)
    _inspector: Inspector = attrs.field(factory=Inspector, init=False)

    def probed(self, name: str, plugin: object) -> tuple[Declarations, tuple[str, ...]]:
        """What the plugin declares, and the hooks that it implements.

        Raises:
            Quarantined: It cannot be used.
        """
        _check_version(plugin)
        try:
            contained(lambda: self._manager.register(plugin, name), "its hooks do not fit")
            implementations = self._implementations(plugin)
            _check_hooks(implementations, plugin)
            return self._declarations(name, implementations), tuple(hook for hook in HOOKS if hook in implementations)
        finally:
            if self._manager.has_plugin(name):
                self._manager.unregister(name=name)

    def _implementations(self, plugin: object) -> Implementations:
        callers = self._manager.get_hookcallers(plugin) or []
        return {caller.name: caller.get_hookimpls() for caller in callers}

    def _declarations(self, name: str, implementations: Implementations) -> Declarations:
        def declared(noun: str, problems: Callable[[Any], Iterable[str]]) -> tuple[Any, ...]:
            hook = f"{DECLARING}{noun}"
            items = tuple(item for function in implementations.get(hook, ()) for item in _items(hook, function))
            found = contained(lambda: [problem for item in items for problem in problems(item)], f"{hook} is unusable")
            if found:
                raise Quarantined("; ".join(found))
            return items

        classes = declared("integrations", lambda item: self._inspector.integration(item, name))
        return Declarations(
            integrations=tuple(_made(cls) for cls in _once(classes)),
            entities=declared("entities", self._inspector.entity),
            conversions=declared("conversions", self._inspector.conversion),
        )


def _made(cls: type[Integration]) -> Integration:
    return contained(cls, f"{cls.__name__} cannot be made without arguments")


def _check_version(plugin: object) -> None:
    version = contained(lambda: getattr(plugin, "API_VERSION", None), "its API_VERSION cannot be read")
    if version is None:
        reason = f"it does not say for which version of the contract it is written: API_VERSION = {API_VERSION}"
        raise Quarantined(reason, Status.INCOMPATIBLE)
    if type(version) is not int or version != API_VERSION:
        reason = f"it is written for version {version!r} of the contract, and this is version {API_VERSION}"
        raise Quarantined(reason, Status.INCOMPATIBLE)


def _check_hooks(implementations: Implementations, plugin: object) -> None:
    strange = [name for name in implementations if name not in HOOKS]
    unknown = [name for name in strange if not all(hook.optionalhook for hook in implementations[name])]
    if unknown:
        raise Quarantined("; ".join(map(_unknown, unknown)))
    absent = [name for name in HOOKS if name not in implementations]
    if unmarked := contained(lambda: _functions(plugin, absent), "its hooks cannot be read"):
        raise Quarantined(f"{', '.join(unmarked)} is not marked with @hookimpl")
    inner = [name for name in implementations if name not in WRAPPED]
    if stray := [name for name in inner if any(hook.wrapper or hook.hookwrapper for hook in implementations[name])]:
        raise Quarantined(f"{', '.join(stray)} cannot be a wrapper")
    if not any(name in HOOKS for name in implementations):
        raise Quarantined("it implements no hook")


def _functions(plugin: object, names: Iterable[str]) -> list[str]:
    return [name for name in names if inspect.isroutine(getattr(plugin, name, None))]


def _unknown(name: str) -> str:
    near = difflib.get_close_matches(name, HOOKS, n=1)
    return f"there is no hook {name}" + (f"; did its author mean {near[0]}?" if near else "")


def _items(hook: str, implementation: pluggy.HookImpl) -> tuple[Any, ...]:
    result = contained(implementation.function, f"{hook} failed")
    if isinstance(result, str) or not isinstance(result, Iterable):
        raise Quarantined(f"{hook} gave {result!r}, not a list")
    items = contained(lambda: tuple(islice(result, _MOST + 1)), f"{hook} failed")
    if len(items) > _MOST:
        raise Quarantined(f"{hook} gave more than {_MOST} items")
    return items


def _once(classes: Iterable[type[Integration]]) -> Iterator[type[Integration]]:
    names: set[str] = set()
    for cls in classes:
        if cls.name in names:
            raise Quarantined(f"it registers the integration {cls.name} twice")
        names.add(cls.name)
        yield cls
