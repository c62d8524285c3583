"""The job runner does due work once, several jobs at a time, and no failure ends it."""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.jobs import runner as runner_module
from bot.jobs.model import FIRST_RETRY, LEASE, Job, JobState, Outcome, Retry
from bot.jobs.runner import LONGEST_STANDSTILL, WORKERS
from bot.jobs.store import JobStore
from bot.storage.database import Database, open_database
from bot.storage.sqlite.connection import LONGEST_WAIT_S
from bot.storage.sqlite.database import SqliteDatabase
from tests.unit.runner_harness import DONE, NOW, RunnerHarness


@pytest.fixture
async def harness(tmp_path: Path) -> AsyncIterator[RunnerHarness]:
    """A runner that has not started, with an empty queue."""
    async with open_database(tmp_path / "lectern.db") as database:
        harness = RunnerHarness(database)
        yield harness
        await harness.runner.close()


async def test_everything_due_is_done_and_the_rest_waits(harness: RunnerHarness) -> None:
    await harness.add("old", due=NOW - timedelta(weeks=3))
    await harness.add("now")
    await harness.add("later", due=NOW + timedelta(hours=1))
    harness.runner.start()
    await harness.until(lambda: len(harness.settled_ones) == 2)
    harness.runner.wake()
    await harness.until(lambda: harness.runner.problem() is None)
    assert harness.delivered == ["old", "now"]
    assert (await harness.record(3)).state is JobState.WAITING


async def test_nothing_happens_before_the_start(harness: RunnerHarness) -> None:
    """It starts when Discord is connected; until then the health check says so."""
    await harness.add("now")
    harness.runner.wake()
    assert harness.runner._task is None
    assert harness.delivered == []
    assert harness.runner.problem() == "the job runner has not started"


async def test_work_added_later_is_done_when_the_runner_is_woken(harness: RunnerHarness) -> None:
    """Not only at the end of its sleep."""
    harness.runner.start()
    await harness.until(lambda: harness.runner.problem() is None)
    await harness.add("new")
    harness.runner.wake()
    await harness.until(lambda: harness.settled_ones == ["new"])


