"""Sample jobs, schedules and parties, and short ways of storing them."""

from datetime import UTC, datetime, time, timedelta

from bot.ids import (
    ChannelId,
    ChapterId,
    CourseId,
    GuildId,
    JobId,
    MessageId,
    PartyId,
    RoleId,
    ScheduleId,
    TagId,
    UserId,
)
from bot.jobs.model import Job, JobKind, JobRecord, NewJob, Outcome
from bot.jobs.store import JobStore
from bot.parties.model import Party, PartyState, Repeat
from bot.schedules.model import Schedule
from bot.storage.database import Database
from bot.times.slots import Cadence

NOW = datetime(2026, 11, 30, 18, tzinfo=UTC)
SECOND = timedelta(seconds=1)
WEEKLY = JobKind.WEEKLY_POST
LARGEST_ID = 2**63 - 1  # Discord's ids have 64 bits and will not use the highest for a century

GUILD, OTHER_GUILD = GuildId(10), GuildId(11)
CHANNEL = ChannelId(20)
USER, OTHER_USER = UserId(30), UserId(31)
COURSE, OTHER_COURSE = CourseId("neural-networks"), CourseId("algebra")
CHAPTERS = tuple(ChapterId(number) for number in range(1, 10))


def new_job(
    occurrence: str = "weekly:7:2026-11-30",
    *,
    due: datetime = NOW,
    guild: GuildId = GUILD,
    subject: int = 7,
    kind: JobKind = JobKind.WEEKLY_POST,
) -> NewJob:
    """Return a job that is due now."""
    return NewJob(kind=kind, guild=guild, subject=subject, occurrence=occurrence, due=due)


def new_schedule(guild: GuildId = GUILD, course: CourseId = COURSE, organiser: UserId | None = USER) -> Schedule:
    """Return a schedule that is not stored yet."""
    return Schedule(
        id=ScheduleId(0),
        guild=guild,
        channel=CHANNEL,
        course=course,
        cadence=Cadence(frozenset({0, 3}), time(19, 5), "America/Sao_Paulo"),
        order=CHAPTERS,
        position=0,
        role=RoleId(40),
        organiser=organiser,
        discussion=True,
        tag=TagId(50),
    )


def new_party(guild: GuildId = GUILD, host: UserId | None = USER) -> Party:
    """Return a party that is not stored yet: tomorrow, and again each week after the post."""
    return Party(
        id=PartyId(0),
        guild=guild,
        course=COURSE,
        chapter=CHAPTERS[0],
        length=timedelta(seconds=1120),
        host=host,
        channel=CHANNEL,
        starts_at=NOW + timedelta(days=1),
        zone_name="America/Sao_Paulo",
        venue=ChannelId(21),
        role=RoleId(40),
        note="Bring questions.",
        repeat=Repeat(1, time(15)),
        places=8,
        state=PartyState.PLANNED,
        live_message=MessageId(60),
        live_job=JobId(61),
        starter=host,
    )


async def add(database: Database, *jobs: NewJob) -> None:
    """Put *jobs* in the queue, each in a transaction of its own."""
    for job in jobs:
        async with database.transaction() as tx:
            await JobStore(tx).add(job)


async def claim(database: Database, now: datetime = NOW) -> Job | None:
    """Claim a job."""
    async with database.transaction() as tx:
        return await JobStore(tx).claim(now)


async def claimed(database: Database, now: datetime = NOW) -> Job:
    """Claim a job, of which there must be one."""
    job = await claim(database, now)
    assert job is not None
    return job


async def settle(database: Database, job: Job, outcome: Outcome, now: datetime = NOW) -> bool:
    """Record how an attempt ended."""
    async with database.transaction() as tx:
        return await JobStore(tx).settle(job, outcome, now)


async def record(database: Database, job: JobId) -> JobRecord:
    """Return the record of a job, which must exist."""
    async with database.transaction() as tx:
        found = await JobStore(tx).record(job)
    assert found is not None
    return found
