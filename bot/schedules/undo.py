"""Taking back a change of schedules: what is kept of each change, and restoring what was before it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.guilds.store import GuildStore
from bot.ids import ChannelId, GuildId, UndoId, UserId
from bot.jobs.model import HoldReason, JobKind, JobRecord, JobState, NewJob, SkipReason, is_extra
from bot.jobs.store import JobStore
from bot.schedules.model import MOST_SCHEDULES, Schedule, ScheduleState
from bot.schedules.planning import (
    drop_extra,
    plan_announcement_again,
    plan_next_post,
    post_key,
    queue_extra,
    record_pause,
    redraw_latest,
    replan_post,
)
from bot.schedules.store import ScheduleStore
from bot.storage.rows import Transaction
from bot.text.locales import Locale
from bot.undo.model import UNDO_WINDOW, UndoKind, UndoRecord, UndoResult
from bot.undo.records import ChangeRecords
from bot.undo.store import UndoStore

SLOTS_COMPARED = 60  # from when the change was made: more than a year of weekly posts


@dataclass(frozen=True, slots=True)
class ScheduleEdit:
    """A schedule before and after a change; *before* is None where the change has set it up."""

    before: Schedule | None
    after: Schedule


@dataclass(frozen=True, slots=True)
class ScheduleChange:
    """What one change did to one schedule or, at a set-up, to two.

    Attributes:
        overdue: A post that was held, or about to go out, which the change has skipped or moved.
        extra: The occurrence of the extra post that the change has queued.
        is_asked: Whether an organiser had still to decide if the overdue post goes out.
        is_held: Whether something was in the way of the overdue post, so that it waited for more than its moment.
        locales: The guild's chosen language before and after, where a set-up has changed it.
    """

    edits: tuple[ScheduleEdit, ...]
    overdue: NewJob | None = None
    extra: str | None = None
    is_asked: bool = False
    locales: tuple[Locale | None, Locale | None] | None = None
    is_held: bool = False

    @property
    def subject(self) -> Schedule:
        """The schedule that the change was about: the one to show when it is taken back."""
        return self.edits[0].before or self.edits[0].after

    def without_past(self, made_at: datetime, now: datetime) -> "ScheduleChange":
        """Return the change without an overdue post that would be too late by *now*, or was asked for long ago.

        One that was held has waited until the change was made, at *made_at*: it is as late as that is long ago.
        """
        post = self.overdue
        if post is None:
            return self
        too_late = not self.is_asked and self.subject.is_missed(made_at if self.is_held else post.due, now)
        if is_extra(post.occurrence) and not self.is_held:
            too_late = now > post.due + UNDO_WINDOW
        return replace(self, overdue=None) if too_late else self


CHANGES = ChangeRecords(UndoKind.SCHEDULE, ScheduleChange)


async def record_change(
    tx: Transaction,
    edits: Sequence[ScheduleEdit],
    pending: JobRecord | None,
    by: UserId,
    now: datetime,
    locales: tuple[Locale | None, Locale | None] | None = None,
) -> UndoId:
    """Record *edits*, which *by* makes *now* in this transaction; *pending* is the post that waited before them."""
    overdue = None
    if pending is not None and pending.due <= now:
        left = await JobStore(tx).record(pending.id)
        if left is not None and (left.state is JobState.SKIPPED or left.due != pending.due):
            about = pending.kind, pending.guild, pending.subject, pending.occurrence
            wait = UNDO_WINDOW if is_extra(pending.occurrence) else timedelta()
            overdue = NewJob(*about, pending.due, pending.chapters, wait)
    is_held = pending is not None and pending.state is JobState.HELD
    is_asked = is_held and pending is not None and pending.error == HoldReason.ASKED
    extra = await _new_extra(tx, edits[0].after, pending)
    # Read again, since the file keeps whole seconds: what is compared later is what it has.
    stored = [replace(edit, after=await ScheduleStore(tx).get(edit.after.id) or edit.after) for edit in edits]
    content = ScheduleChange(tuple(stored), overdue, extra, is_asked, locales, is_held and overdue is not None)
    return await CHANGES.add(tx, edits[0].after.guild, by, content, now)


async def keep_asked(tx: Transaction, edit: ScheduleEdit, by: UserId, now: datetime) -> UndoId:
    """Keep *edit*, about which *by* is asked first, as a change that was taken back; return its number."""
    number = await CHANGES.add(tx, edit.after.guild, by, ScheduleChange((edit,)), now)
    await UndoStore(tx).mark_undone(number, now)
    return number


async def asked_edit(tx: Transaction, number: int, by: UserId) -> ScheduleEdit | None:
    """Return the edit of the number *number* about which *by* was asked, or None."""
    found = await find_change(tx, number)
    if found is None or found[0].user != by or found[0].undone_at is None:
        return None
    return found[1].edits[0]


async def _new_extra(tx: Transaction, schedule: Schedule, former: JobRecord | None) -> str | None:
    """Return the occurrence of the extra post that *schedule* makes next, unless it is that of *former*."""
    coming = await JobStore(tx).pending(*post_key(schedule))
    if coming is None or not is_extra(coming.occurrence):
        return None
    return None if former is not None and former.occurrence == coming.occurrence else coming.occurrence


async def find_change(tx: Transaction, number: int) -> tuple[UndoRecord, ScheduleChange] | None:
    """Return the change of schedules with this *number*, or None."""
    record = await UndoStore(tx).find(UndoKind.SCHEDULE, number)
    return None if record is None else (record, CHANGES.read(record))


async def announced_since(tx: Transaction, record: UndoRecord, change: ScheduleChange) -> ChannelId | None:
    """Return where the start of a schedule was announced as *change* has made it, or None if it was not."""
    for edit in change.edits:
        former, made = edit.before, edit.after
        if former is not None and (former.channel, former.cadence) == (made.channel, made.cadence):
            continue
        for start in await JobStore(tx).posted(JobKind.SCHEDULE_START, made.guild, made.id):
            if (start.settled_at or start.due) >= record.made_at:
                return start.channel
    return None


async def end_of(tx: Transaction, schedule: Schedule) -> UndoId | None:
    """Return the number of the change that ended *schedule*, if it is the latest of its guild's schedules.

    One that was taken back is as if it had never been.
    """
    record = await UndoStore(tx).latest(schedule.guild, UndoKind.SCHEDULE)
    if record is None:
        return None
    edits = CHANGES.read(record).edits
    return record.id if any(edit.after.id == schedule.id and edit.before is not None for edit in edits) else None


async def take_back(
    tx: Transaction, record: UndoRecord, change: ScheduleChange, by: UserId, now: datetime
) -> UndoResult:
    """Restore what was before *change*, unless a reason against it is found, which is returned."""
    if record.undone_at is not None:
        return UndoResult.ALREADY
    for edit in change.edits:
        if (reason := await _reason_against(tx, edit, change.extra, record.made_at, now)) is not None:
            return reason
    if await _is_overtaken(tx, record, change):
        return UndoResult.CHANGED
    if (reason := await _lacking_place(tx, change)) is not None:
        return reason
    lasting = change.without_past(record.made_at, now)
    is_empty = all(edit.before == edit.after for edit in change.edits)
    if lasting != change and is_empty:
        return UndoResult.PAST
    change = lasting
    # What was set up ends before what it replaced goes on.
    for edit in sorted(change.edits, key=lambda edit: edit.before is not None):
        await _restore(tx, edit, change, by, now)
    if change.locales is not None:
        await _restore_language(tx, record.guild, *change.locales)
    await UndoStore(tx).mark_undone(record.id, now)
    return UndoResult.DONE


async def _reason_against(
    tx: Transaction, edit: ScheduleEdit, extra: str | None, made_at: datetime, now: datetime
) -> UndoResult | None:
    """Return why the schedule of *edit* cannot be restored at *now*, or None."""
    current = await ScheduleStore(tx).get(edit.after.id)
    if current is None:
        return UndoResult.MISSING
    pending = await JobStore(tx).pending(*post_key(current))
    is_extra_gone = extra is not None and (pending is None or pending.occurrence != extra)
    if is_extra_gone or comparable(current, now) != comparable(edit.after, now):
        posted = await JobStore(tx).posted(*post_key(current))
        since = [post for post in posted if (post.settled_at or post.due) >= made_at]
        return UndoResult.POSTED if since else UndoResult.CHANGED
    if pending is not None and pending.attempts:
        return UndoResult.UNDER_WAY
    if pending is not None and pending.is_extra_to_come and pending.occurrence != extra:
        return UndoResult.ABOUT_TO_POST  # an organiser was told what it brings
    changed = None if edit.before is None else _first_changed(edit.before, edit.after, made_at)
    return UndoResult.PAST if changed is not None and changed <= now else None


def comparable(schedule: Schedule, now: datetime) -> Schedule:
    """Return *schedule* without what changes by itself: holidays are the guild's, old skips and moves are dropped."""
    return replace(schedule, holidays=(), adjustments=replace(schedule.adjustments.since(now), pause=None))


