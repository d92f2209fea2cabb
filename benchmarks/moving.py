"""One run with everything on, in a state of its own.

``python moving.py READ_URL WRITE_URL [cursor|offset] [paced|single]``
"""

from __future__ import annotations

import sys
import tempfile
import threading
from pathlib import Path

import benched
import paced
import single
from syncspider.app import Application
from syncspider.engine import RunOptions
from syncspider.planning import Draft
from syncspider.plugin.discovery import load_registry
from syncspider.settings import Settings
from syncspider.state import Counts, Run, RunStatus, Task


class Silent:
    """Watches a run and says nothing."""

    def started(self, run: int, task: Task, total: int | None) -> None:
        """Say nothing."""

    def moved(self, counts: Counts, total: int | None) -> None:
        """Say nothing."""

    def finished(self, run: Run) -> None:
        """Say nothing."""


def main() -> None:
    """Connect both ends, add the task and run it."""
    read, write, *words = sys.argv[1:]
    paging = "offset" if "offset" in words else "cursor"
    target = next((word for word in words if word in {"paced", "single"}), "benched")
    plugins = (("benched", benched), ("paced", paced), ("single", single))
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(data_dir=Path(home) / "data", config_dir=Path(home) / "config", keyring=False)
        with Application(settings, load=lambda: load_registry(no_plugins=True, extra=plugins)) as application:
            for name, integration, url in (("from", "benched", read), ("to", target, write)):
                answers = {"base_url": url, "paging": paging}
                application.connecting.save(application.connecting.begun(integration, name, answers, {}))
            task = application.tasking.add(
                Draft(
                    name="orders",
                    source_connection="from",
                    source_entity="Orders",
                    target_connection="to",
                    target_entity="Orders",
                )
            )
            run = application.runner.run(task, RunOptions(), Silent(), threading.Event())
            if run.status is not RunStatus.DONE:
                raise SystemExit(f"{run.status.value}: {run.error} {run.counts}")


if __name__ == "__main__":
    main()
