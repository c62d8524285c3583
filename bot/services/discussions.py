"""The thread on each post: planned in the transaction that records the post, opened when that is out."""

from datetime import datetime, timedelta

from bot.core.deliverers import DiscussionOpener
from bot.core.ids import JobId
from bot.core.jobs import Delivered, Job, JobKind, NewJob, Outcome, Skipped, SkipReason, discussion_occurrence
from bot.core.ports import Clock, Storage, Transaction
from bot.core.posts import Discussion

# A permission that comes back after weeks opens no threads on posts that nobody reads any more.
LATEST = timedelta(weeks=1)


async def plan_discussion(transaction: Transaction, post: Job, outcome: Delivered, now: datetime) -> None:
    """Queue the thread on what *post* has posted, unless its message is not known."""
    if outcome.message is not None:
        occurrence = discussion_occurrence(post.id)
        await transaction.jobs.add(NewJob(JobKind.DISCUSSION, post.guild, post.id, occurrence, now))


class Discussions:
    """Handles the jobs that open a thread on a post."""

    def __init__(self, storage: Storage, opener: DiscussionOpener, clock: Clock) -> None:
        self._storage = storage
        self._opener = opener
        self._clock = clock

    async def deliver(self, job: Job) -> Outcome:
        """Open the thread, unless the post is gone or long past."""
        async with self._storage.reading() as stores:
            post = await stores.jobs.record(JobId(job.subject))
        if post is None or post.channel is None or post.message is None:
            return Skipped(SkipReason.OVER)
        if self._clock() - job.due > LATEST:
            return Skipped(SkipReason.MISSED)
        return await self._opener.open_discussion(Discussion(job, post.channel, post.message))

    async def settled(self, transaction: Transaction, job: Job, outcome: Outcome) -> None:
        """Nothing follows from a thread."""