def _first_changed(before: Schedule, after: Schedule, made_at: datetime) -> datetime | None:
    """Return the first instant after *made_at* at which only one of the two has a slot; None if there is none."""
    pairs = zip(before.slots_after(made_at), after.slots_after(made_at), range(SLOTS_COMPARED), strict=False)
    return next((min(one.at, other.at) for one, other, _ in pairs if one != other), None)


async def _is_overtaken(tx: Transaction, record: UndoRecord, change: ScheduleChange) -> bool:
    """Tell whether another change of the same schedules came since, even one that led back to the same values."""
    mine = {edit.after.id for edit in change.edits}
    return await CHANGES.is_overtaken(tx, record, lambda each: any(edit.after.id in mine for edit in each.edits))


async def _lacking_place(tx: Transaction, change: ScheduleChange) -> UndoResult | None:
    """Return why a schedule has no place to run again: its channel has another, or the guild is full; else None."""
    again = [
        edit.before
        for edit in change.edits
        if edit.before is not None and edit.before.state is not ScheduleState.REPLACED
    ]
    involved = {edit.after.id for edit in change.edits}
    for schedule in again:
        others = await ScheduleStore(tx).of_guild(schedule.guild)
        others = [each for each in others if each.id not in involved]
        if any(each.channel == schedule.channel for each in others):
            return UndoResult.TAKEN
        if len(others) >= MOST_SCHEDULES:
            return UndoResult.FULL
    return None


