"""When the job that opens a thread on a post is planned, and when it opens none."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.ids import ChannelId, GuildId, MessageId
from bot.jobs.model import Delivered, Job, JobKind, NewJob, Outcome, Skipped, SkipReason
from bot.jobs.store import JobStore
from bot.schedules.jobs import Discussions, plan_discussion
from bot.schedules.posts import Discussion
from bot.storage.database import Database, open_database
from tests.unit.courses import courses_of

NOW = datetime(2026, 11, 23, 19, tzinfo=UTC)
WEEK = timedelta(weeks=1)
GUILD, CHANNEL, MESSAGE = GuildId(7), ChannelId(8), MessageId(9)


def discussions(database: Database, threads: "FakeThreads", now: datetime) -> Discussions:
    """Return the handler, which opens *threads*."""
    return Discussions(database, threads.open_discussion, courses_of(database, lambda: now), lambda: now)


class FakeThreads:
    """Keeps the discussions that were to be opened, and reports each as open."""

    def __init__(self) -> None:
        self.opened: list[Discussion] = []

    async def open_discussion(self, discussion: Discussion) -> Outcome:
        """Take *discussion*."""
        self.opened.append(discussion)
        return Delivered(CHANNEL, None)


async def _planned(database: Database, outcome: Delivered) -> list[Job]:
    """Settle a post with *outcome*, and return the jobs that it plans."""
    async with database.transaction() as tx:
        await JobStore(tx).add(NewJob(JobKind.WEEKLY_POST, GUILD, 1, "weekly:1:2026-11-23", NOW))
        post = await JobStore(tx).claim(NOW)
        assert post is not None
        await JobStore(tx).settle(post, outcome, NOW)
        for _ in range(2):  # planned twice, as after a crash
            await plan_discussion(tx, post, outcome, NOW)
        found = [await JobStore(tx).claim(NOW), await JobStore(tx).claim(NOW)]
    return [job for job in found if job is not None]


@pytest.mark.parametrize(
    ("later", "outcome", "threads"),
    [
        (timedelta(), Delivered(CHANNEL, None), 1),
        (WEEK, Delivered(CHANNEL, None), 1),
        (WEEK + timedelta(seconds=1), Skipped(SkipReason.MISSED), 0),
    ],
)
async def test_a_thread_is_opened_on_each_post_within_a_week(
    tmp_path: Path, later: timedelta, outcome: Outcome, threads: int
) -> None:
    fake_threads = FakeThreads()
    async with open_database(tmp_path / "db") as database:
        (job,) = await _planned(database, Delivered(CHANNEL, MESSAGE))
        assert job.kind is JobKind.DISCUSSION
        assert await discussions(database, fake_threads, NOW + later).deliver(job) == outcome
    assert fake_threads.opened == [Discussion(job, CHANNEL, MESSAGE)] * threads


async def test_a_post_without_a_known_message_gets_no_thread(tmp_path: Path) -> None:
    """Nor does one whose job was deleted."""
    fake_threads = FakeThreads()
    async with open_database(tmp_path / "db") as database:
        assert await _planned(database, Delivered(CHANNEL, None)) == []
        lost = NewJob(JobKind.DISCUSSION, GUILD, 99, "discussion:99", NOW)
        async with database.transaction() as tx:
            await JobStore(tx).add(lost)
            job = await JobStore(tx).claim(NOW)
        assert job is not None
        handler = discussions(database, fake_threads, NOW)
        assert await handler.deliver(job) == Skipped(SkipReason.OVER)
    assert fake_threads.opened == []
