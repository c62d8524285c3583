"""Keeps the latest post up to date: how many have watched what the one before brought, and when the next comes."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.courses.service import CourseService
from bot.guilds.store import GuildStore
from bot.ids import ChannelId, ChapterId, CourseId, GuildId, JobId, MessageId, ScheduleId
from bot.jobs.model import Held, Job, JobRecord, Outcome, Skipped, SkipReason
from bot.jobs.store import JobStore
from bot.progress.store import ProgressStore
from bot.schedules.model import Schedule, ScheduleState
from bot.schedules.planning import post_key, queue_redraw, redraw_step
from bot.schedules.posts import SchedulePost, WatchCount
from bot.schedules.store import ScheduleStore
from bot.storage.database import Database
from bot.storage.rows import Transaction
from bot.times.clock import Clock


async def count_watched(tx: Transaction, guild: GuildId, course: CourseId, chapter: ChapterId) -> WatchCount | None:
    """Return how many members of *guild* have watched *chapter*, of those who watch along; None if nobody does."""
    members = await ProgressStore(tx).watchers(guild, course)
    watched = (await ProgressStore(tx).counts(guild, course)).get(chapter, 0)
    return WatchCount(watched, members) if members else None


class CountPlanner:
    """Queues that counts are brought up to date after somebody has marked a chapter."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._queued: dict[tuple[GuildId, CourseId], int] = {}

    async def __call__(self, tx: Transaction, guild: GuildId, course: CourseId) -> bool:
        """Queue it for the latest post of each schedule of *course* in *guild*, once in `REDRAWN_EVERY`.

        Return whether it is queued only now, so that the job runner is to look at its queue.
        """
        now = self._clock()
        step = redraw_step(now)
        if self._queued.get((guild, course)) == step:
            return False
        for schedule in await ScheduleStore(tx).of_guild(guild):
            if schedule.course == course and (post := await _latest(tx, schedule)) is not None:
                await queue_redraw(tx, post, now)
        self._queued = {key: at for key, at in self._queued.items() if at == step}
        self._queued[guild, course] = step
        return True


async def _latest(tx: Transaction, schedule: Schedule) -> JobRecord | None:
    """Return the latest post of *schedule*, if it brought chapters after another that did; else None."""
    posted = await JobStore(tx).posted(*post_key(schedule))
    return posted[-1] if len(posted) > 1 and posted[-1].chapters and posted[-2].chapters else None


class PostCounts:
    """Handles the jobs that bring a post up to date (`POST_COUNT`)."""

    def __init__(
        self,
        database: Database,
        redraw: Callable[[Job, SchedulePost, ChannelId, MessageId], Awaitable[Outcome]],
        courses: CourseService,
        clock: Clock,
    ) -> None:
        self._database = database
        self._redraw = redraw
        self._courses = courses
        self._clock = clock

    async def deliver(self, job: Job) -> Outcome:
        """Draw the post anew, unless another came after it; where that cannot be done it is left as it is."""
        async with self._database.reading() as tx:
            post = await JobStore(tx).record(JobId(job.subject))
            schedule = None if post is None else await ScheduleStore(tx).get(ScheduleId(post.subject))
            drawn = None if post is None or schedule is None else await self._drawn(tx, job, post, schedule)
        if drawn is None or post is None or post.channel is None or post.message is None:
            return Skipped(SkipReason.OVER)
        outcome = await self._redraw(job, drawn, post.channel, post.message)
        return Skipped(SkipReason.OVER) if isinstance(outcome, Held) else outcome

    async def _drawn(self, tx: Transaction, job: Job, post: JobRecord, schedule: Schedule) -> SchedulePost | None:
        """Return *post* with what it said when it was sent, and the count and next date of now; None if it is over."""
        posted = await JobStore(tx).posted(*post_key(schedule))
        course = await self._courses.load(tx, schedule.course)
        earlier = posted[-2].chapters if len(posted) > 1 else None
        chapters = tuple(chapter for key in post.chapters or () if (chapter := course.get(key)) is not None)
        if not posted or posted[-1].id != post.id or not chapters or course.is_gone:
            return None
        pending = await JobStore(tx).pending(*post_key(schedule))
        following = None if pending is None or not schedule.next_chapters else pending.due
        sent_at = post.settled_at or post.due
        return SchedulePost(
            job=replace(job, id=post.id, occurrence=post.occurrence, due=post.due),
            schedule=schedule,
            course=course,
            chapters=chapters,
            locale=(await GuildStore(tx).get(schedule.guild)).locale,
            following=sent_at if schedule.state is ScheduleState.PAUSED else following,
            late=schedule.is_late(post.due, sent_at),
            watched=await count_watched(tx, schedule.guild, schedule.course, earlier[-1]) if earlier else None,
        )

    async def on_result(self, tx: Transaction, job: Job, outcome: Outcome) -> None:
        """Do nothing: nothing depends on a count."""
