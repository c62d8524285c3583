"""Scheduled events of watch parties in Discord: making and editing them, and following what people do to them."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import asdict, replace
from functools import partial
from typing import Any

import discord

from bot.client import error_codes
from bot.client.error_codes import refusal
from bot.client.limits import Limit
from bot.client.no_retry import sent_once
from bot.client.pacing import Pacer
from bot.client.replies import server_localizer
from bot.client.retrying import Retrying
from bot.client.sender import MessageSender
from bot.client.visibility import everyone_can_view, is_open_to_all
from bot.ids import ChannelId, EventId, GuildId
from bot.jobs.model import Dead, Delivered, Held, HoldReason, Outcome, Skipped, SkipReason
from bot.parties.cards.event import event_description, event_name
from bot.parties.discord.covers import Cover
from bot.parties.events import OPEN, EventChange, EventStatus, EventUpdate, EventView, change_of, is_marked, needs_event
from bot.parties.model import Party
from bot.parties.service import PartyService
from bot.shards import ShardSet
from bot.times.clock import Clock

log = logging.getLogger(__name__)
BAD_REQUEST = 400
STATUS = {
    EventStatus.SCHEDULED: discord.EventStatus.scheduled,
    EventStatus.ACTIVE: discord.EventStatus.active,
    EventStatus.OVER: discord.EventStatus.completed,
    EventStatus.CANCELLED: discord.EventStatus.cancelled,
}
Venue = discord.VoiceChannel | discord.StageChannel


class DiscordEvents:
    """Makes and edits the events of parties; implements `EventDeliverer`."""

    def __init__(self, client: discord.Client, sender: MessageSender, discord_clock: Clock, cover: Cover) -> None:
        self._client = client
        self._sender = sender
        self._pacer = sender.pacer
        self._discord_clock = discord_clock
        self._cover = cover

    async def update_event(self, order: EventUpdate) -> tuple[Outcome, EventId | None]:
        """Make or edit the party's event; return how that ended, and the id of the event if there is one.

        An earlier attempt may have made it, and events have no nonce, so first it is looked for. One that people
        have deleted is not made again.
        """
        known = order.party.event

        async def work() -> Outcome:
            nonlocal known
            guild = self._client.get_guild(order.party.guild)
            if guild is None or guild.unavailable:
                return Held(HoldReason.GUILD_GONE)
            if (event := await self._find(guild, order)) is not None:
                known = EventId(event.id)
                if change := change_of(await _public(guild, order.party), view_of(event), order.now):
                    async with self._pacer.turn():
                        await event.edit(**_options(change))
            elif known is None:
                # Discord makes no event whose start is past by its own clock.
                if not needs_event(order.party, max(order.now, self._discord_clock())):
                    return Skipped(SkipReason.OVER)
                if (reason := await event_blocker(guild, order.party)) is not None:
                    return Held(reason)
                known = await self._make(guild, order)
                if order.job.attempts > 1:
                    known = await self._without_repeats(guild, order, known)
            return Delivered(None, None)

        return await self._sender.attempt(order.job, lambda: _outcome_of(order, work)), known

    async def _find(self, guild: discord.Guild, order: EventUpdate) -> discord.ScheduledEvent | None:
        """Return the party's event as it is in Discord now, also one of an earlier attempt; None if there is none."""
        if order.party.event is not None:
            return await fetched_event(guild, order.party.event, self._pacer)
        if order.job.attempts == 1 and not needs_event(order.party, order.now):
            return None
        found = await self._marked(guild, order)
        return found[0] if found else None

    async def _marked(self, guild: discord.Guild, order: EventUpdate) -> list[discord.ScheduledEvent]:
        """Return the events that the bot made for the party, the oldest first."""
        async with self._pacer.turn():
            events = await guild.fetch_scheduled_events(with_counts=False)
        mine = (event for event in events if event.creator_id == guild.me.id)
        found = (event for event in mine if is_marked(event.description, order.party.id))
        return sorted(found, key=lambda event: event.id)

    async def _without_repeats(self, guild: discord.Guild, order: EventUpdate, made: EventId) -> EventId:
        """Keep the party's oldest event, delete others, which earlier attempts made, and return the kept one's id."""
        try:
            events = await self._marked(guild, order)
            for repeat in events[1:]:
                async with self._pacer.turn():
                    await repeat.delete()
        except error_codes.FAILURES as error:
            log.warning("could not look whether an event was made twice: %s", error)
            return made
        return EventId(events[0].id) if events else made

    async def _make(self, guild: discord.Guild, order: EventUpdate) -> EventId:
        party, say = order.party, server_localizer(guild, order.locale)
        options: dict[str, Any] = {
            "name": event_name(order.chapter, say),
            "description": event_description(await _public(guild, party), order.chapter, say),
            "start_time": party.starts_at,
            "end_time": party.ends_at(order.now),
            "privacy_level": discord.PrivacyLevel.guild_only,
            **_place(guild, order),
        }
        url = order.chapter.cover_url
        if url is not None and (picture := await self._cover(url)) is not None:
            try:
                return await self._create(guild, options | {"image": picture})
            except discord.HTTPException as error:
                if error.status != BAD_REQUEST or refusal(error) in {None, error_codes.TOO_MANY_EVENTS}:
                    raise
                log.warning("Discord refuses an event with its picture: %s", error)
        return await self._create(guild, options)

    async def _create(self, guild: discord.Guild, options: dict[str, Any]) -> EventId:
        async with self._pacer.turn():
            with sent_once():
                return EventId((await guild.create_scheduled_event(**options)).id)


