"""What is planned for the event of a watch party whenever the party changes, and what keeps it from that."""

from datetime import datetime

from bot.core.jobs import HoldReason, JobKind, JobState, SkipReason
from bot.core.parties.events import TROUBLES, event_job
from bot.core.parties.party import Party
from bot.core.ports import Transaction


async def plan_event(transaction: Transaction, party: Party, now: datetime) -> None:
    """Let the event of *party* follow what has just been changed about it.

    What waits to be done for an earlier change is done along with this one.
    """
    await transaction.jobs.cancel(JobKind.PARTY_EVENT, party.guild, party.id, SkipReason.CHANGED, now)
    await transaction.jobs.add(event_job(party, now))


async def event_trouble(transaction: Transaction, party: Party) -> HoldReason | None:
    """Return why *party* has no event, or one that does not follow it, where people can mend that."""
    pending = await transaction.jobs.pending(JobKind.PARTY_EVENT, party.guild, party.id)
    if pending is None or pending.state is not JobState.HELD or pending.error not in TROUBLES:
        return None
    return HoldReason(pending.error)
