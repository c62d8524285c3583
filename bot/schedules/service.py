"""Study schedules: setting one up, showing, pausing and resuming it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, auto
from itertools import islice

from bot.courses.model import Course
from bot.ids import ChannelId, ChapterNumber, GuildId, RoleId, ScheduleId, TagId, UserId
from bot.jobs.model import JobKind, JobRecord, NewJob, SkipReason, is_extra, weekly_occurrence
from bot.jobs.store import JobStore
from bot.progress.model import NOBODY, Audience
from bot.progress.store import ProgressStore
from bot.schedules.model import MOST_SCHEDULES, Ending, PlannedPost, Schedule, ScheduleState, SeasonDay
from bot.schedules.store import ScheduleStore
from bot.storage.database import Database
from bot.storage.rows import Transaction
from bot.times.clock import Clock
from bot.times.slots import Cadence, Slot

MOST_NAMED = 5
# Only days that have had their post are passed over, so the first or second fits.
MOST_SLOTS_TRIED = 50


@dataclass(frozen=True, slots=True)
class ScheduleRequest:
    """What an organiser asks for.

    Attributes:
        first: The chapter to begin with, or nothing to go on where the guild is.
    """

    guild: GuildId
    channel: ChannelId
    cadence: Cadence
    order: tuple[ChapterNumber, ...]
    first: ChapterNumber | None
    per_post: int
    role: RoleId | None
    grace: timedelta
    organiser: UserId
    discussion: bool = False
    tag: TagId | None = None
    ending: Ending = Ending.STOP


@dataclass(frozen=True, slots=True)
class ScheduleOverview:
    """A schedule as an organiser wants to see it.

    Attributes:
        pending: The post that waits, is held or is on its way; none while paused or over.
        planned: The posts that come next, after one that is overdue.
        season: All of them, with the days left out on the way.
        audience: Who has watched the chapter that the group is at.
    """

    schedule: Schedule
    pending: JobRecord | None
    planned: tuple[PlannedPost, ...]
    season: tuple[SeasonDay, ...]
    audience: Audience = NOBODY


class Change(Enum):
    """What came of a wish to change a schedule."""

    DONE = auto()
    ALREADY = auto()
    UNDER_WAY = auto()
    FINISHED = auto()
    TAKEN = auto()
    MISSING = auto()


ChangeResult = tuple[Change, ScheduleOverview | None]


@dataclass(frozen=True, slots=True)
class Start:
    """A schedule that was set up.

    Attributes:
        goes_on: Whether it begins where an earlier one in the channel had got to.
        replaces: Whether it takes the place of one that was running there.
    """

    overview: ScheduleOverview
    goes_on: bool
    replaces: bool


class ScheduleService:
    """Arranges the study schedules."""

    def __init__(self, database: Database, course: Course, clock: Clock, wake: Callable[[], None]) -> None:
        self._database = database
        self._course = course
        self._clock = clock
        self._wake = wake

    async def set_up(self, request: ScheduleRequest) -> Start | None:
        """Start the schedule that *request* describes, in place of the one that its channel has.

        Returns:
            The schedule, or nothing when the guild has as many as it may have.
        """
        now = self._clock()
        async with self._database.transaction() as tx:
            former, has_room = await self._former(tx, request)
            if not has_room:
                return None
            replaces = former is not None and former.state is not ScheduleState.REPLACED
            if former is not None and replaces:
                await ScheduleStore(tx).save(replace(former, state=ScheduleState.REPLACED))
                await JobStore(tx).cancel(
                    JobKind.WEEKLY_POST, former.guild, former.id, SkipReason.REPLACED, now, request.organiser
                )
            schedule = await ScheduleStore(tx).add(self._draft(request, former))
            await plan_next(tx, schedule, now)
            result = await overview_of(tx, schedule, now)
        self._wake()
        return Start(result, request.first is None and schedule.position > 0, replaces)

    async def foresee(self, request: ScheduleRequest) -> Start | None:
        """Return what *request* would start, without starting it."""
        async with self._database.reading() as tx:
            former, has_room = await self._former(tx, request)
        if not has_room:
            return None
        schedule, now = self._draft(request, former), self._clock()
        overview = ScheduleOverview(schedule, None, tuple(schedule.planned(now)), tuple(schedule.season(now)))
        replaces = former is not None and former.state is not ScheduleState.REPLACED
        return Start(overview, request.first is None and schedule.position > 0, replaces)

    async def _former(self, tx: Transaction, request: ScheduleRequest) -> tuple[Schedule | None, bool]:
        """Return the schedule that the channel has or had last, and whether there is room for its next."""
        schedules = await ScheduleStore(tx).of_guild(request.guild, self._course.key)
        for schedule in schedules:
            if schedule.channel == request.channel:
                return schedule, True
        stopped = await ScheduleStore(tx).latest_in(request.guild, self._course.key, request.channel)
        return stopped, len(schedules) < MOST_SCHEDULES

    def _draft(self, request: ScheduleRequest, former: Schedule | None) -> Schedule:
        """Return the schedule to add; it begins where *former* was, unless the organiser chose."""
        coming = former.chapters[0] if former and former.chapters else None
        going_on = coming if coming in request.order else request.order[0]
        return Schedule(
            id=ScheduleId(0),
            guild=request.guild,
            channel=request.channel,
            course=self._course.key,
            cadence=request.cadence,
            order=request.order,
            position=request.order.index(request.first or going_on),
            role=request.role,
            organiser=request.organiser,
            per_post=request.per_post,
            grace=request.grace,
            discussion=request.discussion,
            tag=request.tag,
            ending=request.ending,
        )

    async def of_guild(self, guild: GuildId) -> tuple[Schedule, ...]:
        """Return the schedules that *guild* follows, the oldest first."""
        async with self._database.reading() as tx:
            return tuple(await ScheduleStore(tx).of_guild(guild, self._course.key))

    async def overview(self, guild: GuildId, which: ScheduleId) -> ScheduleOverview | None:
        """Return a schedule of the guild's, or nothing when it has none of that id."""
        async with self._database.reading() as tx:
            schedule = await running(tx, guild, which)
            return None if schedule is None else await overview_of(tx, schedule, self._clock())

    async def overviews(self, guild: GuildId) -> tuple[ScheduleOverview, ...]:
        """Return all schedules that *guild* follows, the oldest first."""
        async with self._database.reading() as tx:
            schedules = await ScheduleStore(tx).of_guild(guild, self._course.key)
            return tuple([await overview_of(tx, each, self._clock()) for each in schedules])

    async def history(self, guild: GuildId, which: ScheduleId, limit: int) -> tuple[JobRecord, ...]:
        """Return what became of the latest posts of a schedule of the guild's, the newest first."""
        async with self._database.reading() as tx:
            return tuple(await JobStore(tx).history(JobKind.WEEKLY_POST, guild, which, limit))

    async def pause(self, guild: GuildId, which: ScheduleId, by: UserId) -> ChangeResult:
        """Stop posting until resumed; the place in the course is kept."""
        return await self._switch(guild, which, ScheduleState.PAUSED, by)

    async def resume(self, guild: GuildId, which: ScheduleId, by: UserId) -> ChangeResult:
        """Post again from the next slot on."""
        return await self._switch(guild, which, ScheduleState.ACTIVE, by)

    async def _switch(self, guild: GuildId, which: ScheduleId, state: ScheduleState, by: UserId) -> ChangeResult:
        now = self._clock()
        async with self._database.transaction() as tx:
            schedule = await running(tx, guild, which)
            if schedule is None:
                return Change.MISSING, None
            change = Change.DONE
            if schedule.state is ScheduleState.FINISHED:
                change = Change.FINISHED
            elif schedule.state is state:
                change = Change.ALREADY
            else:
                schedule = replace(schedule, state=state)
                await ScheduleStore(tx).save(schedule)
                await rearm(tx, schedule, now, SkipReason.PAUSED, by)
            result = await overview_of(tx, schedule, now)
        self._wake()
        return change, result


