"""The one place where time turns into work: it wakes when the next job is due and empties the queue."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from typing import Protocol

from bot.core.jobs import LONGEST_DELIVERY, Job, JobKind, Outcome, Retry
from bot.core.ports import Clock, Storage, Transaction

log = logging.getLogger(__name__)

LONGEST_NAP = timedelta(hours=1)
AFTER_A_STUMBLE = timedelta(seconds=30)
LONGEST_STANDSTILL = 2 * LONGEST_DELIVERY
LONGEST_GOODBYE = timedelta(seconds=4)
WORKERS = 16


class Handler(Protocol):
    """Knows how one kind of job is done."""

    async def deliver(self, job: Job) -> Outcome:
        """Carry *job* out and say how it went."""
        ...

    async def settled(self, transaction: Transaction, job: Job, outcome: Outcome) -> None:
        """Change what follows from *outcome*, in the transaction that records it."""
        ...


class JobRunner:
    """Wakes when the next job is due, and empties the queue with a bounded number of workers."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._handlers: dict[JobKind, Handler] = {}
        self._clock = clock
        self._timer: asyncio.TimerHandle | None = None
        self._pump: asyncio.Task[None] | None = None
        self._working: set[asyncio.Task[None]] = set()
        self._again = False
        self._open = False
        self._moved = datetime.min.replace(tzinfo=UTC)  # nothing stands still before the start
        self._stumbled = False

    def handle(self, kind: JobKind, handler: Handler) -> None:
        """Let *handler* do the jobs of *kind*."""
        self._handlers[kind] = handler

    def start(self) -> None:
        """Begin: Discord is connected, and its guilds are known."""
        self._open = True
        self.wake()

    def wake(self) -> None:
        """Look at the queue now; call this after every change to it."""
        if not self._open:
            return
        if self._pump is not None and not self._pump.done():
            self._again = True
            return
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._moved = self._clock()
        self._pump = asyncio.create_task(self._run(), name="job-runner")  # noqa: TID251 - this is the runner

    def trouble(self) -> str | None:
        """Say what keeps due work from being done, or None."""
        if not self._open:
            return "the job runner has not started"
        if self._stumbled:
            return "the job runner stumbles, as the log says"
        if self._working or (self._pump is not None and not self._pump.done()):
            stands_still = self._clock() - self._moved > LONGEST_STANDSTILL
            return "the job runner stands still" if stands_still else None
        return None if self._timer is not None else "the job runner has ended"

    async def close(self) -> None:
        """Stop waking, and let the deliveries under way finish, but not for long.

        One that is given up keeps its lease: when that has run out, the next attempt looks
        for what this one sent.
        """
        self._open = False
        if self._timer is not None:
            self._timer.cancel()
        if self._pump is not None:
            await asyncio.wait({self._pump})
        if self._working:
            _, unfinished = await asyncio.wait(self._working, timeout=LONGEST_GOODBYE.total_seconds())
            for task in unfinished:
                task.cancel()
            await asyncio.gather(*unfinished, return_exceptions=True)

    async def _run(self) -> None:
        nap = LONGEST_NAP
        try:
            while True:
                self._again = False
                await self._drain()
                nap = await self._until_next()
                self._stumbled = False
                if not self._again:
                    break
        except Exception:
            log.exception("job runner stumbled; trying again shortly")
            self._stumbled = True
            nap = AFTER_A_STUMBLE
        if self._open:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(nap.total_seconds(), self._on_timer)

    def _on_timer(self) -> None:
        self._pump = self._timer = None
        self.wake()

    async def _until_next(self) -> timedelta:
        if len(self._working) >= WORKERS:
            return LONGEST_NAP  # the first that is free looks again
        async with self._storage.transaction() as transaction:
            due = await transaction.jobs.next_due()
        return LONGEST_NAP if due is None else min(LONGEST_NAP, max(due - self._clock(), timedelta()))

    async def _drain(self) -> None:
        """Begin all that is due, as long as a worker is free; nothing waits for another job's end."""
        while self._open and len(self._working) < WORKERS and (job := await self._claim()) is not None:
            task = asyncio.create_task(self._work(job), name=f"job-{job.id}")  # noqa: TID251 - as above
            self._working.add(task)
            task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._working.discard(task)
        self.wake()

    async def _claim(self) -> Job | None:
        self._moved = self._clock()
        async with self._storage.transaction() as transaction:
            return await transaction.jobs.claim(self._clock())

    async def _work(self, job: Job) -> None:
        handler = self._handlers[job.kind]
        outcome = await self._deliver(handler, job)
        try:
            async with self._storage.transaction() as transaction:
                if await transaction.jobs.settle(job, outcome, self._clock()):
                    await handler.settled(transaction, job, outcome)
        except Exception:
            # The lease runs out, and the next attempt looks for what this one sent.
            log.exception("could not record how a job ended", extra={"job": job.id, "guild": job.guild})

    async def _deliver(self, handler: Handler, job: Job) -> Outcome:
        try:
            async with asyncio.timeout(LONGEST_DELIVERY.total_seconds()):
                return await handler.deliver(job)
        except TimeoutError:
            log.warning("job takes too long; trying again", extra={"job": job.id, "guild": job.guild})
            return Retry(f"no end after {LONGEST_DELIVERY.total_seconds():g} s")
        except Exception as error:
            log.exception("job failed; trying again later", extra={"job": job.id, "guild": job.guild})
            return Retry(f"{type(error).__name__}: {error}"[:200])
