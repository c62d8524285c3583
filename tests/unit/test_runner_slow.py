"""The job runner while Discord is slow or bans the bot: other jobs have their turn, and all are done."""

import asyncio
from collections.abc import AsyncIterator
from contextvars import ContextVar
from datetime import timedelta
from pathlib import Path

import pytest

from bot.jobs import runner as runner_module
from bot.jobs.model import Job, JobState, Outcome
from bot.jobs.runner import LONGEST_STANDSTILL, WORKERS
from bot.storage.database import open_database
from tests.unit.runner_harness import DONE, RunnerHarness

MOST = WORKERS + 4


@pytest.fixture
async def harness(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[RunnerHarness]:
    """A runner with an empty queue, for which a job is slow after a moment."""
    monkeypatch.setattr(runner_module, "SLOW", timedelta(milliseconds=20))
    monkeypatch.setattr(runner_module, "MOST_UNDER_WAY", MOST)
    async with open_database(tmp_path / "lectern.db") as database:
        harness = RunnerHarness(database)
        yield harness
        await harness.runner.close()


async def test_slow_jobs_do_not_occupy_workers(harness: RunnerHarness) -> None:
    """A slow job makes room for another, up to a bound; jobs that ended leave no timer."""
    gate = asyncio.Semaphore(0)

    async def wait(_job: Job) -> Outcome:
        await gate.acquire()
        return DONE

    harness.work = wait
    await harness.add(*(f"job {number}" for number in range(MOST + 1)))
    harness.runner.start()
    await harness.until(lambda: harness.busy == MOST)
    await harness.until(lambda: len(harness.runner._slow) == MOST)
    assert harness.runner._task is not None
    await harness.until(lambda: harness.runner._timer is not None)
    assert (harness.busiest, harness.runner.problem()) == (MOST, None)
    gate.release()
    await harness.until(lambda: len(harness.delivered) == MOST + 1)
    for _ in range(MOST):
        gate.release()
    await harness.until(lambda: len(harness.settled_ones) == MOST + 1)
    await harness.until(lambda: not harness.runner._working)
    assert harness.busiest == MOST
    assert harness.runner._slow == set()


async def test_nothing_begins_during_a_rest(harness: RunnerHarness) -> None:
    """Not even by an early retry; the health check takes it for no standstill."""
    harness.runner.start()
    await harness.until(lambda: harness.runner._timer is not None)
    harness.runner.rest(3600)
    await harness.add("post")
    harness.runner.retry_now()
    await harness.until(lambda: harness.runner._timer is not None)
    harness.now += LONGEST_STANDSTILL * 2
    assert harness.runner.problem() is None
    assert harness.delivered == []
    assert (await harness.record()).state is JobState.WAITING
    over = asyncio.get_running_loop().time() + 0.05
    harness.runner._rests_until = over, harness.now + timedelta(hours=1)
    harness.runner.wake()
    await harness.until(lambda: harness.settled_ones == ["post"])
    assert asyncio.get_running_loop().time() >= over


async def test_rest_ends_by_the_hosts_clock_after_the_machine_slept(harness: RunnerHarness) -> None:
    """The event loop's clock stood still meanwhile."""
    harness.runner.start()
    harness.runner.rest(3600)
    await harness.add("post")
    harness.now += timedelta(minutes=59)
    harness.runner.wake()
    await harness.until(lambda: harness.runner._timer is not None)
    assert harness.delivered == []
    harness.now += timedelta(minutes=2)
    harness.runner.wake()
    await harness.until(lambda: harness.settled_ones == ["post"])


async def test_shorter_rest_does_not_end_a_longer_one(harness: RunnerHarness) -> None:
    harness.runner.rest(3600)
    harness.runner.rest(0.0)
    assert harness.runner._rest_left() > timedelta(minutes=59)


async def test_jobs_run_outside_the_context_of_whoever_woke_the_runner(harness: RunnerHarness) -> None:
    """Whose context variables may belong to a request."""
    midst: ContextVar[str] = ContextVar("midst", default="of nothing")
    seen: list[str] = []

    async def look(_job: Job) -> Outcome:
        seen.append(midst.get())
        return DONE

    harness.work = look
    harness.runner.start()
    await harness.until(lambda: harness.runner._timer is not None)
    await harness.add("post")
    midst.set("of a request")
    harness.runner.wake()
    await harness.until(lambda: harness.settled_ones == ["post"])
    assert seen == ["of nothing"]