async def fetched_event(guild: discord.Guild, event: EventId, pacer: Pacer) -> discord.ScheduledEvent | None:
    """Fetch an event; None where Discord knows of none. Raises discord.HTTPException for any other refusal."""
    try:
        async with pacer.turn():
            return await guild.fetch_scheduled_event(event, with_counts=False)
    except discord.NotFound as error:
        if refusal(error) != error_codes.UNKNOWN_EVENT:
            raise
        return None


def view_of(event: discord.ScheduledEvent) -> EventView:
    """Return what *event* shows; a status that is not known counts as over."""
    status = next((ours for ours, theirs in STATUS.items() if theirs is event.status), EventStatus.OVER)
    return EventView(status, event.start_time, event.end_time, event.description)


async def event_blocker(guild: discord.Guild, party: Party) -> HoldReason | None:
    """Return why the bot cannot make an event of *party*, or None.

    Discord shows an event to all members, but one in a voice channel only to those who can view that channel. So a
    party whose text channel not everyone can view has an event only in a voice channel that not everyone can view.
    """
    venue = _hosting(guild, party.venue)
    is_shown_to_all = venue is None or is_open_to_all(venue)
    if is_shown_to_all and not await everyone_can_view(guild, party.channel):
        return HoldReason.CHANNEL_NOT_PUBLIC
    if venue is None and not guild.me.guild_permissions.create_events:
        return HoldReason.CANNOT_CREATE_EVENTS
    return None


async def _public(guild: discord.Guild, party: Party) -> Party:
    """Return *party* without host and note unless everyone can view its channel: its event may be shown to others."""
    return party if await everyone_can_view(guild, party.channel) else replace(party, note=None, host=None)


def _place(guild: discord.Guild, order: EventUpdate) -> dict[str, Any]:
    """Return the options that place the event: in the venue itself, or as external with a link to the channel."""
    channel = _hosting(guild, order.party.venue)
    if channel is None:
        where = order.party.venue or order.party.channel
        return {"entity_type": discord.EntityType.external, "location": f"<#{where}>"}
    is_stage = isinstance(channel, discord.StageChannel)
    kind = discord.EntityType.stage_instance if is_stage else discord.EntityType.voice
    return {"entity_type": kind, "channel": channel}


def _hosting(guild: discord.Guild, venue: int | None) -> Venue | None:
    """Return the channel *venue* if the bot has the permissions to make an event in it, else None."""
    channel = None if venue is None else guild.get_channel(venue)
    if not isinstance(channel, Venue):
        return None
    may = channel.permissions_for(guild.me)
    needs = [may.create_events, may.view_channel, may.connect]
    if isinstance(channel, discord.StageChannel):
        needs += [may.manage_channels, may.mute_members, may.move_members]
    return channel if all(needs) else None


def _options(change: EventChange) -> dict[str, Any]:
    names = {"starts_at": "start_time", "ends_at": "end_time"}
    options = asdict(change) | {"status": None if change.status is None else STATUS[change.status]}
    return {names.get(name, name): value for name, value in options.items() if value is not None}


