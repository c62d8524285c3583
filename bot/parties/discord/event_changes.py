"""What people do to the events of parties, while the bot listens and while it was away."""

import logging
from functools import partial

import discord

from bot.client.error_codes import refusal
from bot.client.limits import Limit
from bot.client.pacing import Pacer
from bot.client.retrying import Retrying
from bot.client.visibility import everyone_can_view
from bot.ids import ChannelId, EventId, GuildId
from bot.parties.discord.events import fetched_event, shown_by
from bot.parties.events import OPEN
from bot.parties.service.events import EventChanges


class Following:
    """Lets parties follow their events, as those are by the time that this can be written."""

    def __init__(self, client: discord.Client, changes: EventChanges, moves: Limit, retrying: Retrying) -> None:
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
