"""Use cases that change a schedule: pausing, skipping, moving, jumping, posting now, stopping, rearranging."""

from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from bot.courses.model import Course
from bot.ids import ChapterNumber, GuildId, JobId, ScheduleId, UserId
from bot.jobs.model import JobKind, JobRecord, JobState, NewJob, SkipReason, extra_occurrence
from bot.jobs.store import JobStore
from bot.schedules.model import ChangeAnswer, ChangeResult, Move, Schedule, ScheduleState, Skip
from bot.schedules.planning import (
    find_schedule,
    overview_of,
    plan_start,
    post_key,
    queue_extra,
    replan_post,
    schedule_overview,
)
from bot.schedules.store import ScheduleStore
from bot.schedules.undo import ScheduleEdit, find_change, record_change, take_back
from bot.storage.database import Database
from bot.storage.rows import Transaction
from bot.times.clock import Clock
from bot.undo.model import UndoResult

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Edit:
    """A schedule in the transaction in which *by* changes it at *now*; *pending* is its earliest post not over."""

    tx: Transaction
    now: datetime
    by: UserId
    schedule: Schedule
    pending: JobRecord | None

    @property
    def is_under_way(self) -> bool:
        """Whether the pending post may have reached Discord."""
        return self.pending is not None and self.pending.attempts > 0

    @property
    def is_due(self) -> bool:
        """Whether the pending post is held, overdue or on its way."""
        return self.pending is not None and self.pending.due <= self.now

    @property
    def next_day(self) -> date:
        """The local day of the next slot that will have a post."""
        return self.schedule.next_after(plan_start(self.schedule, self.pending, self.now)).day

    def skipping(self, first: date, last: date) -> Schedule:
        """Return the schedule without posts on the local days *first* to *last*."""
        return replace(self.schedule, adjustments=self.schedule.adjustments.with_skip(Skip(first, last, self.by)))

    async def replan(self, schedule: Schedule, reason: SkipReason) -> Schedule:
        """Queue the next post of *schedule* anew, or try it again where it is held or overdue; return *schedule*."""
        if self.is_due:
            await JobStore(self.tx).release(schedule.guild, self.now)
        else:
            await replan_post(self.tx, schedule, self.now, reason, self.by)
        return schedule

    async def replan_unless_posting(self, schedule: Schedule) -> Schedule | ChangeResult:
        """Do as `replan`, or return UNDER_WAY while a post is sent: its outcome decides where the schedule goes on.

        Also while one is about to be sent of which an organiser was told what it brings.
        """
        is_told = self.pending is not None and self.pending.is_extra_to_come
        if self.is_under_way or is_told:
            return ChangeResult.UNDER_WAY
        return await self.replan(schedule, SkipReason.CHANGED)


