"""The job runner: it wakes when the next job is due, and delivers all jobs that are."""

import asyncio
import logging
import math
from contextvars import Context, copy_context
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Protocol

from bot.jobs.model import CARRIED_OUT_WITHIN, LONGEST_DELIVERY, Delivered, Job, JobKind, Outcome, Retry
from bot.jobs.store import JobStore
from bot.storage.database import Database
from bot.storage.errors import GuildBusyError
from bot.storage.rows import Transaction
from bot.times.clock import Clock

log = logging.getLogger(__name__)
LONGEST_SLEEP = timedelta(seconds=30)
"""Between two looks at the queue: a timer stops in a suspended machine, and does not follow a clock that is set."""
CLOCK_SET = timedelta(seconds=5)
"""A larger difference between the clock's progress and the event loop's means that the clock was set."""
SHORTEST_RETRY_PAUSE = timedelta(minutes=1)  # between two early retries of failed jobs
LONGEST_RETRY_PAUSE = timedelta(minutes=10)
PAUSE_AFTER_FAILURE = timedelta(seconds=30)  # of the runner itself, such as a locked database
LONGEST_STANDSTILL = 2 * LONGEST_DELIVERY  # without a claim, after which `problem` reports one
SHUTDOWN_TIMEOUT = timedelta(seconds=4)
LONGEST_RECORDING_S = 60.0
"""For so long a job that has ended tries to say so to a database that cannot be reached; then its lease runs out."""
SHORTEST_RECORD_PAUSE_S = 0.5
BUSY_PAUSE = timedelta(milliseconds=20)
"""Until the next look at the queue, if the guild of the next job is being changed."""
WORKERS = 16  # jobs under way that are not slow
SLOW = timedelta(seconds=3)
"""A job that takes longer is waiting for Discord, and frees its worker for another."""
MOST_UNDER_WAY = 128  # jobs, slow ones included, since each takes memory and connections


class Handler(Protocol):
    """Does the jobs of one kind."""

    async def deliver(self, job: Job) -> Outcome:
        """Carry out *job* and return how it went; an exception counts as `Retry`."""

    async def on_result(self, tx: Transaction, job: Job, outcome: Outcome) -> None:
        """Store what follows from *outcome*, such as the next job, in the transaction *tx* that records it."""