async def running(tx: Transaction, guild: GuildId, which: ScheduleId) -> Schedule | None:
    """Return the schedule *which* as long as it is one that *guild* follows."""
    schedule = await ScheduleStore(tx).get(which)
    if schedule is None or schedule.guild != guild or schedule.state is ScheduleState.REPLACED:
        return None
    return schedule


async def overview_of(tx: Transaction, schedule: Schedule, now: datetime) -> ScheduleOverview:
    """Return *schedule* with the post that waits and those that come after."""
    pending = await JobStore(tx).pending(JobKind.WEEKLY_POST, schedule.guild, schedule.id)
    coming = schedule.advanced() if pending is not None and pending.due <= now else schedule
    after = plan_start(schedule, pending, now)
    planned, season = tuple(coming.planned(after)), tuple(coming.season(after))
    audience = await _audience(tx, schedule)
    return ScheduleOverview(schedule, pending, planned, season, audience)


async def _audience(tx: Transaction, schedule: Schedule) -> Audience:
    """Return who has watched the chapter that the group is at."""
    if schedule.latest is None:
        return NOBODY
    counts = await ProgressStore(tx).counts(schedule.guild, schedule.course)
    who = await ProgressStore(tx).who(schedule.guild, schedule.course, schedule.latest, MOST_NAMED)
    return Audience(counts.get(schedule.latest, 0), tuple(who))


