"""Planning a change of a party's scheduled event whenever the party changes, and what keeps it from that."""

from datetime import datetime

from bot.jobs.model import HoldReason, JobKind, JobState, SkipReason
from bot.jobs.store import JobStore
from bot.parties.events import TROUBLES, event_job
from bot.parties.model import Party
from bot.storage.rows import Transaction


async def plan_event(tx: Transaction, party: Party, now: datetime) -> None:
    """Let the event of *party* follow what has just been changed about it.

    What waits to be done for an earlier change is done along with this one.
    """
    await JobStore(tx).cancel(JobKind.PARTY_EVENT, party.guild, party.id, SkipReason.CHANGED, now)
    await JobStore(tx).add(event_job(party, now))


async def event_trouble(tx: Transaction, party: Party) -> HoldReason | None:
    """Return why *party* has no event, or one that does not follow it, where people can mend that."""
    pending = await JobStore(tx).pending(JobKind.PARTY_EVENT, party.guild, party.id)
    if pending is None or pending.state is not JobState.HELD or pending.error not in TROUBLES:
        return None
    return HoldReason(pending.error)
