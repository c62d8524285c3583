"""A job runner with a handler and a clock that a test controls."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from bot.ids import GuildId, JobId
from bot.jobs.model import Delivered, Job, JobKind, JobRecord, NewJob, Outcome
from bot.jobs.runner import JobRunner
from bot.jobs.store import JobStore
from bot.storage.database import Database
from bot.storage.rows import Transaction

NOW = datetime(2026, 11, 30, 18, tzinfo=UTC)
DONE = Delivered(None, None)
GUILD = GuildId(7)


class RunnerHarness:
    """The runner, its queue, its handler and its clock."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = NOW
        self.delivered: list[str] = []
        self.jobs: list[Job] = []
        self.settled_ones: list[str] = []
        self.busy = 0
        self.busiest = 0
        self.work: Callable[[Job], Awaitable[Outcome]] = self._do
        self.runner = JobRunner(database, lambda: self.now)
        self.runner.handle(JobKind.WEEKLY_POST, self)

    async def _do(self, _job: Job) -> Outcome:
        return DONE

    async def deliver(self, job: Job) -> Outcome:
        """Do what the test has set."""
        self.delivered.append(job.occurrence)
        self.jobs.append(job)
        self.busy += 1
        self.busiest = max(self.busiest, self.busy)
        try:
            return await self.work(job)
        finally:
            self.busy -= 1

    async def on_result(self, _tx: Transaction, job: Job, _outcome: Outcome) -> None:
        """Keep the result."""
        self.settled_ones.append(job.occurrence)

    async def add(self, *occurrences: str, due: datetime = NOW) -> None:
        """Put jobs into the queue."""
        async with self.database.transaction() as tx:
            for occurrence in occurrences:
                await JobStore(tx).add(NewJob(JobKind.WEEKLY_POST, GUILD, 1, occurrence, due))

    async def record(self, number: int = 1) -> JobRecord:
        """Return the record of the job that was added first, or of job *number*."""
        async with self.database.transaction() as tx:
            record = await JobStore(tx).record(JobId(number))
        assert record is not None
        return record

    async def until(self, fact: Callable[[], bool]) -> None:
        """Wait until *fact* is true.

        Raises:
            TimeoutError: It was not in time.
        """
        async with asyncio.timeout(60):
            while not fact():  # noqa: ASYNC110 - nothing tells when it becomes true
                await asyncio.sleep(0.005)
