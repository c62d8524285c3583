"""The job runner: due work is done once, several at a time, and no failure ends it."""

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
from bot.storage.connection import LONGEST_WAIT_S
from bot.storage.database import Database
from tests.unit.runner_desk import DONE, NOW, Desk


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """A desk with an empty queue; its runner has not started."""
    async with Database.open(tmp_path / "lectern.db") as database:
        desk = Desk(database)
        yield desk
        await desk.runner.close()


async def test_everything_due_is_done_and_the_rest_waits(desk: Desk) -> None:
    """Work of the past and of now is done once; what is due later is left."""
    await desk.add("old", due=NOW - timedelta(weeks=3))
    await desk.add("now")
    await desk.add("later", due=NOW + timedelta(hours=1))
    desk.runner.start()
    await desk.until(lambda: len(desk.settled_ones) == 2)
    desk.runner.wake()
    await desk.until(lambda: desk.runner.problem() is None)
    assert desk.delivered == ["old", "now"]
    assert (await desk.record(3)).state is JobState.WAITING


async def test_nothing_happens_before_the_start(desk: Desk) -> None:
    """Until Discord is connected, waking is in vain, and the health check knows why."""
    await desk.add("now")
    desk.runner.wake()
    assert desk.runner._task is None
    assert desk.delivered == []
    assert desk.runner.problem() == "the job runner has not started"


async def test_work_added_later_is_done_when_the_runner_is_woken(desk: Desk) -> None:
    """A change of the queue does not wait for the next nap's end."""
    desk.runner.start()
    await desk.until(lambda: desk.runner.problem() is None)
    await desk.add("new")
    desk.runner.wake()
    await desk.until(lambda: desk.settled_ones == ["new"])


