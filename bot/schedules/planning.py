"""Queueing a schedule's next post, and how a schedule stands: what use cases and jobs share inside a transaction."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.courses.model import Course
from bot.ids import ChapterId, GuildId, ScheduleId, UserId
from bot.jobs.model import (
    JobKind,
    JobRecord,
    JobState,
    NewJob,
    SkipReason,
    count_occurrence,
    day_of_weekly,
    is_extra,
    start_occurrence,
    weekly_occurrence,
)
from bot.jobs.store import JobStore
from bot.progress.model import NOBODY, Audience
from bot.progress.store import ProgressStore
from bot.schedules.model import Ending, Schedule, ScheduleOverview, ScheduleState
from bot.schedules.posts import SeasonSummary, chapters_of, paused_dates, season_summary
from bot.schedules.store import ScheduleStore
from bot.storage.rows import Transaction, to_instant, to_seconds
from bot.times.slots import Slot
from bot.undo.model import UNDO_WINDOW

NOT_ANNOUNCED = frozenset({SkipReason.PAUSED, SkipReason.OVER, SkipReason.MERGED})
"""Why a start was not announced that may be once the schedule runs again."""
MOST_ENDED = 10  # schedules of a guild that are still shown
MOST_NAMED = 5  # of the members who have watched a chapter
MOST_SLOTS_TRIED = 50  # for the next post: only those of days that have had theirs are passed over


REDRAWN_EVERY = timedelta(minutes=10)
"""How often a post is edited at most, whatever changes: Discord allows few edits of a message."""
REDRAWN_FOR = timedelta(weeks=2)
"""How long after a post what it says of the chapter before and of the next date is kept up to date."""


def post_key(schedule: Schedule) -> tuple[JobKind, GuildId, ScheduleId]:
    """Return what the posts of *schedule* have in common as jobs: their kind, guild and subject."""
    return JobKind.WEEKLY_POST, schedule.guild, schedule.id


async def find_schedule(tx: Transaction, guild: GuildId, which: ScheduleId) -> Schedule | None:
    """Return the schedule *which* of *guild*; None if there is none, or it was stopped or replaced."""
    schedule = await ScheduleStore(tx).get(which)
    if schedule is None or schedule.guild != guild or schedule.state is ScheduleState.REPLACED:
        return None
    return schedule


async def schedule_overview(tx: Transaction, which: ScheduleId, now: datetime) -> ScheduleOverview | None:
    """Return how the schedule *which* stands at *now*, also a stopped one; None if there is none."""
    schedule = await ScheduleStore(tx).get(which)
    return None if schedule is None else await overview_of(tx, schedule, now)


async def overview_of(tx: Transaction, schedule: Schedule, now: datetime) -> ScheduleOverview:
    """Return how *schedule* stands at *now*: its pending post, those to come, and who watched its latest chapter."""
    pending = await JobStore(tx).pending(*post_key(schedule))
    coming = schedule.advanced() if pending is not None and pending.due <= now else schedule
    after = await plan_start(tx, schedule, pending, now)
    halts = coming.state is not schedule.state  # after the closing post that is due
    start = await _start(tx, schedule)
    return ScheduleOverview(
        schedule,
        pending,
        () if halts else tuple(coming.planned(after)),
        () if halts else tuple(coming.season(after)),
        after,
        await _audience(tx, schedule),
        await _last_posted(tx, schedule) if schedule.latest_chapter is None else None,
        start if _is_held(start) else None,
        await _tells_start(tx, schedule, start, pending, now),
    )


async def _audience(tx: Transaction, schedule: Schedule) -> Audience:
    """Return who has watched the chapter that *schedule* has posted last."""
    if schedule.latest_chapter is None:
        return NOBODY
    counts = await ProgressStore(tx).counts(schedule.guild, schedule.course)
    about = schedule.guild, schedule.course, schedule.latest_chapter
    who = await ProgressStore(tx).first_watchers(*about, MOST_NAMED)
    return Audience(counts.get(schedule.latest_chapter, 0), tuple(who))


async def _last_posted(tx: Transaction, schedule: Schedule) -> ChapterId | None:
    """Return the chapter that *schedule* has posted last, in whichever round; None if none is on record."""
    posts = await JobStore(tx).posted(*post_key(schedule))
    return next((post.chapters[-1] for post in reversed(posts) if post.chapters), None)


async def posted_in_channel(tx: Transaction, schedule: Schedule) -> frozenset[ChapterId]:
    """Return the chapters that *schedule* and the schedules before it in its channel have posted."""
    earlier = await ScheduleStore(tx).earlier_in_channel(schedule, MOST_ENDED)
    posts = [post for each in (schedule, *earlier) for post in await JobStore(tx).posted(*post_key(each))]
    return frozenset(chapters_of(posts))


async def posted_of(tx: Transaction, schedule: Schedule) -> frozenset[ChapterId]:
    """Return the chapters that *schedule* has posted this season, and those posted before it where it went on."""
    posts = await JobStore(tx).posted(*post_key(schedule))
    ends = [number for number, post in enumerate(posts, start=1) if post.chapters == ()]
    if ends and schedule.ending is not Ending.STOP:  # a later round
        return frozenset(chapters_of(posts[ends[-1] :]))
    own = chapters_of(posts)
    former = next(iter(await ScheduleStore(tx).earlier_in_channel(schedule, 1)), None)
    done = () if former is None else former.order[: former.position]
    # One that began anew may have the same order, but has posted its first chapters itself.
    if former is None or schedule.order[: len(done)] != done or set(own[:1]) & set(done):
        return frozenset(own)
    return frozenset(own) | (await posted_in_channel(tx, former)).intersection(done)


async def _start(tx: Transaction, schedule: Schedule) -> JobRecord | None:
    """Return the announcement that *schedule* has started, if it is still to come."""
    return await JobStore(tx).pending(JobKind.SCHEDULE_START, schedule.guild, schedule.id)


def _is_held(start: JobRecord | None) -> bool:
    return start is not None and start.state is JobState.HELD


async def _tells_start(
    tx: Transaction, schedule: Schedule, start: JobRecord | None, pending: JobRecord | None, now: datetime
) -> bool:
    """Tell whether *start*, the word of it, waits, and is still news when a change made *now* is public."""
    waits = start is not None and start.state is JobState.WAITING
    return waits and await is_start_news(tx, schedule, pending, now + UNDO_WINDOW)


async def is_start_news(tx: Transaction, schedule: Schedule, pending: JobRecord | None, at: datetime) -> bool:
    """Tell whether the first post of *schedule*, which would say as much, is still *pending* at the instant *at*."""
    return pending is not None and pending.due > at and not await JobStore(tx).posted(*post_key(schedule))


async def release_start(tx: Transaction, schedule: Schedule, now: datetime) -> None:
    """Let the held announcement of a start, if there is one, be tried again when a change made *now* is public."""
    if (start := await _start(tx, schedule)) is not None and _is_held(start):
        await JobStore(tx).retry(start.id, now + UNDO_WINDOW)


async def plan_start(tx: Transaction, schedule: Schedule, pending: JobRecord | None, now: datetime) -> datetime:
    """Return an instant such that the first slot of *schedule* after it is the next with a post.

    A slot before that of the waiting post is on a day that has had its post; without one, so may the next be, and that
    of a post that is due: see `plan_next_post`.
    """
    start, slot = now, schedule.next_after(now)
    if pending is not None and now < pending.due and slot.at < pending.due:
        return pending.due - timedelta(seconds=1)
    for _ in range(MOST_SLOTS_TRIED):
        is_due = pending is not None and pending.due <= now and slot.day == day_of_weekly(pending.occurrence)
        if not is_due and not await JobStore(tx).is_over(weekly_occurrence(schedule.id, slot.day)):
            break
        start, slot = slot.at, schedule.next_after(slot.at)
    return start


async def queue_redraw(tx: Transaction, post: JobRecord, now: datetime) -> None:
    """Queue that *post* is drawn anew, once in `REDRAWN_EVERY`, unless it is old."""
    if (post.settled_at or post.due) > now - REDRAWN_FOR:
        step = redraw_step(now)
        due = to_instant(step * int(REDRAWN_EVERY.total_seconds()))
        await JobStore(tx).add(NewJob(JobKind.POST_COUNT, post.guild, post.id, count_occurrence(post.id, step), due))


def redraw_step(now: datetime) -> int:
    """Return the number of the next instant at which posts are drawn anew, one every `REDRAWN_EVERY`."""
    return to_seconds(now) // int(REDRAWN_EVERY.total_seconds()) + 1


async def redraw_latest(tx: Transaction, schedule: Schedule, now: datetime) -> None:
    """Queue that the latest post of *schedule* says when the next one comes, after a change of that."""
    if (posted := await JobStore(tx).posted(*post_key(schedule))) and posted[-1].chapters:
        await queue_redraw(tx, posted[-1], now)


async def replan_post(tx: Transaction, schedule: Schedule, now: datetime, reason: SkipReason, by: UserId) -> Schedule:
    """Plan the next post of *schedule* anew after a change; *reason* and *by* are recorded with the former one.

    Return the schedule as `plan_next_post` does.
    """
    is_active = schedule.state is ScheduleState.ACTIVE
    await redraw_latest(tx, schedule, now)
    await JobStore(tx).unskip(*post_key(schedule), now, even_paused=is_active)
    await JobStore(tx).cancel(*post_key(schedule), reason, now, by)
    return await plan_next_post(tx, schedule, now) if is_active else schedule


async def plan_next_post(tx: Transaction, schedule: Schedule, after: datetime) -> Schedule:
    """Queue the first post of *schedule* after the instant *after*, unless one is queued already.

    While an extra post is being sent, it is set aside until that is over. Skipped slots and holidays before it are
    recorded. A day on which the schedule has posted is passed over, whatever the time of day is now: its occurrence
    exists already. The schedule is saved, and returned, with its chapters in the order in which slots bring them.
    """
    pending = await JobStore(tx).pending(*post_key(schedule))
    if pending is not None and not (is_extra(pending.occurrence) and pending.attempts):
        return schedule
    latest = after
    for _ in range(MOST_SLOTS_TRIED):
        slot = schedule.next_after(latest)
        # What the post under way brings comes first, and stays.
        placed = schedule if pending is not None else schedule.with_moved_in_place(slot.at - timedelta(seconds=1))
        if await JobStore(tx).add(post_job(placed, slot, placed.next_chapters)):
            await _plan_around(tx, schedule, slot, after, is_set_aside=pending is not None)
            if placed != schedule:
                await ScheduleStore(tx).save(placed)
            return placed
        latest = slot.at
    return schedule


async def _plan_around(tx: Transaction, schedule: Schedule, slot: Slot, after: datetime, *, is_set_aside: bool) -> None:
    """Set the post of *slot* aside, or record the slots between *after* and it that are skipped or on holidays."""
    if is_set_aside:
        await JobStore(tx).cancel(*post_key(schedule), SkipReason.SET_ASIDE, after)
        return
    for skipped, skip in schedule.skipped_between(after, slot.at):
        await JobStore(tx).skip(post_job(schedule, skipped), SkipReason.REQUESTED, skip.by)
    for free in schedule.holidays_between(after, slot.at):
        await JobStore(tx).skip(post_job(schedule, free), SkipReason.HOLIDAY, None)


async def queue_extra(tx: Transaction, schedule: Schedule, extra: NewJob, now: datetime) -> bool:
    """Queue the post *extra*, and set the regular one aside until it is out; false if it was queued before."""
    jobs = JobStore(tx)
    if not await jobs.add(extra):
        return False
    await jobs.cancel(*post_key(schedule), SkipReason.SET_ASIDE, now)
    return await jobs.add(extra)  # `cancel` has set this one aside, too


async def drop_extra(
    tx: Transaction, schedule: Schedule, extra: JobRecord, now: datetime, reason: SkipReason, by: UserId
) -> Schedule:
    """Cancel the post *extra* for *reason*, and queue the one that was set aside for it.

    Also where the date of that has passed since, unless it is too late for it. Return the schedule as `plan_next_post`.
    """
    await JobStore(tx).cancel(*post_key(schedule), reason, now, by)
    if schedule.state is not ScheduleState.ACTIVE:
        return schedule
    placed = schedule.with_moved_in_place(extra.due)
    aside = post_job(placed, placed.next_after(extra.due), placed.next_chapters)
    if aside.due > now or schedule.is_missed(aside.due, now) or not await JobStore(tx).add(aside):
        return await plan_next_post(tx, schedule, now)
    await ScheduleStore(tx).save(placed)
    return placed


async def record_pause(tx: Transaction, schedule: Schedule, now: datetime) -> Schedule:
    """Record the dates until *now* on which *schedule*, if it is paused, has not posted for that; return it as told.

    What a pause took away later is forgotten: the date may be another after a change. To be called before each change
    of a schedule or of its holidays, whose dates until then would be reckoned as they are afterwards.
    """
    if schedule.state is not ScheduleState.PAUSED or schedule.adjustments.pause is None:
        return schedule
    for record in paused_dates(schedule, now):
        missed = NewJob(*post_key(schedule), record.occurrence, record.due)
        await JobStore(tx).skip(missed, SkipReason.PAUSED, record.actor)
    await JobStore(tx).unskip(*post_key(schedule), now, even_paused=True)
    return replace(schedule, adjustments=schedule.adjustments.told_until(now))


async def plan_announcement(tx: Transaction, schedule: Schedule, now: datetime) -> None:
    """Queue the word that *schedule* has started, sent when the start can no longer be taken back unseen."""
    occurrence = start_occurrence(schedule.id)
    await JobStore(tx).add(
        NewJob(JobKind.SCHEDULE_START, schedule.guild, schedule.id, occurrence, now, wait=UNDO_WINDOW)
    )


async def plan_announcement_again(tx: Transaction, schedule: Schedule, now: datetime) -> None:
    """Queue the word that *schedule* has started again, if it runs, nobody has said so, and no post has gone out."""
    starts = await JobStore(tx).history(JobKind.SCHEDULE_START, schedule.guild, schedule.id, 1)
    is_untold = any(start.state is JobState.SKIPPED and start.error in NOT_ANNOUNCED for start in starts)
    if schedule.state is ScheduleState.ACTIVE and is_untold and not await JobStore(tx).posted(*post_key(schedule)):
        await plan_announcement(tx, schedule, now)


async def summary_of(tx: Transaction, schedule: Schedule, course: Course) -> SeasonSummary:
    """Return what the group has done in the season of *schedule* that ends, or has ended."""
    guild = schedule.guild
    return season_summary(
        await JobStore(tx).posted(*post_key(schedule)),
        await ProgressStore(tx).watchers(guild, schedule.course),
        await ProgressStore(tx).finishers(guild, schedule.course, course.listed_order),
    )


def post_job(schedule: Schedule, slot: Slot, chapters: tuple[ChapterId, ...] | None = None) -> NewJob:
    """Return the job that makes the post of *schedule* at *slot*, with *chapters* if they are known."""
    return NewJob(*post_key(schedule), weekly_occurrence(schedule.id, slot.day), slot.at, chapters)
