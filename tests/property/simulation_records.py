"""What a study group sees of its posts, and what the file and the process know of them."""

from dataclasses import dataclass
from datetime import datetime

from bot.ids import ChapterNumber, JobId, ScheduleId
from bot.jobs.model import Job, JobState, Outcome


@dataclass(frozen=True)
class Message:
    """A post that members see."""

    schedule: ScheduleId
    occurrence: str
    chapters: tuple[ChapterNumber, ...]
    at: datetime
    attempt: int
    due: datetime


@dataclass
class Attempt:
    """A job that was claimed, and how its attempt went, once that is known."""

    job: Job
    outcome: Outcome | None = None


@dataclass(frozen=True)
class Entry:
    """A job as it is in the file."""

    id: JobId
    schedule: ScheduleId
    occurrence: str
    state: JobState
    attempts: int
    due: datetime