async def test_many_jobs_run_side_by_side_within_a_bound(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """One slow delivery holds nobody up, and a flood does not start all at once."""
    monkeypatch.setattr(runner_module, "SLOW", timedelta(hours=1))
    gate = asyncio.Event()

    async def wait(_job: Job) -> Outcome:
        await gate.wait()
        return DONE

    desk.work = wait
    await desk.add(*(f"job {number}" for number in range(WORKERS + 5)))
    desk.runner.start()
    await desk.until(lambda: desk.busy == WORKERS)
    assert desk.runner._task is not None
    await desk.until(desk.runner._task.done)
    assert desk.busiest == WORKERS
    gate.set()
    await desk.until(lambda: len(desk.settled_ones) == WORKERS + 5)
    assert desk.busiest == WORKERS


async def test_failing_handler_is_logged_once_and_tried_again(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    """A bug in one job harms no other, and the job waits for its next attempt."""

    async def fail(job: Job) -> Outcome:
        if job.occurrence == "bad" and job.attempts == 1:
            message = "a bug"
            raise ValueError(message)
        return DONE

    desk.work = fail
    await desk.add("bad", "good")
    desk.runner.start()
    await desk.until(lambda: desk.busy == 0 and len(desk.delivered) == 2)
    await desk.until(lambda: len(desk.settled_ones) == 2)
    known = await desk.record()
    assert (known.state, known.error) == (JobState.WAITING, "ValueError: a bug")
    (record,) = (record for record in caplog.records if record.levelno == logging.ERROR)
    assert vars(record)["job"] == 1
    desk.now += FIRST_RETRY
    desk.runner.wake()
    await desk.until(lambda: desk.delivered.count("bad") == 2)


async def test_hanging_handler_is_given_up(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What does not end is tried again later."""
    monkeypatch.setattr(runner_module, "LONGEST_DELIVERY", timedelta(milliseconds=20))
    desk.work = forever
    await desk.add("slow")
    desk.runner.start()
    await desk.until(lambda: desk.settled_ones == ["slow"])
    known = await desk.record()
    assert known.state is JobState.WAITING
    assert known.error is not None
    assert known.error.startswith("no end after")


async def test_end_waits_for_work_under_way_but_not_for_ever(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A delivery that hangs keeps its lease, so that the next process looks for what it sent."""
    monkeypatch.setattr(runner_module, "SHUTDOWN_TIMEOUT", timedelta(milliseconds=20))
    desk.work = forever
    await desk.add("slow")
    desk.runner.start()
    await desk.until(lambda: desk.busy == 1)
    await desk.runner.close()
    assert desk.busy == 0
    assert (await desk.record()).state is JobState.LEASED


async def test_end_does_not_wait_for_another_process(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that keeps the file locked keeps nobody from ending, and the job waits for the next process."""
    monkeypatch.setattr(runner_module, "SHUTDOWN_TIMEOUT", timedelta(milliseconds=20))
    await desk.add("now")
    with closing(sqlite3.connect(tmp_path / "lectern.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        desk.runner.start()
        await desk.until(lambda: desk.runner._task is not None)
        async with asyncio.timeout(LONGEST_WAIT_S / 2):
            await desk.runner.close()
    assert (await desk.record()).state is JobState.WAITING


async def test_runner_that_stands_still_is_in_trouble(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work that has hung for longer than any delivery may is seen by the health check."""
    monkeypatch.setattr(runner_module, "SHUTDOWN_TIMEOUT", timedelta(milliseconds=20))
    desk.work = forever
    await desk.add("slow")
    desk.runner.start()
    await desk.until(lambda: desk.busy == 1)
    assert desk.runner.problem() is None
    desk.now += LONGEST_STANDSTILL + timedelta(seconds=1)
    assert desk.runner.problem() == "the job runner stands still"
    await desk.runner.close()


async def test_runner_goes_on_after_the_database_failed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It says so, tries again shortly, and works when the memory does."""
    monkeypatch.setattr(runner_module, "PAUSE_AFTER_FAILURE", timedelta(milliseconds=20))
    await desk.add("now")
    with monkeypatch.context() as broken:
        broken.setattr(Database, "transaction", out_of_order)
        desk.runner.start()
        await desk.until(lambda: desk.runner.problem() is not None)
        assert "stumbles" in str(desk.runner.problem())
    await desk.until(lambda: desk.settled_ones == ["now"])
    await desk.until(lambda: desk.runner.problem() is None)
    assert "job runner stumbled" in caplog.text


async def test_clock_set_forward_delays_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody wakes the runner then, nor after the machine slept; its naps are short."""
    assert timedelta(minutes=1) > runner_module.LONGEST_SLEEP
    monkeypatch.setattr(desk.runner, "_longest_sleep", timedelta(milliseconds=10))
    await desk.add("later", due=NOW + timedelta(hours=3))
    desk.runner.start()
    await desk.until(lambda: desk.runner._timer is not None)
    desk.now += timedelta(days=1)
    await desk.until(lambda: desk.settled_ones == ["later"])
    assert desk.jobs[0].overdue


async def test_clock_set_back_lengthens_no_wait(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the wait after a failure nor the lease of a process that has died."""
    monkeypatch.setattr(desk.runner, "_longest_sleep", timedelta(milliseconds=10))
    ahead = NOW + timedelta(hours=6)
    await desk.add("failed", "leased", due=NOW - timedelta(minutes=1))
    async with desk.database.transaction() as tx:
        failed = await JobStore(tx).claim(ahead)
        assert failed is not None
        await JobStore(tx).settle(failed, Retry("no answer"), ahead)
        assert await JobStore(tx).claim(ahead) is not None
    desk.now = ahead
    desk.runner.start()
    await desk.until(lambda: desk.runner._timer is not None)
    desk.now = NOW
    await desk.until(lambda: desk.settled_ones == ["failed"])
    desk.now += LEASE
    await desk.until(lambda: desk.settled_ones == ["failed", "leased"])


async def test_time_that_passes_is_no_clock_that_is_set(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What falls due while the runner watches has been sent by nobody else."""
    monkeypatch.setattr(desk.runner, "_longest_sleep", timedelta(milliseconds=10))
    await desk.add("soon", due=NOW + timedelta(seconds=1))
    await desk.add("before", due=NOW - timedelta(seconds=1))
    desk.runner.start()
    await desk.until(lambda: desk.settled_ones == ["before"])
    desk.now += timedelta(seconds=2)
    await desk.until(lambda: desk.settled_ones == ["before", "soon"])
    assert [job.overdue for job in desk.jobs] == [True, False]


async def test_what_failed_is_tried_when_discord_answers(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """At once, then after pauses that grow while that helps nothing; a success makes them short again."""
    desk.work = unanswered
    desk.runner.discord_answers()  # nothing has failed
    await desk.add("bad")
    desk.runner.start()
    await desk.until(lambda: desk.runner._has_failures)
    desk.runner.discord_answers()
    await desk.until(lambda: len(desk.delivered) == 2 and desk.runner._has_failures)
    desk.runner.discord_answers()
    await desk.until(lambda: desk.runner._timer is not None)
    assert desk.delivered == ["bad", "bad"]
    monkeypatch.setattr(desk.runner, "_next_hurry", 0)
    desk.runner.discord_answers()
    await desk.until(lambda: len(desk.delivered) == 3 and desk.runner._has_failures)
    assert desk.runner._hurry_pause == 4 * runner_module.SHORTEST_HURRY
    desk.work = desk._do
    desk.runner.hurry()
    await desk.until(lambda: desk.runner._hurry_pause == runner_module.SHORTEST_HURRY)
    assert (await desk.record()).state is JobState.DONE


async def unanswered(_job: Job) -> Outcome:
    """Hear nothing of Discord."""
    return Retry("503")


def out_of_order(_database: Database) -> None:
    """Fail as a full or broken disk does.

    Raises:
        OSError: Always.
    """
    message = "the disk is full"
    raise OSError(message)


async def forever(_job: Job) -> Outcome:
    """Never end."""
    await asyncio.Event().wait()
    return DONE
