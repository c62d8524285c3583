"""Changing a schedule in mid-season: pausing, skipping and moving posts, jumping, posting now, stopping."""

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
    """A change in one transaction: when, the schedule as it was, and the post that is not over yet, if any."""

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
        """The local day of the next slot that is to have a post."""
        return self.schedule.next_after(plan_start(self.schedule, self.pending, self.now)).day

    def skipping(self, first: date, last: date, by: UserId) -> Schedule:
        """Return the schedule without posts from *first* to *last*."""
        return replace(self.schedule, adjustments=self.schedule.adjustments.with_skip(Skip(first, last, by)))

    async def replan(self, schedule: Schedule, reason: SkipReason, by: UserId) -> Schedule:
        """Plan the waiting post of *schedule* anew; one that is held or overdue is tried again instead."""
        if self.is_due:
            await JobStore(self.tx).release(schedule.guild, self.now)
        else:
            await replan_post(self.tx, schedule, self.now, reason, by)
        return schedule

    async def replan_unless_posting(self, schedule: Schedule, by: UserId) -> Schedule | ChangeResult:
        """Go on as *schedule* says, but not while a post is under way: nobody knows yet from where it moves on."""
        return ChangeResult.UNDER_WAY if self.is_under_way else await self.replan(schedule, SkipReason.CHANGED, by)


EditStep = Callable[[Edit], Awaitable[Schedule | ChangeResult]]
Step = Callable[Concatenate["ScheduleChanges", Edit, P], Awaitable[Schedule | ChangeResult]]
ChangeMethod = Callable[Concatenate["ScheduleChanges", GuildId, ScheduleId, P], Coroutine[Any, Any, ChangeAnswer]]


