"""What people did to the events of parties while the bot was away."""

import logging

import discord

from bot.client.pacing import Pacer
from bot.client.parties.events import fetched_event, shown_by
from bot.client.verdicts import refusal
from bot.client.visibility import everyone_can_view
from bot.core.ids import ChannelId, EventId, GuildId
from bot.core.parties.events import OPEN
from bot.services.parties.event_changes import EventChanges

log = logging.getLogger(__name__)


class CatchingUp:
    """Lets every party to come follow what was done to its event since the bot last heard of it."""

    def __init__(self, client: discord.Client, changes: EventChanges, pacer: Pacer) -> None:
        self._client = client
        self._changes = changes
        self._pacer = pacer
        self._done: set[EventId] = set()

    async def go_on(self) -> None:
        """See to each event once; one that fails stops no other, and is tried again by the next call.

        Raises:
            Exception: What failed first.
        """
        failure: Exception | None = None
        for server, number, channel in await self._changes.followed():
            if number in self._done:
                continue
            try:
                await self._see_to(server, number, channel)
            except Exception as error:  # noqa: BLE001 - raised below, when the others have had their turn
                failure = failure or error
            else:
                self._done.add(number)
        if failure is not None:
            raise failure

    async def _see_to(self, server: GuildId, number: EventId, channel: ChannelId) -> None:
        guild = self._client.get_guild(server)
        if guild is None or guild.unavailable:
            return
        try:
            if not await everyone_can_view(guild, channel):
                await self._changes.refresh(server)
            # One that is over, or hidden from the bot, is not among those that Discord told of.
            event = guild.get_scheduled_event(number) or await fetched_event(guild, number, self._pacer)
        except discord.HTTPException as error:
            if refusal(error) is None:
                raise
            log.info("Discord refuses to tell of an event: %s", error, extra={"guild": server})
            return
        shown = None if event is None else shown_by(event)
        if shown is None or shown.status not in OPEN:
            await self._changes.ended(server, number)
        else:
            await self._changes.moved(server, number, shown)
