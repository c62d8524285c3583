"""Carries what is said while a party runs to Discord, and sees who is in its voice channel."""

from collections.abc import Sequence

import discord

from bot.client.parties.absence import absence_of
from bot.client.posting import Letter, Poster
from bot.core.catalogue import Course
from bot.core.ids import UserId
from bot.core.jobs import Outcome
from bot.core.locales import Locale
from bot.core.parties.jobs import PartyTask
from bot.core.parties.party import Party
from bot.core.parties.watching import RoomPost
from bot.i18n.words import speaking
from bot.services.parties.leavers import Absence
from bot.ui.parties.closing import closing_card
from bot.ui.parties.watching import countdown_card, late_card, room_card


class DiscordRoomDeliverer:
    """Posts what is said while a party runs; it notifies nobody."""

    def __init__(self, client: discord.Client, poster: Poster, course: Course) -> None:
        self._client = client
        self._poster = poster
        self._course = course

    async def post_room(self, post: RoomPost) -> Outcome:
        """Post it, or bring the message in step from which the party is led, and say how it went."""
        party = post.room.party

        def draw(guild: discord.Guild) -> Letter:
            say = speaking(post.locale or Locale.spoken_to(guild.preferred_locale.value))
            if post.task is PartyTask.CLOSING:
                return Letter(closing_card(self._course, post.room, say, job=post.job.id))
            if post.task is PartyTask.ROOM:
                return Letter(room_card(post.room, say, job=party.room_job or post.job.id))
            drawing = {PartyTask.LATE: late_card, PartyTask.COUNTDOWN: countdown_card}
            return Letter(drawing.get(post.task, room_card)(post.room, say, job=post.job.id))

        if post.task is PartyTask.ROOM and party.room is not None:
            return await self._poster.change(post.job, party.channel, party.room, draw)
        return await self._poster.post(post.job, party.channel, draw)

    async def absence(self, party: Party, guests: Sequence[UserId]) -> Absence:
        """Return which of *guests* the channel of *party* does not reach."""
        guild = self._client.get_guild(party.guild)
        return Absence() if guild is None else await absence_of(guild, party, guests, self._poster.pacer)

    def audience(self, party: Party) -> Sequence[UserId]:
        """Return who is in the voice or stage channel of *party* now."""
        guild = self._client.get_guild(party.guild)
        venue = None if guild is None or party.venue is None else guild.get_channel(party.venue)
        if not isinstance(venue, discord.VoiceChannel | discord.StageChannel):
            return ()
        return [UserId(member.id) for member in venue.members if not member.bot]
