"""Deleting what has become old, and what is kept about a guild that removed the bot; in the files, too."""

from datetime import datetime, timedelta

from bot.guilds.store import GuildStore
from bot.jobs.model import SEEN_KEPT, Delivered, Job, NewJob, Outcome, Retry, Skipped, SkipReason, retention_job
from bot.jobs.store import JobStore
from bot.parties.store import PartyStore
from bot.privacy.service import EVERY_STORE
from bot.schedules.drafts import DRAFTS_KEPT
from bot.schedules.store import DraftStore
from bot.storage.database import Database
from bot.storage.rows import Transaction
from bot.times.clock import Clock

PARTIES_KEPT = timedelta(days=90)
JOBS_KEPT = timedelta(days=365)
BACKUPS_KEPT = timedelta(days=7)
A_DAY = timedelta(days=1)
AFTER_A_START = timedelta(minutes=10)


class ForgetGuild:
    """Handles the job that deletes a guild's data some time after it removed the bot."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def deliver(self, job: Job) -> Outcome:
        """Skip a guild that has come back."""
        async with self._database.reading() as tx:
            gone = await GuildStore(tx).has_left(job.guild)
        return Delivered(None, None) if gone else Skipped(SkipReason.CAME_BACK)

    async def on_result(self, tx: Transaction, job: Job, outcome: Outcome) -> None:
        """Forget everything about the guild; the files follow."""
        if isinstance(outcome, Delivered):
            await JobStore(tx).plan_vacuum(self._clock())
            for store in EVERY_STORE:
                await store(tx).delete_guild(job.guild)


class Retention:
    """Handles the jobs that forget, every day and after deletions; any forgets all that has become old by then."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def plan(self) -> None:
        """Plan today's job, or tomorrow's where that is done; called at each start, after which posts go first."""
        due = self._clock() + AFTER_A_START
        async with self._database.transaction() as tx:
            if not await JobStore(tx).add(_daily_job(due)):
                await JobStore(tx).add(_daily_job(due + A_DAY))

    async def deliver(self, _job: Job) -> Outcome:
        """Forget, and leave no trace in the files of that and of what was deleted before."""
        now = self._clock()
        async with self._database.transaction() as tx:
            await DraftStore(tx).prune(now - DRAFTS_KEPT)
            await PartyStore(tx).prune(ended=now - PARTIES_KEPT, seen=now - SEEN_KEPT, drafted=now - DRAFTS_KEPT)
            await JobStore(tx).prune(now - JOBS_KEPT)
        await self._database.drop_backups(now - BACKUPS_KEPT)
        return Delivered(None, None) if await self._database.vacuum() else Retry("the database is in use")

    async def on_result(self, tx: Transaction, _job: Job, outcome: Outcome) -> None:
        """Plan the job of the next day."""
        if isinstance(outcome, Delivered):
            await JobStore(tx).add(_daily_job(self._clock() + A_DAY))


def _daily_job(due: datetime) -> NewJob:
    return retention_job(due.date().isoformat(), due)
