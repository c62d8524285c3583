"""Guests who have left the guild, and people who are to be forgotten."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.ids import GuildId, UserId
from bot.jobs.model import JobKind
from bot.jobs.store import JobStore
from bot.parties.direct_messages import TOLD
from bot.parties.model import Party
from bot.parties.service.event_plans import plan_event
from bot.parties.service.planning import redraw
from bot.parties.store import DmOptInStore, PartyStore
from bot.parties.tasks import read_occurrence, unname_job
from bot.storage.database import Database
from bot.storage.rows import Transaction
from bot.times.clock import Clock


@dataclass(frozen=True, slots=True)
class Absence:
    """Guests of a party whom its channel does not reach.

    Attributes:
        left: Who is no member of the guild any more.
        blind: Members who cannot view the party's channel.
    """

    left: frozenset[UserId] = frozenset()
    blind: frozenset[UserId] = frozenset()


async def forget_leavers(tx: Transaction, guild: GuildId, users: Collection[UserId], now: datetime) -> None:
    """Take *users* off all parties of *guild* that are not over, as guests and as hosts with their notes.

    The bot is not told when somebody leaves, as that takes a privileged intent; so this is done
    whenever it finds out. The cards follow.
    """
    for user in users:
        await DmOptInStore(tx).remove(guild, user)
        for party in await PartyStore(tx).leave(guild, user):
            await redraw(tx, party, now)
            await plan_event(tx, party, now)


class LeaverService:
    """Forgets guests who turn out to have left."""

    def __init__(self, database: Database, clock: Clock, wake: Callable[[], None]) -> None:
        self._database = database
        self._clock = clock
        self._wake = wake

    async def forget(self, guild: GuildId, users: Collection[UserId]) -> None:
        """Take *users*, who are no members of *guild* any more, off its parties that are not over."""
        async with self._database.transaction() as tx:
            await forget_leavers(tx, guild, users, self._clock())
        self._wake()


# Discord lets few messages that are older than an hour be changed in a while.
APART = timedelta(seconds=30)


async def unname(tx: Transaction, former: Sequence[Party], now: datetime) -> None:
    """Let all that is known to stand about the parties *former* follow: somebody in them is forgotten.

    To be called in the transaction that forgets. Cards and events are drawn as the parties are by now;
    messages that notified people name nobody any more. What is still to come goes first.
    """
    due = now
    for before in sorted(former, key=lambda party: not party.is_open):
        party = await PartyStore(tx).get(before.id)
        if party is None:
            continue
        if party.message is not None:
            await redraw(tx, party, due)
            due += APART
        if party.is_open and party.note != before.note:
            await plan_event(tx, party, now)
        for told in await JobStore(tx).posted(JobKind.PARTY, party.guild, party.id):
            if told.message is not None and read_occurrence(told.occurrence).task in TOLD:
                await JobStore(tx).add(unname_job(party, told.id, due))
                due += APART
