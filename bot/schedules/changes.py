"""Use cases that change a schedule: pausing, skipping, moving, jumping, posting now, stopping, rearranging."""

from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from bot.guilds.store import GuildStore
from bot.ids import ChapterId, GuildId, JobId, ScheduleId, UndoId, UserId
from bot.jobs.model import JobKind, JobRecord, JobState, NewJob, SkipReason, extra_occurrence, is_extra
from bot.jobs.store import JobStore
from bot.schedules.adjustments import Move, Pause, Skip
from bot.schedules.checks import comes_within, coming_post, drops_extra, movable_post, move_refusal, next_post, posts_on
from bot.schedules.drafts import Rearrangement
from bot.schedules.model import ChangeAnswer, ChangeResult, Refusal, Refused, Schedule, ScheduleOverview, ScheduleState
from bot.schedules.planning import (
    drop_extra,
    find_schedule,
    overview_of,
    plan_announcement_again,
    post_key,
    posted_of,
    queue_extra,
    record_pause,
    redraw_latest,
    release_start,
    replan_post,
    schedule_overview,
)
from bot.schedules.seen import mark_of_post
from bot.schedules.store import ScheduleStore
from bot.schedules.undo import (
    ScheduleEdit,
    announced_since,
    asked_edit,
    comparable,
    find_change,
    keep_asked,
    record_change,
    take_back,
)
from bot.storage.database import Database
from bot.storage.rows import Transaction
from bot.times.clock import Clock
from bot.undo.model import UndoResult

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Edit:
    """A schedule in the transaction in which *by* changes it at *now*; *before* is how it stands until then."""

    tx: Transaction
    now: datetime
    by: UserId
    schedule: Schedule
    before: ScheduleOverview

    @property
    def pending(self) -> JobRecord | None:
        """The earliest post that is not over."""
        return self.before.pending

    @property
    def is_under_way(self) -> bool:
        """Whether the pending post may have reached Discord."""
        return self.pending is not None and self.pending.attempts > 0

    @property
    def is_due(self) -> bool:
        """Whether the pending post is held, overdue or on its way."""
        return self.pending is not None and self.pending.due <= self.now

    @property
    def start(self) -> datetime:
        """An instant such that the first slot after it is the next with a post."""
        return self.before.after

    @property
    def is_about_to_post(self) -> bool:
        """Whether a post that was asked for goes out in a moment: until then nothing may keep it from being undone."""
        return self.pending is not None and self.pending.is_extra_to_come

    async def replan(self, schedule: Schedule, reason: SkipReason) -> Schedule | ChangeResult:
        """Queue the next post of *schedule* anew, or try it again where it is held or overdue; return the schedule.

        What is to come is then in the order in which slots bring it. ABOUT_TO_POST while a post that was asked for can
        still be undone.
        """
        if self.is_about_to_post:
            return ChangeResult.ABOUT_TO_POST
        if self.is_due:
            await JobStore(self.tx).release(schedule.guild, self.now)
            return schedule
        return await replan_post(self.tx, schedule, self.now, reason, self.by)

    async def go_on(self, schedule: Schedule) -> Schedule | ChangeResult:
        """Queue the post of `next_chapters` as the next one, wherever moved posts are.

        ALREADY if *schedule* is as it was before; UNDER_WAY while a post is sent, whose outcome decides where the
        schedule goes on.
        """
        if self.is_under_way:
            return ChangeResult.UNDER_WAY
        if schedule == self.schedule and not self.is_about_to_post:
            return ChangeResult.ALREADY
        after = None if self.is_due else self.start
        return await self.replan(schedule.with_next_first(after), SkipReason.CHANGED)


Made = Schedule | ChangeResult | Refusal
EditStep = Callable[[Edit], Awaitable[Made]]
Step = Callable[Concatenate["ScheduleChanges", Edit, P], Awaitable[Made]]
ChangeMethod = Callable[
    Concatenate["ScheduleChanges", GuildId, ScheduleId, UserId, P], Coroutine[Any, Any, ChangeAnswer]
]


