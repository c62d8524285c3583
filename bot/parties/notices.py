"""Planning a notice to the host when a job of their party is in trouble."""

from datetime import datetime

from bot.guilds.notices import plan_notice
from bot.jobs.model import Job, JobKind, JobState, Outcome
from bot.jobs.store import JobStore
from bot.parties.model import Party
from bot.storage.rows import Transaction


async def plan_party_notice(tx: Transaction, job: Job, outcome: Outcome, party: Party, now: datetime) -> None:
    """Let the host of *party* be told in the same way, of the first of its jobs that is in trouble.

    Its reminders are jobs of their own, but one thing to mend, as long as it is to come or under way.
    """
    first = await JobStore(tx).pending(JobKind.PARTY, party.guild, party.id)
    told = first is not None and first.state is JobState.HELD and first.id != job.id
    if party.is_open and not told:
        await plan_notice(tx, job, outcome, party.host, now)
