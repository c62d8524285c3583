"""Use cases of study schedules: drafts, setting up, showing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import TypeVar

from bot.courses.model import Course
from bot.courses.revision import CourseEdit
from bot.courses.service import CourseService
from bot.guilds.store import GuildStore
from bot.ids import ChapterId, CourseId, GuildId, ScheduleId, UserId
from bot.jobs.model import JobKind, SkipReason
from bot.jobs.store import JobStore
from bot.progress.streaks import GroupPosts
from bot.schedules.course_edits import follow_edit
from bot.schedules.drafts import DRAFTS_KEPT, Draft
from bot.schedules.model import MOST_SCHEDULES, Schedule, ScheduleOverview, ScheduleStart, ScheduleState, missing
from bot.schedules.planning import (
    MOST_ENDED,
    find_schedule,
    overview_of,
    plan_announcement,
    plan_next_post,
    post_key,
    posted_in_channel,
    posted_of,
    record_pause,
    redraw_latest,
    summary_of,
)
from bot.schedules.posts import (
    ChannelHistory,
    PastSchedule,
    ScheduleHistory,
    chapters_of,
    has_happened,
    history_rows,
    paused_dates,
    with_paused_dates,
)
from bot.schedules.seen import is_as_seen
from bot.schedules.store import DraftStore, ScheduleStore
from bot.schedules.undo import ScheduleEdit, end_of, record_change
from bot.storage.database import Database
from bot.storage.rows import Transaction
from bot.text.locales import Locale
from bot.times.clock import Clock
from bot.undo.model import UNDO_WINDOW

Problems = TypeVar("Problems")


class ScheduleService:
    """Drafts, starts and shows study schedules; *wake* makes the job runner look at its queue."""

    def __init__(self, database: Database, courses: CourseService, clock: Clock, wake: Callable[[], None]) -> None:
        self._database = database
        self._courses = courses
        self._clock = clock
        self._wake = wake

    async def set_up(self, draft: Draft) -> ScheduleStart | None:
        """Start what *draft* asks for in its channel; None if it is incomplete, or the guild has too many schedules."""
        async with self._database.transaction(draft.guild) as tx:
            started = await self._set_up(tx, draft, self._clock())
        self._wake()
        return started

    async def _set_up(self, tx: Transaction, draft: Draft, now: datetime) -> ScheduleStart | None:
        if (planned := await self._planned(tx, draft, now)) is None:
            return None
        replaced = None if planned.occupant is None else await overview_of(tx, planned.occupant, now)
        edits = list[ScheduleEdit]()
        if replaced is not None:
            edits.append(ScheduleEdit(replaced.schedule, replaced.schedule.ended(now, draft.organiser)))
            await ScheduleStore(tx).save(edits[0].after)
            await record_pause(tx, replaced.schedule, now)
            await JobStore(tx).cancel(*post_key(edits[0].after), SkipReason.REPLACED, now, draft.organiser)
            await redraw_latest(tx, edits[0].after, now)
        schedule = await ScheduleStore(tx).add(planned.schedule)
        await plan_next_post(tx, schedule, now)
        if draft.announce:
            await plan_announcement(tx, schedule, now)
        overview = await overview_of(tx, schedule, now)
        edits.append(ScheduleEdit(None, schedule))
        pending = None if replaced is None else replaced.pending
        locales = await _change_language(tx, draft)
        undo = await record_change(tx, edits, pending, draft.organiser, now, locales)
        return replace(
            _start(draft, overview, planned, replaced),
            locales=locales,
            undo=undo,
            announced_at=now + UNDO_WINDOW if overview.tells_start else None,
        )

    async def preview(self, draft: Draft) -> ScheduleStart | None:
        """Return what *draft* would start, without starting it; None if it is incomplete or the guild is full."""
        return await self._database.read(lambda tx: self._preview(tx, draft, self._clock()))

    async def _preview(self, tx: Transaction, draft: Draft, now: datetime) -> ScheduleStart | None:
        if (planned := await self._planned(tx, draft, now)) is None:
            return None
        schedule = planned.schedule
        replaced = None if planned.occupant is None else await overview_of(tx, planned.occupant, now)
        overview = ScheduleOverview(schedule, None, tuple(schedule.planned(now)), tuple(schedule.season(now)), now)
        return _start(draft, overview, planned, replaced)

    async def _planned(self, tx: Transaction, draft: Draft, now: datetime) -> "_Planned | None":
        """Return the schedule that *draft* asks for, and what it follows in its channel; None where it cannot start."""
        if draft.channel is None:
            return None
        course = await self._courses.load(tx, draft.course)
        schedules = await ScheduleStore(tx).of_guild(draft.guild)
        occupant = next((each for each in schedules if each.channel == draft.channel), None)
        if course.is_gone or (occupant is None and len(schedules) >= MOST_SCHEDULES):
            return None
        former = occupant if occupant is not None and occupant.course == course.key else None
        former = former or await ScheduleStore(tx).latest_in(draft.guild, course.key, draft.channel)
        holidays = await ScheduleStore(tx).holidays(draft.guild)
        posted = frozenset[ChapterId]() if former is None else await posted_in_channel(tx, former)
        schedule = draft.schedule(course, former, now, posted)
        return None if schedule is None else _Planned(replace(schedule, holidays=holidays), course, former, occupant)

    async def of_guild(self, guild: GuildId) -> tuple[Schedule, ...]:
        """Return the schedules of *guild* that were not stopped or replaced, the oldest first."""
        return tuple(await self._database.read(lambda tx: ScheduleStore(tx).of_guild(guild)))

    async def overview(self, guild: GuildId, which: ScheduleId) -> ScheduleOverview | None:
        """Return how the schedule *which* of *guild* stands; None if the guild has no such schedule."""

        async def found(tx: Transaction) -> ScheduleOverview | None:
            schedule = await find_schedule(tx, guild, which)
            return None if schedule is None else await overview_of(tx, schedule, self._clock())

        return await self._database.read(found)

    async def overviews(self, guild: GuildId) -> tuple[ScheduleOverview, ...]:
        """Return how all schedules of *guild* stand, the oldest first."""

        async def found(tx: Transaction) -> tuple[ScheduleOverview, ...]:
            schedules = await ScheduleStore(tx).of_guild(guild)
            return tuple([await overview_of(tx, each, self._clock()) for each in schedules])

        return await self._database.read(found)

    async def ended(self, guild: GuildId) -> tuple[Schedule, ...]:
        """Return the latest `MOST_ENDED` schedules of *guild* that were stopped or replaced, the latest first."""
        return tuple(await self._database.read(lambda tx: ScheduleStore(tx).ended_in(guild, MOST_ENDED)))

    async def past(self, schedule: Schedule) -> PastSchedule:
        """Return how *schedule*, which has ended, stood then, what its group has done, and how to undo its end."""
        async with self._database.reading() as tx:
            overview = await overview_of(tx, schedule, self._clock())
            course = await self._courses.load(tx, schedule.course)
            latest = await ScheduleStore(tx).latest_in(schedule.guild, schedule.course, schedule.channel)
            followed = latest is not None and latest.id != schedule.id
            summary = await summary_of(tx, schedule, course)
            left = schedule.left_to_post(await posted_in_channel(tx, schedule))
            return PastSchedule(overview, summary, left, followed, await end_of(tx, schedule))

    async def channel_history(self, schedule: Schedule, limit: int, *, alone: bool = False) -> ChannelHistory:
        """Return what became of the latest *limit* posts of *schedule* and, unless *alone*, of its channel's before."""
        now, told = self._clock(), list[ScheduleHistory]()
        async with self._database.reading() as tx:
            earlier = [] if alone else await ScheduleStore(tx).earlier_in_channel(schedule, MOST_ENDED)
            for each in (schedule, *earlier):
                records = await JobStore(tx).due_until(*post_key(each), now)
                records = with_paused_dates(records, paused_dates(each, now))
                rows = tuple(history_rows(record for record in records if has_happened(record, each, now)))
                if rows and not limit:
                    return ChannelHistory(tuple(told), has_more=True)
                if rows or not told:
                    told.append(ScheduleHistory(each, rows[:limit]))
                limit -= len(rows[:limit])
        return ChannelHistory(tuple(told))

    async def posted_on_day_of(self, schedule: Schedule, at: datetime) -> tuple[ChapterId, ...] | None:
        """Return what *schedule* has posted on the local day of the instant *at*; None if no post came that day."""
        day = at.astimezone(schedule.place).date()
        begin, end = (datetime.combine(each, time(), schedule.place) for each in (day, day + timedelta(days=1)))
        async with self._database.reading() as tx:
            posts = await JobStore(tx).posted_between(*post_key(schedule), begin, end)
        return tuple(chapters_of(posts)) if posts else None

    async def group_posts(self, guild: GuildId, course: CourseId) -> GroupPosts:
        """Return when posts of *course* came out in *guild*, and whether one of its schedules goes on or is paused."""

        async def found(tx: Transaction) -> tuple[Sequence[Schedule], Sequence[datetime]]:
            return await ScheduleStore(tx).of_guild(guild), await ScheduleStore(tx).posted_of(guild, course)

        schedules, posted = await self._database.read(found)
        running = {ScheduleState.ACTIVE, ScheduleState.PAUSED}
        of_course = [each for each in schedules if each.course == course]
        zone_name = of_course[-1].cadence.zone_name if of_course else "UTC"
        return GroupPosts(tuple(posted), any(each.state in running for each in of_course), zone_name)

    async def posted(self, guild: GuildId, which: ScheduleId) -> frozenset[ChapterId]:
        """Return the chapters that the schedule *which* of *guild* has ever posted."""
        async with self._database.reading() as tx:
            posts = await JobStore(tx).posted(JobKind.WEEKLY_POST, guild, which)
        return frozenset(chapters_of(posts))

    async def posted_this_season(self, guild: GuildId, which: ScheduleId) -> frozenset[ChapterId]:
        """Return the chapters posted this season by the schedule *which* of *guild*, or those that it went on with."""
        async with self._database.reading() as tx:
            schedule = await find_schedule(tx, guild, which)
            return frozenset() if schedule is None else await posted_of(tx, schedule)

    async def follow_edit(self, tx: Transaction, guild: GuildId, edit: CourseEdit, by: UserId) -> None:
        """Let the schedules of *guild* follow *edit* of a course, made by *by* in the transaction *tx*."""
        await follow_edit(tx, guild, edit, by, self._clock())
        self._wake()

    async def begin_draft(self, draft: Draft) -> None:
        """Save *draft* in place of an earlier one; drafts of anybody unchanged for two weeks are deleted."""
        now = self._clock()
        async with self._database.transaction(draft.guild) as tx:
            await DraftStore(tx).prune(now - DRAFTS_KEPT)
            await DraftStore(tx).save(draft, now)

    async def draft(self, guild: GuildId, organiser: UserId) -> Draft | None:
        """Return the draft that *organiser* is filling in for *guild*, if any."""
        return await self._database.read(lambda tx: DraftStore(tx).get(guild, organiser))

    async def change_draft(
        self, guild: GuildId, organiser: UserId, step: Callable[[Draft], tuple[Draft, Problems]]
    ) -> tuple[Draft, Problems] | None:
        """Save what *step* makes of the draft; return it with the problems that *step* found, None without a draft."""
        async with self._database.transaction(guild) as tx:
            if (draft := await DraftStore(tx).get(guild, organiser)) is None:
                return None
            changed, problems = step(draft)
            await DraftStore(tx).save(changed, self._clock())
            return changed, problems

    async def start_draft(self, draft: Draft, seen: int | None) -> ScheduleStart | None:
        """Set up what *draft* asks for and delete it, if it is as a page with the number *seen* showed (`is_as_seen`).

        None if it is not, if the draft was started or changed since, or as `set_up` returns None; the draft is kept.
        """
        now = self._clock()
        async with self._database.transaction(draft.guild) as tx:
            if await DraftStore(tx).get(draft.guild, draft.organiser) != draft:
                return None
            start = await self._preview(tx, draft, now)
            if start is None or not is_as_seen(start, seen):
                return None
            await DraftStore(tx).drop(draft.guild, draft.organiser)
            started = await self._set_up(tx, draft, now)
        self._wake()
        return started


