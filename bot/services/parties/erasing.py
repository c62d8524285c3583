"""What still stands in Discord about a person who is to be forgotten, and bringing it in step."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.core.jobs import JobKind
from bot.core.parties.jobs import read_occurrence, unname_job
from bot.core.parties.party import Party
from bot.core.parties.whispers import TOLD
from bot.core.ports import Transaction
from bot.services.parties.event_plans import plan_event
from bot.services.parties.planning import redraw

# Discord lets few messages that are older than an hour be changed in a while.
APART = timedelta(seconds=30)


async def unname(transaction: Transaction, former: Sequence[Party], now: datetime) -> None:
    """Let all that is known to stand about the parties *former* follow: somebody in them is forgotten.

    To be called in the transaction that forgets. Cards and events are drawn as the parties are by now;
    messages that notified people name nobody any more. What is still to come goes first.
    """
    due = now
    for before in sorted(former, key=lambda party: not party.is_open):
        party = await transaction.parties.get(before.id)
        if party is None:
            continue
        if party.message is not None:
            await redraw(transaction, party, due)
            due += APART
        if party.is_open and party.note != before.note:
            await plan_event(transaction, party, now)
        for told in await transaction.jobs.posted(JobKind.PARTY, party.guild, party.id):
            if told.message is not None and read_occurrence(told.occurrence).task in TOLD:
                await transaction.jobs.add(unname_job(party, told.id, due))
                due += APART
