"""Use cases that change a schedule: pausing, skipping, moving, jumping, posting now, stopping, rearranging."""

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from bot.courses.model import Course
from bot.ids import ChapterNumber, GuildId, JobId, ScheduleId, UserId
from bot.jobs.model import JobKind, JobRecord, JobState, NewJob, SkipReason, extra_occurrence
from bot.jobs.store import JobStore
from bot.schedules.model import ChangeAnswer, ChangeResult, Move, Schedule, ScheduleState, Skip
from bot.schedules.service import find_schedule, overview_of, plan_start, post_key, replan_post
from bot.schedules.store import ScheduleStore
from bot.storage.database import Database
from bot.storage.rows import Transaction
from bot.times.clock import Clock

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Edit:
    """A schedule in the transaction that changes it at *now*; *pending* is its earliest post not over, if any."""

    tx: Transaction
    now: datetime
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

    def skipping(self, first: date, last: date, by: UserId) -> Schedule:
        """Return the schedule without posts on the local days *first* to *last*, as *by* asked."""
        return replace(self.schedule, adjustments=self.schedule.adjustments.with_skip(Skip(first, last, by)))

    async def replan(self, schedule: Schedule, reason: SkipReason, by: UserId) -> Schedule:
        """Queue the next post of *schedule* anew, or try it again where it is held or overdue; return *schedule*."""
        if self.is_due:
            await JobStore(self.tx).release(schedule.guild, self.now)
        else:
            await replan_post(self.tx, schedule, self.now, reason, by)
        return schedule

    async def replan_unless_posting(self, schedule: Schedule, by: UserId) -> Schedule | ChangeResult:
        """Do as `replan`, or return UNDER_WAY while a post is sent: its outcome decides where the schedule goes on."""
        return ChangeResult.UNDER_WAY if self.is_under_way else await self.replan(schedule, SkipReason.CHANGED, by)


EditStep = Callable[[Edit], Awaitable[Schedule | ChangeResult]]
Step = Callable[Concatenate["ScheduleChanges", Edit, P], Awaitable[Schedule | ChangeResult]]
ChangeMethod = Callable[Concatenate["ScheduleChanges", GuildId, ScheduleId, P], Coroutine[Any, Any, ChangeAnswer]]


def _change(*, even_finished: bool = False) -> Callable[[Step[P]], ChangeMethod[P]]:
    """Return a decorator that makes a step a method, run by `ScheduleChanges.apply` with guild and schedule id."""

    def decorate(step: Step[P]) -> ChangeMethod[P]:
        @wraps(step)
        async def change(
            self: "ScheduleChanges", guild: GuildId, which: ScheduleId, /, *args: P.args, **kwargs: P.kwargs
        ) -> ChangeAnswer:
            return await self.apply(
                guild, which, lambda edit: step(self, edit, *args, **kwargs), even_finished=even_finished
            )

        return change

    return decorate


