"""Changing a schedule in mid-season: pausing, skipping and moving posts, jumping, posting now, stopping."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.courses.model import Course
from bot.ids import ChannelId, ChapterNumber, GuildId, JobId, RoleId, ScheduleId, TagId, UserId
from bot.jobs.model import JobKind, JobRecord, JobState, NewJob, SkipReason, extra_occurrence
from bot.jobs.store import JobStore
from bot.schedules.model import Change, ChangeResult, Ending, Move, Schedule, ScheduleState, Skip
from bot.schedules.service import overview_of, plan_start, posts_of, rearm, running
from bot.schedules.store import ScheduleStore
from bot.storage.database import Database
from bot.storage.rows import Transaction
from bot.times.clock import Clock
from bot.times.slots import Cadence

# No day anywhere is further from UTC's; what was adjusted before it matters no more.
LONGEST_ZONES_APART = timedelta(days=2)


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

    def applied(self, schedule: Schedule) -> Schedule:
        """Return *schedule* with the change."""
        return replace(
            schedule if self.order is None else schedule.reordered(self.order),
            channel=self.channel or schedule.channel,
            cadence=self.cadence(schedule.cadence),
            role=None if self.quiet else self.role or schedule.role,
            discussion=schedule.discussion if self.discussion is None else self.discussion,
            tag=self.tag or (None if self.untagged or self.channel else schedule.tag),
            ending=self.ending or schedule.ending,
        )


@dataclass(frozen=True, slots=True)
class Situation:
    """The transaction of a change, when it is made, and the post that waits, is held or is on its way."""

    tx: Transaction
    now: datetime
    pending: JobRecord | None

    @property
    def is_under_way(self) -> bool:
        """Whether the pending post may have reached Discord."""
        return self.pending is not None and self.pending.attempts > 0

    @property
    def is_due(self) -> bool:
        """Whether the pending post is held, overdue or on its way."""
        return self.pending is not None and self.pending.due <= self.now

    def next_day(self, schedule: Schedule) -> date:
        """Return the local day of the next slot of *schedule* that is to have a post."""
        return schedule.next_after(plan_start(schedule, self.pending, self.now)).day

    async def replan(self, schedule: Schedule, reason: SkipReason, by: UserId) -> Schedule:
        """Plan the waiting post of *schedule* anew; one that is held or overdue is tried again as things are now."""
        if self.is_due:
            await JobStore(self.tx).release(schedule.guild, self.now)
        else:
            await rearm(self.tx, schedule, self.now, reason, by)
        return schedule

    async def steer(self, schedule: Schedule, by: UserId) -> Schedule | Change:
        """Go on as *schedule* says, but not while a post is under way: nobody knows yet from where it moves on."""
        return Change.UNDER_WAY if self.is_under_way else await self.replan(schedule, SkipReason.CHANGED, by)


Step = Callable[[Schedule, Situation], Awaitable[Schedule | Change]]


class ScheduleChanges:
    """Every change reads and writes in one transaction, so two organisers never undo each other."""

    def __init__(self, database: Database, course: Course, clock: Clock, wake: Callable[[], None]) -> None:
        self._database = database
        self._course = course
        self._clock = clock
        self._wake = wake

    async def pause(self, guild: GuildId, which: ScheduleId, by: UserId) -> ChangeResult:
        """Stop posting until resumed; the place in the course is kept."""
        return await self._switch(guild, which, ScheduleState.PAUSED, by)

    async def resume(self, guild: GuildId, which: ScheduleId, by: UserId) -> ChangeResult:
        """Post again from the next slot on."""
        return await self._switch(guild, which, ScheduleState.ACTIVE, by)

    async def _switch(self, guild: GuildId, which: ScheduleId, state: ScheduleState, by: UserId) -> ChangeResult:
        async def step(schedule: Schedule, at: Situation) -> Schedule | Change:
            if schedule.state is state:
                return Change.ALREADY
            schedule = replace(schedule, state=state)
            await rearm(at.tx, schedule, at.now, SkipReason.PAUSED, by)
            return schedule

        return await self._apply(guild, which, step)

    async def skip_next(self, guild: GuildId, which: ScheduleId, by: UserId) -> ChangeResult:
        """Skip the next post: the one held or overdue if there is one, else the next slot's.

        A post that may have reached Discord already cannot be skipped any more, so it is the one after.
        """

        async def step(schedule: Schedule, at: Situation) -> Schedule:
            if not at.is_due or at.is_under_way:
                schedule = _skipping(schedule, Skip(day := at.next_day(schedule), day, by))
            await rearm(at.tx, schedule, at.now, SkipReason.REQUESTED, by)
            return schedule

        return await self._apply(guild, which, step)

    async def skip_days(self, guild: GuildId, which: ScheduleId, first: date, last: date, by: UserId) -> ChangeResult:
        """Skip every post from the local day *first* to *last*."""

        async def step(schedule: Schedule, at: Situation) -> Schedule:
            return await at.replan(_skipping(schedule, Skip(first, last, by)), SkipReason.REQUESTED, by)

        return await self._apply(guild, which, step)

    async def unskip_next(self, guild: GuildId, which: ScheduleId, by: UserId) -> ChangeResult:
        """Take back the next skipped day, if there is one."""

        async def step(schedule: Schedule, at: Situation) -> Schedule | Change:
            day = next((slot.day for slot, _ in schedule.skipped_after(at.now)), None)
            return Change.ALREADY if day is None else await _unskip(schedule, at, day, day, by)

        return await self._apply(guild, which, step)

    async def unskip_days(self, guild: GuildId, which: ScheduleId, first: date, last: date, by: UserId) -> ChangeResult:
        """Take back what is skipped from the local day *first* to *last*."""

        async def step(schedule: Schedule, at: Situation) -> Schedule | Change:
            return await _unskip(schedule, at, first, last, by)

        return await self._apply(guild, which, step)

    async def move_next(self, guild: GuildId, which: ScheduleId, to: datetime, by: UserId) -> ChangeResult:
        """Bring the next post at the instant *to* instead; those after it stay."""

        async def step(schedule: Schedule, at: Situation) -> Schedule:
            moved = schedule.adjustments.with_move(Move(at.next_day(schedule), to))
            return await at.replan(replace(schedule, adjustments=moved), SkipReason.CHANGED, by)

        return await self._apply(guild, which, step)

    async def jump(self, guild: GuildId, which: ScheduleId, chapter: ChapterNumber, by: UserId) -> ChangeResult:
        """Go on with *chapter* at the next post, back or ahead; a finished season begins again there."""

        async def step(schedule: Schedule, at: Situation) -> Schedule | Change:
            return await at.steer(schedule.going_on_with(chapter), by)

        return await self._apply(guild, which, step, even_finished=True)

    async def repeat(self, guild: GuildId, which: ScheduleId, chapter: ChapterNumber, by: UserId) -> ChangeResult:
        """Bring *chapter* once more at the next post, and go on with the order after it."""

        async def step(schedule: Schedule, at: Situation) -> Schedule | Change:
            return await at.steer(schedule.repeating(chapter), by)

        return await self._apply(guild, which, step, even_finished=True)

    async def post_now(self, guild: GuildId, which: ScheduleId, request: int, *, quiet: bool = False) -> ChangeResult:
        """Post the next chapters at once; the regular slots stay. With *quiet* the post pings nobody.

        *request* is the id of the interaction that asks, or of the post that this one stands in for.

        A post that is held or on its way is tried again instead: it is what the group waits for. The
        one for the next slot is set aside until this one is out, so never are two under way.
        """

        async def step(schedule: Schedule, at: Situation) -> Schedule | Change:
            jobs = JobStore(at.tx)
            if at.pending is not None and at.is_due:
                await jobs.retry(at.pending.id, at.now)
                return schedule
            occurrence = extra_occurrence(schedule.id, request, quiet=quiet)
            extra = NewJob(*posts_of(schedule), occurrence, at.now, schedule.chapters)
            if not await jobs.add(extra):
                return Change.ALREADY  # this very request was carried out before
            await jobs.cancel(*posts_of(schedule), SkipReason.SET_ASIDE, at.now)
            await jobs.add(extra)  # it was set aside with the one that waited
            return schedule

        return await self._apply(guild, which, step)

    async def stop(self, guild: GuildId, which: ScheduleId, by: UserId) -> ChangeResult:
        """End the schedule for good; what members watched stays."""

        async def step(schedule: Schedule, at: Situation) -> Schedule:
            await JobStore(at.tx).cancel(*posts_of(schedule), SkipReason.REQUESTED, at.now, by)
            return replace(schedule, state=ScheduleState.REPLACED)

        return await self._apply(guild, which, step, even_finished=True)

    async def rearrange(self, guild: GuildId, which: ScheduleId, request: Rearrangement, by: UserId) -> ChangeResult:
        """Go on in another channel, at other times, in another order or pinging another role.

        Not in the channel of another schedule: nobody could tell their posts apart there.
        """

        async def step(schedule: Schedule, at: Situation) -> Schedule | Change:
            others = await ScheduleStore(at.tx).of_guild(guild, self._course.key)
            if any(each.channel == request.channel and each.id != schedule.id for each in others):
                return Change.TAKEN
            changed = request.applied(schedule)
            if request.order is not None:
                return await at.steer(changed, by)
            return await at.replan(changed, SkipReason.CHANGED, by)

        return await self._apply(guild, which, step)

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
                pending = await JobStore(tx).pending(*posts_of(schedule))
                current = schedule.adjustments.since((now - LONGEST_ZONES_APART).date())
                changed = await step(replace(schedule, adjustments=current), Situation(tx, now, pending))
                change = changed if isinstance(changed, Change) else Change.DONE
                if not isinstance(changed, Change):
                    schedule = changed
                    await ScheduleStore(tx).save(schedule)
            overview = await overview_of(tx, schedule, now)
        self._wake()
        return change, overview

    async def find_post(self, post: JobId) -> tuple[JobRecord, Schedule] | None:
        """Return what is known of *post* and its schedule, or nothing when no schedule that runs made it."""
        async with self._database.reading() as tx:
            found = await JobStore(tx).record(post)
            if found is None or found.kind is not JobKind.WEEKLY_POST:
                return None
            schedule = await running(tx, found.guild, ScheduleId(found.subject))
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
                await rearm(tx, schedule, self._clock(), SkipReason.REQUESTED, by)
        self._wake()
        return True


def _skipping(schedule: Schedule, skip: Skip) -> Schedule:
    return replace(schedule, adjustments=schedule.adjustments.with_skip(skip))


async def _unskip(schedule: Schedule, at: Situation, first: date, last: date, by: UserId) -> Schedule | Change:
    adjustments = schedule.adjustments.without_days(first, last)
    if adjustments == schedule.adjustments:
        return Change.ALREADY
    return await at.replan(replace(schedule, adjustments=adjustments), SkipReason.CHANGED, by)
