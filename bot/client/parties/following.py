"""What people do to the events of parties while the bot listens."""

from functools import partial

import discord

from bot.client.limits import Limit
from bot.client.parties.events import shown_by
from bot.client.retrying import Retrying
from bot.core.ids import EventId, GuildId
from bot.services.parties.event_changes import EventChanges


class Following:
    """Lets parties follow their events, as those are by the time that this can be written."""

    def __init__(
        self, client: discord.Client, changes: EventChanges, moves: Limit, retrying: Retrying
    ) -> None:
        self._client = client
        self._changes = changes
        self._moves = moves
        self._retrying = retrying
        self._untold: set[EventId] = set()

    async def changed(self, before: discord.ScheduledEvent, after: discord.ScheduledEvent) -> None:
        """Move the party along with its event, or tell its host that the event was called off."""
        if after.start_time != before.start_time:
            await self._moved(GuildId(after.guild_id), EventId(after.id))
        if after.status is discord.EventStatus.cancelled is not before.status:
            await self.deleted(after)

    async def deleted(self, event: discord.ScheduledEvent) -> None:
        """Tell the host of the party that *event* is gone."""
        guild, number = GuildId(event.guild_id), EventId(event.id)
        work = partial(self._changes.ended, guild, number)
        await self._retrying.until_done("telling of an event's end", work, guild=guild, about=number)

    async def _moved(self, guild: GuildId, event: EventId) -> None:
        if not self._moves.wait(event):
            self._untold.add(event)
        work = partial(self._follow, guild, event)
        await self._retrying.until_done("following an event's move", work, guild=guild, about=event)

    async def _follow(self, server: GuildId, number: EventId) -> None:
        guild = self._client.get_guild(server)
        event = None if guild is None else guild.get_scheduled_event(number)
        if event is not None:
            tells = number in self._untold
            await self._changes.moved(server, number, shown_by(event), tells=tells)
        self._untold.discard(number)
