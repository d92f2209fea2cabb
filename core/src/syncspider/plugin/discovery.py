"""Finds every installed plugin, keeps the broken ones apart with the reason, and makes the registry of the others.

Not pluggy's own ``load_setuptools_entrypoints``: there one failing import stops all later plugins, of two distributions
with one entry-point name one is lost in silence, and a misspelt hook is never noticed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from types import MappingProxyType
from typing import Final

import attrs

from syncspider.errors import PluginError
from syncspider.plugin import builtin
from syncspider.plugin.clashes import Candidate, settled
from syncspider.plugin.entry_points import EntryPoint, installed_entry_points
from syncspider.plugin.loading import caught_output, contained, loaded, stdout_kept_clean
from syncspider.plugin.markers import PROJECT
from syncspider.plugin.plugins import Plugin, Quarantined, Status
from syncspider.plugin.probing import DECLARING, HookManager, Prober
from syncspider.plugin.registry import CORE_ENTITIES, Registry
from syncspider.plugin.relay import Hooks
from syncspider.version import __version__

GROUP: Final = "syncspider"
CORE: Final = "core"


def load_registry(
    *, disabled: Collection[str] = (), no_plugins: bool = False, extra: Iterable[tuple[str, object]] = ()
) -> Registry:
    """Find, load and check every plugin.

    Args:
        disabled: Entry-point names, in any case, of plugins that are not to be loaded.
        no_plugins: Load no installed plugin.
        extra: Plugins besides the installed ones, as name and module, for tests.

    Raises:
        PluginError: The core itself does not keep the contract.
    """
    off = frozenset(name.casefold() for name in disabled)
    prober = Prober()
    candidates = [_core(prober)]
    rows: list[Plugin] = []
    with stdout_kept_clean():
        for find in _finds(extra):
            printed: list[str] = []
            try:
                with caught_output(printed.append):
                    find.check(no_plugins=no_plugins, disabled=off)
                    module = find.load()
                    declared, hooks = prober.probed(find.name, module)
                row = find.row(Status.OK, hooks=hooks, printed=printed[0])
                candidates.append(Candidate(plugin=row, module=module, declared=declared))
            except Quarantined as problem:
                rows.append(find.row(problem.status, reason=problem.reason, printed=printed[0]))
    kept, left_out = settled(candidates, CORE, CORE_ENTITIES)
    return _registry(kept, (*rows, *left_out))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class _Find:
    """A plugin before it is loaded.

    Attributes:
        name: Of its entry point.
        distribution: That brings it, or empty.
        version: Of the distribution, or empty.
        load: Gives its module.
        twins: The distributions that have an entry point of this name, itself included.
        installed: False for one that was handed over.
    """

    name: str
    distribution: str
    version: str
    load: Callable[[], object]
    twins: tuple[str, ...]
    installed: bool = True

    def row(self, status: Status, *, reason: str = "", hooks: tuple[str, ...] = (), printed: str = "") -> Plugin:
        """What is told of it."""
        return Plugin(
            name=self.name,
            distribution=self.distribution,
            version=self.version,
            status=status,
            reason=reason,
            hooks=hooks,
            printed=printed,
        )

    def check(self, *, no_plugins: bool, disabled: frozenset[str]) -> None:
        """Raise Quarantined where it need not or cannot be loaded."""
        if no_plugins and self.installed:
            raise Quarantined("no plugins were wanted", Status.DISABLED)
        if self.name.casefold() in disabled:
            raise Quarantined("it was switched off by its name", Status.DISABLED)
        if not self.name:
            raise Quarantined("its entry point has no name")
        if self.name == CORE:
            raise Quarantined(f"{CORE} is the name of what {PROJECT} itself brings", Status.CLASHING)
        if len(self.twins) > 1:
            origins = " and ".join(self.twins)
            reason = f"its entry point has the same name in {origins}; uninstall all but one"
            raise Quarantined(reason, Status.CLASHING)


def _finds(extra: Iterable[tuple[str, object]]) -> list[_Find]:
    handed = tuple(extra)
    points = installed_entry_points(GROUP)
    twins: dict[str, list[str]] = {}
    for point in points:
        twins.setdefault(point.name, []).append(f"{point.distribution} {point.version}".strip())
    for name, _ in handed:
        twins.setdefault(name, []).append("what was handed over")
    found = [_found(point, tuple(twins[point.name])) for point in points]
    found += [_handed(name, module, tuple(twins[name])) for name, module in handed]
    return sorted(found, key=lambda find: (find.name, find.distribution))


def _found(point: EntryPoint, twins: tuple[str, ...]) -> _Find:
    return _Find(
        name=point.name,
        distribution=point.distribution,
        version=point.version,
        load=lambda: loaded(point.value),
        twins=twins,
    )


def _handed(name: str, module: object, twins: tuple[str, ...]) -> _Find:
    return _Find(name=name, distribution="", version="", load=lambda: module, twins=twins, installed=False)


def _core(prober: Prober) -> Candidate:
    try:
        declared, hooks = prober.probed(CORE, builtin)
    except Quarantined as problem:
        raise PluginError(f"The core does not keep its own contract: {problem.reason}.", plugin=CORE) from problem
    row = Plugin(name=CORE, distribution=PROJECT, version=__version__, status=Status.OK, hooks=hooks)
    return Candidate(plugin=row, module=builtin, declared=declared)


def _registered(manager: HookManager, kept: Iterable[Candidate]) -> Iterator[Candidate | Plugin]:
    """Each of them that the manager took, or the row of one whose module it cannot tell from another's."""
    for candidate in kept:
        try:
            contained(partial(manager.register, candidate.module, candidate.plugin.name), "it cannot be registered")
        except Quarantined as problem:
            yield attrs.evolve(candidate.plugin, status=problem.status, reason=problem.reason)
        else:
            yield candidate


def _registry(kept: Sequence[Candidate], left_out: Sequence[Plugin]) -> Registry:
    manager = HookManager(DECLARING)
    registered = list(_registered(manager, kept))
    usable = [one for one in registered if isinstance(one, Candidate)]
    rows = [one.plugin if isinstance(one, Candidate) else one for one in registered]
    declared = [candidate.declared for candidate in usable]
    integrations = {app.name: app for own in declared for app in own.integrations}
    entities = {entity.title: entity for own in declared for entity in own.entities}
    return Registry(
        integrations=MappingProxyType(integrations),
        entities=MappingProxyType({**{entity.title: entity for entity in CORE_ENTITIES}, **entities}),
        conversions=tuple(conversion for own in declared for conversion in own.conversions),
        plugins=(rows[0], *sorted((*rows[1:], *left_out), key=lambda row: (row.name, row.distribution))),
        hooks=Hooks(manager),
    )
