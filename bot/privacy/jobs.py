"""The jobs that delete old data, and the data of guilds that removed the bot, from the database and its files."""

from datetime import datetime, timedelta

from bot.courses.drafts import COURSE_DRAFTS_KEPT
from bot.courses.store import CourseDraftStore
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
from bot.undo.model import UNDO_KEPT
from bot.undo.store import UndoStore

# Kept shorter: `DRAFTS_KEPT` of schedules and parties, `UNDO_KEPT` of what can be taken back, `SEEN_KEPT` of who was
# seen at a party, and, of a guild that removed the bot, everything for `KEPT_AFTER_LEAVING` (bot/guilds/model.py).
PARTIES_KEPT = timedelta(days=90)  # after their start
JOBS_KEPT = timedelta(days=365)  # after they were due and settled
REMINDERS_KEPT = timedelta(days=7)  # and nudges and counts on posts, which name no person
BACKUPS_KEPT = timedelta(days=7)  # copies made before a migration
A_DAY = timedelta(days=1)
AFTER_A_START = timedelta(minutes=10)  # so that overdue posts go out first


class ForgetGuild:
    """Handles the jobs that delete a guild's data 30 days after it removed the bot (`FORGET_GUILD`)."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def deliver(self, job: Job) -> Outcome:
        """Return Delivered if the data is to be deleted, which `on_result` does, or Skipped if the bot is back."""
        async with self._database.reading() as tx:
            gone = await GuildStore(tx).has_left(job.guild)
        return Delivered(None, None) if gone else Skipped(SkipReason.CAME_BACK)

    async def on_result(self, tx: Transaction, job: Job, outcome: Outcome) -> None:
        """Delete all data of the guild, and queue the rewriting of the database file."""
        if isinstance(outcome, Delivered):
            await JobStore(tx).plan_vacuum(self._clock())
            for store in EVERY_STORE:
                await store(tx).delete_guild(job.guild)


class Retention:
    """Handles the jobs that delete all old data (`RETENTION`), daily and soon after somebody's data was deleted."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def plan(self) -> None:
        """Queue today's job, or tomorrow's where there was one today; called whenever the bot is ready."""
        due = self._clock() + AFTER_A_START
        jobs = [_daily_job(due), _daily_job(due + A_DAY)]
        async with self._database.reading() as tx:
            if all([await JobStore(tx).has(job.occurrence) for job in jobs]):
                return  # as at most starts: others need not wait for one
        async with self._database.transaction() as tx:
            if not await JobStore(tx).add(jobs[0]):
                await JobStore(tx).add(jobs[1])

    async def deliver(self, _job: Job) -> Outcome:
        """Delete old data and backups, then rewrite the file without deleted rows; Retry while others have it open."""
        now = self._clock()
        async with self._database.transaction() as tx:
            await DraftStore(tx).prune(now - DRAFTS_KEPT)
            await CourseDraftStore(tx).prune(now - COURSE_DRAFTS_KEPT)
            await PartyStore(tx).prune(ended=now - PARTIES_KEPT, seen=now - SEEN_KEPT, drafted=now - DRAFTS_KEPT)
            await UndoStore(tx).prune(now - UNDO_KEPT)
            await JobStore(tx).prune(now - JOBS_KEPT, reminders=now - REMINDERS_KEPT)
        await self._database.drop_backups(now - BACKUPS_KEPT)
        return Delivered(None, None) if await self._database.vacuum() else Retry("the database is in use")

    async def on_result(self, tx: Transaction, _job: Job, outcome: Outcome) -> None:
        """Queue the job of the next day."""
        if isinstance(outcome, Delivered):
            await JobStore(tx).add(_daily_job(self._clock() + A_DAY))


def _daily_job(due: datetime) -> NewJob:
    return retention_job(due.date().isoformat(), due)
