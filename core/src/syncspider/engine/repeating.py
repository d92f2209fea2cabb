"""Writes that may be repeated (KEYED) or are refused when repeated (CONDITIONAL): sent until there is an answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import attrs

from syncspider.engine.counting import Fate, Verdict
from syncspider.engine.finding import Finder
from syncspider.engine.matching import Item
from syncspider.engine.needs import Hooks
from syncspider.engine.retrying import Patience
from syncspider.engine.settling import Row, Written
from syncspider.errors import Delivery, PluginError, RecordError, SyncSpiderError, TransientError
from syncspider.model import Match, Operation, Outcome, Result
from syncspider.plugin import Target, WritePolicy

#: Outcomes after which the target holds what was sent.
DONE: Final = (Result.APPLIED, Result.PENDING, Result.UNCHANGED)


@attrs.frozen(kw_only=True)
class Answers:
    """What became of some items.

    Attributes:
        written: What is not durable yet.
        verdicts: What is.
        failure: Why the run must not go on, or None.
        silent: Whether the target gave no answer that tells anything to any of them, however often they were sent.
    """

    written: tuple[Written, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    failure: SyncSpiderError | None = None
    silent: bool = False


class Sender:
    """Makes one call and gets an outcome for every change, whatever happens."""

    def __init__(self, hooks: Hooks, target: Target[Any]) -> None:
        self._hooks = hooks
        self._target = target

    def send(self, items: Sequence[Item]) -> dict[str, Outcome]:
        """The outcomes by source key; a change that nobody answered for is unknown."""
        changes = tuple(item.change for item in items)
        raised: BaseException | None = None
        try:
            outcomes = {outcome.key: outcome for outcome in self._hooks.import_batch(self._target, changes)}
        except BaseException as error:  # noqa: BLE001 - a wrapper that raises leaves all of them unknown
            outcomes, raised = {}, error
        missing = [change.key for change in changes if change.key not in outcomes]
        if missing:
            cause = raised if isinstance(raised, SyncSpiderError) else self._blamed(raised)
            for key in missing:
                outcomes[key] = Outcome(key=key, result=Result.UNKNOWN, evidence=str(cause), cause=cause)
        return {change.key: outcomes[change.key] for change in changes}

    def _blamed(self, error: BaseException | None) -> PluginError:
        what = "kept the outcome of a change" if error is None else f"raised {type(error).__name__}: {error}"
        hint = "Run: syncspider plugins, and disable the one that wraps the writing."
        blamed = PluginError(f"A plugin around the writing {what}.", plugin="", hint=hint)
        blamed.__cause__ = error
        return blamed


class Repeater:
    """Sends items of classes that may be repeated."""

    def __init__(self, *, sender: Sender, finder: Finder, policy: WritePolicy, patience: Patience) -> None:
        """Prepare for a run.

        Args:
            sender: Makes the calls.
            finder: Looks records up at the target.
            policy: How the target's writes may be repeated.
            patience: Between attempts.
        """
        self._sender = sender
        self._finder = finder
        self._policy = policy
        self._patience = patience

    def write(self, items: Sequence[Item]) -> Answers:
        """Send items, and again those without an answer; every item has an outcome in the end."""
        return _Sending(self._sender, self._finder, self._policy, self._patience, items).run()


class _Sending:
    """One call with all its repetitions."""

    def __init__(
        self, sender: Sender, finder: Finder, policy: WritePolicy, patience: Patience, items: Sequence[Item]
    ) -> None:
        self._sender = sender
        self._finder = finder
        self._policy = policy
        self._patience = patience
        self._left = {item.key: item for item in items}
        self._last: dict[str, Outcome] = {}
        self._unsure: set[str] = set()
        self._written: list[Written] = []
        self._failure: SyncSpiderError | None = None

    def run(self) -> Answers:
        """Until everything has its outcome."""
        attempt = 1
        while self._left:
            self._send_all()
            if not self._left or self._failure is not None or not self._patience.wait(attempt, self._asked()):
                break
            attempt += 1
        silent = len(self._unsure) == len(self._left) > 0
        self._give_up(attempt)
        return Answers(written=tuple(self._written), failure=self._failure, silent=silent)

    def _send_all(self) -> None:
        """What is left, in one call; one by one after a call of which nobody knows for whom it failed."""
        items = list(self._left.values())
        calls = [[item] for item in items] if any(item.key in self._unsure for item in items) else [items]
        for call in calls:
            if self._failure is None:
                self._send(call)

    def _send(self, items: Sequence[Item]) -> None:
        adopted = [key for key, outcome in self._sender.send(items).items() if self._take(self._left[key], outcome)]
        if adopted and self._failure is None:
            self._send([self._left[key] for key in adopted])

    def _take(self, item: Item, outcome: Outcome) -> bool:
        """Whether the item was found to exist, and is to be sent as an update."""
        self._last[item.key] = outcome
        if outcome.cause is not None:
            self._failure = outcome.cause
        if outcome.result in DONE:
            self._end(written_of(item, outcome))
        elif outcome.result is Result.REJECTED:
            self._end(rejected_of(item, outcome.error, unsure=item.key in self._unsure))
        elif outcome.result is Result.EXISTS:
            return self._adopt(item, outcome)
        elif outcome.result is Result.UNKNOWN:
            self._unsure.add(item.key)
        return False

    def _adopt(self, item: Item, outcome: Outcome) -> bool:
        if item.change.operation is Operation.UPDATE:
            self._end(rejected_of(item, outcome.error))
            return False
        try:
            found = self._finder.find(item.change)
        except RecordError as error:
            self._end(rejected_of(item, error))
            return False
        except SyncSpiderError as error:
            self._failure = self._failure or error
            return False
        if found.match is not Match.ONE or not found.target_key:
            message = f"The target says that it has this record, but {_TELLING[found.match]}."
            self._end(Written(item=item, verdict=item.dead(f"{message} {found.evidence}".strip(), stage="match")))
            return False
        self._left[item.key] = item.found(found.target_key, self._policy)
        return True

    def _end(self, written: Written) -> None:
        del self._left[written.item.key]
        self._written.append(written)

    def _asked(self) -> float | None:
        asked = [self._last[key].retry_after for key in self._left]
        return max((seconds for seconds in asked if seconds is not None), default=None)

    def _give_up(self, attempts: int) -> None:
        """What has no answer: dead where the record itself may be the reason, else due again."""
        stopping = self._failure is not None or self._patience.stopping
        for item in list(self._left.values()):
            outcome = self._last.get(item.key)
            unsure = item.key in self._unsure
            if outcome is not None and outcome.result is Result.UNKNOWN and not stopping:
                message = f"No answer that tells anything, {attempts} times. {outcome.evidence}".strip()
                self._end(Written(item=item, verdict=item.dead(message), unsure=True))
                continue
            if not stopping and outcome is not None:
                self._failure = self._failure or unreachable(outcome)
            self._end(Written(item=item, verdict=item.verdict(Fate.DUE), unsure=unsure))


_TELLING: Final = {
    Match.NONE: "it cannot be found",
    Match.ONE: "its key is not told",
    Match.MANY: "there are several",
    Match.CANNOT_TELL: "nobody can tell which it is",
}


def written_of(item: Item, outcome: Outcome, *, row: Row | None = None) -> Written:
    """What an outcome says that went well."""
    if outcome.result is Result.UNCHANGED:
        fate = Fate.UNCHANGED
    else:
        created = outcome.created if outcome.created is not None else item.change.operation is Operation.CREATE
        fate = Fate.CREATED if created else Fate.UPDATED
    target_key = outcome.target_key or item.change.target_key or ""
    return Written(item=item, verdict=item.verdict(fate, note=outcome.note), target_key=target_key, row=row)


def rejected_of(
    item: Item, error: RecordError | None, *, unsure: bool = False, stage: str = "write", row: Row | None = None
) -> Written:
    """What a refusal makes of a record."""
    if error is None:
        verdict = item.dead("The target refused it without a reason.", stage=stage)
    else:
        verdict = item.dead(str(error), stage=stage, path=error.path, code=error.code)
    return Written(item=item, verdict=verdict, unsure=unsure, row=row)


def unreachable(outcome: Outcome) -> TransientError:
    """Why a run cannot go on when the target takes nothing."""
    delivery = Delivery.THROTTLED if outcome.result is Result.THROTTLED else Delivery.NOT_SENT
    what = "is busy" if delivery is Delivery.THROTTLED else "cannot be reached"
    message = f"The target {what}: {outcome.evidence}" if outcome.evidence else f"The target {what}."
    return TransientError(message, delivery=delivery, retry_after=outcome.retry_after, hint="Run the task again later.")
