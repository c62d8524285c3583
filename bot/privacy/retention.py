"""Forgetting what has become old, every day and whenever something was deleted, in the files too."""

from bot.jobs.model import Delivered, Job, Outcome, Retry
from bot.jobs.retention import A_DAY, AFTER_A_START, COPIES_KEPT, JOBS_KEPT, PARTIES_KEPT, SEEN_KEPT, retention_job
from bot.jobs.store import JobStore
from bot.parties.store import PartyStore
from bot.schedules.drafts import KEPT_FOR
from bot.schedules.store import DraftStore
from bot.storage.database import Database
from bot.storage.rows import Transaction
from bot.times.clock import Clock


class Retention:
    """Handles the jobs that forget; any of them forgets all that has become old by then."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def plan(self) -> None:
        """See to it that today has its job, or tomorrow where today's is done: each plans the next.

        To be called at each start, after which people's posts go first.
        """
        due = self._clock() + AFTER_A_START
        async with self._database.transaction() as tx:
            if not await JobStore(tx).add(retention_job(due)):
                await JobStore(tx).add(retention_job(due + A_DAY))

    async def deliver(self, job: Job) -> Outcome:
        """Forget, and leave no trace in the files of that and of what was deleted before."""
        _ = job
        now = self._clock()
        async with self._database.transaction() as tx:
            await DraftStore(tx).prune(now - KEPT_FOR)
            await PartyStore(tx).prune(ended=now - PARTIES_KEPT, seen=now - SEEN_KEPT, drafted=now - KEPT_FOR)
            await JobStore(tx).prune(now - JOBS_KEPT)
        await self._database.drop_backups(now - COPIES_KEPT)
        return Delivered(None, None) if await self._database.vacuum() else Retry("the database is in use")

    async def on_result(self, tx: Transaction, job: Job, outcome: Outcome) -> None:
        """Plan the job of the next day."""
        _ = job
        if isinstance(outcome, Delivered):
            await JobStore(tx).add(retention_job(self._clock() + A_DAY))
