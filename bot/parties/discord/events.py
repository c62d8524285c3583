"""Discord's own events of watch parties: made once, changed from then on, and never made again."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import discord

from bot.client.error_codes import (
    FAILURES,
    FINISHED_EVENT,
    MISSING_ACCESS,
    MISSING_PERMISSIONS,
    TOO_MANY_EVENTS,
    UNKNOWN_EVENT,
    refusal,
)
from bot.client.no_retry import sent_once
from bot.client.pacing import Pacer
from bot.client.replies import server_localizer
from bot.client.sender import MessageSender
from bot.client.visibility import everyone_can_view, is_open_to_all
from bot.ids import EventId
from bot.jobs.model import Dead, Delivered, Held, HoldReason, Outcome, Skipped, SkipReason
from bot.parties.cards.event import event_description, event_name
from bot.parties.discord.covers import Cover
from bot.parties.events import (
    EventChange,
    EventKept,
    EventOrder,
    EventShown,
    EventStatus,
    change_of,
    is_marked,
    is_wanted,
)
from bot.parties.model import Party
from bot.times.clock import Clock

log = logging.getLogger(__name__)
BAD_REQUEST = 400
STATUS = {
    EventStatus.SCHEDULED: discord.EventStatus.scheduled,
    EventStatus.ACTIVE: discord.EventStatus.active,
    EventStatus.OVER: discord.EventStatus.completed,
    EventStatus.CANCELLED: discord.EventStatus.cancelled,
}
VenueChannel = discord.VoiceChannel | discord.StageChannel


class DiscordEvents:
    """Keeps the events of parties in step."""

    def __init__(self, client: discord.Client, poster: MessageSender, discord_clock: Clock, cover: Cover) -> None:
        self._client = client
        self._poster = poster
        self._pacer = poster.pacer
        self._discord_clock = discord_clock
        self._cover = cover

    async def keep(self, order: EventOrder) -> EventKept:
        """Bring the event of the party in step: make it once, change it from then on.

        Making an event twice cannot be told from making two, so first one is looked for. One that
        people have deleted is not made again.
        """
        known = order.party.event

        async def work() -> Outcome:
            nonlocal known
            guild = self._client.get_guild(order.party.guild)
            if guild is None or guild.unavailable:
                return Held(HoldReason.GUILD_GONE)
            event = await self._find(guild, order)
            if event is not None:
                known = EventId(event.id)
                await self._bring_in_step(event, replace(order, party=await _shown(guild, order.party)))
            elif known is None:
                # Discord makes none of what is past by its own clock.
                if not is_wanted(order.party, max(order.now, self._discord_clock())):
                    return Skipped(SkipReason.OVER)
                if (reason := await event_obstacle(guild, order.party)) is not None:
                    return Held(reason)
                known = await self._make(guild, order)
                if order.job.attempts > 1:
                    known = await self._kept(guild, order, known)
            return Delivered(None, None)

        outcome = await self._poster.attempt(order.job, lambda: _judged(order, work))
        return EventKept(outcome, known)

    async def _find(self, guild: discord.Guild, order: EventOrder) -> discord.ScheduledEvent | None:
        """Return the party's event as it is now, even where nobody knows whether it was made."""
        if order.party.event is not None:
            return await fetched_event(guild, order.party.event, self._pacer)
        if order.job.attempts == 1 and not is_wanted(order.party, order.now):
            return None
        found = await self._marked(guild, order)
        return found[0] if found else None

    async def _marked(self, guild: discord.Guild, order: EventOrder) -> list[discord.ScheduledEvent]:
        """Return our own events of the party, the oldest first."""
        async with self._pacer.turn():
            events = await guild.fetch_scheduled_events(with_counts=False)
        mine = (event for event in events if event.creator_id == guild.me.id)
        found = (event for event in mine if is_marked(event.description, order.party.id))
        return sorted(found, key=lambda event: event.id)

    async def _kept(self, guild: discord.Guild, order: EventOrder, made: EventId) -> EventId:
        """Return the older event where an earlier attempt's was carried out too; the newer goes."""
        try:
            events = await self._marked(guild, order)
            for repeat in events[1:]:
                async with self._pacer.turn():
                    await repeat.delete()
        except FAILURES as error:
            log.warning("could not look whether an event was made twice: %s", error)
            return made
        return EventId(events[0].id) if events else made

    async def _make(self, guild: discord.Guild, order: EventOrder) -> EventId:
        party, say = order.party, server_localizer(guild, order.locale)
        options: dict[str, Any] = {
            "name": event_name(order.chapter, say),
            "description": event_description(await _shown(guild, party), order.chapter, say),
            "start_time": party.starts_at,
            "end_time": party.ends_at(order.now),
            "privacy_level": discord.PrivacyLevel.guild_only,
            **_place(guild, order),
        }
        picture = await self._cover(order.chapter)
        if picture is not None:
            try:
                return await self._create(guild, options | {"image": picture})
            except discord.HTTPException as error:
                if error.status != BAD_REQUEST or refusal(error) in {None, TOO_MANY_EVENTS}:
                    raise
                log.warning("Discord refuses an event with its picture: %s", error)
        return await self._create(guild, options)

    async def _create(self, guild: discord.Guild, options: dict[str, Any]) -> EventId:
        async with self._pacer.turn():
            with sent_once():
                return EventId((await guild.create_scheduled_event(**options)).id)

    async def _bring_in_step(self, event: discord.ScheduledEvent, order: EventOrder) -> None:
        change = change_of(order.party, shown_by(event), order.now)
        if change is None:
            return
        async with self._pacer.turn():
            await event.edit(**_options(change))