def plan_start(schedule: Schedule, pending: JobRecord | None, now: datetime) -> datetime:
    """Return the instant after which the first slot of *schedule* is the next to have a post.

    A slot before the waiting post's is on a day that has had its post, as `plan_next` says.
    """
    if pending is None or pending.due <= now or schedule.next_after(now).at >= pending.due:
        return now
    return pending.due - timedelta(seconds=1)


async def rearm(tx: Transaction, schedule: Schedule, now: datetime, reason: SkipReason, by: UserId) -> None:
    """Let the queue follow a change of *schedule*: its waiting post is planned anew."""
    await JobStore(tx).unskip(JobKind.WEEKLY_POST, schedule.guild, schedule.id, now)
    await JobStore(tx).cancel(JobKind.WEEKLY_POST, schedule.guild, schedule.id, reason, now, by)
    if schedule.state is ScheduleState.ACTIVE:
        await plan_next(tx, schedule, now)


async def plan_next(tx: Transaction, schedule: Schedule, after: datetime) -> None:
    """Queue the first post of *schedule* after the instant *after*, unless one is queued already.

    While one that was asked for is under way, it is set aside until that is over.

    What is left out before it is put on record. A day on which this schedule has posted is passed
    over: its occurrence is taken, and a group whose time of day was changed does not want a second
    post that day.
    """
    about = JobKind.WEEKLY_POST, schedule.guild, schedule.id
    pending = await JobStore(tx).pending(*about)
    if pending is not None and not (is_extra(pending.occurrence) and pending.attempts):
        return
    for slot in islice(schedule.slots_after(after), MOST_SLOTS_TRIED):
        if await JobStore(tx).add(post_job(schedule, slot, schedule.chapters)):
            if pending is not None:
                await JobStore(tx).cancel(*about, SkipReason.SET_ASIDE, after)
                return
            for left_out, skip in schedule.left_out_between(after, slot.at):
                await JobStore(tx).skip(post_job(schedule, left_out), skip.by)
            return


def post_job(schedule: Schedule, slot: Slot, chapters: tuple[ChapterNumber, ...] | None = None) -> NewJob:
    """Return the job that makes the post of *schedule* at *slot*, with *chapters* if they are known."""
    occurrence = weekly_occurrence(schedule.id, slot.day)
    return NewJob(JobKind.WEEKLY_POST, schedule.guild, schedule.id, occurrence, slot.at, chapters)
