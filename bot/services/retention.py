"""Forgetting what has become old, every day and whenever something was deleted, in the files too."""

from datetime import datetime

from bot.core.drafts import KEPT_FOR
from bot.core.jobs import Delivered, Job, Outcome, Retry
from bot.core.ports import Clock, Files, Storage, Transaction
from bot.core.retention import (
    A_DAY,
    AFTER_A_START,
    COPIES_KEPT,
    JOBS_KEPT,
    PARTIES_KEPT,
    SEEN_KEPT,
    retention_job,
    retention_jobs,
)


class Retention:
    """Handles the jobs that forget; any of them forgets all that has become old by then."""

    def __init__(self, storage: Storage, files: Files, clock: Clock) -> None:
        self._storage = storage
        self._files = files
        self._clock = clock

    async def plan(self) -> None:
        """See to it that today has its job, or tomorrow where today's is done: each plans the next.

        To be called at each start, after which people's posts go first.
        """
        due = self._clock() + AFTER_A_START
        async with self._storage.transaction() as transaction:
            if not await transaction.jobs.add(retention_job(due)):
                await transaction.jobs.add(retention_job(due + A_DAY))

    async def deliver(self, job: Job) -> Outcome:
        """Forget, and leave no trace in the files of that and of what was deleted before."""
        _ = job
        now = self._clock()
        async with self._storage.transaction() as transaction:
            await transaction.drafts.prune(now - KEPT_FOR)
            await transaction.parties.prune(
                ended=now - PARTIES_KEPT, seen=now - SEEN_KEPT, drafted=now - KEPT_FOR
            )
            await transaction.jobs.prune(now - JOBS_KEPT)
        await self._files.drop_copies(now - COPIES_KEPT)
        return Delivered(None, None) if await self._files.tidy() else Retry("the database is in use")

    async def settled(self, transaction: Transaction, job: Job, outcome: Outcome) -> None:
        """Plan the job of the next day."""
        _ = job
        if isinstance(outcome, Delivered):
            await transaction.jobs.add(retention_job(self._clock() + A_DAY))


async def plan_tidying(transaction: Transaction, now: datetime) -> None:
    """Let what is deleted in *transaction* leave the files too: at once, or soon after others did."""
    at_once, soon = retention_jobs(now)
    if not await transaction.jobs.add(at_once):
        await transaction.jobs.add(soon)
