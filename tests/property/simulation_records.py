"""Records of the schedule simulation: posts as members see them, attempts, and jobs as the database has them."""

from dataclasses import dataclass
from datetime import datetime

from bot.ids import ChapterId, JobId, ScheduleId
from bot.jobs.model import Job, JobState, Outcome


@dataclass(frozen=True)
class Message:
    """A post in the simulated channel."""

    schedule: ScheduleId
    occurrence: str
    chapters: tuple[ChapterId, ...]
    at: datetime
    attempt: int
    due: datetime


@dataclass
class Attempt:
    """A claimed job, and the outcome of its attempt once there is one."""

    job: Job
    outcome: Outcome | None = None


@dataclass(frozen=True)
class Entry:
    """The row of a job in the database."""

    id: JobId
    schedule: ScheduleId
    occurrence: str
    state: JobState
    attempts: int
    due: datetime
