"""What people did to the events of parties while the bot was away."""

import logging

import discord

from bot.client.pacing import Pacer
from bot.client.parties.events import fetched_event, shown_by
from bot.client.visibility import everyone_can_view
from bot.core.parties.events import OPEN
from bot.services.parties.event_changes import EventChanges

log = logging.getLogger(__name__)


async def catch_up_with_events(client: discord.Client, changes: EventChanges, pacer: Pacer) -> None:
    """Let every party to come follow what was done to its event since the bot last heard of it."""
    for server, number, channel in await changes.followed():
        guild = client.get_guild(server)
        if guild is None or guild.unavailable:
            continue
        try:
            if not await everyone_can_view(guild, channel):
                await changes.refresh(server)
            # One that is over, or hidden from the bot, is not among those that Discord told of.
            event = guild.get_scheduled_event(number) or await fetched_event(guild, number, pacer)
        except discord.HTTPException as error:
            log.info("could not look an event up: %s", error, extra={"guild": server})
            continue
        shown = None if event is None else shown_by(event)
        if shown is None or shown.status not in OPEN:
            await changes.ended(server, number)
        else:
            await changes.moved(server, number, shown)
