"""The job runner while Discord is slow, or lets nothing through: others have their turn, all is done."""

import asyncio
from collections.abc import AsyncIterator
from contextvars import ContextVar
from datetime import timedelta
from pathlib import Path

import pytest

from bot.jobs import runner as runner_module
from bot.jobs.model import Job, JobState, Outcome
from bot.jobs.runner import LONGEST_STANDSTILL, WORKERS
from bot.storage.database import Database
from tests.unit.runner_desk import DONE, Desk

MOST = WORKERS + 4


@pytest.fixture
async def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    """A desk with an empty queue, whose jobs soon take long."""
    monkeypatch.setattr(runner_module, "SLOW", timedelta(milliseconds=20))
    monkeypatch.setattr(runner_module, "MOST_UNDER_WAY", MOST)
    async with Database.open(tmp_path / "lectern.db") as database:
        desk = Desk(database)
        yield desk
        await desk.runner.close()


async def test_slow_jobs_keep_no_worker(desk: Desk) -> None:
    """What takes long is no longer counted, up to a bound; what ends makes room, and leaves no timer."""
    gate = asyncio.Semaphore(0)

    async def wait(_job: Job) -> Outcome:
        await gate.acquire()
        return DONE

    desk.work = wait
    await desk.add(*(f"job {number}" for number in range(MOST + 1)))
    desk.runner.start()
    await desk.until(lambda: desk.busy == MOST)
    await desk.until(lambda: len(desk.runner._slow) == MOST)
    assert desk.runner._task is not None
    await desk.until(lambda: desk.runner._timer is not None)
    assert (desk.busiest, desk.runner.problem()) == (MOST, None)
    gate.release()
    await desk.until(lambda: len(desk.delivered) == MOST + 1)
    for _ in range(MOST):
        gate.release()
    await desk.until(lambda: len(desk.settled_ones) == MOST + 1)
    await desk.until(lambda: not desk.runner._working)
    assert desk.busiest == MOST
    assert desk.runner._slow == set()


async def test_nothing_begins_during_a_rest(desk: Desk) -> None:
    """Nothing is begun as long as it lasts, whoever hurries; nobody calls it a standstill."""
    desk.runner.start()
    await desk.until(lambda: desk.runner._timer is not None)
    desk.runner.rest(3600)
    await desk.add("post")
    desk.runner.hurry()
    await desk.until(lambda: desk.runner._timer is not None)
    desk.now += LONGEST_STANDSTILL * 2
    assert desk.runner.problem() is None
    assert desk.delivered == []
    assert (await desk.record()).state is JobState.WAITING
    over = asyncio.get_running_loop().time() + 0.05
    desk.runner._rests_until = over, desk.now + timedelta(hours=1)
    desk.runner.wake()
    await desk.until(lambda: desk.settled_ones == ["post"])
    assert asyncio.get_running_loop().time() >= over


async def test_rest_ends_by_the_hosts_clock_after_the_machine_slept(desk: Desk) -> None:
    """The loop's clock has stood still meanwhile; the other one knows that it is over."""
    desk.runner.start()
    desk.runner.rest(3600)
    await desk.add("post")
    desk.now += timedelta(minutes=59)
    desk.runner.wake()
    await desk.until(lambda: desk.runner._timer is not None)
    assert desk.delivered == []
    desk.now += timedelta(minutes=2)
    desk.runner.wake()
    await desk.until(lambda: desk.settled_ones == ["post"])


async def test_shorter_rest_does_not_end_a_longer_one(desk: Desk) -> None:
    """Of two the later end counts."""
    desk.runner.rest(3600)
    desk.runner.rest(0.0)
    assert desk.runner._rest_left() > timedelta(minutes=59)


async def test_jobs_know_nothing_of_who_woke_the_runner(desk: Desk) -> None:
    """It may be in the midst of a request, or of anything else."""
    midst: ContextVar[str] = ContextVar("midst", default="of nothing")
    seen: list[str] = []

    async def look(_job: Job) -> Outcome:
        seen.append(midst.get())
        return DONE

    desk.work = look
    desk.runner.start()
    await desk.until(lambda: desk.runner._timer is not None)
    await desk.add("post")
    midst.set("of a request")
    desk.runner.wake()
    await desk.until(lambda: desk.settled_ones == ["post"])
    assert seen == ["of nothing"]