async def _restore_language(tx: Transaction, guild: GuildId, before: Locale | None, after: Locale | None) -> None:
    """Give *guild* the language *before* again, unless it has chosen another than *after* since."""
    settings = await GuildStore(tx).get(guild)
    if settings.locale == after:
        await GuildStore(tx).save(replace(settings, locale=before))


async def _restore(tx: Transaction, edit: ScheduleEdit, change: ScheduleChange, by: UserId, now: datetime) -> None:
    """Save the schedule as it was before *edit*, and its next post with it."""
    if edit.before is None:
        await ScheduleStore(tx).save(replace(edit.after, state=ScheduleState.REPLACED))
        for kind in (JobKind.WEEKLY_POST, JobKind.SCHEDULE_START):
            await JobStore(tx).cancel(kind, edit.after.guild, edit.after.id, SkipReason.REQUESTED, now, by)
        return
    current = await ScheduleStore(tx).get(edit.after.id) or edit.after
    await record_pause(tx, current, now)
    holidays = await ScheduleStore(tx).holidays(edit.before.guild)
    adjustments = edit.before.adjustments.told_until(now)
    if edit.before == edit.after:
        adjustments = replace(adjustments, pause=current.adjustments.pause)
    schedule = replace(edit.before, holidays=holidays, adjustments=adjustments)
    await ScheduleStore(tx).save(schedule)
    await plan_announcement_again(tx, schedule, now)
    await redraw_latest(tx, schedule, now)
    pending = await JobStore(tx).pending(*post_key(schedule))
    if change.overdue is not None and change.overdue.subject == schedule.id:
        await _bring_back(tx, schedule, change.overdue, by, now)
        if change.is_asked:
            await JobStore(tx).ask_again(change.overdue.occurrence)
    elif pending is not None and pending.occurrence == change.extra:
        await drop_extra(tx, schedule, pending, now, SkipReason.CHANGED, by)
    elif pending is not None and pending.due <= now:
        await JobStore(tx).release(schedule.guild, now)
    else:
        await replan_post(tx, schedule, now, SkipReason.CHANGED, by)


async def _bring_back(tx: Transaction, schedule: Schedule, overdue: NewJob, by: UserId, now: datetime) -> None:
    """Queue the post *overdue* again in place of the next one, or before it if it is an extra post."""
    await JobStore(tx).cancel(*post_key(schedule), SkipReason.CHANGED, now, by)
    if not is_extra(overdue.occurrence):
        await JobStore(tx).add(overdue)
        return
    if schedule.state is ScheduleState.ACTIVE:
        await plan_next_post(tx, schedule, overdue.due)
        await ScheduleStore(tx).save(schedule)  # as it was: what the extra post brings comes before any moved post
    await queue_extra(tx, schedule, overdue, now)
