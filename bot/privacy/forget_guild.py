"""Deleting what is kept about a guild that removed the bot."""

from bot.guilds.store import GuildStore
from bot.jobs.model import Delivered, Job, Outcome, Skipped, SkipReason
from bot.jobs.retention import plan_vacuum
from bot.privacy.service import EVERY_STORE
from bot.storage.database import Database
from bot.storage.rows import Transaction
from bot.times.clock import Clock


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
            await plan_vacuum(tx, self._clock())
            for store in EVERY_STORE:
                await store(tx).delete_guild(job.guild)
