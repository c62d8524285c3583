"""Study schedules: setting one up, showing, pausing and resuming it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, auto

from bot.core.cadence import Cadence, Slot
from bot.core.catalogue import Course
from bot.core.ids import ChannelId, ChapterNumber, GuildId, RoleId, ScheduleId, UserId
from bot.core.jobs import JobKind, JobRecord, NewJob, weekly_occurrence
from bot.core.ports import Clock, Storage, Transaction
from bot.core.schedule import Schedule, ScheduleState


@dataclass(frozen=True, slots=True)
class ScheduleRequest:
    """What an organiser asks for.

    Attributes:
        first: The chapter to begin with, or nothing to go on where the guild is.
    """

    guild: GuildId
    channel: ChannelId
    cadence: Cadence
    first: ChapterNumber | None
    role: RoleId | None
    organiser: UserId


@dataclass(frozen=True, slots=True)
class ScheduleOverview:
    """A schedule as an organiser wants to see it.

    Attributes:
        pending: The post that waits, is held or is on its way; none while paused or over.
        planned: The posts with their chapters that come next, after one that is overdue.
    """

    schedule: Schedule
    pending: JobRecord | None
    planned: tuple[tuple[ChapterNumber, Slot], ...]


class Change(Enum):
    """What came of a wish to change a schedule's state."""

    DONE = auto()
    ALREADY = auto()
    FINISHED = auto()
    MISSING = auto()


class ScheduleService:
    """Arranges the study schedules."""

    def __init__(self, storage: Storage, course: Course, clock: Clock, wake: Callable[[], None]) -> None:
        self._storage = storage
        self._course = course
        self._clock = clock
        self._wake = wake

    async def set_up(self, request: ScheduleRequest) -> ScheduleOverview:
        """Start the schedule that *request* describes, in place of the one before it."""
        async with self._storage.transaction() as transaction:
            former = await transaction.schedules.current(request.guild, self._course.key)
            if former is not None:
                await transaction.schedules.save(replace(former, state=ScheduleState.REPLACED))
                await transaction.jobs.cancel(former.guild, former.id, "replaced")
            schedule = await transaction.schedules.add(self._draft(request, former))
            await transaction.jobs.add(next_post(schedule, self._clock()))
            overview = await self._overview(transaction, schedule)
        self._wake()
        return overview

    def _draft(self, request: ScheduleRequest, former: Schedule | None) -> Schedule:
        """Return the schedule to add; it begins where *former* was, unless the organiser chose."""
        order = tuple(c.key for c in self._course.chapters)
        first = request.first or (former.chapter if former else None) or order[0]
        return Schedule(
            id=ScheduleId(0),
            guild=request.guild,
            channel=request.channel,
            course=self._course.key,
            cadence=request.cadence,
            order=order,
            position=order.index(first),
            role=request.role,
            organiser=request.organiser,
        )

    async def overview(self, guild: GuildId) -> ScheduleOverview | None:
        """Return the guild's schedule, or nothing when it has none."""
        async with self._storage.transaction() as transaction:
            schedule = await transaction.schedules.current(guild, self._course.key)
            return None if schedule is None else await self._overview(transaction, schedule)

    async def pause(self, guild: GuildId) -> tuple[Change, ScheduleOverview | None]:
        """Stop posting until resumed; the place in the course is kept."""
        return await self._switch(guild, ScheduleState.PAUSED)

    async def resume(self, guild: GuildId) -> tuple[Change, ScheduleOverview | None]:
        """Post again from the next slot on."""
        return await self._switch(guild, ScheduleState.ACTIVE)

    async def _switch(self, guild: GuildId, state: ScheduleState) -> tuple[Change, ScheduleOverview | None]:
        async with self._storage.transaction() as transaction:
            schedule = await transaction.schedules.current(guild, self._course.key)
            if schedule is None:
                return Change.MISSING, None
            change = Change.DONE
            if schedule.state is ScheduleState.FINISHED:
                change = Change.FINISHED
            elif schedule.state is state:
                change = Change.ALREADY
            else:
                schedule = await self._enter(transaction, schedule, state)
            overview = await self._overview(transaction, schedule)
        self._wake()
        return change, overview

    async def _enter(self, transaction: Transaction, schedule: Schedule, state: ScheduleState) -> Schedule:
        schedule = replace(schedule, state=state)
        await transaction.schedules.save(schedule)
        if state is ScheduleState.PAUSED:
            await transaction.jobs.cancel(schedule.guild, schedule.id, "paused")
        else:
            await transaction.jobs.add(next_post(schedule, self._clock()))
        return schedule

    async def _overview(self, transaction: Transaction, schedule: Schedule) -> ScheduleOverview:
        pending = await transaction.jobs.pending(schedule.guild, schedule.id)
        now = self._clock()
        overdue = pending is not None and pending.due <= now
        planned = (schedule.advanced() if overdue else schedule).planned(now)
        return ScheduleOverview(schedule, pending, tuple(planned))


def next_post(schedule: Schedule, after: datetime) -> NewJob:
    """Return the job of the first post of *schedule* after the instant *after*."""
    slot = schedule.cadence.next_after(after)
    return NewJob(
        kind=JobKind.WEEKLY_POST,
        guild=schedule.guild,
        subject=schedule.id,
        occurrence=weekly_occurrence(schedule.id, slot.day),
        due=slot.at,
    )
