"""What people did to the events of parties while the bot was away."""

import logging

import discord

from bot.client.pacing import Pacer
from bot.client.parties.events import STATUS, UNKNOWN_EVENT, shown_by
from bot.core.ids import EventId, GuildId
from bot.core.parties.events import OPEN
from bot.services.parties.event_changes import EventChanges

log = logging.getLogger(__name__)


async def catch_up_with_events(client: discord.Client, changes: EventChanges, pacer: Pacer) -> None:
    """Let every party to come follow what was done to its event since the bot last heard of it."""
    for server, number in await changes.followed():
        guild = client.get_guild(server)
        if guild is None or guild.unavailable:
            continue
        try:
            event = guild.get_scheduled_event(number) or await _fetched(guild, number, pacer)
        except discord.HTTPException as error:
            log.info("could not look an event up: %s", error, extra={"guild": server})
            continue
        await _follow(changes, server, number, event)


async def _fetched(guild: discord.Guild, number: EventId, pacer: Pacer) -> discord.ScheduledEvent | None:
    """Return an event that Discord did not tell of by itself: one that is over, or hidden from the bot."""
    try:
        async with pacer.turn():
            return await guild.fetch_scheduled_event(number, with_counts=False)
    except discord.NotFound as error:
        if error.code != UNKNOWN_EVENT:
            raise
        return None


async def _follow(
    changes: EventChanges, server: GuildId, number: EventId, event: discord.ScheduledEvent | None
) -> None:
    if event is None or event.status not in {STATUS[status] for status in OPEN}:
        await changes.ended(server, number)
    else:
        await changes.moved(server, number, shown_by(event))
