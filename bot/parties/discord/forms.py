"""Reads what a host fills in to plan a party, into plain values or a card about what is wrong."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

import discord

from bot.client.permissions import MessageChannel, PartyChannel, VoiceRoom, hold_reasons, may_mention, may_write
from bot.courses.lookup import ChapterLookup
from bot.ids import ChannelId, GuildId, PartyId, RoleId, UserId
from bot.parties.cards import planning as cards
from bot.parties.model import LONGEST_AHEAD, Party, PartyState
from bot.schedules.discord.channel_status import chosen_channel
from bot.text.translations import Localizer
from bot.text.visible import strip_invisible
from bot.times.typed_times import TypedTime, Why, is_timestamp, read_time
from bot.ui.cards import Card
from bot.ui.note_cards import cannot_write_card, no_such_chapter_card, unseen_channel_card

DEFAULT_TIME = time(20)  # for a day typed without a time
NO_ZONE_NEEDED = "UTC"  # for a Discord timestamp, which is an instant
Venue = discord.VoiceChannel | discord.StageChannel


def read_date(
    typed: str, tag: str, say: Localizer, zone_name: str, now: datetime, *, retry: Party | None = None
) -> TypedTime | Card:
    """Return the instant that *typed* means to a reader of Discord's locale *tag*, or a card that says why none."""
    read = read_time(typed, tag, zone_name, now, DEFAULT_TIME)
    latest = now + LONGEST_AHEAD
    if read.at is not None and read.at > latest:
        read = TypedTime(None, Why.TOO_FAR)
    elif read.other is not None and read.other > latest:
        read = replace(read, other=None)
    return read if read.at is not None else cards.date_problem_card(typed, read.why, say, retry=retry)


@dataclass(frozen=True, slots=True)
class PartyForm:
    """The options of /party plan, as typed."""

    chapter: str
    when: str
    venue: Venue | None
    role: discord.Role | None
    note: str | None
    reminders: tuple[timedelta, ...]
    repeats: bool
    places: int | None

    def read(
        self,
        interaction: discord.Interaction,
        lookup: ChapterLookup,
        zone_name: str | None,
        say: Localizer,
        now: datetime,
    ) -> tuple[Party, TypedTime] | Card:
        """Return the draft asked for, with the date as it was read, or a card about the first thing wrong."""
        if (chapter := lookup.resolve(self.chapter)) is None:
            return no_such_chapter_card(say, self.chapter)
        if zone_name is None and not is_timestamp(self.when):
            return cards.no_zone_card(say)
        tag = interaction.locale.value
        if isinstance(read := read_date(self.when, tag, say, zone_name or NO_ZONE_NEEDED, now), Card):
            return read
        if isinstance(place := _place(interaction, say), Card):
            return place
        if (refusal := self._refusal(interaction.user, place, say)) is not None:
            return refusal
        venue = place if self.venue is None and isinstance(place, VoiceRoom) else self.venue
        party = Party(
            id=PartyId(0),
            guild=GuildId(place.guild.id),
            course=lookup.course.key,
            chapter=chapter,
            length=lookup.course.chapter(chapter).duration,
            host=UserId(interaction.user.id),
            channel=ChannelId(place.id),
            starts_at=read.instant,
            zone_name=zone_name or NO_ZONE_NEEDED,
            venue=None if venue is None else ChannelId(venue.id),
            role=None if self.role is None else RoleId(self.role.id),
            note=" ".join(strip_invisible(self.note or "").split()) or None,
            reminders=self.reminders,
            places=self.places,
        )
        return party, read

    def _refusal(self, host: discord.Member | discord.User, place: PartyChannel, say: Localizer) -> Card | None:
        """Return a card if *host* themselves may not write in *place*, view the venue or ping the role, else None."""
        if not isinstance(host, discord.Member) or not may_write(place.permissions_for(host), place):
            return cannot_write_card(say)
        if self.venue is not None and not self.venue.permissions_for(host).view_channel:
            return unseen_channel_card(say)
        if self.role is not None and not may_mention(self.role, host, place):
            return cards.role_refused_card(say)
        return None


async def host_refusal(host: discord.Member, party: Party, say: Localizer) -> Card | None:
    """Return a card if *host* may not write in the channel of *party*, or not ping its role there, else None."""
    channel = await _channel_of(party, host.guild)
    if channel is not None and not may_write(channel.permissions_for(host), channel):
        return cannot_write_card(say)
    role = None if party.role is None else host.guild.get_role(party.role)
    return None if role is None or may_mention(role, host, channel) else cards.role_refused_card(say)


async def channel_problem(guild: discord.Guild, party: Party, say: Localizer, *, plans: bool) -> Card | None:
    """Return a card if *party* is planned but the bot cannot post in its channel, else None; *plans*: see the card."""
    if party.state is not PartyState.PLANNED:
        return None
    channel = await _channel_of(party, guild)
    if channel is None:
        return cards.channel_gone_card(say, plans=plans)
    missing = hold_reasons(channel)
    return cards.cannot_post_card(missing[0], party.channel, say) if missing else None


async def _channel_of(party: Party, guild: discord.Guild) -> MessageChannel | None:
    """Return the channel of *party*, fetched if not cached; None if it is gone or hidden; else raise HTTPException."""
    known = guild.get_channel(party.channel)
    return known if isinstance(known, VoiceRoom) else await chosen_channel(guild, party.channel)


def _place(interaction: discord.Interaction, say: Localizer) -> PartyChannel | Card:
    """Return the channel where the command was used, or a card if the bot cannot post there."""
    channel = interaction.channel
    if not isinstance(channel, PartyChannel):
        return cards.cannot_post_card(None, ChannelId(interaction.channel_id or 0), say)
    missing = hold_reasons(channel)
    return cards.cannot_post_card(missing[0], ChannelId(channel.id), say) if missing else channel