async def _change_language(tx: Transaction, draft: Draft) -> tuple[Locale | None, Locale | None] | None:
    """Make the language that *draft* asks for the guild's; return the former and the new one, None if unchanged."""
    settings = await GuildStore(tx).get(draft.guild)
    if draft.language is None or draft.language == settings.locale:
        return None
    await GuildStore(tx).save(replace(settings, locale=draft.language))
    return settings.locale, draft.language


@dataclass(frozen=True, slots=True)
class _Planned:
    """The *schedule* of *course* that a draft asks for.

    Attributes:
        former: The latest schedule of the course in its channel, running or not, where it went on from.
        occupant: The schedule of the channel, of any course, of which it takes the place.
    """

    schedule: Schedule
    course: Course
    former: Schedule | None
    occupant: Schedule | None


def _start(
    draft: Draft, overview: ScheduleOverview, planned: _Planned, replaced: ScheduleOverview | None
) -> ScheduleStart:
    schedule, former = overview.schedule, planned.former
    is_continued = former is not None and draft.first not in schedule.order
    left_out = () if former is None or replaced is not None else missing(former.to_come, schedule.to_come)
    return ScheduleStart(
        overview,
        goes_on=is_continued and schedule.position > 0,
        former=replaced,
        keeps_order=is_continued and not draft.order and schedule.order != planned.course.listed_order,
        left_out=tuple(left_out),
    )