def _change(*, even_finished: bool = False) -> Callable[[Step[P]], ChangeMethod[P]]:
    """Return a decorator: a step that changes a schedule, or says why not, becomes a method that saves the change."""

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
    """Every change reads and writes in one transaction, so two organisers never undo each other."""

    def __init__(self, database: Database, course: Course, clock: Clock, wake: Callable[[], None]) -> None:
        self._database = database
        self._course = course
        self._clock = clock
        self._wake = wake

    async def apply(self, guild: GuildId, which: ScheduleId, step: EditStep, *, even_finished: bool) -> ChangeAnswer:
        """Save the schedule that *step* returns, or return why it changes nothing."""
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
        """Stop posting until resumed; the place in the course is kept."""
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
        """Skip the next post: the one held or overdue if there is one, else the next slot's.

        A post that may have reached Discord already cannot be skipped any more, so it is the one after.
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
        """Take back the next skipped day, if there is one."""
        day = edit.schedule.next_skipped(edit.now)
        return ChangeResult.ALREADY if day is None else await self._unskip(edit, day, day, by)

    @_change()
    async def unskip_days(self, edit: Edit, first: date, last: date, by: UserId) -> Schedule | ChangeResult:
        """Take back what is skipped from the local day *first* to *last*."""
        return await self._unskip(edit, first, last, by)

    @staticmethod
    async def _unskip(edit: Edit, first: date, last: date, by: UserId) -> Schedule | ChangeResult:
        adjustments = edit.schedule.adjustments.without_days(first, last)
        if adjustments == edit.schedule.adjustments:
            return ChangeResult.ALREADY
        return await edit.replan(replace(edit.schedule, adjustments=adjustments), SkipReason.CHANGED, by)

    @_change()
    async def move_next(self, edit: Edit, to: datetime, by: UserId) -> Schedule | ChangeResult:
        """Bring the next post at the instant *to* instead; those after it stay."""
        moved = edit.schedule.adjustments.with_move(Move(edit.next_day, to))
        return await edit.replan(replace(edit.schedule, adjustments=moved), SkipReason.CHANGED, by)

    @_change(even_finished=True)
    async def jump(self, edit: Edit, chapter: ChapterNumber, by: UserId) -> Schedule | ChangeResult:
        """Go on with *chapter* at the next post, back or ahead; a finished season begins again there."""
        return await edit.replan_unless_posting(edit.schedule.jumped_to(chapter), by)

    @_change(even_finished=True)
    async def repeat(self, edit: Edit, chapter: ChapterNumber, by: UserId) -> Schedule | ChangeResult:
        """Bring *chapter* once more at the next post, and go on with the order after it."""
        return await edit.replan_unless_posting(edit.schedule.repeating(chapter), by)

    @_change()
    async def post_now(self, edit: Edit, request: int, *, quiet: bool = False) -> Schedule | ChangeResult:
        """Post the next chapters at once; the regular slots stay. With *quiet* the post pings nobody.

        *request* is the id of the interaction that asks, or of the post that this one stands in for.

        A post that is held or on its way is tried again instead: it is what the group waits for. The
        one for the next slot is set aside until this one is out, so never are two under way.
        """
        jobs, schedule = JobStore(edit.tx), edit.schedule
        if edit.pending is not None and edit.is_due:
            await jobs.retry(edit.pending.id, edit.now)
            return schedule
        occurrence = extra_occurrence(schedule.id, request, quiet=quiet)
        extra = NewJob(*post_key(schedule), occurrence, edit.now, schedule.chapters)
        if not await jobs.add(extra):
            return ChangeResult.ALREADY  # this very request was carried out before
        await jobs.cancel(*post_key(schedule), SkipReason.SET_ASIDE, edit.now)
        await jobs.add(extra)  # it was set aside with the one that waited
        return schedule

    @_change(even_finished=True)
    async def stop(self, edit: Edit, by: UserId) -> Schedule | ChangeResult:
        """End the schedule for good; what members watched stays."""
        await JobStore(edit.tx).cancel(*post_key(edit.schedule), SkipReason.REQUESTED, edit.now, by)
        return replace(edit.schedule, state=ScheduleState.REPLACED)

    @_change()
    async def rearrange(
        self, edit: Edit, change: Callable[[Schedule], Schedule], by: UserId
    ) -> Schedule | ChangeResult:
        """Go on in another channel, at other times, in another order or pinging another role, as *change* makes it.

        Not in the channel of another schedule: nobody could tell their posts apart there.
        """
        changed = change(edit.schedule)
        others = await ScheduleStore(edit.tx).of_guild(changed.guild, self._course.key)
        if any(each.channel == changed.channel and each.id != changed.id for each in others):
            return ChangeResult.TAKEN
        if changed.order != edit.schedule.order:
            return await edit.replan_unless_posting(changed, by)
        return await edit.replan(changed, SkipReason.CHANGED, by)

    async def find_post(self, post: JobId) -> tuple[JobRecord, Schedule] | None:
        """Return what is known of *post* and its schedule, or nothing when no schedule that runs made it."""
        async with self._database.reading() as tx:
            found = await JobStore(tx).record(post)
            if found is None or found.kind is not JobKind.WEEKLY_POST:
                return None
            schedule = await find_schedule(tx, found.guild, ScheduleId(found.subject))
            return None if schedule is None else (found, schedule)

    async def retry_post(self, post: JobId) -> bool:
        """Try the held *post* now; false when it is not held any more."""
        async with self._database.transaction() as tx:
            tried = await JobStore(tx).retry(post, self._clock())
        self._wake()
        return tried

    async def skip_post(self, post: JobId, by: UserId) -> bool:
        """Skip the held *post*, and leave its chapters for the next date; false when it is not held."""
        async with self._database.transaction() as tx:
            found = await JobStore(tx).record(post)
            if found is None or found.state is not JobState.HELD:
                return False
            schedule = await ScheduleStore(tx).get(ScheduleId(found.subject))
            if schedule is not None:
                await replan_post(tx, schedule, self._clock(), SkipReason.REQUESTED, by)
        self._wake()
        return True
