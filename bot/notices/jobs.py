"""The jobs that notify organisers, once a post, that it is held or was refused for good."""

from collections.abc import Awaitable, Callable

from bot.courses.service import CourseService
from bot.guilds.store import GuildStore
from bot.ids import JobId, PartyId, ScheduleId
from bot.jobs.model import Job, JobKind, JobRecord, JobState, NewJob, Outcome, Skipped, SkipReason
from bot.jobs.store import JobStore
from bot.notices.model import Notice
from bot.parties.model import Party
from bot.parties.store import PartyStore
from bot.schedules.model import Schedule
from bot.schedules.store import ScheduleStore
from bot.storage.database import Database
from bot.storage.rows import Transaction
from bot.times.clock import Clock

NEEDS_PEOPLE = {JobState.HELD, JobState.DEAD}


class Notices:
    """Handles the jobs of notices (`NOTICE`), whose subject is the job of the post."""

    def __init__(
        self, database: Database, send: Callable[[Notice], Awaitable[Outcome]], courses: CourseService, clock: Clock
    ) -> None:
        self._database = database
        self._send = send
        self._courses = courses
        self._clock = clock

    async def deliver(self, job: Job) -> Outcome:
        """Send the notice if its post is still held or refused; return how that ended."""
        async with self._database.transaction(job.guild) as tx:
            post = await JobStore(tx).record(JobId(job.subject))
            settings = await GuildStore(tx).get(job.guild)
            about = None if post is None else await _subject(tx, post)
            course = None if about is None else await self._courses.load(tx, about.course)
            if settings.notices is not None:
                await JobStore(tx).set_target(job.id, settings.notices)
        if post is None or post.state not in NEEDS_PEOPLE or about is None or course is None:
            return Skipped(SkipReason.RESOLVED)
        organiser = about.host if isinstance(about, Party) else about.organiser
        return await self._send(Notice(job, post, about, course, settings.notices, organiser, settings.locale))

    async def on_result(self, tx: Transaction, job: Job, outcome: Outcome) -> None:
        """Queue the notice again if it was skipped, but its post was held again meanwhile."""
        post = await JobStore(tx).record(JobId(job.subject))
        if isinstance(outcome, Skipped) and post is not None and post.state in NEEDS_PEOPLE:
            again = NewJob(JobKind.NOTICE, job.guild, job.subject, job.occurrence, self._clock())
            await JobStore(tx).add(again)


async def _subject(tx: Transaction, post: JobRecord) -> Schedule | Party | None:
    """Return the schedule or the party that *post* belongs to."""
    if post.kind is JobKind.PARTY:
        return await PartyStore(tx).get(PartyId(post.subject))
    return await ScheduleStore(tx).get(ScheduleId(post.subject))