async def _outcome_of(order: EventUpdate, work: Callable[[], Awaitable[Outcome]]) -> Outcome:
    """Do *work*; turn the refusals that mean something else for an event than for a post into outcomes."""
    try:
        return await work()
    except discord.HTTPException as error:
        code = refusal(error)
        if code in {error_codes.UNKNOWN_EVENT, error_codes.FINISHED_EVENT}:
            return Delivered(None, None)  # somebody has ended or deleted it meanwhile
        if code == error_codes.TOO_MANY_EVENTS:
            return Held(HoldReason.TOO_MANY_EVENTS)
        if code in {error_codes.MISSING_ACCESS, error_codes.MISSING_PERMISSIONS}:
            return Held(HoldReason.CANNOT_CREATE_EVENTS)
        if error.status == BAD_REQUEST and code is not None:
            log.error("Discord refuses an event: %s", error, extra={"job": order.job.id})  # noqa: TRY400 - its text says all
            return Dead(str(error)[:200])
        raise


class EventFollower:
    """Applies to parties what people do to their events, also while the bot was offline."""

    def __init__(
        self, client: discord.Client, parties: PartyService, moves: Limit, retrying: Retrying, pacer: Pacer
    ) -> None:
        self._client = client
        self._parties = parties
        self._moves = moves
        self._retrying = retrying
        self._pacer = pacer
        self._to_announce: set[EventId] = set()

    async def changed(self, before: discord.ScheduledEvent, after: discord.ScheduledEvent) -> None:
        """Move the party if its event was moved, or announce to its host that the event was cancelled."""
        if after.start_time != before.start_time:
            await self._moved(GuildId(after.guild_id), EventId(after.id))
        if after.status is discord.EventStatus.cancelled is not before.status:
            await self.deleted(after)

    async def deleted(self, event: discord.ScheduledEvent) -> None:
        """Announce to the host of the party that *event* is gone."""
        guild, number = GuildId(event.guild_id), EventId(event.id)
        work = partial(self._parties.event_removed, guild, number)
        await self._retrying.until_done("telling of an event's end", work, guild=guild, about=number)

    async def _moved(self, guild: GuildId, event: EventId) -> None:
        if not self._moves.use(event):
            self._to_announce.add(event)
        work = partial(self._follow, guild, event)
        await self._retrying.until_done("following an event's move", work, guild=guild, about=event)

    async def _follow(self, server: GuildId, number: EventId) -> None:
        """Move the party to the start that its event has in discord.py's cache by now."""
        guild = self._client.get_guild(server)
        event = None if guild is None else guild.get_scheduled_event(number)
        if event is not None:
            await self._parties.event_moved(server, number, view_of(event), tells=number in self._to_announce)
        self._to_announce.discard(number)

    async def catch_up(self, shards: ShardSet) -> None:
        """Compare every party to come in the guilds of *shards* with its event, after a start or a reconnection.

        Failures are retried.
        """
        work = partial(self._catch_up, shards, set())
        await self._retrying.until_done("catching up with events", work, about=shards)

    async def _catch_up(self, shards: ShardSet, done: set[EventId]) -> None:
        failure: Exception | None = None
        for server, number, channel in await self._parties.events_to_follow():
            if number in done or not shards.owns(server):
                continue
            try:
                await self._compare(server, number, channel)
            except Exception as error:  # noqa: BLE001 - raised below, when the others have had their turn
                failure = failure or error
            else:
                done.add(number)
        if failure is not None:
            raise failure

    async def _compare(self, server: GuildId, number: EventId, channel: ChannelId) -> None:
        guild = self._client.get_guild(server)
        if guild is None or guild.unavailable:
            return
        try:
            if not await everyone_can_view(guild, channel):
                await self._parties.refresh_events(server)
            # The cache has no events that are over, or hidden from the bot.
            event = guild.get_scheduled_event(number) or await fetched_event(guild, number, self._pacer)
        except discord.HTTPException as error:
            if refusal(error) is None:
                raise
            log.info("Discord refuses to tell of an event: %s", error, extra={"guild": server})
            return
        shown = None if event is None else view_of(event)
        if shown is None or shown.status not in OPEN:
            await self._parties.event_removed(server, number)
        else:
            await self._parties.event_moved(server, number, shown)
