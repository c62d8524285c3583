"""Use cases of a guild's holidays: showing, changing them, asking what a change would do, and taking it back."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import takewhile

from bot.ids import GuildId, UserId
from bot.jobs.model import JobKind, SkipReason, weekly_occurrence
from bot.jobs.store import JobStore
from bot.schedules.adjustments import DAY, Adjustments, DateRange
from bot.schedules.holiday_rules import (
    Days,
    HolidayChange,
    HolidayEffect,
    HolidayRecord,
    HolidayResult,
    changed_holidays,
    days_in,
    effect,
    ranges_of,
    skips_of,
)
from bot.schedules.model import Schedule, ScheduleState
from bot.schedules.planning import plan_start, post_key, record_pause, replan_post
from bot.schedules.store import ScheduleStore
from bot.storage.database import Database
from bot.storage.rows import Transaction
from bot.times.clock import Clock
from bot.undo.model import UndoKind, UndoRecord, UndoResult
from bot.undo.records import ChangeRecords
from bot.undo.store import UndoStore

CHANGES = ChangeRecords(UndoKind.HOLIDAYS, HolidayRecord)


class HolidayService:
    """Keeps the holidays of guilds; *wake* makes the job runner look at its queue."""

    def __init__(self, database: Database, clock: Clock, wake: Callable[[], None]) -> None:
        self._database = database
        self._clock = clock
        self._wake = wake

    async def of_guild(self, guild: GuildId) -> tuple[DateRange, ...]:
        """Return the holidays of *guild* that are not over, the earliest first."""
        async with self._database.reading() as tx:
            return ranges_of(await _holidays(tx, guild, self._clock()))

    async def preview(self, guild: GuildId, days: DateRange, *, remove: bool) -> HolidayChange:
        """Return what `change` would do, with the result ASK where it would do something."""
        now = self._clock()
        async with self._database.reading() as tx:
            change = await self._planned(tx, guild, days, now, remove=remove)
        return replace(change, result=HolidayResult.ASK) if change.result is HolidayResult.DONE else change

    async def change(
        self, guild: GuildId, days: DateRange, by: UserId, *, remove: bool, sure: bool = False
    ) -> HolidayChange:
        """Make *days* holidays of *guild*, or *remove* them, and plan waiting posts anew, as *by* asked.

        Where that is a large change, only who is *sure* makes it; else the result is ASK.
        """
        now = self._clock()
        async with self._database.transaction(guild) as tx:
            change = await self._planned(tx, guild, days, now, remove=remove)
            if change.result is not HolidayResult.DONE:
                return change
            if change.is_large and not sure:
                return replace(change, result=HolidayResult.ASK)
            former = ranges_of(await _holidays(tx, guild, now))
            await self._save(tx, guild, change.holidays, now, by)
            content = HolidayRecord(former, change.holidays)
            change = replace(change, number=await CHANGES.add(tx, guild, by, content, now))
        self._wake()
        return change

    async def undo(self, guild: GuildId, number: int, by: UserId) -> tuple[UndoResult, HolidayChange | None]:
        """Take the change *number* of the holidays of *guild* back, and return what that does; else None and why."""
        now = self._clock()
        async with self._database.transaction(guild) as tx:
            if isinstance(found := await CHANGES.open(tx, guild, number), UndoResult):
                return found, None
            record, content = found[0], found[1].since((now - 2 * DAY).date())
            if (reason := await self._reason_against(tx, record, content, now)) is not None:
                return reason, None
            changed = content.changed
            effects = await self._effects(tx, guild, days_in(content.before), changed, now)
            await self._save(tx, guild, content.before, now, by)
            await UndoStore(tx).mark_undone(record.id, now)
        self._wake()
        days = min(changed), max(changed)
        done = HolidayResult.DONE
        change = HolidayChange(done, days, not content.removes, ranges_of(changed), content.before, tuple(effects))
        return UndoResult.DONE, change

    async def _planned(
        self, tx: Transaction, guild: GuildId, days: DateRange, now: datetime, *, remove: bool
    ) -> HolidayChange:
        """Return what the change would do, changing nothing."""
        former = await _holidays(tx, guild, now)
        kept = changed_holidays(former, days, now, remove=remove)
        if isinstance(kept, HolidayResult):
            return HolidayChange(kept, days, remove)
        effects = await self._effects(tx, guild, kept, former ^ kept, now)
        changed = ranges_of(former ^ kept)
        return HolidayChange(HolidayResult.DONE, days, remove, changed, ranges_of(kept), tuple(effects))

    async def _effects(
        self, tx: Transaction, guild: GuildId, kept: Days, changed: Days, now: datetime
    ) -> Sequence[HolidayEffect]:
        """Return what holidays *kept*, which are others on the days *changed*, mean for the active schedules."""
        effects = []
        for schedule in await ScheduleStore(tx).of_guild(guild):
            if schedule.state is not ScheduleState.ACTIVE:
                continue
            pending = await JobStore(tx).pending(*post_key(schedule))
            coming = schedule.advanced() if pending is not None and pending.due <= now else schedule
            start = await plan_start(tx, schedule, pending, now)
            effects.append(effect(coming, replace(coming, holidays=skips_of(kept)), start, changed))
        return [each for each in effects if each.gone or each.back]

    async def _save(
        self, tx: Transaction, guild: GuildId, holidays: Sequence[DateRange], now: datetime, by: UserId
    ) -> None:
        """Save *holidays* in place of all that *guild* had, and plan every post anew that is not due yet."""
        for schedule in await ScheduleStore(tx).of_guild(guild):
            await ScheduleStore(tx).save(await record_pause(tx, schedule, now))
        await ScheduleStore(tx).save_holidays(guild, skips_of(days_in(holidays)))
        for schedule in await ScheduleStore(tx).of_guild(guild):
            pending = await JobStore(tx).pending(JobKind.WEEKLY_POST, guild, schedule.id)
            if pending is None or pending.due > now:
                await replan_post(tx, schedule, now, SkipReason.CHANGED, by)

    async def _reason_against(
        self, tx: Transaction, record: UndoRecord, content: HolidayRecord, now: datetime
    ) -> UndoResult | None:
        """Return why the change on *record*, of which *content* is not over, cannot be taken back at *now*, or None."""
        if not content.changed or max(content.changed) < (now - DAY).date():
            return UndoResult.PAST
        if days_in(content.after) != await _holidays(tx, record.guild, now):
            return UndoResult.CHANGED
        for schedule in await ScheduleStore(tx).of_guild(record.guild):
            passed = _passed(schedule, content.changed, record.made_at, now)
            if not content.removes and passed and schedule.state is ScheduleState.ACTIVE:
                return UndoResult.PAST
            if content.removes and (reason := await _posted(tx, schedule, passed)) is not None:
                return reason
        is_overtaken = await CHANGES.is_overtaken(tx, record, lambda each: bool(each.changed & content.changed))
        return UndoResult.CHANGED if is_overtaken else None


async def _holidays(tx: Transaction, guild: GuildId, now: datetime) -> Days:
    """Return the days of the holidays of *guild* that are not over in every zone."""
    kept = Adjustments(await ScheduleStore(tx).holidays(guild)).since(now)
    return days_in((each.first, each.last) for each in kept.skips)


def _passed(schedule: Schedule, days: Days, after: datetime, now: datetime) -> Days:
    """Return those of *days* that had a regular date of *schedule* after *after*, and up to *now*."""
    slots = takewhile(lambda slot: slot.at <= now, schedule.cadence.slots_after(after))
    moved = {move.day for move in schedule.adjustments.moves}
    regular = (slot.day for slot in slots if slot.day not in moved and schedule.adjustments.skip_of(slot.day) is None)
    return days.intersection(regular)


async def _posted(tx: Transaction, schedule: Schedule, days: Days) -> UndoResult | None:
    """Return POSTED if a post of *schedule* for one of *days* is out, UNDER_WAY if it may be soon, else None."""
    occurrences = {weekly_occurrence(schedule.id, day) for day in days}
    if any(post.occurrence in occurrences for post in await JobStore(tx).posted(*post_key(schedule))):
        return UndoResult.POSTED
    pending = await JobStore(tx).pending(*post_key(schedule))
    sending = pending is not None and pending.attempts > 0 and pending.occurrence in occurrences
    return UndoResult.UNDER_WAY if sending else None
