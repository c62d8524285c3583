"""The job runner when clocks are set, machines sleep, and Discord answers again."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.jobs import LEASE, Job, JobState, Outcome, Retry
from bot.services import runner as runner_module
from bot.storage.database import Database
from tests.unit.runner_desk import NOW, Desk


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """A desk with an empty queue; its runner has not started."""
    async with Database.open(tmp_path / "lectern.db") as database:
        desk = Desk(database)
        yield desk
        await desk.runner.close()


async def test_clock_set_forward_delays_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody wakes the runner then, nor after the machine slept; its naps are short."""
    assert timedelta(minutes=1) > runner_module.LONGEST_NAP
    monkeypatch.setattr(desk.runner, "_longest_nap", timedelta(milliseconds=10))
    await desk.add("later", due=NOW + timedelta(hours=3))
    desk.runner.start()
    await desk.until(lambda: desk.runner._timer is not None)
    desk.now += timedelta(days=1)
    await desk.until(lambda: desk.settled_ones == ["later"])
    assert desk.jobs[0].overdue


async def test_clock_set_back_lengthens_no_wait(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the wait after a failure nor the lease of a process that has died."""
    monkeypatch.setattr(desk.runner, "_longest_nap", timedelta(milliseconds=10))
    ahead = NOW + timedelta(hours=6)
    await desk.add("failed", "leased", due=NOW - timedelta(minutes=1))
    async with desk.database.transaction() as stores:
        failed = await stores.jobs.claim(ahead)
        assert failed is not None
        await stores.jobs.settle(failed, Retry("no answer"), ahead)
        assert await stores.jobs.claim(ahead) is not None
    desk.now = ahead
    desk.runner.start()
    await desk.until(lambda: desk.runner._timer is not None)
    desk.now = NOW
    await desk.until(lambda: desk.settled_ones == ["failed"])
    desk.now += LEASE
    await desk.until(lambda: desk.settled_ones == ["failed", "leased"])


async def test_time_that_passes_is_no_clock_that_is_set(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What falls due while the runner watches has been sent by nobody else."""
    monkeypatch.setattr(desk.runner, "_longest_nap", timedelta(milliseconds=10))
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
    await desk.until(lambda: desk.runner._failing)
    desk.runner.discord_answers()
    await desk.until(lambda: len(desk.delivered) == 2 and desk.runner._failing)
    desk.runner.discord_answers()
    await desk.until(lambda: desk.runner._timer is not None)
    assert desk.delivered == ["bad", "bad"]
    monkeypatch.setattr(desk.runner, "_next_hurry", 0)
    desk.runner.discord_answers()
    await desk.until(lambda: len(desk.delivered) == 3 and desk.runner._failing)
    assert desk.runner._hurry_pause == 4 * runner_module.SHORTEST_HURRY
    desk.work = desk._do
    desk.runner.hurry()
    await desk.until(lambda: desk.runner._hurry_pause == runner_module.SHORTEST_HURRY)
    assert (await desk.record()).state is JobState.DONE


async def unanswered(_job: Job) -> Outcome:
    """Hear nothing of Discord."""
    return Retry("503")
