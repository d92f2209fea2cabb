"""Plugins that are sound each by itself but do not fit together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from syncspider.model.entity import Entity
from syncspider.plugin.declarations import Declarations
from syncspider.plugin.plugins import Plugin, Quarantined, Status
from syncspider.plugin.registry import folded


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Candidate:
    """A plugin that is sound by itself.

    Attributes:
        plugin: Its row.
        module: What its entry point names.
        declared: What it brings.
    """

    plugin: Plugin
    module: object
    declared: Declarations


@attrs.frozen(kw_only=True, eq=False, repr=False)
class _Claim:
    """One thing that only one plugin may bring: two claims of one key with different things are a clash."""

    key: tuple[object, ...]
    label: str
    thing: object
    owner: Candidate


def settled(
    candidates: Sequence[Candidate], core: str, entities: Sequence[type[Entity]]
) -> tuple[list[Candidate], list[Plugin]]:
    """Those that fit together, and the rows of those that were left out.

    Each is judged by what the others still bring, until nothing changes; the order of the plugins decides nothing.

    Args:
        candidates: All of them, the core among them.
        core: The name of the core: nobody can push it out.
        entities: The core's own types of data.
    """
    kept = list(candidates)
    left_out: list[Plugin] = []
    while problems := _strangers(kept, entities) or _clashes(kept, core, entities):
        left_out += [_left_out(one, problems[one.plugin.name]) for one in kept if one.plugin.name in problems]
        kept = [one for one in kept if one.plugin.name not in problems]
    return kept, left_out


def _left_out(candidate: Candidate, problem: Quarantined) -> Plugin:
    return attrs.evolve(candidate.plugin, status=problem.status, reason=problem.reason)


def _strangers(kept: Iterable[Candidate], entities: Iterable[type[Entity]]) -> Mapping[str, Quarantined]:
    """Plugins that use an entity which nobody registers."""
    kept = tuple(kept)
    known = {*entities, *(entity for one in kept for entity in one.declared.entities)}
    problems = {}
    for one in kept:
        strange = sorted({entity.title for entity in _used(one.declared) if entity not in known})
        if strange:
            reason = f"it uses {', '.join(strange)}, an entity that no usable plugin registers"
            problems[one.plugin.name] = Quarantined(reason)
    return problems


def _used(declared: Declarations) -> Iterator[type[Entity]]:
    for app in declared.integrations:
        yield from (source.entity for source in app.sources)
        yield from (target.entity for target in app.targets)
    for conversion in declared.conversions:
        yield conversion.source
        yield conversion.target


def _clashes(kept: Iterable[Candidate], core: str, entities: Iterable[type[Entity]]) -> Mapping[str, Quarantined]:
    """Plugins that claim one thing, the core excepted."""
    claims: dict[tuple[object, ...], list[_Claim]] = {}
    for one in kept:
        for claim in _claims(one, entities if one.plugin.name == core else ()):
            claims.setdefault(claim.key, []).append(claim)
    problems = {}
    for rivals in claims.values():
        if len({id(claim.thing) for claim in rivals}) > 1:
            for claim in rivals:
                if claim.owner.plugin.name != core:
                    problems[claim.owner.plugin.name] = _clash(claim, rivals)
    return problems


def _clash(claim: _Claim, rivals: Iterable[_Claim]) -> Quarantined:
    others = {rival.owner.plugin.label for rival in rivals} - {claim.owner.plugin.label}
    advice = "; disable or uninstall one of them"
    return Quarantined(f"it shares {claim.label} with {' and '.join(sorted(others))}{advice}", Status.CLASHING)


def _claims(one: Candidate, more: Iterable[type[Entity]]) -> Iterator[_Claim]:
    yield _Claim(key=("module", id(one.module)), label="its module", thing=one, owner=one)
    for app in one.declared.integrations:
        yield _Claim(key=("integration", app.name), label=f"the integration {app.name}", thing=one, owner=one)
    for entity in (*more, *one.declared.entities):
        label = f"the title {entity.title} of different entities"
        yield _Claim(key=("entity", folded(entity.title)), label=label, thing=entity, owner=one)
    for way in one.declared.conversions:
        label = f"the conversion from {way.source.title} to {way.target.title}"
        yield _Claim(key=("conversion", way.source, way.target), label=label, thing=one, owner=one)
