"""A demo: connect, add tasks, run them, let the merchant work, and run everything once more."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta
from typing import Final

from syncspider.app import Application
from syncspider.clock import ShiftedClock
from syncspider.demo import checking
from syncspider.demo.casting import Part, Player, parts_of, players_of
from syncspider.demo.checking import Books
from syncspider.demo.report import Report, Round, Showing
from syncspider.demo.stage import Stage
from syncspider.engine import RunOptions, Watcher
from syncspider.errors import ConfigurationError, RunError
from syncspider.model.order import Refund
from syncspider.planning import Draft
from syncspider.plugin.matrix import Matrix
from syncspider.sandbox import MerchantDay
from syncspider.secret import Secret
from syncspider.state import DeadLetters, Run, RunStatus

#: How long the day goes on between two runs: longer than a source waits for changes to become visible.
_PAUSE: Final = timedelta(minutes=5)


class Demo:
    """One demo, played once."""

    def __init__(
        self,
        application: Application,
        *,
        clock: ShiftedClock,
        records: int,
        seed: int,
        watcher: Watcher,
        stop: threading.Event,
    ) -> None:
        """Play in an application whose state is empty.

        Args:
            application: What a user would use; its clock is ``clock``.
            clock: All time, the sandboxes' as well.
            records: How many records of each entity a sandbox begins with.
            seed: The same seed gives the same records.
            watcher: Sees how each run goes.
            stop: Ends the demo after the batch in hand.
        """
        self._app = application
        self._clock = clock
        self._records = records
        self._seed = seed
        self._watcher = watcher
        self._stop = stop
        self._brought: dict[tuple[Player, str, Player], set[str]] = {}

    def play(self) -> Report:
        """Everything, from empty to checked.

        Raises:
            ConfigurationError: No two sandboxes fit together.
            RunError: It was stopped.
        """
        registry = self._app.registry
        apps = [name for name, integration in registry.integrations.items() if integration.sandbox]
        parts = parts_of(Matrix(registry), apps)
        if not parts:
            raise ConfigurationError(
                "No installed plugins with a sandbox fit together.",
                hint="Install two plugins, then see: syncspider matrix --pairs",
            )
        with Stage(
            players_of(parts), registry=registry, records=self._records, seed=self._seed, clock=self._clock
        ) as stage:
            for player in players_of(parts):
                self._connect(stage, player)
            for part in parts:
                self._add(stage, part)
            return Report((self._first(stage, parts), self._second(stage, parts)))

    def _connect(self, stage: Stage, player: Player) -> None:
        credentials = stage.credentials(player)
        secrets = {name: Secret(text) for name, text in credentials.secrets.items()}
        account = self._app.connecting.begun(player.integration, player.name, credentials.settings, secrets)
        diagnosis = self._app.connecting.diagnose(account)
        if not diagnosis.fine:
            raise RunError(f"{player.name} is {diagnosis.verdict}: {diagnosis.told}", hint=diagnosis.hint)
        self._app.connecting.save(account)

    def _add(self, stage: Stage, part: Part) -> None:
        """With the first choice that the account offers for each question that it alone can answer."""
        connection = self._app.connecting.named(part.target.name)
        way = self._app.tasking.target_of(connection, part.target_entity)
        live = (question.name for question in way.form.questions if question.live)
        offered = {
            name: self._app.tasking.choices(connection, part.target_entity, name, {})
            for name in live
            if name not in connection.settings
        }
        self._app.tasking.add(
            Draft(
                name=part.name,
                source_connection=part.source.name,
                source_entity=part.source_entity,
                target_connection=part.target.name,
                target_entity=part.target_entity,
                target_options={
                    **{name: choices[0].value for name, choices in offered.items() if choices},
                    **stage.answers(part.target, part.target_entity),
                },
            )
        )

    def _first(self, stage: Stage, parts: tuple[Part, ...]) -> Round:
        showings = [self._moved(stage, part) for part in parts if not part.reports]
        days = stage.merchant_days()
        showings += [self._told(stage, part, days) for part in parts if part.reports]
        problems = [
            problem
            for part in parts
            if part.reports and part.source in days
            for problem in checking.refunds_differ(days[part.source], stage.refunds(part.target))
        ]
        return Round(title="First run", showings=tuple(showings), problems=tuple(dict.fromkeys(problems)))

    def _second(self, stage: Stage, parts: tuple[Part, ...]) -> Round:
        self._clock.skip(_PAUSE)
        before = stage.holdings()
        runs = [(part, self._run(part, full=True)) for part in parts]
        disturbed = Books(before=before, after=stage.holdings()).disturbed()
        showings = []
        for part, run in runs:
            held = len(before[part.source].get(part.source_entity, {}))
            unfit = 0 if part.converts else len(stage.unfit(part.source, part.source_entity))
            showings.append(self._showing(part, run, checking.again(part, run, held=held, unfit=unfit)))
        problems = tuple(f"{name} holds something else after the second run." for name in disturbed)
        return Round(title="Second run, everything read again", showings=tuple(showings), problems=problems)

    def _moved(self, stage: Stage, part: Part) -> Showing:
        before = stage.holdings()
        run = self._run(part)
        books = Books(before=before, after=stage.holdings())
        way = (part.source, part.source_entity, part.target)
        returning = set() if part.converts else self._brought.get(way, set())
        if not part.converts:
            back = (part.target, part.target_entity, part.source)
            self._brought[back] = books.added(part.target, part.target_entity)
        unfit = stage.unfit(part.source, part.source_entity)
        return self._showing(part, run, checking.first_time(part, run, books, returning=returning, unfit=unfit))

    def _told(self, stage: Stage, part: Part, days: dict[Player, MerchantDay]) -> Showing:
        before = stage.holdings()
        run = self._run(part)
        books = Books(before=before, after=stage.holdings())
        told = _reportable(part, days.get(part.source))
        return self._showing(part, run, checking.reported(part, run, books, told=told))

    def _run(self, part: Part, *, full: bool = False) -> Run:
        self._clock.skip(_PAUSE)
        task = self._app.tasking.named(part.name)
        run = self._app.runner.run(task, RunOptions(trigger="demo", full=full), self._watcher, self._stop)
        if run.status is RunStatus.STOPPED:
            raise RunError("The demo was stopped.")
        return run

    def _showing(self, part: Part, run: Run, problems: tuple[str, ...]) -> Showing:
        with self._app.database.read() as tx:
            letters = DeadLetters().all(tx, task=part.name, limit=self._records * 2)
        burials = Counter(letter.message for letter in letters if letter.run == run.id)
        return Showing(part=part, status=run.status.value, counts=run.counts, burials=burials, problems=problems)


def _reportable(part: Part, day: MerchantDay | None) -> set[str]:
    if day is None:
        return set()
    done = day.refunded if part.target_entity == Refund.title else day.shipped
    return {day.external[key] for key in done if key in day.external}
