"""How many watch parties there may be in a guild, and of one member in it."""

from bot.core.ids import GuildId, UserId
from bot.core.parties.party import MOST_HOSTED, MOST_OPEN, PartyChange
from bot.core.ports import Transaction


async def no_room(
    transaction: Transaction, guild: GuildId, host: UserId | None, *, organises: bool
) -> PartyChange | None:
    """Say why *host* can plan no further party in *guild*, or nothing.

    What follows in a series is not asked about: it takes the place of the party before it.
    """
    there = await transaction.parties.open(guild)
    if len(there) >= MOST_OPEN:
        return PartyChange.FULL
    hosted = sum(party.host == host for party in there)
    return PartyChange.HOSTS_MANY if hosted >= MOST_HOSTED and not organises else None
