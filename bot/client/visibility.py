"""Who is a member of a guild at this moment, and which of its channels they can view.

What is not in the cache is fetched; all these functions raise discord.HTTPException if that fails.
"""

import asyncio
import logging
from collections.abc import Sequence
from typing import Literal

import aiohttp
import discord

from bot.client.error_codes import UNKNOWN_MEMBER, UNKNOWN_USER, refusal, suppress_refusals
from bot.ids import ChannelId, UserId

log = logging.getLogger(__name__)
MEMBERS_PER_QUERY = 100  # ids that the gateway takes in one request for members
LONGEST_LOOK_S = 5  # for who has left, while somebody waits for a card
NO_ANSWER = (TimeoutError, RuntimeError, OSError, aiohttp.ClientError, discord.DiscordException)
Place = discord.abc.GuildChannel | discord.Thread


async def member_of(guild: discord.Guild, user: UserId) -> discord.Member | None:
    """Fetch *user* as a member of *guild*; None if they are not one."""
    with suppress_refusals(UNKNOWN_MEMBER, UNKNOWN_USER):
        return await guild.fetch_member(user)
    return None


async def queried_members(guild: discord.Guild, users: Sequence[UserId]) -> dict[UserId, discord.Member]:
    """Return those of *users* that the gateway says are members of *guild*, which takes no privileged intent.

    Raise one of `NO_ANSWER` if it does not say.
    """
    found: dict[UserId, discord.Member] = {}
    for batch in discord.utils.as_chunks(users, MEMBERS_PER_QUERY):
        members = await guild.query_members(user_ids=[*batch], limit=MEMBERS_PER_QUERY, cache=False)
        found.update((UserId(member.id), member) for member in members)
    return found


async def absent_members(guild: discord.Guild, users: Sequence[UserId]) -> frozenset[UserId]:
    """Return which of *users*, a few, have left *guild*; where Discord gives no answer, nobody is thought absent."""
    try:
        async with asyncio.timeout(LONGEST_LOOK_S):
            members = await queried_members(guild, users)
            return frozenset([user for user in users if user not in members and await member_of(guild, user) is None])
    except NO_ANSWER as error:
        log.warning("could not ask who has left: %s", error, extra={"guild": guild.id})
        return frozenset()


async def asking_member(interaction: discord.Interaction, guild: discord.Guild) -> discord.Member | None:
    """Return the interaction's user as a member of *guild*, fetched in a direct message; None if they are not one."""
    user = interaction.user
    if interaction.guild_id == guild.id and isinstance(user, discord.Member):
        return user
    return await member_of(guild, UserId(user.id))


async def can_view(member: discord.Member, channel: ChannelId) -> bool | None:
    """Tell whether *member* can view *channel* of their guild; None if the channel does not exist.

    A channel that the bot cannot view, such as a private thread that it is not in, counts as hidden from everyone.
    """
    place = await _find(member.guild, channel)
    if isinstance(place, discord.Thread):
        return await _can_view_thread(member, place)
    return place if place is None or place is False else place.permissions_for(member).view_channel


async def everyone_can_view(guild: discord.Guild, channel: ChannelId) -> bool:
    """Tell whether every member of *guild* can view *channel*; false if it does not exist."""
    place = await _find(guild, channel)
    return place is not None and place is not False and is_open_to_all(place)


def is_open_to_all(place: Place) -> bool:
    """Tell whether every member can view *place*: @everyone may, and no overwrite denies it but one of the bot's."""
    if isinstance(place, discord.Thread):
        return not place.is_private() and place.parent is not None and is_open_to_all(place.parent)
    guild = place.guild
    of_the_bot = {guild.me.id, guild.self_role and guild.self_role.id}
    denied = {each.id for each, overwrite in place.overwrites.items() if overwrite.view_channel is False}
    return place.permissions_for(guild.default_role).view_channel and denied <= of_the_bot


async def _find(guild: discord.Guild, channel: ChannelId) -> Place | Literal[False] | None:
    """Return *channel* of *guild*, also an archived thread; None if there is none, False if the bot cannot view it."""
    cached: Place | None = guild.get_channel_or_thread(channel)
    if cached is not None:
        return cached
    try:
        return await guild.fetch_channel(channel)
    except discord.InvalidData:
        return False
    except (discord.NotFound, discord.Forbidden) as error:
        if refusal(error) is None:
            raise
        return None if isinstance(error, discord.NotFound) else False


async def _can_view_thread(member: discord.Member, thread: discord.Thread) -> bool:
    """Tell whether *member* can view *thread*; a private one takes being added to it, or Manage Threads."""
    if thread.parent is None:
        return False
    allowed = thread.permissions_for(member)
    if not thread.is_private() or not allowed.view_channel or allowed.manage_threads:
        return allowed.view_channel
    try:
        await thread.fetch_member(member.id)
    except (discord.NotFound, discord.Forbidden) as error:
        if refusal(error) is None:
            raise
        return False
    return True
