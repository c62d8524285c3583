"""Which guests of a party have left the guild, and which cannot view the party's channel."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import nullcontext
from itertools import islice

import aiohttp
import discord

from bot.client.pacing import Pacer
from bot.client.visibility import can_view, member_of
from bot.ids import UserId
from bot.parties.model import Party
from bot.parties.service.leavers import Absence

log = logging.getLogger(__name__)
AT_ONCE = 100  # as many members as the gateway tells of in answer to one request
LONGEST_S = 20  # far below the time that a delivery may take
MOST_ASKED = 25  # those thought to have left who are asked for one by one; the others the next time
NO_ANSWER = (TimeoutError, RuntimeError, OSError, aiohttp.ClientError, discord.DiscordException)


async def absence_of(guild: discord.Guild, party: Party, guests: Sequence[UserId], pacer: Pacer) -> Absence:
    """Return which of *guests* have left *guild*, and which cannot view the channel of *party*.

    The gateway tells of single members without a privileged intent. Whoever it leaves out is asked
    for once more: only Discord's word that there is no such member counts. Where nobody can say,
    nobody is thought absent: a reminder does not wait for this.
    """
    try:
        async with asyncio.timeout(LONGEST_S):
            members = await _members(guild, guests)
            missing = (user for user in guests if user not in members)
            left = [user for user in islice(missing, MOST_ASKED) if await _has_left(guild, user, pacer)]
            blind = [user for user, member in members.items() if not await _reads(member, party, pacer)]
    except NO_ANSWER as error:
        log.warning("could not ask who can view a party: %s", error, extra={"guild": guild.id})
        return Absence()
    return Absence(frozenset(left), frozenset(blind))


async def _members(guild: discord.Guild, users: Sequence[UserId]) -> dict[UserId, discord.Member]:
    found: dict[UserId, discord.Member] = {}
    for begin in range(0, len(users), AT_ONCE):
        batch: list[int] = [*users[begin : begin + AT_ONCE]]
        members = await guild.query_members(user_ids=batch, limit=AT_ONCE, cache=False)
        found.update((UserId(member.id), member) for member in members)
    return found


async def _has_left(guild: discord.Guild, user: UserId, pacer: Pacer) -> bool:
    async with pacer.turn():
        return await member_of(guild, user) is None


async def _reads(member: discord.Member, party: Party, pacer: Pacer) -> bool:
    """Tell whether *member* can view the party's channel; of a thread Discord may have to be asked."""
    known = member.guild.get_channel(party.channel) is not None
    async with nullcontext() if known else pacer.turn():
        return await can_view(member, party.channel) is not False
