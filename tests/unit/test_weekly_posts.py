"""A weekly post whose schedule or course has changed since it was planned."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.ids import ChannelId, ChapterId, GuildId, UserId
from bot.jobs.model import Delivered, Held, HoldReason, Job, JobKind, JobState, Outcome, Retry, Skipped, SkipReason
from bot.jobs.store import JobStore
from bot.schedules.changes import ScheduleChanges
from bot.schedules.drafts import Draft
from bot.schedules.jobs import WeeklyPosts
from bot.schedules.model import Schedule, ScheduleState
from bot.schedules.posts import SchedulePost
from bot.schedules.service import ScheduleService
from bot.schedules.store import ScheduleStore
from bot.storage.database import Database, open_database
from tests.unit.courses import courses_of

NOW = datetime(2026, 11, 23, 18, tzinfo=UTC)
SLOT = NOW + timedelta(hours=1)
GUILD, ORGANISER = GuildId(7), UserId(2)


class FakeSender:
    """Keeps the posts, and reports each as delivered."""

    def __init__(self) -> None:
        self.carried: list[SchedulePost] = []
        self.closed: list[SchedulePost] = []

    async def post(self, post: SchedulePost) -> Outcome:
        """Take a post, or a closing post."""
        (self.carried if post.chapters else self.closed).append(post)
        return Delivered(post.schedule.channel, None)

    async def find(self, _job: Job, _channel: ChannelId) -> None:
        """Find nothing."""


@dataclass
class Group:
    """A guild with a schedule whose first post is due in an hour."""

    database: Database
    schedules: ScheduleService
    changes: ScheduleChanges
    weekly: WeeklyPosts
    sender: FakeSender
    times: list[datetime]

    @property
    def now(self) -> datetime:
        """What the clock says."""
        return self.times[-1]

    async def claim(self) -> Job:
        """Let an hour pass, and claim the post."""
        self.times.append(SLOT)
        async with self.database.transaction() as tx:
            job = await JobStore(tx).claim(self.now)
        assert job is not None
        return job

    async def settle(self, job: Job, outcome: Outcome) -> None:
        """Record *outcome*, and let the handler act on it."""
        async with self.database.transaction() as tx:
            assert await JobStore(tx).settle(job, outcome, self.now)
            await self.weekly.on_result(tx, job, outcome)

    async def current(self) -> Schedule:
        """Return the guild's schedule."""
        (schedule,) = await self.schedules.of_guild(GUILD)
        return schedule

    async def set_up(self) -> None:
        """Start a schedule on Mondays at 19:00 UTC."""
        order = tuple(ChapterId(number) for number in range(1, 10))
        days = frozenset({0})
        draft = Draft(GUILD, ORGANISER, ChannelId(1), days, time(19), "UTC", order=order, announce=False)
        await self.schedules.set_up(draft)


@pytest.fixture
async def group(tmp_path: Path) -> AsyncIterator[Group]:
    """A group whose first post is due in an hour."""
    async with open_database(tmp_path / "lectern.db") as database:
        sender = FakeSender()

        times = [NOW]

        def clock() -> datetime:
            return times[-1]

        schedules = ScheduleService(database, courses_of(database, clock), clock, lambda: None)
        changes = ScheduleChanges(database, clock, lambda: None)
        weekly = WeeklyPosts(database, sender, courses_of(database, clock), clock)
        founded = Group(database, schedules, changes, weekly, sender, times)
        await founded.set_up()
        yield founded


async def test_post_of_a_schedule_replaced_meanwhile_is_skipped(group: Group) -> None:
    """The old schedule stays as it is."""
    job = await group.claim()
    await group.set_up()
    outcome = await group.weekly.deliver(job)
    assert outcome == Skipped(SkipReason.OVER)
    await group.settle(job, Delivered(ChannelId(1), None))
    assert (await group.current()).position == 0
    assert group.sender.carried == []


async def test_post_of_a_schedule_paused_meanwhile_is_skipped_at_its_first_attempt(group: Group) -> None:
    """It cannot be out yet."""
    job = await group.claim()
    await group.changes.pause(GUILD, (await group.current()).id, ORGANISER)
    assert await group.weekly.deliver(job) == Skipped(SkipReason.PAUSED)
    await group.settle(job, Skipped(SkipReason.PAUSED))
    assert (await group.current()).state is ScheduleState.PAUSED


async def test_post_of_a_schedule_paused_meanwhile_is_finished_after_an_attempt(group: Group) -> None:
    """It may be out: the next attempt looks, and moves the schedule on, which stays paused."""
    await group.settle(await group.claim(), Retry("no answer"))
    await group.changes.pause(GUILD, (await group.current()).id, ORGANISER)
    group.times.append(SLOT + timedelta(minutes=5))
    async with group.database.transaction() as tx:
        job = await JobStore(tx).claim(group.now)
    assert job is not None
    outcome = await group.weekly.deliver(job)
    assert isinstance(outcome, Delivered)
    await group.settle(job, outcome)
    schedule = await group.current()
    assert (schedule.state, schedule.position) == (ScheduleState.PAUSED, 1)
    async with group.database.transaction() as tx:
        assert await JobStore(tx).next_due() is None


async def test_a_post_waits_whose_chapter_the_course_has_no_more(group: Group) -> None:
    """It is held, organisers are told, and nothing else is posted in its place."""
    job = await group.claim()
    async with group.database.transaction() as tx:
        (schedule,) = await ScheduleStore(tx).of_guild(GUILD)
        await ScheduleStore(tx).save(replace(schedule, order=(ChapterId(77),)))
    outcome = await group.weekly.deliver(job)
    assert outcome == Held(HoldReason.COURSE_CHANGED)
    await group.settle(job, outcome)
    assert (await group.current()).position == 0
    async with group.database.transaction() as tx:
        notice = await JobStore(tx).claim(group.now)
        assert notice is not None
        assert (notice.kind, notice.subject) == (JobKind.NOTICE, job.id)
        pending = await JobStore(tx).pending(JobKind.WEEKLY_POST, GUILD, job.subject)
        assert pending is not None
        assert (pending.id, pending.state) == (job.id, JobState.HELD)


async def test_post_of_a_guild_that_was_forgotten_is_skipped(group: Group) -> None:
    job = await group.claim()
    async with group.database.transaction() as tx:
        await ScheduleStore(tx).delete_guild(GUILD)
    assert await group.weekly.deliver(job) == Skipped(SkipReason.OVER)
    await group.settle(job, Delivered(None, None))
    assert await group.schedules.of_guild(GUILD) == ()
