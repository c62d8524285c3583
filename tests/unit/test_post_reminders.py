"""When somebody is told of a post, and when not, as the handler of such jobs decides."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.ids import ChannelId, ChapterId, GuildId, JobId, MessageId, UserId
from bot.jobs.model import Delivered, Job, JobKind, NewJob, Outcome, Retry, Skipped, SkipReason
from bot.jobs.store import JobStore
from bot.schedules.jobs import LATEST_REMINDER, PostReminders
from bot.schedules.model import Schedule
from bot.schedules.posts import PostReminder
from bot.schedules.store import PostOptInStore, ScheduleStore
from bot.storage.database import Database, open_database
from bot.text.locales import Locale
from tests.storage.samples import COURSE, new_schedule
from tests.unit.courses import courses_of

NOW = datetime(2026, 11, 23, 19, tzinfo=UTC)
GUILD, CHANNEL, MESSAGE, USER = GuildId(7), ChannelId(8), MessageId(9), UserId(30)
SENT = Delivered(None, None)


@dataclass
class Letters:
    """Takes reminders, and answers each as told."""

    answer: Outcome | None = SENT
    sent: list[tuple[PostReminder, UserId]] = field(default_factory=list)

    async def remind(self, reminder: PostReminder, user: UserId) -> Outcome | None:
        """Take *reminder*."""
        self.sent.append((reminder, user))
        return self.answer


@dataclass
class World:
    """A schedule whose first post is out, and somebody who wants to be told."""

    database: Database
    schedule: Schedule
    letters: Letters
    post: JobId
    now: datetime = NOW

    async def deliver(self, occurrence: str | None = None) -> Outcome:
        """Let the handler deliver the reminder."""
        handler = PostReminders(
            self.database, self.letters.remind, courses_of(self.database, lambda: self.now), lambda: self.now
        )
        name = occurrence or f"remind:{self.post}:1"
        job = Job(JobId(99), JobKind.POST_REMINDER, GUILD, self.post, name, NOW, 1)
        outcome = await handler.deliver(job)
        async with self.database.transaction() as tx:
            await handler.on_result(tx, job, outcome)
        return outcome

    async def wants(self) -> bool:
        """Tell whether the person is still to be told."""
        async with self.database.reading() as tx:
            return await PostOptInStore(tx).has(GUILD, USER)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """A schedule whose first post is out."""
    async with open_database(tmp_path / "lectern.db") as database:
        async with database.transaction() as tx:
            draft = new_schedule(GUILD, COURSE)
            schedule = await ScheduleStore(tx).add(draft)
            post = NewJob(JobKind.WEEKLY_POST, GUILD, schedule.id, "weekly:1:2026-11-23", NOW, (ChapterId(5),))
            await JobStore(tx).add(post)
            job = await JobStore(tx).claim(NOW)
            assert job is not None
            await JobStore(tx).settle(job, Delivered(CHANNEL, MESSAGE), NOW)
            await PostOptInStore(tx).add(GUILD, USER, Locale.PORTUGUESE)
        yield World(database, schedule, Letters(), job.id)


async def test_a_reminder_tells_what_the_post_has_brought(world: World) -> None:
    """In the language that the person had when they asked for it."""
    assert await world.deliver() == SENT
    ((reminder, user),) = world.letters.sent
    assert user == USER
    assert [chapter.key for chapter in reminder.chapters] == [5]
    assert (reminder.channel, reminder.message, reminder.locale) == (CHANNEL, MESSAGE, Locale.PORTUGUESE)


@pytest.mark.parametrize(
    ("late", "outcome"), [(LATEST_REMINDER, SENT), (LATEST_REMINDER + timedelta(seconds=1), Skipped(SkipReason.MISSED))]
)
async def test_a_reminder_goes_out_within_a_day(world: World, late: timedelta, outcome: Outcome) -> None:
    world.now = NOW + late
    assert await world.deliver() == outcome


async def test_whoever_takes_it_back_is_not_told(world: World) -> None:
    assert await world.deliver(f"remind:{world.post}:2") == Skipped(SkipReason.OVER)
    assert world.letters.sent == []


async def test_of_a_post_that_is_not_on_record_nobody_is_told(world: World) -> None:
    world.post = JobId(1_000)
    assert await world.deliver() == Skipped(SkipReason.OVER)


async def test_of_a_schedule_that_was_forgotten_nobody_is_told(world: World) -> None:
    async with world.database.transaction() as tx:
        await ScheduleStore(tx).delete_guild(GUILD)
    assert await world.deliver() == Skipped(SkipReason.OVER)


async def test_whoever_has_left_is_forgotten(world: World) -> None:
    world.letters.answer = None
    assert await world.deliver() == Skipped(SkipReason.NOBODY)
    assert not await world.wants()


@pytest.mark.parametrize("outcome", [Skipped(SkipReason.NOBODY), Retry("Discord is away"), SENT])
async def test_whoever_stays_is_told_of_the_next_post_too(world: World, outcome: Outcome) -> None:
    """Also with closed direct messages, or where the channel is hidden from them today."""
    world.letters.answer = outcome
    assert await world.deliver() == outcome
    assert await world.wants()
