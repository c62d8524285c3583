"""Handlers of the jobs about schedules: their posts, the thread on each post, its reminders, the word of a start."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Protocol

from bot.courses.model import Course
from bot.courses.service import CourseService
from bot.guilds.notices import plan_notice
from bot.guilds.store import GuildStore
from bot.ids import ChannelId, JobId, ScheduleId, UserId
from bot.jobs import model as jobs
from bot.jobs.store import JobStore
from bot.schedules.counts import count_watched
from bot.schedules.model import Ending, Schedule, ScheduleState
from bot.schedules.nudges import plan_nudges
from bot.schedules.planning import (
    is_start_news,
    plan_next_post,
    plan_start,
    post_job,
    post_key,
    record_pause,
    summary_of,
)
from bot.schedules.posts import Discussion, PostReminder, SchedulePost, SeasonSummary, StartAnnouncement, WatchCount
from bot.schedules.store import PostOptInStore, ScheduleStore
from bot.storage.database import Database
from bot.storage.rows import Transaction
from bot.times.clock import Clock

TOO_LATE = {jobs.Skipped(jobs.SkipReason.MISSED), jobs.Held(jobs.HoldReason.ASKED)}
# A permission given after weeks must not open threads on posts that nobody reads any more.
LATEST_THREAD = timedelta(weeks=1)
LATEST_REMINDER = timedelta(days=1)
"""How late a reminder of a post still goes out: after an outage nobody wants to read of last week's."""


class Deliverer(Protocol):
    """Sends posts of schedules to Discord."""

    async def post(self, post: SchedulePost) -> jobs.Outcome:
        """Send *post*, with its chapters or as the closing post, and return how that ended."""
        ...

    async def find(self, job: jobs.Job, channel: ChannelId) -> jobs.Delivered | None:
        """Return what an earlier attempt at *job* posted in *channel*, or None if nothing is found."""
        ...


class WeeklyPosts:
    """Handles the jobs of schedules' posts (`WEEKLY_POST`), both regular and extra ones."""

    def __init__(self, database: Database, deliverer: Deliverer, courses: CourseService, clock: Clock) -> None:
        self._database = database
        self._deliverer = deliverer
        self._courses = courses
        self._clock = clock

    async def deliver(self, job: jobs.Job) -> jobs.Outcome:
        """Send the schedule's next chapters, or its closing post, and return how that ended, or why it is not sent."""
        async with self._database.transaction(job.guild) as tx:
            schedule = await ScheduleStore(tx).get(ScheduleId(job.subject))
            settings = await GuildStore(tx).get(job.guild)
            if schedule is not None:
                await JobStore(tx).set_target(job.id, schedule.channel)
                course = await self._courses.load(tx, schedule.course)
        now = self._clock()
        if schedule is None:
            return jobs.Skipped(jobs.SkipReason.OVER)
        if (reason := _reason_not_to_post(schedule, job, now)) is not None:
            # A restored copy of the database does not know what was posted since it was made, so Discord is asked.
            looks_back = job.overdue and reason in TOO_LATE
            found = await self._deliverer.find(job, schedule.channel) if looks_back else None
            return found or reason
        chapters = tuple(chapter for key in schedule.next_chapters if (chapter := course.get(key)) is not None)
        if course.is_gone:
            return jobs.Held(jobs.HoldReason.COURSE_GONE)
        if len(chapters) < len(schedule.next_chapters):
            return jobs.Held(jobs.HoldReason.COURSE_CHANGED)
        repeats = schedule.ending is Ending.REPEAT and schedule.state is ScheduleState.ACTIVE
        is_followed = not schedule.is_last if chapters else repeats
        return await self._deliverer.post(
            SchedulePost(
                job=job,
                schedule=schedule,
                course=course,
                chapters=chapters,
                locale=settings.locale,
                following=schedule.advanced().next_after(max(now, job.due)).at if is_followed else None,
                late=schedule.is_late(job.due, now),
                summary=SeasonSummary() if chapters else await self._summary(schedule, course),
                watched=await self._watched(schedule) if chapters else None,
            )
        )

    async def _watched(self, schedule: Schedule) -> WatchCount | None:
        if schedule.latest_chapter is None:
            return None
        async with self._database.reading() as tx:
            return await count_watched(tx, schedule.guild, schedule.course, schedule.latest_chapter)

    async def _summary(self, schedule: Schedule, course: Course) -> SeasonSummary:
        async with self._database.reading() as tx:
            return await summary_of(tx, schedule, course)

    async def on_result(self, tx: Transaction, job: jobs.Job, outcome: jobs.Outcome) -> None:
        """Move the schedule on if its post is out, and plan the next; runs in the transaction that settles *job*.

        Also after a skipped or refused post: whoever resumed the schedule while the job was under way could not
        plan the next one then.
        """
        schedule = await ScheduleStore(tx).get(ScheduleId(job.subject))
        if schedule is None:
            return
        now = self._clock()
        if outcome != jobs.Skipped(jobs.SkipReason.OVER):
            await JobStore(tx).note_chapters(job.id, schedule.next_chapters)
        if isinstance(outcome, jobs.Delivered) and schedule.next_chapters:
            await _plan_around_post(tx, schedule, job, outcome, now)
        if schedule.state is ScheduleState.REPLACED:
            return
        await plan_notice(tx, job, outcome, schedule.organiser, now)
        if isinstance(outcome, jobs.Retry | jobs.Held):
            return
        if isinstance(outcome, jobs.Delivered):
            schedule = (await record_pause(tx, schedule, now)).advanced()
            await ScheduleStore(tx).save(schedule)
        if schedule.state is ScheduleState.ACTIVE:
            if not (jobs.is_extra(job.occurrence) and await _requeue(tx, schedule, job, outcome, now)):
                await plan_next_post(tx, schedule, max(now, job.due))
            return
        await JobStore(tx).unskip(*post_key(schedule), now)
        if schedule.state is ScheduleState.FINISHED:
            await JobStore(tx).cancel(*post_key(schedule), jobs.SkipReason.OVER, now)