async def test_many_jobs_run_side_by_side_within_a_bound(
    harness: RunnerHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slow job delays no other, and only so many begin at once."""
    monkeypatch.setattr(runner_module, "SLOW", timedelta(hours=1))
    gate = asyncio.Event()

    async def wait(_job: Job) -> Outcome:
        await gate.wait()
        return DONE

    harness.work = wait
    await harness.add(*(f"job {number}" for number in range(WORKERS + 5)))
    harness.runner.start()
    await harness.until(lambda: harness.busy == WORKERS)
    assert harness.runner._task is not None
    await harness.until(harness.runner._task.done)
    assert harness.busiest == WORKERS
    gate.set()
    await harness.until(lambda: len(harness.settled_ones) == WORKERS + 5)
    assert harness.busiest == WORKERS


async def test_failing_handler_is_logged_once_and_tried_again(
    harness: RunnerHarness, caplog: pytest.LogCaptureFixture
) -> None:
    """Other jobs are not affected."""

    async def fail(job: Job) -> Outcome:
        if job.occurrence == "bad" and job.attempts == 1:
            message = "a bug"
            raise ValueError(message)
        return DONE

    harness.work = fail
    await harness.add("bad", "good")
    harness.runner.start()
    await harness.until(lambda: harness.busy == 0 and len(harness.delivered) == 2)
    await harness.until(lambda: len(harness.settled_ones) == 2)
    known = await harness.record()
    assert (known.state, known.error) == (JobState.WAITING, "ValueError: a bug")
    (record,) = (record for record in caplog.records if record.levelno == logging.ERROR)
    assert vars(record)["job"] == 1
    harness.now += FIRST_RETRY
    harness.runner.wake()
    await harness.until(lambda: harness.delivered.count("bad") == 2)


async def test_hanging_handler_is_given_up(harness: RunnerHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its job is tried again later."""
    monkeypatch.setattr(runner_module, "LONGEST_DELIVERY", timedelta(milliseconds=20))
    harness.work = forever
    await harness.add("slow")
    harness.runner.start()
    await harness.until(lambda: harness.settled_ones == ["slow"])
    known = await harness.record()
    assert known.state is JobState.WAITING
    assert known.error is not None
    assert known.error.startswith("no end after")


async def test_closing_waits_for_work_under_way_but_not_for_ever(
    harness: RunnerHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hanging delivery keeps its lease, so that the next process looks for its message."""
    monkeypatch.setattr(runner_module, "SHUTDOWN_TIMEOUT", timedelta(milliseconds=20))
    harness.work = forever
    await harness.add("slow")
    harness.runner.start()
    await harness.until(lambda: harness.busy == 1)
    await harness.runner.close()
    assert harness.busy == 0
    assert (await harness.record()).state is JobState.LEASED


async def test_closing_does_not_wait_for_another_processes_lock(
    harness: RunnerHarness, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The outcome is not recorded then, and the next process goes on."""
    monkeypatch.setattr(runner_module, "SHUTDOWN_TIMEOUT", timedelta(milliseconds=20))
    await harness.add("now")
    with closing(sqlite3.connect(tmp_path / "lectern.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        harness.runner.start()
        await harness.until(lambda: harness.runner._task is not None)
        async with asyncio.timeout(LONGEST_WAIT_S / 2):
            await harness.runner.close()
    assert (await harness.record()).state is JobState.WAITING


async def test_a_runner_whose_work_hangs_reports_a_problem(
    harness: RunnerHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To the health check, after longer than any delivery may take."""
    monkeypatch.setattr(runner_module, "SHUTDOWN_TIMEOUT", timedelta(milliseconds=20))
    harness.work = forever
    await harness.add("slow")
    harness.runner.start()
    await harness.until(lambda: harness.busy == 1)
    assert harness.runner.problem() is None
    harness.now += LONGEST_STANDSTILL + timedelta(seconds=1)
    assert harness.runner.problem() == "the job runner stands still"
    await harness.runner.close()


async def test_runner_goes_on_after_the_database_failed(
    harness: RunnerHarness, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It logs the failure, and tries again after a short pause."""
    monkeypatch.setattr(runner_module, "PAUSE_AFTER_FAILURE", timedelta(milliseconds=20))
    await harness.add("now")
    with monkeypatch.context() as broken:
        broken.setattr(SqliteDatabase, "transaction", out_of_order)
        harness.runner.start()
        await harness.until(lambda: harness.runner.problem() is not None)
        assert "stumbles" in str(harness.runner.problem())
    await harness.until(lambda: harness.settled_ones == ["now"])
    await harness.until(lambda: harness.runner.problem() is None)
    assert "job runner stumbled" in caplog.text


async def test_clock_set_forward_delays_nothing(harness: RunnerHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing wakes the runner then, nor after the machine slept; so it looks at the queue often."""
    assert timedelta(minutes=1) > runner_module.LONGEST_SLEEP
    monkeypatch.setattr(harness.runner, "_longest_sleep", timedelta(milliseconds=10))
    await harness.add("later", due=NOW + timedelta(hours=3))
    harness.runner.start()
    await harness.until(lambda: harness.runner._timer is not None)
    harness.now += timedelta(days=1)
    await harness.until(lambda: harness.settled_ones == ["later"])
    assert harness.jobs[0].overdue


async def test_clock_set_back_lengthens_no_wait(harness: RunnerHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither that after a failure nor that for the lease of a dead process."""
    monkeypatch.setattr(harness.runner, "_longest_sleep", timedelta(milliseconds=10))
    ahead = NOW + timedelta(hours=6)
    await harness.add("failed", "leased", due=NOW - timedelta(minutes=1))
    async with harness.database.transaction() as tx:
        failed = await JobStore(tx).claim(ahead)
        assert failed is not None
        await JobStore(tx).settle(failed, Retry("no answer"), ahead)
        assert await JobStore(tx).claim(ahead) is not None
    harness.now = ahead
    harness.runner.start()
    await harness.until(lambda: harness.runner._timer is not None)
    harness.now = NOW
    await harness.until(lambda: harness.settled_ones == ["failed"])
    harness.now += LEASE
    await harness.until(lambda: harness.settled_ones == ["failed", "leased"])


async def test_time_that_passes_is_not_taken_for_a_clock_that_was_set(
    harness: RunnerHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No other process can have sent what falls due while the runner is running."""
    monkeypatch.setattr(harness.runner, "_longest_sleep", timedelta(milliseconds=10))
    await harness.add("soon", due=NOW + timedelta(seconds=1))
    await harness.add("before", due=NOW - timedelta(seconds=1))
    harness.runner.start()
    await harness.until(lambda: harness.settled_ones == ["before"])
    harness.now += timedelta(seconds=2)
    await harness.until(lambda: harness.settled_ones == ["before", "soon"])
    assert [job.overdue for job in harness.jobs] == [True, False]


async def test_failed_jobs_are_tried_when_discord_answers(
    harness: RunnerHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At once, then after growing pauses while it keeps failing; a success resets them."""
    harness.work = unanswered
    harness.runner.discord_answers()  # nothing has failed
    await harness.add("bad")
    harness.runner.start()
    await harness.until(lambda: harness.runner._has_failures)
    harness.runner.discord_answers()
    await harness.until(lambda: len(harness.delivered) == 2 and harness.runner._has_failures)
    harness.runner.discord_answers()
    await harness.until(lambda: harness.runner._timer is not None)
    assert harness.delivered == ["bad", "bad"]
    monkeypatch.setattr(harness.runner, "_next_retry", 0)
    harness.runner.discord_answers()
    await harness.until(lambda: len(harness.delivered) == 3 and harness.runner._has_failures)
    assert harness.runner._retry_pause == 4 * runner_module.SHORTEST_RETRY_PAUSE
    harness.work = harness._do
    harness.runner.retry_now()
    await harness.until(lambda: harness.runner._retry_pause == runner_module.SHORTEST_RETRY_PAUSE)
    assert (await harness.record()).state is JobState.DONE


async def unanswered(_job: Job) -> Outcome:
    """Return the outcome of a request that Discord did not answer."""
    return Retry("503")


def out_of_order(_database: Database) -> None:
    """Fail like a full or broken disk.

    Raises:
        OSError: always.
    """
    message = "the disk is full"
    raise OSError(message)


async def forever(_job: Job) -> Outcome:
    """Never end."""
    await asyncio.Event().wait()
    return DONE
