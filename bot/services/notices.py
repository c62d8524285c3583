"""Telling organisers, once, that a post waits for them to mend something, or was refused for good."""

from collections.abc import Callable
from datetime import datetime

from bot.core.deliverers import NoticeDeliverer
from bot.core.ids import JobId, PartyId, ScheduleId, UserId
from bot.core.jobs import (
    Dead,
    Held,
    HoldReason,
    Job,
    JobKind,
    JobRecord,
    JobState,
    NewJob,
    Outcome,
    Skipped,
    SkipReason,
    notice_occurrence,
)
from bot.core.parties.party import Party
from bot.core.ports import Clock, Storage, Transaction
from bot.core.posts import Notice
from bot.core.schedule import Schedule
from bot.services.schedules import rearm, running

IN_TROUBLE = {JobState.HELD, JobState.DEAD}


class Notices:
    """Handles the jobs that tell organisers of a post in trouble."""

    def __init__(self, storage: Storage, deliverer: NoticeDeliverer, clock: Clock) -> None:
        self._storage = storage
        self._deliverer = deliverer
        self._clock = clock

    async def deliver(self, job: Job) -> Outcome:
        """Tell the organisers, unless it is mended already."""
        async with self._storage.transaction() as transaction:
            post = await transaction.jobs.record(JobId(job.subject))
            settings = await transaction.guilds.get(job.guild)
            about = None if post is None else await _in_trouble(transaction, post)
            if settings.notices is not None:
                await transaction.jobs.aim(job.id, settings.notices)
        if post is None or about is None:
            return Skipped(SkipReason.MENDED)
        organiser = about.host if isinstance(about, Party) else about.organiser
        return await self._deliverer.tell(
            Notice(job, post, about, settings.notices, organiser, settings.locale)
        )

    async def settled(self, transaction: Transaction, job: Job, outcome: Outcome) -> None:
        """Tell after all when the post was tried and held again while its notice was thought needless."""
        post = await transaction.jobs.record(JobId(job.subject))
        if isinstance(outcome, Skipped) and post is not None and post.state in IN_TROUBLE:
            again = NewJob(JobKind.NOTICE, job.guild, job.subject, job.occurrence, self._clock())
            await transaction.jobs.add(again)


async def _in_trouble(transaction: Transaction, post: JobRecord) -> Schedule | Party | None:
    """Return what *post* is about, if it is in trouble still."""
    if post.state not in IN_TROUBLE:
        return None
    if post.kind is JobKind.PARTY:
        return await transaction.parties.get(PartyId(post.subject))
    return await transaction.schedules.get(ScheduleId(post.subject))


async def plan_notice(
    transaction: Transaction, job: Job, outcome: Outcome, schedule: Schedule, now: datetime
) -> None:
    """Let the organisers be told of *outcome*, if it is trouble and there is anybody to tell.

    To be called in the transaction that records it. A post that is held again is not told of again.
    """
    if _is_trouble(outcome):
        await _plan(transaction, job, notice_occurrence(job.id), schedule.organiser, now)


async def plan_party_notice(
    transaction: Transaction, job: Job, outcome: Outcome, party: Party, now: datetime
) -> None:
    """Let the host of *party* be told in the same way, of the first of its jobs that is in trouble.

    Its reminders are jobs of their own, but one thing to mend, as long as it is to come or under way.
    """
    first = await transaction.jobs.pending(JobKind.PARTY, party.guild, party.id)
    told = first is not None and first.state is JobState.HELD and first.id != job.id
    if _is_trouble(outcome) and party.is_open and not told:
        await _plan(transaction, job, notice_occurrence(job.id), party.host, now)


def _is_trouble(outcome: Outcome) -> bool:
    """Tell whether people should hear of *outcome*; a guild that is gone has nobody to hear."""
    gone = isinstance(outcome, Held) and outcome.reason is HoldReason.GUILD_GONE
    return isinstance(outcome, Held | Dead) and not gone


async def _plan(
    transaction: Transaction, job: Job, occurrence: str, organiser: UserId | None, now: datetime
) -> None:
    settings = await transaction.guilds.get(job.guild)
    if settings.notices is not None or organiser is not None:
        await transaction.jobs.add(NewJob(JobKind.NOTICE, job.guild, job.id, occurrence, now))


class HeldPosts:
    """What organisers do about posts in trouble."""

    def __init__(self, storage: Storage, clock: Clock, wake: Callable[[], None]) -> None:
        self._storage = storage
        self._clock = clock
        self._wake = wake

    async def find(self, post: JobId) -> tuple[JobRecord, Schedule] | None:
        """Return what is known of *post* and its schedule, or nothing when no schedule that runs made it."""
        async with self._storage.reading() as stores:
            known = await stores.jobs.record(post)
            if known is None or known.kind is not JobKind.WEEKLY_POST:
                return None
            schedule = await running(stores, known.guild, ScheduleId(known.subject))
            return None if schedule is None else (known, schedule)

    async def try_again(self, post: JobId) -> bool:
        """Try *post* now; false when it is not held any more."""
        async with self._storage.transaction() as transaction:
            tried = await transaction.jobs.retry(post, self._clock())
        self._wake()
        return tried

    async def leave_out(self, post: JobId, by: UserId) -> bool:
        """Leave *post* out as *by* wishes, and its chapters for the next date; false when it is not held."""
        now = self._clock()
        async with self._storage.transaction() as transaction:
            known = await transaction.jobs.record(post)
            if known is None or known.state is not JobState.HELD:
                return False
            schedule = await transaction.schedules.get(ScheduleId(known.subject))
            if schedule is not None:
                await rearm(transaction, schedule, now, SkipReason.WISHED, by)
        self._wake()
        return True
