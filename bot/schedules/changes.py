"""Changing a schedule in mid-season: leaving posts out, moving them, jumping, posting now, stopping."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.courses.model import Course
from bot.ids import ChannelId, ChapterNumber, GuildId, RoleId, ScheduleId, TagId, UserId
from bot.jobs.model import JobKind, NewJob, SkipReason, extra_occurrence
from bot.jobs.store import JobStore
from bot.schedules.model import Ending, Move, Schedule, ScheduleState, Skip
from bot.schedules.service import Change, ChangeResult, overview_of, plan_start, rearm, running
from bot.schedules.store import ScheduleStore
from bot.storage.database import Database
from bot.storage.rows import Transaction
from bot.times.clock import Clock
from bot.times.slots import Cadence

# No day anywhere is further from UTC's; what was adjusted before it matters no more.
LONGEST_ZONES_APART = timedelta(days=2)
Step = Callable[[Transaction, Schedule, datetime], Awaitable[Schedule | Change]]


@dataclass(frozen=True, slots=True)
class Rearrangement:
    """Another channel, cadence, role or order; what is nothing stays.

    Attributes:
        quiet: Whether posts ping nobody any more.
        order: The order of what is still to come.
        tag: What forum posts are tagged with; a tag of the channel that is left goes with it.
        untagged: Whether they carry no tag any more.
        ending: What comes after the closing post.
    """

    channel: ChannelId | None
    cadence: Callable[[Cadence], Cadence]
    role: RoleId | None
    quiet: bool = False
    order: tuple[ChapterNumber, ...] | None = None
    discussion: bool | None = None
    tag: TagId | None = None
    untagged: bool = False
    ending: Ending | None = None


class ScheduleChanges:
    """Every change reads and writes in one tx, so two organisers never undo each other."""

    def __init__(self, database: Database, course: Course, clock: Clock, wake: Callable[[], None]) -> None:
        self._database = database
        self._course = course
        self._clock = clock
        self._wake = wake

    async def skip_next(self, guild: GuildId, which: ScheduleId, by: UserId) -> ChangeResult:
        """Leave the next post out: the one held or overdue if there is one, else the next slot.

        A post that may have reached Discord already cannot be left out any more, so it is the one after.
        """

        async def step(tx: Transaction, schedule: Schedule, now: datetime) -> Schedule:
            pending = await JobStore(tx).pending(JobKind.WEEKLY_POST, schedule.guild, schedule.id)
            if pending is None or pending.due > now or pending.attempts:
                day = schedule.next_after(plan_start(schedule, pending, now)).day
                schedule = replace(schedule, adjustments=schedule.adjustments.with_skip(Skip(day, day, by)))
            await rearm(tx, schedule, now, SkipReason.REQUESTED, by)
            return schedule

        return await self._apply(guild, which, step)

    async def skip_days(self, guild: GuildId, which: ScheduleId, first: date, last: date, by: UserId) -> ChangeResult:
        """Leave out every post from the local day *first* to *last*."""

        async def step(tx: Transaction, schedule: Schedule, now: datetime) -> Schedule:
            schedule = replace(schedule, adjustments=schedule.adjustments.with_skip(Skip(first, last, by)))
            await self._rearm_waiting(tx, schedule, now, SkipReason.REQUESTED, by)
            return schedule

        return await self._apply(guild, which, step)

    async def unskip_next(self, guild: GuildId, which: ScheduleId, by: UserId) -> ChangeResult:
        """Take back the next day left out, if there is one."""

        async def step(tx: Transaction, schedule: Schedule, now: datetime) -> Schedule | Change:
            day = schedule.next_left_out(now)
            return await self._take_back(tx, schedule, day, day, now, by)

        return await self._apply(guild, which, step)

    async def unskip_days(self, guild: GuildId, which: ScheduleId, first: date, last: date, by: UserId) -> ChangeResult:
        """Take back what is left out from the local day *first* to *last*."""

        async def step(tx: Transaction, schedule: Schedule, now: datetime) -> Schedule | Change:
            return await self._take_back(tx, schedule, first, last, now, by)

        return await self._apply(guild, which, step)

    async def _take_back(
        self, tx: Transaction, schedule: Schedule, first: date | None, last: date | None, now: datetime, by: UserId
    ) -> Schedule | Change:
        if first is None or last is None:
            return Change.ALREADY
        adjustments = schedule.adjustments.with_days(first, last)
        if adjustments == schedule.adjustments:
            return Change.ALREADY
        schedule = replace(schedule, adjustments=adjustments)
        await self._rearm_waiting(tx, schedule, now, SkipReason.CHANGED, by)
        return schedule

    async def move_next(self, guild: GuildId, which: ScheduleId, to: datetime, by: UserId) -> ChangeResult:
        """Bring the next post at the instant *to* instead; those after it stay."""

        async def step(tx: Transaction, schedule: Schedule, now: datetime) -> Schedule:
            pending = await JobStore(tx).pending(JobKind.WEEKLY_POST, schedule.guild, schedule.id)
            day = schedule.next_after(plan_start(schedule, pending, now)).day
            schedule = replace(schedule, adjustments=schedule.adjustments.with_move(Move(day, to)))
            await self._rearm_waiting(tx, schedule, now, SkipReason.CHANGED, by)
            return schedule

        return await self._apply(guild, which, step)

    async def jump(self, guild: GuildId, which: ScheduleId, chapter: ChapterNumber, by: UserId) -> ChangeResult:
        """Go on with *chapter* at the next post, back or ahead; a finished season begins again there."""

        async def step(tx: Transaction, schedule: Schedule, now: datetime) -> Schedule | Change:
            return await self._steer(tx, schedule, schedule.going_on_with(chapter), now, by)

        return await self._apply(guild, which, step, even_finished=True)

    async def repeat(self, guild: GuildId, which: ScheduleId, chapter: ChapterNumber, by: UserId) -> ChangeResult:
        """Bring *chapter* once more at the next post, and go on with the order after it."""

        async def step(tx: Transaction, schedule: Schedule, now: datetime) -> Schedule | Change:
            return await self._steer(tx, schedule, schedule.repeating(chapter), now, by)

        return await self._apply(guild, which, step, even_finished=True)

    async def _steer(
        self, tx: Transaction, schedule: Schedule, steered: Schedule, now: datetime, by: UserId
    ) -> Schedule | Change:
        """Go on as *steered*, but not while a post is under way.

        Nobody knows yet from where the schedule would move on then.
        """
        pending = await JobStore(tx).pending(JobKind.WEEKLY_POST, schedule.guild, schedule.id)
        if pending is not None and pending.attempts:
            return Change.UNDER_WAY
        await self._rearm_waiting(tx, steered, now, SkipReason.CHANGED, by)
        return steered

    async def post_now(self, guild: GuildId, which: ScheduleId, wish: int, *, quiet: bool = False) -> ChangeResult:
        """Post the next chapters at once; the regular slots stay. *wish* is the asking interaction's id.

        With *quiet* the post pings nobody.

        A post that is held or on its way is tried again instead: it is what the group waits for. The
        one for the next slot is set aside until this one is out, so never are two under way.
        """

        async def step(tx: Transaction, schedule: Schedule, now: datetime) -> Schedule | Change:
            pending = await JobStore(tx).pending(JobKind.WEEKLY_POST, schedule.guild, schedule.id)
            if pending is not None and pending.due <= now:
                await JobStore(tx).retry(pending.id, now)
                return schedule
            occurrence = extra_occurrence(schedule.id, wish, quiet=quiet)
            extra = NewJob(JobKind.WEEKLY_POST, schedule.guild, schedule.id, occurrence, now, schedule.chapters)
            if not await JobStore(tx).add(extra):
                return Change.ALREADY  # this very wish was carried out before
            await JobStore(tx).cancel(JobKind.WEEKLY_POST, schedule.guild, schedule.id, SkipReason.SET_ASIDE, now)
            await JobStore(tx).add(extra)  # it was set aside with the one that waited
            return schedule

        return await self._apply(guild, which, step)

    async def stop(self, guild: GuildId, which: ScheduleId, by: UserId) -> ChangeResult:
        """End the schedule for good; what members watched stays."""

        async def step(tx: Transaction, schedule: Schedule, now: datetime) -> Schedule:
            schedule = replace(schedule, state=ScheduleState.REPLACED)
            await JobStore(tx).cancel(JobKind.WEEKLY_POST, schedule.guild, schedule.id, SkipReason.REQUESTED, now, by)
            return schedule

        return await self._apply(guild, which, step, even_finished=True)

    async def rearrange(self, guild: GuildId, which: ScheduleId, wish: Rearrangement, by: UserId) -> ChangeResult:
        """Go on in another channel, at other times, in another order or pinging another role.

        Not in the channel of another schedule: nobody could tell their posts apart there.
        """

        async def step(tx: Transaction, schedule: Schedule, now: datetime) -> Schedule | Change:
            others = await ScheduleStore(tx).of_guild(guild, self._course.key)
            if any(each.channel == wish.channel and each.id != schedule.id for each in others):
                return Change.TAKEN
            changed = replace(
                schedule if wish.order is None else schedule.reordered(wish.order),
                channel=wish.channel or schedule.channel,
                cadence=wish.cadence(schedule.cadence),
                role=None if wish.quiet else wish.role or schedule.role,
                discussion=schedule.discussion if wish.discussion is None else wish.discussion,
                tag=wish.tag or (None if wish.untagged or wish.channel else schedule.tag),
                ending=wish.ending or schedule.ending,
            )
            if wish.order is not None:
                return await self._steer(tx, schedule, changed, now, by)
            await self._rearm_waiting(tx, changed, now, SkipReason.CHANGED, by)
            return changed

        return await self._apply(guild, which, step)

    @staticmethod
    async def _rearm_waiting(
        tx: Transaction, schedule: Schedule, now: datetime, reason: SkipReason, by: UserId
    ) -> None:
        """Plan the waiting post anew; one that is held or overdue is tried again as things are now."""
        pending = await JobStore(tx).pending(JobKind.WEEKLY_POST, schedule.guild, schedule.id)
        if pending is not None and pending.due <= now:
            await JobStore(tx).release(schedule.guild, now)
        else:
            await rearm(tx, schedule, now, reason, by)

    async def _apply(
        self, guild: GuildId, which: ScheduleId, step: Step, *, even_finished: bool = False
    ) -> ChangeResult:
        now = self._clock()
        async with self._database.transaction() as tx:
            schedule = await running(tx, guild, which)
            if schedule is None:
                return Change.MISSING, None
            change = Change.FINISHED
            if even_finished or schedule.state is not ScheduleState.FINISHED:
                current = schedule.adjustments.since((now - LONGEST_ZONES_APART).date())
                changed = await step(tx, replace(schedule, adjustments=current), now)
                change = changed if isinstance(changed, Change) else Change.DONE
                if not isinstance(changed, Change):
                    schedule = changed
                    await ScheduleStore(tx).save(schedule)
            result = await overview_of(tx, schedule, now)
        self._wake()
        return change, result
