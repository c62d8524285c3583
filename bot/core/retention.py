"""How long the bot keeps what it needs no longer, and the job that lets it go."""

from datetime import datetime, timedelta

from bot.core.ids import GuildId, PartyId
from bot.core.jobs import JobKind, NewJob

PARTIES_KEPT = timedelta(days=90)
JOBS_KEPT = timedelta(days=365)
SEEN_KEPT = timedelta(days=1)
"""Those who were only seen at a party can still mark its chapter "watched together" so long."""
COPIES_KEPT = timedelta(days=7)
A_DAY = timedelta(days=1)
TOGETHER_S = 10
"""What is deleted within so many seconds leaves the file in one go."""

EVERYWHERE = GuildId(0)


def retention_job(due: datetime) -> NewJob:
    """Return the job of one day, the day of *due*: each plans the one of the next day."""
    return _job(f"{due.date().isoformat()}", due)


def retention_after(now: datetime) -> NewJob:
    """Return the job that takes what is deleted *now* out of the files too."""
    return _job(f"deleted:{int(now.timestamp()) // TOGETHER_S}", now + timedelta(seconds=TOGETHER_S))


def retention_of(party: PartyId, now: datetime) -> NewJob:
    """Return the job that forgets who was only seen at *party*, whose end has been told *now*."""
    return _job(f"party:{party}", now + SEEN_KEPT)


def _job(what: str, due: datetime) -> NewJob:
    return NewJob(JobKind.RETENTION, EVERYWHERE, 0, f"retention:{what}", due)