class ScheduleChanges:
    """Changes schedules, each time reading and writing in one transaction, so that two organisers keep both changes.

    A change returns what came of it, and the schedule after it, or None where the guild has no such schedule.
    """

    def __init__(self, database: Database, course: Course, clock: Clock, wake: Callable[[], None]) -> None:
        self._database = database
        self._course = course
        self._clock = clock
        self._wake = wake

    async def apply(self, guild: GuildId, which: ScheduleId, step: EditStep, *, even_finished: bool) -> ChangeAnswer:
        """Save the schedule that *step* returns, or change nothing and return the `ChangeResult` that it returns."""
        now = self._clock()
        async with self._database.transaction() as tx:
            schedule = await find_schedule(tx, guild, which)
            if schedule is None:
                return ChangeResult.MISSING, None
            changed: Schedule | ChangeResult = ChangeResult.FINISHED
            if even_finished or schedule.state is not ScheduleState.FINISHED:
                pending = await JobStore(tx).pending(*post_key(schedule))
                current = replace(schedule, adjustments=schedule.adjustments.since(now))
                changed = await step(Edit(tx, now, current, pending))
            if isinstance(changed, Schedule):
                await ScheduleStore(tx).save(changed)
                result = ChangeResult.DONE, await overview_of(tx, changed, now)
            else:
                result = changed, await overview_of(tx, schedule, now)
        self._wake()
        return result

    @_change()
    async def pause(self, edit: Edit, by: UserId) -> Schedule | ChangeResult:
        """Stop posting until it is resumed; its position in the course is kept."""
        return await self._switch(edit, ScheduleState.PAUSED, by)

    @_change()
    async def resume(self, edit: Edit, by: UserId) -> Schedule | ChangeResult:
        """Post again from the next slot on."""
        return await self._switch(edit, ScheduleState.ACTIVE, by)

    @staticmethod
    async def _switch(edit: Edit, state: ScheduleState, by: UserId) -> Schedule | ChangeResult:
        if edit.schedule.state is state:
            return ChangeResult.ALREADY
        switched = replace(edit.schedule, state=state)
        await replan_post(edit.tx, switched, edit.now, SkipReason.PAUSED, by)
        return switched

    @_change()
    async def skip_next(self, edit: Edit, by: UserId) -> Schedule | ChangeResult:
        """Skip the next post: one that is held or overdue, else that of the next slot.

        A post that may have reached Discord cannot be skipped any more; then it is the one after.
        """
        lasting = not edit.is_due or edit.is_under_way
        schedule = edit.skipping(edit.next_day, edit.next_day, by) if lasting else edit.schedule
        await replan_post(edit.tx, schedule, edit.now, SkipReason.REQUESTED, by)
        return schedule

    @_change()
    async def skip_days(self, edit: Edit, first: date, last: date, by: UserId) -> Schedule | ChangeResult:
        """Skip every post from the local day *first* to *last*."""
        return await edit.replan(edit.skipping(first, last, by), SkipReason.REQUESTED, by)

    @_change()
    async def unskip_next(self, edit: Edit, by: UserId) -> Schedule | ChangeResult:
        """Let the next skipped day have its post again, if there is one."""
        day = edit.schedule.next_skipped(edit.now)
        return ChangeResult.ALREADY if day is None else await self._unskip(edit, day, day, by)

    @_change()
    async def unskip_days(self, edit: Edit, first: date, last: date, by: UserId) -> Schedule | ChangeResult:
        """Let all skipped days from the local day *first* to *last* have their posts again."""
        return await self._unskip(edit, first, last, by)

    @staticmethod
    async def _unskip(edit: Edit, first: date, last: date, by: UserId) -> Schedule | ChangeResult:
        adjustments = edit.schedule.adjustments.without_days(first, last)
        if adjustments == edit.schedule.adjustments:
            return ChangeResult.ALREADY
        return await edit.replan(replace(edit.schedule, adjustments=adjustments), SkipReason.CHANGED, by)

    @_change()
    async def move_next(self, edit: Edit, to: datetime, by: UserId) -> Schedule | ChangeResult:
        """Move the next post to the instant *to*; those after it keep their dates."""
        moved = edit.schedule.adjustments.with_move(Move(edit.next_day, to))
        return await edit.replan(replace(edit.schedule, adjustments=moved), SkipReason.CHANGED, by)

    @_change(even_finished=True)
    async def jump(self, edit: Edit, chapter: ChapterNumber, by: UserId) -> Schedule | ChangeResult:
        """Go on from *chapter* with the next post, back or ahead; a finished schedule posts again from there."""
        return await edit.replan_unless_posting(edit.schedule.jumped_to(chapter), by)

    @_change(even_finished=True)
    async def repeat(self, edit: Edit, chapter: ChapterNumber, by: UserId) -> Schedule | ChangeResult:
        """Insert *chapter* once more as the next post, and go on with the order after it."""
        return await edit.replan_unless_posting(edit.schedule.repeating(chapter), by)

    @_change()
    async def post_now(self, edit: Edit, request: int, *, quiet: bool = False) -> Schedule | ChangeResult:
        """Queue an extra post of the next chapters for now, without a ping if *quiet*; the regular slots stay.

        *request* makes this happen once: the id of the interaction that asks, or of the refused post to replace.
        A post that is held, overdue or being sent is tried again instead. The one for the next slot is set aside
        until this one is out, so that two are never under way.
        """
        jobs, schedule = JobStore(edit.tx), edit.schedule
        if edit.pending is not None and edit.is_due:
            await jobs.retry(edit.pending.id, edit.now)
            return schedule
        occurrence = extra_occurrence(schedule.id, request, quiet=quiet)
        extra = NewJob(*post_key(schedule), occurrence, edit.now, schedule.next_chapters)
        if not await jobs.add(extra):
            return ChangeResult.ALREADY  # this very request was carried out before
        await jobs.cancel(*post_key(schedule), SkipReason.SET_ASIDE, edit.now)
        await jobs.add(extra)  # `cancel` has set this one aside, too
        return schedule

    @_change(even_finished=True)
    async def stop(self, edit: Edit, by: UserId) -> Schedule | ChangeResult:
        """End the schedule for good; the marks of watched chapters stay."""
        await JobStore(edit.tx).cancel(*post_key(edit.schedule), SkipReason.REQUESTED, edit.now, by)
        return replace(edit.schedule, state=ScheduleState.REPLACED)

    @_change()
    async def rearrange(self, edit: Edit, step: Callable[[Schedule], Schedule], by: UserId) -> Schedule | ChangeResult:
        """Save what *step* makes of the schedule: another channel, cadence, order or role, say.

        Refused as TAKEN in the channel of another schedule: nobody could tell their posts apart there.
        """
        changed = step(edit.schedule)
        others = await ScheduleStore(edit.tx).of_guild(changed.guild, self._course.key)
        if any(each.channel == changed.channel and each.id != changed.id for each in others):
            return ChangeResult.TAKEN
        if changed.order != edit.schedule.order:
            return await edit.replan_unless_posting(changed, by)
        return await edit.replan(changed, SkipReason.CHANGED, by)

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