def _reason_not_to_post(schedule: Schedule, job: jobs.Job, now: datetime) -> jobs.Skipped | jobs.Held | None:
    """Return why the post of *job* should not be sent at *now*, or None.

    After an attempt that may have reached Discord only the schedule's end is a reason. A post that was held goes out
    however late it is, and an extra post also in a pause.
    """
    if schedule.state in {ScheduleState.REPLACED, ScheduleState.FINISHED}:
        return jobs.Skipped(jobs.SkipReason.OVER)
    if job.attempts > 1:
        return None
    if schedule.state is ScheduleState.PAUSED and not jobs.is_extra(job.occurrence):
        return jobs.Skipped(jobs.SkipReason.PAUSED)
    if job.waited:
        return None
    if schedule.is_missed(job.due, now):
        return jobs.Skipped(jobs.SkipReason.MISSED)
    return jobs.Held(jobs.HoldReason.ASKED) if job.attempts == 1 and schedule.asks_organiser(job.due, now) else None


async def _requeue(tx: Transaction, schedule: Schedule, extra: jobs.Job, outcome: jobs.Outcome, now: datetime) -> bool:
    """Queue the post that was set aside for *extra* again if its slot is past by now; False if none is queued.

    None is where *extra* takes its place (`replaces_regular_post`), or where organisers have changed the schedule so
    that the slot has no post any more.
    """
    slot = schedule.next_after(extra.due)
    if slot.at > now or jobs.replaces_regular_post(extra, outcome, slot.at):
        return False
    placed = schedule.with_moved_in_place(extra.due)
    if not await JobStore(tx).requeue(post_job(placed, slot, placed.next_chapters)):
        return False
    await ScheduleStore(tx).save(placed)
    return True


async def _plan_around_post(
    tx: Transaction, schedule: Schedule, post: jobs.Job, outcome: jobs.Delivered, now: datetime
) -> None:
    """Queue the thread on what *post* has posted, if there is to be one, the reminders of it, and nudges."""
    if schedule.discussion:
        await plan_discussion(tx, post, outcome, now)
    if outcome.message is not None:
        await PostOptInStore(tx).plan_reminders(post.guild, post.id, now)
        await plan_nudges(tx, post, now)


async def plan_discussion(tx: Transaction, post: jobs.Job, outcome: jobs.Delivered, now: datetime) -> None:
    """Queue the opening of a thread on what *post* has posted, unless its message is not known."""
    if outcome.message is not None:
        occurrence = jobs.discussion_occurrence(post.id)
        await JobStore(tx).add(jobs.NewJob(jobs.JobKind.DISCUSSION, post.guild, post.id, occurrence, now))