class _NotKeptError(Exception):
    """Rolls back a change that was only to be shown."""


def _change(*, even_finished: bool = False) -> Callable[[Step[P]], ChangeMethod[P]]:
    """Return a decorator that makes a step a method, called with the guild, the schedule's id and who changes it."""

    def decorate(step: Step[P]) -> ChangeMethod[P]:
        @wraps(step)
        async def change(
            self: "ScheduleChanges", guild: GuildId, which: ScheduleId, by: UserId, /, *args: P.args, **kwargs: P.kwargs
        ) -> ChangeAnswer:
            return await self.apply(
                guild, which, by, lambda edit: step(self, edit, *args, **kwargs), even_finished=even_finished
            )

        return change

    return decorate


class ScheduleChanges:
    """Changes schedules, each time reading and writing in one transaction, so that two organisers keep both changes.

    A change returns what came of it, and the schedule after it, or None where the guild has no such schedule.
    """

    def __init__(self, database: Database, clock: Clock, wake: Callable[[], None], *, keeps: bool = True) -> None:
        self._database = database
        self._clock = clock
        self._wake = wake
        self._keeps = keeps

    @property
    def preview(self) -> "ScheduleChanges":
        """The same changes, of which none is kept: each only returns what it would do."""
        return ScheduleChanges(self._database, self._clock, self._wake, keeps=False)

    async def apply(
        self, guild: GuildId, which: ScheduleId, by: UserId, step: EditStep, *, even_finished: bool
    ) -> ChangeAnswer:
        """Save the schedule that *step* returns, or change nothing and return the `ChangeResult` that it returns."""
        answer = ChangeAnswer(ChangeResult.MISSING)
        with suppress(_NotKeptError):
            async with self._database.transaction(guild) as tx:
                if (schedule := await find_schedule(tx, guild, which)) is not None:
                    answer = await self._take(tx, schedule, by, step, even_finished=even_finished)
                if not self._keeps:
                    raise _NotKeptError
        if self._keeps:
            self._wake()
        return answer

    async def _take(
        self, tx: Transaction, schedule: Schedule, by: UserId, step: EditStep, *, even_finished: bool
    ) -> ChangeAnswer:
        now = self._clock()
        await record_pause(tx, schedule, now)
        before = await overview_of(tx, schedule, now)
        changed: Made = ChangeResult.FINISHED
        current = replace(schedule, adjustments=schedule.adjustments.since(now))
        if even_finished or schedule.state is not ScheduleState.FINISHED:
            changed = await step(Edit(tx, now, by, current, before))
        if isinstance(changed, Refusal):
            return ChangeAnswer(ChangeResult.REFUSED, before, refusal=changed)
        if isinstance(changed, ChangeResult):
            return ChangeAnswer(changed, before)
        if changed != current:
            changed = replace(changed, adjustments=changed.adjustments.told_until(now))
        await ScheduleStore(tx).save(changed)
        undo = await record_change(tx, [ScheduleEdit(current, changed)], before.pending, by, now)
        return ChangeAnswer(ChangeResult.DONE, await overview_of(tx, changed, now), before, undo)

    async def find_change(self, number: int) -> Schedule | None:
        """Return the schedule that the change *number* was about, as it was before; None if unknown."""
        async with self._database.reading() as tx:
            found = await find_change(tx, number)
        return None if found is None else found[1].subject

    async def undo(self, guild: GuildId, number: int, by: UserId) -> tuple[UndoResult, ChangeAnswer]:
        """Take the change *number* of *guild* back, if nothing has overtaken it; return what came of it."""
        now = self._clock()
        async with self._database.transaction(guild) as tx:
            found = await find_change(tx, number)
            if found is None or found[0].guild != guild:
                return UndoResult.MISSING, ChangeAnswer(ChangeResult.MISSING)
            record, change = found
            which = change.subject.id
            before, locale = await schedule_overview(tx, which, now), (await GuildStore(tx).get(guild)).locale
            result = await take_back(tx, record, change, by, now)
            after = await schedule_overview(tx, which, now)
            locales = locale, (await GuildStore(tx).get(guild)).locale
            announced_in = await announced_since(tx, record, change)
        self._wake()
        return result, ChangeAnswer(ChangeResult.DONE, after, before, announced_in=announced_in, locales=locales)

    @_change()
    async def pause(self, edit: Edit) -> Schedule | ChangeResult:
        """Stop posting until it is resumed; its position in the course is kept.

        Where it is paused already, a post that was asked for is dropped.
        """
        asked_for = edit.pending is not None and is_extra(edit.pending.occurrence)
        if edit.schedule.state is ScheduleState.PAUSED and asked_for:
            if edit.is_under_way:
                return ChangeResult.UNDER_WAY
            return await replan_post(edit.tx, edit.schedule, edit.now, SkipReason.PAUSED, edit.by)
        return await self._switch(edit, ScheduleState.PAUSED)

    @_change()
    async def resume(self, edit: Edit) -> Schedule | ChangeResult:
        """Post again from the next slot on."""
        return await self._switch(edit, ScheduleState.ACTIVE)

    @staticmethod
    async def _switch(edit: Edit, state: ScheduleState) -> Schedule | ChangeResult:
        if edit.schedule.state is state:
            return ChangeResult.ALREADY
        if state is ScheduleState.ACTIVE and edit.is_about_to_post:
            return ChangeResult.ABOUT_TO_POST
        pause = Pause(edit.now, edit.by) if state is ScheduleState.PAUSED else None
        adjustments = replace(edit.schedule.adjustments, pause=pause)
        switched = replace(edit.schedule, state=state, adjustments=adjustments)
        await plan_announcement_again(edit.tx, switched, edit.now)
        return await replan_post(edit.tx, switched, edit.now, SkipReason.PAUSED, edit.by)

    @_change()
    async def skip_next(self, edit: Edit) -> Schedule | ChangeResult:
        """Skip the next post: one that is held or overdue, else that of the next slot.

        A post that may have reached Discord cannot be skipped any more; then it is the one after. Without one that was
        asked for, the regular one that was set aside for it is next.
        """
        schedule, post = edit.schedule, next_post(edit.before, edit.now)
        if post is None:
            return ChangeResult.UNDER_WAY
        if edit.pending is not None and drops_extra(edit.before):
            return await drop_extra(edit.tx, schedule, edit.pending, edit.now, SkipReason.REQUESTED, edit.by)
        if not edit.is_due or edit.is_under_way:
            day = post.slot.day
            schedule = replace(schedule, adjustments=schedule.adjustments.with_skip(Skip(day, day, edit.by)))
        return await replan_post(edit.tx, schedule, edit.now, SkipReason.REQUESTED, edit.by)

    @_change()
    async def skip_days(self, edit: Edit, first: date, last: date) -> Made:
        """Skip every post from the local day *first* to *last*; refused where none is to come on them."""
        if not posts_on(edit.before, first, last, edit.now):
            post = coming_post(edit.before) or next_post(edit.before, edit.now)
            return ChangeResult.UNDER_WAY if post is None else Refusal(Refused.NO_POST, post)
        return await edit.replan(edit.schedule.skipping(first, last, edit.by), SkipReason.REQUESTED)

    @_change()
    async def unskip_next(self, edit: Edit) -> Made:
        """Let the next skipped post come again, if there is one."""
        if (slot := edit.schedule.next_skipped(edit.now)) is None:
            return ChangeResult.ALREADY
        adjustments = edit.schedule.adjustments.without_days(slot.day, slot.day)
        return await edit.replan(replace(edit.schedule, adjustments=adjustments), SkipReason.CHANGED)

    @_change()
    async def unskip_days(self, edit: Edit, first: date, last: date) -> Made:
        """Let all skipped posts from the local day *first* to *last* come again; ALREADY where none was to come."""
        changed = edit.schedule.unskipping(first, last)
        former, left = ([slot for slot, _ in each.skipped_between(edit.now)] for each in (edit.schedule, changed))
        if former == left:
            return ChangeResult.ALREADY
        return await edit.replan(changed, SkipReason.CHANGED)

    @_change()
    async def move_next(self, edit: Edit, to: datetime, asked_about: date | None = None) -> Made:
        """Move the next post, with its chapters, to the instant *to*; the others keep their dates.

        It is the one that is held or overdue, unless that may be out. If the one *asked_about*, by its slot's day,
        is not the next any more, nothing is changed.
        """
        if (post := movable_post(edit.before, edit.now)) is None:
            return ChangeResult.UNDER_WAY
        if asked_about not in {None, post.slot.day}:
            return Refusal(Refused.OTHERWISE, post)
        if edit.is_due and not edit.schedule.next_chapters and post.slot.at > edit.now:
            return ChangeResult.UNDER_WAY  # the round that begins after the closing post forgets what moves bring
        if (refusal := move_refusal(edit.before, post, to, edit.now)) is not None:
            return refusal
        moved = edit.schedule.adjustments.with_move(Move(post.slot.day, to, post.chapters))
        schedule = replace(edit.schedule, adjustments=moved)
        if post.slot.at <= edit.now:
            return await replan_post(edit.tx, schedule, edit.now, SkipReason.CHANGED, edit.by)
        return await edit.replan(schedule, SkipReason.CHANGED)

    @_change(even_finished=True)
    async def jump(self, edit: Edit, chapter: ChapterId) -> Made:
        """Go on from *chapter* with the next post, back or ahead; a finished schedule posts again from there."""
        return await edit.go_on(edit.schedule.jumped_to(chapter))

    @_change(even_finished=True)
    async def repeat(self, edit: Edit, chapter: ChapterId) -> Schedule | ChangeResult:
        """Insert *chapter* once more as the next post, and go on with the order after it; ALREADY if it is the next."""
        is_next = chapter in edit.schedule.next_chapters
        return await edit.go_on(edit.schedule if is_next else edit.schedule.repeating(chapter))

    @_change()
    async def post_now(
        self, edit: Edit, request: int, *, quiet: bool = False, wait: timedelta = timedelta(), seen: int | None = None
    ) -> Schedule | ChangeResult:
        """Queue an extra post of the next chapters, sent after *wait*, without a ping if *quiet*; the slots stay.

        OTHERWISE if it is not the one of which a card with the number *seen* told; COMING if the regular post is due
        before it would be sent.

        *request* makes this happen once: the id of the interaction that asks, or of the refused post to replace.
        A post that is held, overdue or being sent is tried again instead. The one for the next slot is set aside
        until this one is out, so that two are never under way.
        """
        schedule = edit.schedule
        if edit.is_about_to_post:
            return ChangeResult.ABOUT_TO_POST
        if seen not in {None, mark_of_post(schedule, quiet=quiet)}:
            return ChangeResult.OTHERWISE
        if edit.pending is not None and edit.is_due:
            await JobStore(edit.tx).retry(edit.pending.id, edit.now)
            return ChangeResult.RETRIED
        if comes_within(edit.before, wait, edit.now):
            return ChangeResult.COMING
        occurrence = extra_occurrence(schedule.id, request, quiet=quiet)
        extra = NewJob(*post_key(schedule), occurrence, edit.now, schedule.next_chapters, wait)
        # False where this very request was carried out before.
        return schedule if await queue_extra(edit.tx, schedule, extra, edit.now) else ChangeResult.ALREADY

    @_change(even_finished=True)
    async def stop(self, edit: Edit) -> Schedule | ChangeResult:
        """End the schedule for good; the marks of watched chapters stay."""
        await JobStore(edit.tx).cancel(*post_key(edit.schedule), SkipReason.REQUESTED, edit.now, edit.by)
        await redraw_latest(edit.tx, edit.schedule, edit.now)
        return edit.schedule.ended(edit.now, edit.by)

    @_change()
    async def rearrange(self, edit: Edit, step: Rearrangement) -> Schedule | ChangeResult:
        """Save what *step* makes of the schedule: another channel, cadence, order or role, say.

        Refused as TAKEN in the channel of another schedule: nobody could tell their posts apart there.
        """
        return await self._rearranged(edit, step(edit.schedule, await posted_of(edit.tx, edit.schedule)))

    async def _rearranged(self, edit: Edit, changed: Schedule) -> Schedule | ChangeResult:
        if replace(changed, cadence=replace(changed.cadence, starts=edit.schedule.cadence.starts)) == edit.schedule:
            return ChangeResult.ALREADY
        others = await ScheduleStore(edit.tx).of_guild(changed.guild)
        if any(each.channel == changed.channel and each.id != changed.id for each in others):
            return ChangeResult.TAKEN
        if changed.order != edit.schedule.order and edit.is_under_way:
            return ChangeResult.UNDER_WAY
        if changed.channel != edit.schedule.channel:
            await release_start(edit.tx, changed, edit.now)
        return await edit.replan(changed, SkipReason.CHANGED)

    async def keep_asked(self, before: Schedule, after: Schedule, by: UserId) -> UndoId:
        """Keep the change from *before* to *after*, about which *by* is asked first; return its number."""
        async with self._database.transaction(before.guild) as tx:
            return await keep_asked(tx, ScheduleEdit(before, after), by, self._clock())

    @_change()
    async def make_asked(self, edit: Edit, asked: int) -> Schedule | ChangeResult:
        """Make the change kept as *asked*; OTHERWISE where the schedule is not as it was when that was asked about."""
        kept, schedule = await asked_edit(edit.tx, asked, edit.by), edit.schedule
        if kept is None or kept.before is None or comparable(kept.before, edit.now) != comparable(schedule, edit.now):
            return ChangeResult.OTHERWISE
        is_reordered = kept.after.order != schedule.order
        adjustments = schedule.adjustments.without_chapters() if is_reordered else schedule.adjustments
        return await self._rearranged(edit, replace(kept.after, holidays=schedule.holidays, adjustments=adjustments))

    async def find_post(self, post: JobId) -> tuple[JobRecord, Schedule] | None:
        """Return the record of *post* and its schedule; None if no schedule made it, or that was stopped since."""
        async with self._database.reading() as tx:
            found = await JobStore(tx).record(post)
            if found is None or found.kind is not JobKind.WEEKLY_POST:
                return None
            schedule = await find_schedule(tx, found.guild, ScheduleId(found.subject))
            return None if schedule is None else (found, schedule)

    async def retry_post(self, post: JobId) -> bool:
        """Try the held *post* now; False when it is not held any more."""
        async with self._database.transaction() as tx:
            tried = await JobStore(tx).retry(post, self._clock())
        self._wake()
        return tried

    async def skip_post(self, post: JobId, by: UserId) -> ChangeAnswer:
        """Skip the held *post*, leaving its chapters for the next date; MISSING when it is not held any more."""
        now = self._clock()
        async with self._database.transaction() as tx:
            found = await JobStore(tx).record(post)
            schedule = None if found is None else await ScheduleStore(tx).get(ScheduleId(found.subject))
            if found is None or found.state is not JobState.HELD or schedule is None:
                return ChangeAnswer(ChangeResult.MISSING)
            before = await overview_of(tx, schedule, now)
            placed = await replan_post(tx, schedule, now, SkipReason.REQUESTED, by)
            undo = await record_change(tx, [ScheduleEdit(schedule, placed)], found, by, now)
            after = await overview_of(tx, placed, now)
        self._wake()
        return ChangeAnswer(ChangeResult.DONE, after, before, undo)