class JobRunner:
    """Claims the jobs that are due, a bounded number at a time, and passes each to the handler of its kind.

    Times are by *clock*, in UTC; *discord_clock* is the time by which Discord dates messages.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        discord_clock: Clock | None = None,
        longest_sleep: timedelta | None = None,
    ) -> None:
        self._database = database
        self._handlers: dict[JobKind, Handler] = {}
        self._clock = clock
        self._discord_clock = discord_clock or clock
        self._longest_sleep = longest_sleep or LONGEST_SLEEP
        self._clocks: tuple[datetime, float] | None = None
        self._watched_since: datetime | None = None
        self._retry_waiting = False
        self._has_failures = False
        self._next_retry = 0.0
        self._retry_pause = SHORTEST_RETRY_PAUSE
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None
        self._working: set[asyncio.Task[None]] = set()
        self._slow: set[asyncio.Task[None]] = set()
        self._rests_until = (-math.inf, datetime.min.replace(tzinfo=UTC))  # by the loop's clock, and by self._clock
        self._context = Context()
        self._wake_again = False
        self._open = False
        self._active_at = datetime.min.replace(tzinfo=UTC)  # when the queue was last looked at
        self._failed = self._guild_is_busy = False

    def handle(self, kind: JobKind, handler: Handler) -> None:
        """Register *handler* for the jobs of *kind*."""
        self._handlers[kind] = handler

    def start(self) -> None:
        """Begin to deliver; call this once Discord is connected and the guilds are known."""
        self._open, self._context = True, copy_context()
        self.wake()

    def wake(self) -> None:
        """Look at the queue now; call this after every commit that changes it."""
        if not self._open:
            return
        if self._task is not None and not self._task.done():
            self._wake_again = True
            return
        self._cancel_timer()
        self._active_at = self._clock()
        # With the start's context variables, not the caller's, which may be in the middle of a paced request.
        context = self._context.copy()
        self._task = asyncio.create_task(self._run(), name="job-runner", context=context)  # noqa: TID251 - this is the runner

    def retry_now(self) -> None:
        """Retry now what waits after a failure; call this when Discord can be reached again."""
        self._retry_waiting = True
        self.wake()

    def rest(self, seconds: float) -> None:
        """Claim no job for so many *seconds*, since Discord accepts no requests; jobs under way continue."""
        rest = timedelta(seconds=seconds)
        if rest > self._rest_left():
            self._rests_until = asyncio.get_running_loop().time() + seconds, self._clock() + rest

    def discord_answers(self) -> None:
        """Retry failed jobs, as Discord answered a request; at most once a minute, less often while none succeeds."""
        if not self._has_failures:
            return
        now = asyncio.get_running_loop().time()
        if now >= self._next_retry:
            self._has_failures = False
            self._next_retry = now + self._retry_pause.total_seconds()
            self._retry_pause = min(2 * self._retry_pause, LONGEST_RETRY_PAUSE)
            self.retry_now()

    def problem(self) -> str | None:
        """Return what keeps the runner from working, for the health check; None if it works."""
        if not self._open:
            return "the job runner has not started"
        if self._failed:
            return "the job runner stumbles, as the log says"
        if self._working or (self._task is not None and not self._task.done()):
            stands_still = self._clock() - self._active_at > LONGEST_STANDSTILL
            return "the job runner stands still" if stands_still else None
        return None if self._timer is not None else "the job runner has ended"

    async def close(self) -> None:
        """Stop, and wait up to 4 seconds for jobs under way; the rest are cancelled and keep their leases."""
        self._open = False
        self._cancel_timer()
        until = asyncio.get_running_loop().time() + SHUTDOWN_TIMEOUT.total_seconds()
        if self._task is not None:
            await _finish({self._task}, until)  # it may be waiting for another process's database lock
        await _finish(self._working, until)

    async def _run(self) -> None:
        sleep = self._longest_sleep
        try:
            while True:
                self._wake_again = False
                self._compare_clocks()
                if self._retry_waiting:
                    async with self._database.transaction() as tx:
                        await JobStore(tx).retry_failed(self._clock())
                    self._retry_waiting = False
                await self._drain()
                sleep = await self._until_next()
                self._failed = False
                if not self._wake_again:
                    break
        except Exception:
            log.exception("job runner stumbled; trying again shortly")
            self._failed = True
            sleep = PAUSE_AFTER_FAILURE
        if self._open:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(sleep.total_seconds(), self.wake)

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    async def _until_next(self) -> timedelta:
        if (rest := self._rest_left()) > timedelta():
            return min(self._longest_sleep, rest)
        if not self._has_room():
            return self._longest_sleep  # the first job that ends, or becomes slow, wakes the runner
        if self._guild_is_busy:
            return BUSY_PAUSE
        async with self._database.reading() as tx:
            due = await JobStore(tx).next_due()
        longest = self._longest_sleep
        return longest if due is None else min(longest, max(due - self._clock(), timedelta()))

    def _compare_clocks(self) -> None:
        """Notice that the clock was set, or that the machine slept.

        Another process may have sent what fell due meanwhile. If the clock was set back, stored times for retries and
        leases are too late, so they are shortened.
        """
        now, at = self._clock(), asyncio.get_running_loop().time()
        before, self._clocks = self._clocks, (now, at)
        set_by = timedelta() if before is None else now - before[0] - timedelta(seconds=at - before[1])
        if before is None or abs(set_by) > CLOCK_SET:
            self._watched_since = now
            self._retry_waiting |= set_by < timedelta()

    async def _drain(self) -> None:
        """Start a task for each due job, while fewer than `WORKERS` and `MOST_UNDER_WAY` are under way."""
        loop = asyncio.get_running_loop()
        while self._open and self._has_room() and not self._rest_left() and (job := await self._claim()):
            task = asyncio.create_task(self._work(job), name=f"job-{job.id}")  # noqa: TID251 - as above
            self._working.add(task)
            timer = loop.call_later(SLOW.total_seconds(), self._takes_long, task)
            task.add_done_callback(partial(self._finished, timer))

    def _has_room(self) -> bool:
        return len(self._working) < MOST_UNDER_WAY and len(self._working - self._slow) < WORKERS

    def _rest_left(self) -> timedelta:
        """Return how long `rest` still forbids claims, by the clock that is ahead; the loop's stops in a suspend."""
        by_the_loop, by_the_clock = self._rests_until
        left = by_the_loop - asyncio.get_running_loop().time()
        return max(timedelta(), min(timedelta(seconds=left), by_the_clock - self._clock())) if left > 0 else timedelta()

    def _takes_long(self, task: asyncio.Task[None]) -> None:
        self._slow.add(task)
        self.wake()

    def _finished(self, timer: asyncio.TimerHandle, task: asyncio.Task[None]) -> None:
        timer.cancel()
        self._working.discard(task)
        self._slow.discard(task)
        self.wake()

    async def _claim(self) -> Job | None:
        """Claim the next job; None if none is due, or its guild is being changed right now."""
        self._active_at = self._clock()
        self._guild_is_busy = False
        try:
            async with self._database.claiming() as tx:
                return await JobStore(tx).claim(
                    self._clock(), watched_since=self._watched_since, discord_now=self._discord_clock()
                )
        except GuildBusyError:
            self._guild_is_busy = True
            return None

    async def _work(self, job: Job) -> None:
        handler = self._handlers[job.kind]
        outcome = await self._deliver(handler, job)
        try:
            await self._record(handler, job, outcome)
        except Exception:
            # After the lease, the next attempt looks for what this one sent, as after `close`.
            log.exception("could not record how a job ended", extra={"job": job.id, "guild": job.guild})
        if isinstance(outcome, Retry):
            self._has_failures = True
        elif isinstance(outcome, Delivered):
            self._retry_pause = SHORTEST_RETRY_PAUSE

    async def _record(self, handler: Handler, job: Job, outcome: Outcome) -> None:
        """Record how *job* ended; while the database cannot be written, try again for a minute."""
        loop, pause = asyncio.get_running_loop(), SHORTEST_RECORD_PAUSE_S
        until = loop.time() + LONGEST_RECORDING_S
        while True:
            try:
                async with self._database.transaction(job.guild) as tx:
                    if await JobStore(tx).settle(job, outcome, self._clock()):
                        await handler.on_result(tx, job, outcome)
            except Exception as error:
                if not self._database.is_transient(error) or loop.time() + pause > until or not self._open:
                    raise
                log.warning("recording how a job ended: %s; trying again", error, extra={"job": job.id})
                await asyncio.sleep(pause)
                pause *= 2
            else:
                return

    async def _deliver(self, handler: Handler, job: Job) -> Outcome:
        try:
            async with asyncio.timeout(LONGEST_DELIVERY.total_seconds()):
                return await handler.deliver(job)
        except TimeoutError:
            log.warning("job takes too long; trying again", extra={"job": job.id, "guild": job.guild})
            return Retry(f"no end after {LONGEST_DELIVERY.total_seconds():g} s", rest=CARRIED_OUT_WITHIN)
        except Exception as error:
            log.exception("job failed; trying again later", extra={"job": job.id, "guild": job.guild})
            return Retry(f"{type(error).__name__}: {error}"[:200])


async def _finish(tasks: set[asyncio.Task[None]], until: float) -> None:
    """Wait for *tasks* *until* then, in seconds of the loop's clock, and cancel those that have not ended."""
    if tasks:
        left = max(0.0, until - asyncio.get_running_loop().time())
        _, unfinished = await asyncio.wait(tasks, timeout=left)
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)
