"""Who owns a run, and what becomes of one whose owner is gone."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime, timedelta

import pytest
from syncspider.errors import ConfigurationError, RunError
from syncspider.state import Counts, Database, Runs, RunStatus, Task, Tasks, make_owner, owner_is_dead


def test_a_run_is_claimed_and_finished(database: Database, task: Task, now: datetime) -> None:
    """Its row tells the whole story."""
    runs = Runs()
    counts = Counts(read=3, created=1, skipped=2, reasons={"no address": 2}, notes={"unpublished": 1})
    with database.write() as tx:
        lease = runs.claim(tx, task.id, owner="me", trigger="manual", now=now)
        runs.note(tx, lease, since=now - timedelta(days=1), until=now)
        runs.finish(tx, lease, status=RunStatus.DONE, counts=counts, error="", now=now + timedelta(minutes=1))
    with database.read() as tx:
        (run,) = runs.all(tx)
        assert runs.numbered(tx, run.id) == run
        assert runs.numbered(tx, 99) is None
    assert (run.task, run.status, run.trigger, run.counts) == ("goods", RunStatus.DONE, "manual", counts)
    assert (run.since, run.until) == (now - timedelta(days=1), now)
    assert (run.started_at, run.finished_at) == (now, now + timedelta(minutes=1))


def test_a_task_has_one_run_at_a_time(database: Database, task: Task, now: datetime) -> None:
    """While the owner shows signs of life, nobody else gets in."""
    runs = Runs()
    with database.write() as tx:
        lease = runs.claim(tx, task.id, owner="me", trigger="manual", now=now)
        runs.fence(tx, lease, now + timedelta(seconds=25))
    with database.write() as tx, pytest.raises(RunError, match="under way"):
        runs.claim(tx, task.id, owner="you", trigger="manual", now=now + timedelta(seconds=50))


def test_two_tasks_of_one_pair_take_turns(database: Database, task: Task, now: datetime) -> None:
    """Records of one pair are moved by one run at a time, whatever the task is called."""
    with database.write() as tx:
        twin = Tasks().add(
            tx,
            name="goods-again",
            source_connection=task.source_connection,
            source_entity=task.source_entity,
            target_connection=task.target_connection,
            target_entity=task.target_entity,
            source_options={},
            target_options={},
            now=now,
        )
        Runs().claim(tx, task.id, owner="me", trigger="manual", now=now)
        with pytest.raises(RunError, match="of goods is under way"):
            Runs().claim(tx, twin.id, owner="you", trigger="manual", now=now)


@pytest.mark.parametrize(("dead", "later"), [(False, 31), (True, 0)])
def test_a_run_without_life_is_taken_over(
    database: Database, task: Task, now: datetime, *, dead: bool, later: int
) -> None:
    """Silence for longer than the lease, or the certain end of the owner, frees the task."""
    runs = Runs(is_dead=lambda owner: dead)
    with database.write() as tx:
        old = runs.claim(tx, task.id, owner="me", trigger="manual", now=now)
        new = runs.claim(tx, task.id, owner="you", trigger="manual", now=now + timedelta(seconds=later))
        closed = runs.numbered(tx, old.run_id)
    assert new.epoch > old.epoch
    assert closed is not None
    assert closed.status is RunStatus.FAILED
    assert closed.error


def test_whoever_lost_the_lease_commits_nothing(database: Database, task: Task, now: datetime) -> None:
    """A process that slept past its lease cannot write, nor end the run of another."""
    runs = Runs()
    with database.write() as tx:
        old = runs.claim(tx, task.id, owner="me", trigger="manual", now=now)
        runs.claim(tx, task.id, owner="you", trigger="manual", now=now + timedelta(minutes=1))
    with database.write() as tx, pytest.raises(RunError, match="taken over"):
        runs.fence(tx, old, now + timedelta(minutes=1))
    with database.write() as tx, pytest.raises(RunError, match="taken over"):
        runs.finish(tx, old, status=RunStatus.DONE, counts=Counts(), error="", now=now)


def test_a_running_task_is_not_removed(database: Database, task: Task, now: datetime) -> None:
    """What is under way keeps its task; afterwards the task goes with its runs."""
    runs = Runs()
    with database.write() as tx:
        lease = runs.claim(tx, task.id, owner="me", trigger="manual", now=now)
        with pytest.raises(ConfigurationError, match="not finished"):
            Tasks().remove(tx, task.id)
        runs.finish(tx, lease, status=RunStatus.DONE, counts=Counts(), error="", now=now)
        Tasks().remove(tx, task.id)
        assert runs.all(tx) == ()


def test_this_process_is_alive() -> None:
    """The owner that this process makes is not taken for dead."""
    assert not owner_is_dead(make_owner())


def test_a_process_that_ended_is_dead() -> None:
    """The owner that a finished process made is known to be gone."""
    code = "from syncspider.state import make_owner; print(make_owner())"
    owner = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    assert owner_is_dead(owner)


@pytest.mark.skipif(sys.platform != "linux", reason="the start of a process is known on Linux alone")
def test_a_number_that_was_given_again_is_not_the_same_process() -> None:
    """A living process that has the number of a dead owner does not pass for it."""
    parts = make_owner().split("/")
    parts[4] = str(int(parts[4]) - 1)
    assert parts[3] == str(os.getpid())
    assert owner_is_dead("/".join(parts))


@pytest.mark.parametrize("owner", ["", "elsewhere/boot/space/1/2/x", "me", "a/b/c/d/e/f/g"])
def test_of_strangers_nothing_is_certain(owner: str) -> None:
    """An owner on another machine is not taken for dead."""
    assert not owner_is_dead(owner)