class Discussions:
    """Handles the jobs that open a thread on a post."""

    def __init__(
        self,
        database: Database,
        open_discussion: Callable[[Discussion], Awaitable[jobs.Outcome]],
        courses: CourseService,
        clock: Clock,
    ) -> None:
        self._database = database
        self._open_discussion = open_discussion
        self._courses = courses
        self._clock = clock

    async def deliver(self, job: jobs.Job) -> jobs.Outcome:
        """Open the thread, unless its post is gone or the job is a week late; return how that ended."""
        async with self._database.reading() as tx:
            post = await JobStore(tx).record(JobId(job.subject))
            schedule = None if post is None else await ScheduleStore(tx).get(ScheduleId(post.subject))
            course = None if schedule is None else await self._courses.load(tx, schedule.course)
        if post is None or post.channel is None or post.message is None:
            return jobs.Skipped(jobs.SkipReason.OVER)
        if self._clock() - job.due > LATEST_THREAD:
            return jobs.Skipped(jobs.SkipReason.MISSED)
        chapters = () if course is None else tuple(map(course.chapter, post.chapters or ()))
        return await self._open_discussion(Discussion(job, post.channel, post.message, chapters))

    async def on_result(self, tx: Transaction, job: jobs.Job, outcome: jobs.Outcome) -> None:
        """Do nothing: nothing depends on an opened thread."""


class StartAnnouncements:
    """Handles the jobs that announce in its channel that a schedule has started (`SCHEDULE_START`)."""

    def __init__(
        self,
        database: Database,
        announce: Callable[[StartAnnouncement], Awaitable[jobs.Outcome]],
        courses: CourseService,
        clock: Clock,
    ) -> None:
        self._database = database
        self._announce = announce
        self._courses = courses
        self._clock = clock

    async def deliver(self, job: jobs.Job) -> jobs.Outcome:
        """Announce the start, unless the schedule has ended or is paused, or its first post says as much by now."""
        now = self._clock()
        async with self._database.transaction(job.guild) as tx:
            schedule = await ScheduleStore(tx).get(ScheduleId(job.subject))
            if schedule is None or schedule.state in {ScheduleState.REPLACED, ScheduleState.FINISHED}:
                return jobs.Skipped(jobs.SkipReason.OVER)
            if schedule.state is ScheduleState.PAUSED:
                return jobs.Skipped(jobs.SkipReason.PAUSED)
            pending = await JobStore(tx).pending(*post_key(schedule))
            if pending is None or not await is_start_news(tx, schedule, pending, now):
                return jobs.Skipped(jobs.SkipReason.MERGED)
            settings = await GuildStore(tx).get(job.guild)
            await JobStore(tx).set_target(job.id, schedule.channel)
            (first,) = schedule.planned(await plan_start(tx, schedule, pending, now), 1)
            course = await self._courses.load(tx, schedule.course)
        if course.is_gone:
            return jobs.Held(jobs.HoldReason.COURSE_GONE)
        return await self._announce(StartAnnouncement(job, schedule, course, first, settings.locale))

    async def on_result(self, tx: Transaction, job: jobs.Job, outcome: jobs.Outcome) -> None:
        """Do nothing: where the announcement is held, so is the first post, of which organisers are told."""


class PostReminders:
    """Handles the jobs that tell one person of a post by direct message (`POST_REMINDER`)."""

    def __init__(
        self,
        database: Database,
        remind: Callable[[PostReminder, UserId], Awaitable[jobs.Outcome | None]],
        courses: CourseService,
        clock: Clock,
    ) -> None:
        self._database = database
        self._remind = remind
        self._courses = courses
        self._clock = clock

    async def deliver(self, job: jobs.Job) -> jobs.Outcome:
        """Tell of the post, unless it is old by now or the person does not want that any more; forget who has left."""
        async with self._database.reading() as tx:
            post = await JobStore(tx).record(JobId(job.subject))
            opt_in = await PostOptInStore(tx).get(jobs.opt_in_of_reminder(job.occurrence))
            schedule = None if post is None else await ScheduleStore(tx).get(ScheduleId(post.subject))
            course = None if schedule is None else await self._courses.load(tx, schedule.course)
        if opt_in is None or post is None or course is None or post.channel is None or post.message is None:
            return jobs.Skipped(jobs.SkipReason.OVER)
        if self._clock() - job.due > LATEST_REMINDER:
            return jobs.Skipped(jobs.SkipReason.MISSED)
        chapters = tuple(course.chapter(key) for key in post.chapters or ())
        reminder = PostReminder(job, course, chapters, post.channel, post.message, opt_in.locale)
        outcome = await self._remind(reminder, opt_in.user)
        if outcome is not None:
            return outcome
        async with self._database.transaction(job.guild) as tx:
            await PostOptInStore(tx).remove(opt_in.guild, opt_in.user)
        return jobs.Skipped(jobs.SkipReason.NOBODY)

    async def on_result(self, tx: Transaction, job: jobs.Job, outcome: jobs.Outcome) -> None:
        """Do nothing: nothing depends on a reminder."""
