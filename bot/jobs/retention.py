"""How long the bot keeps what it no longer needs, and the jobs that delete it."""

from datetime import UTC, datetime, timedelta

from bot.ids import GuildId, PartyId
from bot.jobs.model import JobKind, NewJob
from bot.jobs.store import JobStore
from bot.storage.rows import Transaction

PARTIES_KEPT = timedelta(days=90)
JOBS_KEPT = timedelta(days=365)
SEEN_KEPT = timedelta(days=1)
"""Those who were only seen at a party can still mark its chapter "watched together" so long."""
COPIES_KEPT = timedelta(days=7)
A_DAY = timedelta(days=1)
AFTER_A_START = timedelta(minutes=10)
TOGETHER_S = 10
"""However much is deleted, the files are written anew once in so many seconds."""
EVERYWHERE = GuildId(0)


def retention_job(due: datetime) -> NewJob:
    """Return the job of one day, the day of *due*: each plans the one of the next day."""
    return _job(due.date().isoformat(), due)


def retention_of(party: PartyId, now: datetime) -> NewJob:
    """Return the job that forgets who was only seen at *party*, whose end has been told *now*."""
    return _job(f"party:{party}", now + SEEN_KEPT)


async def plan_vacuum(tx: Transaction, now: datetime) -> None:
    """Let what is deleted in *tx* leave the files too: at once, or soon after others did."""
    since_epoch = int(now.timestamp())
    begun = since_epoch - since_epoch % TOGETHER_S
    if not await JobStore(tx).add(_job(f"deleted:{begun}", now)):
        soon = begun + TOGETHER_S
        await JobStore(tx).add(_job(f"deleted:{soon}", datetime.fromtimestamp(soon, UTC)))


def _job(what: str, due: datetime) -> NewJob:
    return NewJob(JobKind.RETENTION, EVERYWHERE, 0, f"retention:{what}", due)
