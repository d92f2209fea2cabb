"""Which record of the target is meant, and whether there is anything to write at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import attrs

from syncspider.engine.claiming import Claims
from syncspider.engine.converting import Candidate
from syncspider.engine.counting import Fate, Verdict
from syncspider.engine.digesting import Digester
from syncspider.model import Change, Operation
from syncspider.plugin import WriteClass, WritePolicy
from syncspider.state import Burial, Database, Flow, Link, Links

REPEATABLE: Final = (WriteClass.KEYED, WriteClass.CONDITIONAL)
_ECHO: Final = "came from the target itself"
_BLOCKED: Final = "an earlier write to it is not decided"


@attrs.frozen
class Item:
    """A change on its way, with what the run remembers of it.

    Attributes:
        candidate: What it was made of.
        change: What the target is told.
        write_class: How it may be repeated.
        digests: What to remember of the contents when it is written.
        linked: Whether its record was linked before.
    """

    candidate: Candidate
    change: Change[Any]
    write_class: WriteClass
    digests: bytes
    linked: bool

    @property
    def key(self) -> str:
        """The key under which it is linked."""
        return self.change.key

    def repeatable(self, policy: WritePolicy) -> bool:
        """Whether it may be sent again whatever happened, and also when it turns out to be an update."""
        return self.write_class in REPEATABLE and policy.update in REPEATABLE

    def found(self, target_key: str, policy: WritePolicy) -> Item:
        """The same as an update of a record that was found at the target, of which nothing is known."""
        change = attrs.evolve(self.change, operation=Operation.UPDATE, target_key=target_key, changed=None)
        return attrs.evolve(self, change=change, write_class=policy.update)

    def verdict(self, fate: Fate, *, note: str = "") -> Verdict:
        """What became of it."""
        return Verdict(origin=self.candidate.origin, fate=fate, note=note, closes=fate is not Fate.UNDECIDED)

    def dead(self, message: str, *, stage: str = "write", path: str = "", code: str = "") -> Verdict:
        """It cannot pass."""
        version = self.candidate.record.version
        burial = Burial(key=self.candidate.origin, stage=stage, message=message, path=path, code=code, version=version)
        return Verdict.dead(burial)


class Marker:
    """A text unique to a record and the account that it is from, the same at each attempt and in every installation."""

    def __init__(self, *, integration: str, account: str, entity: str) -> None:
        self._seed = hashlib.sha256(f"{integration}\n{account}\n{entity}\n".encode("utf-8", "surrogatepass"))

    def of(self, key: str) -> str:
        """The marker of the record with that source key."""
        digest = self._seed.copy()
        digest.update(key.encode("utf-8", "surrogatepass"))
        return f"syncspider-{digest.hexdigest()[:16]}"


class Matcher:
    """Compares records with what was written before."""

    def __init__(
        self,
        *,
        database: Database,
        flow: Flow,
        policy: WritePolicy,
        digester: Digester,
        layout: int,
        layouts: Mapping[int, tuple[str, ...]],
        marker: Callable[[str], str],
        blocked: set[str | bytes],
    ) -> None:
        """Prepare for a run.

        Args:
            database: Where links are.
            flow: Whose links.
            policy: How the target's writes may be repeated.
            digester: Compares contents.
            layout: The number of the list of fields that it digests.
            layouts: All such lists.
            marker: Gives the marker of a source key.
            blocked: Source keys and match keys to which nothing may be written; grows as the run goes on.
        """
        self._database = database
        self._flow = flow
        self._policy = policy
        self._digester = digester
        self._layout = layout
        self._layouts = layouts
        self._marker = marker
        self._blocked = blocked
        self._links = Links()
        self._claims = Claims()

    def match(self, candidates: Sequence[Candidate]) -> tuple[list[Item], list[Verdict]]:
        """What is to be written of these, and what became of the others.

        Where a record was read twice, the reading with the later version counts and the other is unchanged; of two
        records with one match key the second is dead.
        """
        items: list[Item] = []
        single, verdicts = self._claimed(candidates)
        links, echoes = self._known(single)
        for candidate in single:
            outcome = self._outcome(candidate, links.get(candidate.key), echoes)
            if isinstance(outcome, Item):
                items.append(outcome)
            else:
                verdicts.append(outcome)
        return items, verdicts

    def _claimed(self, candidates: Iterable[Candidate]) -> tuple[list[Candidate], list[Verdict]]:
        newest: dict[str, Candidate] = {}
        verdicts: list[Verdict] = []
        for candidate in candidates:
            other = newest.get(candidate.key)
            if other is None and not self._claims.claim(candidate.match, candidate.key):
                verdicts.append(_doubled(candidate))
                continue
            if other is not None and other.record.version > candidate.record.version:
                verdicts.append(Verdict.unchanged(candidate.origin, closes=False))
                continue
            if other is not None:
                verdicts.append(Verdict.unchanged(other.origin, closes=False))
            newest[candidate.key] = candidate
        return list(newest.values()), verdicts

    def _known(self, candidates: Sequence[Candidate]) -> tuple[dict[str, Link], Mapping[str, Link]]:
        if not candidates:
            return {}, {}
        with self._database.read() as tx:
            links = self._links.of_sources(tx, self._flow.id, [candidate.key for candidate in candidates])
            new = [candidate.key for candidate in candidates if candidate.key not in links]
            if self._flow.reverse_id is None or not new:
                return links, {}
            return links, self._links.of_targets(tx, self._flow.reverse_id, new)

    def _outcome(self, candidate: Candidate, link: Link | None, echoes: Mapping[str, Link]) -> Item | Verdict:
        if candidate.match in self._blocked or candidate.key in self._blocked:
            return Verdict(origin=candidate.origin, fate=Fate.UNDECIDED, note=_BLOCKED, closes=False)
        if link is not None:
            return self._compared(candidate, link)
        if candidate.key in echoes:
            return Verdict.skipped(candidate.origin, _ECHO)
        return self._item(candidate, Operation.CREATE, None, None, self._digester.digests(candidate.content))

    def _compared(self, candidate: Candidate, link: Link) -> Item | Verdict:
        version = candidate.record.version
        if version < link.version and version:
            return Verdict.unchanged(candidate.origin, closes=False)
        if link.layout == self._layout and self._digester.is_same(link, candidate.content):
            return Verdict.unchanged(candidate.origin)
        difference = self._digester.difference(link, candidate.content, self._layouts)
        if difference.changed is not None and not difference.changed:
            return Verdict.unchanged(candidate.origin)
        if not link.target_key:  # the target never told its key: it must be found as at first
            return self._item(candidate, Operation.CREATE, None, None, difference.digests)
        return self._item(candidate, Operation.UPDATE, link.target_key, difference.changed, difference.digests)

    def _item(
        self,
        candidate: Candidate,
        operation: Operation,
        target_key: str | None,
        changed: frozenset[str] | None,
        digests: bytes,
    ) -> Item:
        change = Change(
            key=candidate.key,
            value=candidate.record.value,
            operation=operation,
            target_key=target_key,
            marker=self._marker(candidate.key),
            changed=changed,
        )
        policy = self._policy
        write_class = policy.create if operation is Operation.CREATE else policy.update
        return Item(candidate, change, write_class, digests, operation is Operation.UPDATE)


def _doubled(candidate: Candidate) -> Verdict:
    message = "Another record of this run is the same one at the target: their match keys are equal."
    version = candidate.record.version
    return Verdict.dead(Burial(key=candidate.origin, stage="match", message=message, version=version))
