"""Guests who have left the guild: their answers, reminders and hosting go with them."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from bot.core.ids import GuildId, UserId
from bot.core.ports import Clock, Storage, Transaction
from bot.services.parties.event_plans import plan_event
from bot.services.parties.planning import redraw


@dataclass(frozen=True, slots=True)
class Absence:
    """Guests of a party whom its channel does not reach.

    Attributes:
        left: Who is no member of the guild any more.
        blind: Members who cannot view the party's channel.
    """

    left: frozenset[UserId] = frozenset()
    blind: frozenset[UserId] = frozenset()


async def forget_leavers(
    transaction: Transaction, guild: GuildId, users: Collection[UserId], now: datetime
) -> None:
    """Take *users* off all parties of *guild* that are not over, as guests and as hosts with their notes.

    The bot is not told when somebody leaves, as that takes a privileged intent; so this is done
    whenever it finds out. The cards follow.
    """
    for user in users:
        await transaction.wishes.remove(guild, user)
        for party in await transaction.parties.leave(guild, user):
            await redraw(transaction, party, now)
            await plan_event(transaction, party, now)


class LeaverService:
    """Forgets guests who turn out to have left."""

    def __init__(self, storage: Storage, clock: Clock, wake: Callable[[], None]) -> None:
        self._storage = storage
        self._clock = clock
        self._wake = wake

    async def forget(self, guild: GuildId, users: Collection[UserId]) -> None:
        """Take *users*, who are no members of *guild* any more, off its parties that are not over."""
        async with self._storage.transaction() as transaction:
            await forget_leavers(transaction, guild, users, self._clock())
        self._wake()
