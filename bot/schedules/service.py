"""Use cases of study schedules: drafts, setting up, showing, holidays; and queueing a schedule's next post."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import islice
from typing import TypeVar

from bot.courses.model import Course
from bot.ids import ChapterNumber, GuildId, ScheduleId, UserId
from bot.jobs.model import JobKind, JobRecord, NewJob, SkipReason, is_extra, weekly_occurrence
from bot.jobs.store import JobStore
from bot.progress.model import NOBODY, Audience
from bot.progress.store import ProgressStore
from bot.schedules.drafts import DRAFTS_KEPT, Draft
from bot.schedules.model import (
    MOST_HOLIDAYS,
    MOST_SCHEDULES,
    Adjustments,
    Schedule,
    ScheduleOverview,
    ScheduleStart,
    ScheduleState,
    Skip,
)
from bot.schedules.store import DraftStore, ScheduleStore
from bot.storage.database import Database
from bot.storage.rows import Transaction
from bot.times.clock import Clock
from bot.times.slots import Slot

DateRange = tuple[date, date]  # the first and the last local day, both included
DAY = timedelta(days=1)
Problems = TypeVar("Problems")
MOST_NAMED = 5  # of the members who have watched a chapter
MOST_SLOTS_TRIED = 50  # for the next post: only those of days that have had theirs are passed over


class ScheduleService:
    """Drafts, starts and shows study schedules; *wake* makes the job runner look at its queue."""

    def __init__(self, database: Database, course: Course, clock: Clock, wake: Callable[[], None]) -> None:
        self._database = database
        self._course = course
        self._clock = clock
        self._wake = wake

    async def set_up(self, draft: Draft) -> ScheduleStart | None:
        """Start what *draft* asks for in its channel; None if it is incomplete, or the guild has too many schedules."""
        now = self._clock()
        async with self._database.transaction() as tx:
            if (planned := await self._planned(tx, draft, now)) is None:
                return None
            schedule, former = planned
            if former is not None and former.state is not ScheduleState.REPLACED:
                await ScheduleStore(tx).save(replace(former, state=ScheduleState.REPLACED))
                await JobStore(tx).cancel(*post_key(former), SkipReason.REPLACED, now, draft.organiser)
            schedule = await ScheduleStore(tx).add(schedule)
            await plan_next_post(tx, schedule, now)
            overview = await overview_of(tx, schedule, now)
        self._wake()
        return _start(draft, former, overview)

    async def preview(self, draft: Draft) -> ScheduleStart | None:
        """Return what *draft* would start, without starting it; None if it is incomplete or the guild is full."""
        now = self._clock()
        async with self._database.reading() as tx:
            planned = await self._planned(tx, draft, now)
        if planned is None:
            return None
        schedule, former = planned
        overview = ScheduleOverview(schedule, None, tuple(schedule.planned(now)), tuple(schedule.season(now)))
        return _start(draft, former, overview)

    async def _planned(self, tx: Transaction, draft: Draft, now: datetime) -> tuple[Schedule, Schedule | None] | None:
        """Return the schedule that *draft* asks for, and the latest one of its channel; None where it cannot start."""
        if draft.channel is None:
            return None
        schedules = await ScheduleStore(tx).of_guild(draft.guild, self._course.key)
        former = next((each for each in schedules if each.channel == draft.channel), None)
        if former is None and len(schedules) >= MOST_SCHEDULES:
            return None
        former = former or await ScheduleStore(tx).latest_in(draft.guild, self._course.key, draft.channel)
        holidays = await ScheduleStore(tx).holidays(draft.guild)
        schedule = draft.schedule(self._course, former, now)
        return None if schedule is None else (replace(schedule, holidays=holidays), former)

    async def of_guild(self, guild: GuildId) -> tuple[Schedule, ...]:
        """Return the schedules of *guild* that were not stopped or replaced, the oldest first."""
        async with self._database.reading() as tx:
            return tuple(await ScheduleStore(tx).of_guild(guild, self._course.key))

    async def overview(self, guild: GuildId, which: ScheduleId) -> ScheduleOverview | None:
        """Return how the schedule *which* of *guild* stands; None if the guild has no such schedule."""
        async with self._database.reading() as tx:
            schedule = await find_schedule(tx, guild, which)
            return None if schedule is None else await overview_of(tx, schedule, self._clock())

    async def overviews(self, guild: GuildId) -> tuple[ScheduleOverview, ...]:
        """Return how all schedules of *guild* stand, the oldest first."""
        async with self._database.reading() as tx:
            schedules = await ScheduleStore(tx).of_guild(guild, self._course.key)
            return tuple([await overview_of(tx, each, self._clock()) for each in schedules])

    async def history(self, guild: GuildId, which: ScheduleId, limit: int) -> tuple[JobRecord, ...]:
        """Return the records of the latest *limit* posts of the schedule *which*, the newest first."""
        async with self._database.reading() as tx:
            return tuple(await JobStore(tx).history(JobKind.WEEKLY_POST, guild, which, limit))

    async def holidays(self, guild: GuildId) -> list[DateRange]:
        """Return the holidays of *guild* that are not over, the earliest first."""
        async with self._database.reading() as tx:
            kept = Adjustments(await ScheduleStore(tx).holidays(guild)).since(self._clock())
            return [(each.first, each.last) for each in kept.skips]

    async def change_holidays(
        self, guild: GuildId, days: DateRange, by: UserId, *, remove: bool
    ) -> list[DateRange] | None:
        """Make *days* a holiday of *guild*, or *remove* them, and plan waiting posts anew; return all holidays.

        Days that overlap a holiday, or follow it at once, lengthen it. Where that would make more than
        `MOST_HOLIDAYS`, nothing is changed, and None returned.
        """
        now = self._clock()
        async with self._database.transaction() as tx:
            former = Adjustments(await ScheduleStore(tx).holidays(guild)).since(now)
            kept = former.without_days(*days).skips if remove else _joined(former.skips, days)
            if len(kept) > MOST_HOLIDAYS:
                return None
            await ScheduleStore(tx).save_holidays(guild, kept)
            for schedule in await ScheduleStore(tx).of_guild(guild, self._course.key):
                pending = await JobStore(tx).pending(JobKind.WEEKLY_POST, guild, schedule.id)
                if pending is None or pending.due > now:
                    await replan_post(tx, schedule, now, SkipReason.CHANGED, by)
        self._wake()
        return [(each.first, each.last) for each in kept]

    async def begin_draft(self, draft: Draft) -> None:
        """Save *draft* in place of an earlier one; drafts of anybody unchanged for two weeks are deleted."""
        now = self._clock()
        async with self._database.transaction() as tx:
            await DraftStore(tx).prune(now - DRAFTS_KEPT)
            await DraftStore(tx).save(draft, now)

    async def draft(self, guild: GuildId, organiser: UserId) -> Draft | None:
        """Return the draft that *organiser* is filling in for *guild*, if any."""
        async with self._database.reading() as tx:
            return await DraftStore(tx).get(guild, organiser)

    async def change_draft(
        self, guild: GuildId, organiser: UserId, step: Callable[[Draft], tuple[Draft, Problems]]
    ) -> tuple[Draft, Problems] | None:
        """Save what *step* makes of the draft; return it with the problems that *step* found, None without a draft."""
        async with self._database.transaction() as tx:
            if (draft := await DraftStore(tx).get(guild, organiser)) is None:
                return None
            changed, problems = step(draft)
            await DraftStore(tx).save(changed, self._clock())
            return changed, problems

    async def start_draft(self, draft: Draft) -> ScheduleStart | None:
        """Set up what *draft* asks for and delete it; None if another press did so, or as `set_up` returns None."""
        async with self._database.transaction() as tx:
            found = await DraftStore(tx).get(draft.guild, draft.organiser)
            await DraftStore(tx).drop(draft.guild, draft.organiser)
        return None if found is None else await self.set_up(draft)


def _start(draft: Draft, former: Schedule | None, overview: ScheduleOverview) -> ScheduleStart:
    replaces = former is not None and former.state is not ScheduleState.REPLACED
    schedule = overview.schedule
    return ScheduleStart(overview, draft.first not in schedule.order and schedule.position > 0, replaces)


def post_key(schedule: Schedule) -> tuple[JobKind, GuildId, ScheduleId]:
    """Return what the posts of *schedule* have in common as jobs: their kind, guild and subject."""
    return JobKind.WEEKLY_POST, schedule.guild, schedule.id


def _joined(holidays: Sequence[Skip], days: DateRange) -> list[Skip]:
    """Return *holidays* with *days* added, by date; those that overlap or follow each other at once are one."""
    first, last = days
    near = [each for each in holidays if each.first <= last + DAY and each.last >= first - DAY]
    first, last = min([first, *(each.first for each in near)]), max([last, *(each.last for each in near)])
    apart = [each for each in holidays if each not in near]
    return sorted([*apart, Skip(first, last, None)], key=lambda each: each.first)


async def find_schedule(tx: Transaction, guild: GuildId, which: ScheduleId) -> Schedule | None:
    """Return the schedule *which* of *guild*; None if there is none, or it was stopped or replaced."""
    schedule = await ScheduleStore(tx).get(which)
    if schedule is None or schedule.guild != guild or schedule.state is ScheduleState.REPLACED:
        return None
    return schedule


async def overview_of(tx: Transaction, schedule: Schedule, now: datetime) -> ScheduleOverview:
    """Return how *schedule* stands at *now*: its pending post, those to come, and who watched its latest chapter."""
    pending = await JobStore(tx).pending(*post_key(schedule))
    coming = schedule.advanced() if pending is not None and pending.due <= now else schedule
    after = plan_start(schedule, pending, now)
    audience = NOBODY
    if schedule.latest_chapter is not None:
        counts = await ProgressStore(tx).counts(schedule.guild, schedule.course)
        about = schedule.guild, schedule.course, schedule.latest_chapter
        who = await ProgressStore(tx).first_watchers(*about, MOST_NAMED)
        audience = Audience(counts.get(schedule.latest_chapter, 0), tuple(who))
    return ScheduleOverview(schedule, pending, tuple(coming.planned(after)), tuple(coming.season(after)), audience)


def plan_start(schedule: Schedule, pending: JobRecord | None, now: datetime) -> datetime:
    """Return an instant such that the first slot of *schedule* after it is the next with a post.

    A slot before that of the waiting post is on a day that has had its post: see `plan_next_post`.
    """
    if pending is None or pending.due <= now or schedule.next_after(now).at >= pending.due:
        return now
    return pending.due - timedelta(seconds=1)


async def replan_post(tx: Transaction, schedule: Schedule, now: datetime, reason: SkipReason, by: UserId) -> None:
    """Plan the next post of *schedule* anew after a change; *reason* and *by* are recorded with the former one."""
    await JobStore(tx).unskip(*post_key(schedule), now)
    await JobStore(tx).cancel(*post_key(schedule), reason, now, by)
    if schedule.state is ScheduleState.ACTIVE:
        await plan_next_post(tx, schedule, now)


async def plan_next_post(tx: Transaction, schedule: Schedule, after: datetime) -> None:
    """Queue the first post of *schedule* after the instant *after*, unless one is queued already.

    While an extra post is being sent, it is set aside until that is over. Skipped slots before it are
    recorded. A day on which the schedule has posted is passed over, whatever the time of day is now: its occurrence
    exists already.
    """
    pending = await JobStore(tx).pending(*post_key(schedule))
    if pending is not None and not (is_extra(pending.occurrence) and pending.attempts):
        return
    for slot in islice(schedule.slots_after(after), MOST_SLOTS_TRIED):
        if await JobStore(tx).add(post_job(schedule, slot, schedule.next_chapters)):
            if pending is not None:
                await JobStore(tx).cancel(*post_key(schedule), SkipReason.SET_ASIDE, after)
                return
            for skipped, skip in schedule.skipped_between(after, slot.at):
                await JobStore(tx).skip(post_job(schedule, skipped), skip.by)
            return


def post_job(schedule: Schedule, slot: Slot, chapters: tuple[ChapterNumber, ...] | None = None) -> NewJob:
    """Return the job that makes the post of *schedule* at *slot*, with *chapters* if they are known."""
    return NewJob(*post_key(schedule), weekly_occurrence(schedule.id, slot.day), slot.at, chapters)