EditStep = Callable[[Edit], Awaitable[Schedule | ChangeResult]]
Step = Callable[Concatenate["ScheduleChanges", Edit, P], Awaitable[Schedule | ChangeResult]]
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

    def __init__(
        self, database: Database, course: Course, clock: Clock, wake: Callable[[], None], *, keeps: bool = True
    ) -> None:
        self._database = database
        self._course = course
        self._clock = clock
        self._wake = wake
        self._keeps = keeps

    @property
    def preview(self) -> "ScheduleChanges":
        """The same changes, of which none is kept: each only returns what it would do."""
        return ScheduleChanges(self._database, self._course, self._clock, self._wake, keeps=False)

    async def apply(
        self, guild: GuildId, which: ScheduleId, by: UserId, step: EditStep, *, even_finished: bool
    ) -> ChangeAnswer:
        """Save the schedule that *step* returns, or change nothing and return the `ChangeResult` that it returns."""
        answer = ChangeAnswer(ChangeResult.MISSING)
        with suppress(_NotKeptError):
            async with self._database.transaction() as tx:
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
        before = await overview_of(tx, schedule, now)
        changed: Schedule | ChangeResult = ChangeResult.FINISHED
        current = replace(schedule, adjustments=schedule.adjustments.since(now))
        if even_finished or schedule.state is not ScheduleState.FINISHED:
            changed = await step(Edit(tx, now, by, current, before.pending))
        if not isinstance(changed, Schedule):
            return ChangeAnswer(changed, before)
        await ScheduleStore(tx).save(changed)
        undo = await record_change(tx, [ScheduleEdit(current, changed)], before.pending, by, now)
        return ChangeAnswer(ChangeResult.DONE, await overview_of(tx, changed, now), before, undo)

    async def find_change(self, guild: GuildId, number: int) -> Schedule | None:
        """Return the schedule that the change *number* of *guild* was about, as it was before; None if unknown."""
        async with self._database.reading() as tx:
            found = await find_change(tx, guild, number)
        return None if found is None else found[1].subject

    async def undo(self, guild: GuildId, number: int, by: UserId) -> tuple[UndoResult, ChangeAnswer]:
        """Take the change *number* of *guild* back, if nothing has overtaken it; return what came of it."""
        now = self._clock()
        async with self._database.transaction() as tx:
            if (found := await find_change(tx, guild, number)) is None:
                return UndoResult.MISSING, ChangeAnswer(ChangeResult.MISSING)
            record, change = found
            which = change.subject.id
            before = await schedule_overview(tx, which, now)
            result = await take_back(tx, record, change, by, now)
            after = await schedule_overview(tx, which, now)
            started = [edit.after for edit in change.edits if edit.before is None]
            announced = [await JobStore(tx).posted(JobKind.SCHEDULE_START, guild, each.id) for each in started]
        self._wake()
        return result, ChangeAnswer(ChangeResult.DONE, after, before, announced=any(announced))

    @_change()
    async def pause(self, edit: Edit) -> Schedule | ChangeResult:
        """Stop posting until it is resumed; its position in the course is kept."""
        return await self._switch(edit, ScheduleState.PAUSED)

    @_change()
    async def resume(self, edit: Edit) -> Schedule | ChangeResult:
        """Post again from the next slot on."""
        return await self._switch(edit, ScheduleState.ACTIVE)

    @staticmethod
    async def _switch(edit: Edit, state: ScheduleState) -> Schedule | ChangeResult:
        if edit.schedule.state is state:
            return ChangeResult.ALREADY
        switched = replace(edit.schedule, state=state)
        if state is ScheduleState.ACTIVE and edit.pending is not None and edit.pending.is_extra_to_come:
            return switched  # the regular posts go on after that one
        await replan_post(edit.tx, switched, edit.now, SkipReason.PAUSED, edit.by)
        return switched

    @_change()
    async def skip_next(self, edit: Edit) -> Schedule | ChangeResult:
        """Skip the next post: one that is held or overdue, else that of the next slot.

        A post that may have reached Discord cannot be skipped any more; then it is the one after.
        """
        lasting = not edit.is_due or edit.is_under_way
        schedule = edit.skipping(edit.next_day, edit.next_day) if lasting else edit.schedule
        await replan_post(edit.tx, schedule, edit.now, SkipReason.REQUESTED, edit.by)
        return schedule

    @_change()
    async def skip_days(self, edit: Edit, first: date, last: date) -> Schedule | ChangeResult:
        """Skip every post from the local day *first* to *last*."""
        return await edit.replan(edit.skipping(first, last), SkipReason.REQUESTED)

    @_change()
    async def unskip_next(self, edit: Edit) -> Schedule | ChangeResult:
        """Let the next skipped day have its post again, if there is one."""
        day = edit.schedule.next_skipped(edit.now)
        return ChangeResult.ALREADY if day is None else await self._unskip(edit, day, day)

    @_change()
    async def unskip_days(self, edit: Edit, first: date, last: date) -> Schedule | ChangeResult:
        """Let all skipped days from the local day *first* to *last* have their posts again."""
        return await self._unskip(edit, first, last)

    @staticmethod
    async def _unskip(edit: Edit, first: date, last: date) -> Schedule | ChangeResult:
        adjustments = edit.schedule.adjustments.without_days(first, last)
        if adjustments == edit.schedule.adjustments:
            return ChangeResult.ALREADY
        return await edit.replan(replace(edit.schedule, adjustments=adjustments), SkipReason.CHANGED)

    @_change()
    async def move_next(self, edit: Edit, to: datetime) -> Schedule | ChangeResult:
        """Move the next post to the instant *to*; those after it keep their dates."""
        moved = edit.schedule.adjustments.with_move(Move(edit.next_day, to))
        return await edit.replan(replace(edit.schedule, adjustments=moved), SkipReason.CHANGED)

    @_change(even_finished=True)
    async def jump(self, edit: Edit, chapter: ChapterNumber) -> Schedule | ChangeResult:
        """Go on from *chapter* with the next post, back or ahead; a finished schedule posts again from there."""
        return await edit.replan_unless_posting(edit.schedule.jumped_to(chapter))

    @_change(even_finished=True)
    async def repeat(self, edit: Edit, chapter: ChapterNumber) -> Schedule | ChangeResult:
        """Insert *chapter* once more as the next post, and go on with the order after it."""
        return await edit.replan_unless_posting(edit.schedule.repeating(chapter))

    @_change()
    async def post_now(
        self, edit: Edit, request: int, *, quiet: bool = False, wait: timedelta = timedelta()
    ) -> Schedule | ChangeResult:
        """Queue an extra post of the next chapters, sent after *wait*, without a ping if *quiet*; the slots stay.

        *request* makes this happen once: the id of the interaction that asks, or of the refused post to replace.
        A post that is held, overdue or being sent is tried again instead. The one for the next slot is set aside
        until this one is out, so that two are never under way.
        """
        schedule = edit.schedule
        if edit.pending is not None and edit.pending.is_extra_to_come:
            return ChangeResult.UNDER_WAY
        if edit.pending is not None and edit.is_due:
            await JobStore(edit.tx).retry(edit.pending.id, edit.now)
            return ChangeResult.RETRIED
        occurrence = extra_occurrence(schedule.id, request, quiet=quiet)
        extra = NewJob(*post_key(schedule), occurrence, edit.now, schedule.next_chapters, wait)
        # False where this very request was carried out before.
        return schedule if await queue_extra(edit.tx, schedule, extra, edit.now) else ChangeResult.ALREADY

    @_change(even_finished=True)
    async def stop(self, edit: Edit) -> Schedule | ChangeResult:
        """End the schedule for good; the marks of watched chapters stay."""
        await JobStore(edit.tx).cancel(*post_key(edit.schedule), SkipReason.REQUESTED, edit.now, edit.by)
        return edit.schedule.ended(edit.now, edit.by)

    @_change()
    async def rearrange(self, edit: Edit, step: Callable[[Schedule], Schedule]) -> Schedule | ChangeResult:
        """Save what *step* makes of the schedule: another channel, cadence, order or role, say.

        Refused as TAKEN in the channel of another schedule: nobody could tell their posts apart there.
        """
        changed = step(edit.schedule)
        others = await ScheduleStore(edit.tx).of_guild(changed.guild, self._course.key)
        if any(each.channel == changed.channel and each.id != changed.id for each in others):
            return ChangeResult.TAKEN
        if changed.order != edit.schedule.order:
            return await edit.replan_unless_posting(changed)
        return await edit.replan(changed, SkipReason.CHANGED)

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

    async def skip_post(self, post: JobId, by: UserId) -> bool:
        """Skip the held *post*, leaving its chapters for the next date; False when it is not held any more."""
        async with self._database.transaction() as tx:
            found = await JobStore(tx).record(post)
            if found is None or found.state is not JobState.HELD:
                return False
            schedule = await ScheduleStore(tx).get(ScheduleId(found.subject))
            if schedule is not None:
                await replan_post(tx, schedule, self._clock(), SkipReason.REQUESTED, by)
        self._wake()
        return True