async def fetched_event(guild: discord.Guild, event: EventId, pacer: Pacer) -> discord.ScheduledEvent | None:
    """Return an event as it is now, or nothing where Discord knows of none.

    Raises:
        discord.HTTPException: Discord cannot or will not say.
    """
    try:
        async with pacer.turn():
            return await guild.fetch_scheduled_event(event, with_counts=False)
    except discord.NotFound as error:
        if refusal(error) != UNKNOWN_EVENT:
            raise
        return None


def shown_by(event: discord.ScheduledEvent) -> EventShown:
    """Return what *event* shows."""
    status = next((ours for ours, theirs in STATUS.items() if theirs is event.status), EventStatus.OVER)
    return EventShown(status, event.start_time, event.end_time, event.description)


async def event_obstacle(guild: discord.Guild, party: Party) -> HoldReason | None:
    """Return what keeps the bot from making an event of *party*.

    Discord shows an event to all members, but one in a voice channel only to those who can view that.
    So of a party in a channel that is not open to everyone there is one in such a channel, or none.
    """
    venue = _hosting(guild, party.venue)
    is_shown_to_all = venue is None or is_open_to_all(venue)
    if is_shown_to_all and not await everyone_can_view(guild, party.channel):
        return HoldReason.CHANNEL_NOT_PUBLIC
    if venue is None and not guild.me.guild_permissions.create_events:
        return HoldReason.CANNOT_CREATE_EVENTS
    return None


async def _shown(guild: discord.Guild, party: Party) -> Party:
    """Return *party* as its event may tell of it: host and note are for those who can view its channel."""
    return party if await everyone_can_view(guild, party.channel) else replace(party, note=None, host=None)


def _place(guild: discord.Guild, order: EventOrder) -> dict[str, Any]:
    """Return where the event takes place: in the venue itself, or else in words that lead there."""
    channel = _hosting(guild, order.party.venue)
    if channel is None:
        where = order.party.venue or order.party.channel
        return {"entity_type": discord.EntityType.external, "location": f"<#{where}>"}
    is_stage = isinstance(channel, discord.StageChannel)
    kind = discord.EntityType.stage_instance if is_stage else discord.EntityType.voice
    return {"entity_type": kind, "channel": channel}


def _hosting(guild: discord.Guild, venue: int | None) -> VenueChannel | None:
    """Return the channel of *venue*, where the bot may make an event in it; a stage asks for a lot."""
    channel = None if venue is None else guild.get_channel(venue)
    if not isinstance(channel, discord.VoiceChannel | discord.StageChannel):
        return None
    may = channel.permissions_for(guild.me)
    needs = [may.create_events, may.view_channel, may.connect]
    if isinstance(channel, discord.StageChannel):
        needs += [may.manage_channels, may.mute_members, may.move_members]
    return channel if all(needs) else None


def _options(change: EventChange) -> dict[str, Any]:
    status = None if change.status is None else STATUS[change.status]
    options = {
        "status": status,
        "start_time": change.starts_at,
        "end_time": change.ends_at,
        "description": change.description,
    }
    return {name: value for name, value in options.items() if value is not None}


async def _judged(order: EventOrder, work: Callable[[], Awaitable[Outcome]]) -> Outcome:
    """Do *work*, and say how it ended where Discord's refusal means something else than for a post."""
    try:
        return await work()
    except discord.HTTPException as error:
        code = refusal(error)
        if code in {UNKNOWN_EVENT, FINISHED_EVENT}:
            return Delivered(None, None)  # people were quicker, and have ended it
        if code == TOO_MANY_EVENTS:
            return Held(HoldReason.TOO_MANY_EVENTS)
        if code in {MISSING_ACCESS, MISSING_PERMISSIONS}:
            return Held(HoldReason.CANNOT_CREATE_EVENTS)
        if error.status == BAD_REQUEST and code is not None:
            log.error("Discord refuses an event: %s", error, extra={"job": order.job.id})  # noqa: TRY400 - its text says all
            return Dead(str(error)[:200])
        raise
