"""The queue of jobs compared with a simple model of it, through random steps."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from bot.jobs.model import (
    LEASE,
    Dead,
    Delivered,
    Held,
    HoldReason,
    Job,
    JobState,
    NewJob,
    Outcome,
    Retry,
    Skipped,
    SkipReason,
    retry_delay,
)
from bot.jobs.store import JobStore
from bot.storage.database import Database
from tests.storage.samples import CHANNEL, GUILD, NOW, OTHER_GUILD, WEEKLY, new_job

STEPS = 400
SUBJECTS = (1, 2, 3)
OUTCOMES = (
    Delivered(CHANNEL, None),
    Retry("?"),
    Retry("?"),
    Held(HoldReason.CANNOT_SEND),
    Dead("!"),
    Skipped(SkipReason.PAUSED),
)
TO_BE_TRIED = {JobState.WAITING, JobState.LEASED}
OPEN = {*TO_BE_TRIED, JobState.HELD}


@dataclass
class Entry:
    """A job in the model."""

    job: NewJob
    due: datetime
    try_at: datetime
    state: JobState = JobState.WAITING
    attempts: int = 0
    mended: bool = False


@dataclass
class Model:
    """The queue as JobStore's docstrings describe it, in a dictionary in the order of adding."""

    entries: dict[str, Entry] = field(default_factory=dict)

    def add(self, job: NewJob) -> None:
        """Add a job once; take up one that was skipped."""
        entry = self.entries.setdefault(job.occurrence, Entry(job, job.due, job.due))
        if entry.state is JobState.SKIPPED:
            entry.state, entry.due, entry.try_at = JobState.WAITING, job.due, job.due

    def claim(self, now: datetime) -> tuple[str, int] | None:
        """Lease the job that is to be tried first."""
        due = [e for e in self.entries.values() if e.state in TO_BE_TRIED and e.try_at <= now]
        if not due:
            return None
        entry = min(due, key=lambda each: each.try_at)
        entry.state, entry.try_at, entry.attempts = JobState.LEASED, now + LEASE, entry.attempts + 1
        entry.mended = False
        return entry.job.occurrence, entry.attempts

    def settle(self, job: Job, outcome: Outcome, now: datetime) -> bool:
        """Record an outcome, if the attempt still has the lease."""
        entry = self.entries[job.occurrence]
        if entry.state is not JobState.LEASED or entry.attempts != job.attempts:
            return False
        states = {Delivered: JobState.DONE, Retry: JobState.WAITING, Held: JobState.HELD, Dead: JobState.DEAD}
        entry.state = states.get(type(outcome), JobState.SKIPPED)
        entry.attempts -= isinstance(outcome, Held | Skipped)
        entry.try_at = now + retry_delay(job.attempts)
        if entry.state is JobState.HELD and entry.mended:
            entry.state, entry.try_at = JobState.WAITING, now
        return True

    def cancel(self, guild: int, subject: int) -> None:
        """Skip the jobs that no attempt may have carried out."""
        for entry in self.entries.values():
            concerned = (entry.job.guild, entry.job.subject) == (guild, subject)
            if concerned and entry.state in {JobState.WAITING, JobState.HELD} and not entry.attempts:
                entry.state = JobState.SKIPPED

    def release(self, guild: int, now: datetime) -> bool:
        """Try the held jobs again, at once."""
        mine = [e for e in self.entries.values() if e.job.guild == guild]
        held = [e for e in mine if e.state is JobState.HELD]
        for entry in mine:
            entry.mended |= entry.state is JobState.LEASED
        for entry in held:
            entry.state, entry.try_at = JobState.WAITING, now
        return bool(held)

    def next_due(self) -> datetime | None:
        """Return the earliest time at which a job is to be tried."""
        return min((e.try_at for e in self.entries.values() if e.state in TO_BE_TRIED), default=None)

    def pending(self, guild: int, subject: int) -> tuple[JobState, datetime, int] | None:
        """Return the earliest job that is not over."""
        mine = [e for e in self.entries.values() if (e.job.guild, e.job.subject) == (guild, subject)]
        open_ones = sorted((e for e in mine if e.state in OPEN), key=lambda each: each.due)
        return (open_ones[0].state, open_ones[0].due, open_ones[0].attempts) if open_ones else None


class Comparison:
    """Does the same with the queue and its model, and compares their answers."""

    def __init__(self, seed: int) -> None:
        self.choose = random.Random(seed)  # noqa: S311 - the same tests each time, not secrets
        self.model = Model()
        self.now = NOW
        self.attempts: list[Job] = []
        self.seen: set[JobState] = set()

    async def step(self, jobs: JobStore) -> None:
        """Do one random thing, or let some time pass."""
        guild, subject = self.choose.choice((GUILD, OTHER_GUILD)), self.choose.choice(SUBJECTS)
        match self.choose.choice(("time", "add", "claim", "claim", "settle", "settle", "cancel", "release")):
            case "time":
                self.now += self.choose.choice((timedelta(seconds=20), LEASE, timedelta(hours=1)))
            case "add":
                due = self.now + timedelta(minutes=self.choose.randint(-30, 30))
                name = f"{guild}:{subject}:{self.choose.randint(1, 12)}"
                wanted = new_job(name, due=due, guild=guild, subject=subject)
                await jobs.add(wanted)
                self.model.add(wanted)
            case "claim":
                job = await jobs.claim(self.now)
                assert self.model.claim(self.now) == (None if job is None else (job.occurrence, job.attempts))
                self.attempts += [] if job is None else [job]
            case "settle" if self.attempts:
                attempt, outcome = self.choose.choice(self.attempts[-5:]), self.choose.choice(OUTCOMES)
                settled = await jobs.settle(attempt, outcome, self.now)
                assert settled == self.model.settle(attempt, outcome, self.now)
            case "cancel" if self.choose.random() < 0.2:
                await jobs.cancel(WEEKLY, guild, subject, SkipReason.PAUSED, self.now)
                self.model.cancel(guild, subject)
            case "release":
                assert await jobs.release(guild, self.now) == self.model.release(guild, self.now)

    async def compare(self, jobs: JobStore) -> None:
        """Check that both answer every question alike."""
        assert await jobs.next_due() == self.model.next_due()
        for guild in (GUILD, OTHER_GUILD):
            for subject in SUBJECTS:
                found = await jobs.pending(WEEKLY, guild, subject)
                expected = self.model.pending(guild, subject)
                assert (None if found is None else (found.state, found.due, found.attempts)) == expected
        self.seen |= {entry.state for entry in self.model.entries.values()}


@pytest.mark.parametrize("seed", range(4))
async def test_the_queue_agrees_with_a_model_over_random_steps(database: Database, seed: int) -> None:
    """Over 1,600 steps, in which jobs reach every state."""
    comparison = Comparison(seed)
    async with database.transaction() as tx:
        for _ in range(STEPS):
            await comparison.step(JobStore(tx))
            await comparison.compare(JobStore(tx))
    assert comparison.seen == set(JobState)
