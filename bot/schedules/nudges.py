"""Nudges: a direct message to who asked for it, when two or more chapters that are out are not watched yet."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.courses.model import Chapter, Course
from bot.courses.service import CourseService
from bot.ids import ChannelId, GuildId, JobId, ScheduleId, UserId
from bot.jobs.model import (
    Delivered,
    Job,
    JobKind,
    NewJob,
    Outcome,
    Skipped,
    SkipReason,
    nudge_occurrence,
    nudge_wish_of,
)
from bot.jobs.store import JobStore
from bot.progress.store import ProgressStore
from bot.schedules.nudge_rules import AFTER_A_POST, FEWEST_BEHIND, Nudge, NudgeWish, catch_up
from bot.schedules.planning import post_key
from bot.schedules.posts import chapters_of
from bot.schedules.store import NudgeStore, ScheduleStore
from bot.storage.database import Database
from bot.storage.rows import Transaction
from bot.times.clock import Clock
from bot.times.slots import zone


async def plan_nudges(tx: Transaction, post: Job, now: datetime) -> None:
    """Queue a look, a day after *post*, whether they are behind, for everyone in its guild who wants nudges."""
    after = now + AFTER_A_POST
    for wish in await NudgeStore(tx).of_guild(post.guild):
        due = wish.due_after(after)
        await JobStore(tx).add(NewJob(JobKind.NUDGE, post.guild, post.id, nudge_occurrence(wish.id, post.id), due))


class NudgeService:
    """Keeps who wants nudges."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, guild: GuildId, user: UserId) -> NudgeWish | None:
        """Return what *user* wants in *guild*, or None if that is no nudges."""
        return await self._database.read(lambda tx: NudgeStore(tx).find(guild, user))

    async def want(self, wish: NudgeWish) -> None:
        """Save *wish*, whose id does not count, in place of the one before."""
        async with self._database.transaction(wish.guild) as tx:
            await NudgeStore(tx).save(wish)

    async def stop(self, guild: GuildId, user: UserId) -> bool:
        """Send *user* no more nudges in *guild*; false if they had none."""
        async with self._database.transaction(guild) as tx:
            return await NudgeStore(tx).remove(guild, user)


class Nudges:
    """Handles the jobs that nudge one person (`NUDGE`)."""

    def __init__(
        self,
        database: Database,
        send: Callable[[Nudge], Awaitable[Outcome | None]],
        courses: CourseService,
        clock: Clock,
    ) -> None:
        self._database = database
        self._send = send
        self._courses = courses
        self._clock = clock

    async def deliver(self, job: Job) -> Outcome:
        """Nudge whoever is behind and was not nudged since they were up to date, within their hours."""
        nudge = await self._nudge(job)
        if isinstance(nudge, Skipped):
            return nudge
        if (outcome := await self._send(nudge)) is not None:
            return outcome
        async with self._database.transaction(job.guild) as tx:  # they have left
            await NudgeStore(tx).remove(nudge.wish.guild, nudge.wish.user)
        return Skipped(SkipReason.NOBODY)

    async def _nudge(self, job: Job) -> Nudge | Skipped:
        """Return what to send for *job*, or why nothing is to be sent."""
        now = self._clock()
        async with self._database.transaction(job.guild) as tx:
            wish = await NudgeStore(tx).get(nudge_wish_of(job.occurrence))
            found = None if wish is None else await self._behind(tx, job, wish)
            if wish is None or found is None:
                return Skipped(SkipReason.OVER)
            course, channel, behind = found
            if len(behind) < FEWEST_BEHIND:
                await NudgeStore(tx).mark(wish.id, nudged=False)
                return Skipped(SkipReason.NOBODY)
        if wish.nudged or not wish.is_open(now):
            return Skipped(SkipReason.MERGED if wish.nudged else SkipReason.MISSED)
        plan = catch_up(behind, now.astimezone(zone(wish.zone_name)).date())
        return Nudge(job, wish, course, channel, plan)

    async def _behind(
        self, tx: Transaction, job: Job, wish: NudgeWish
    ) -> tuple[Course, ChannelId, list[Chapter]] | None:
        """Return the schedule's course and channel, and what it has posted and *wish*'s user has not watched."""
        post = await JobStore(tx).record(JobId(job.subject))
        schedule = None if post is None else await ScheduleStore(tx).get(ScheduleId(post.subject))
        if schedule is None:
            return None
        course = await self._courses.load(tx, schedule.course)
        marks = await ProgressStore(tx).marks(wish.guild, wish.user, schedule.course)
        posted = dict.fromkeys(chapters_of(await JobStore(tx).posted(*post_key(schedule))))
        behind = [course.get(key) for key in posted if key not in marks]
        return course, schedule.channel, [chapter for chapter in behind if chapter is not None]

    async def on_result(self, tx: Transaction, job: Job, outcome: Outcome) -> None:
        """Note that the person was nudged."""
        if isinstance(outcome, Delivered):
            await NudgeStore(tx).mark(nudge_wish_of(job.occurrence), nudged=True)
