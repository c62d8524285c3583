"""The waiting lists of parties with a limited number of places: who waits, and telling those who have a place now."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from bot.ids import PartyId, UserId
from bot.jobs.store import JobStore
from bot.parties import tasks
from bot.parties.model import Party
from bot.parties.store import DmOptInStore, PartyStore
from bot.parties.tasks import AT_ONCE
from bot.storage.rows import Transaction

Waiting = Mapping[PartyId, Sequence[UserId]]


async def waiting_for(tx: Transaction, parties: Iterable[Party]) -> Waiting:
    """Return who waits for a place at each of *parties*, of those that are open and have a limit."""
    limited = [party for party in parties if party.is_open and party.places is not None]
    return {party.id: (await PartyStore(tx).guests(party.id)).waiting for party in limited}


async def move_up(tx: Transaction, waited: Waiting, now: datetime, wait: timedelta = AT_ONCE) -> None:
    """Tell those who *waited*, and have a place *now*, by direct message after *wait*, if they opted in to these.

    Others see it on the party's card, and the next reminder is for them, too: nothing is posted or pinged for it.
    """
    for number, users in waited.items():
        party = await PartyStore(tx).get(number)
        if party is None or not users:
            continue
        placed = set(users).intersection((await PartyStore(tx).guests(number)).going)
        for opt_in in await DmOptInStore(tx).of_guild(party.guild):
            if opt_in.user in placed:
                await JobStore(tx).add(tasks.placed_job(party, opt_in.id, now, wait))
