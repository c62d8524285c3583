"""Sends what is said about watch parties to Discord."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import islice

import aiohttp
import discord

from bot.client.permissions import may_mention, takes_posts
from bot.client.replies import server_localizer
from bot.client.sender import MessageSender, OutgoingMessage
from bot.client.visibility import can_view, member_of
from bot.courses.model import Chapter, Course
from bot.ids import ChannelId, MessageId, UserId
from bot.jobs.model import Outcome
from bot.parties.cards.card import party_card
from bot.parties.cards.closing import closing_card
from bot.parties.cards.news import News, news_card
from bot.parties.cards.running import countdown_card, late_card, room_card
from bot.parties.direct_messages import told
from bot.parties.discord.absence import absence_of
from bot.parties.model import Party, PartyView
from bot.parties.running import RoomPost
from bot.parties.service.leavers import Absence
from bot.parties.tasks import PartyPost, PartyTask
from bot.schedules.discord.delivery import ping
from bot.text.translations import Localizer

log = logging.getLogger(__name__)
NEWS = {PartyTask.MOVED: News.MOVED, PartyTask.CANCELLED: News.CALLED_OFF, PartyTask.EVENT_GONE: News.EVENT_GONE}
A_MOMENT = timedelta(minutes=1)
MOST_PINGED = 100  # Discord refuses more in one message


class DiscordPartyDeliverer:
    """Posts the cards, reminders and news of parties."""

    def __init__(self, client: discord.Client, poster: MessageSender) -> None:
        self._client = client
        self._poster = poster

    async def post_party(self, post: PartyPost) -> Outcome:
        """Post it, or bring the card in step, and say how it went."""
        party = post.view.party
        is_new = post.work.task is PartyTask.CARD and party.message is None
        posted_by = party.card_job or post.job.id
        pings = not is_new or await self._may_ping(party)

        def draw(guild: discord.Guild) -> OutgoingMessage:
            if post.work.task is not PartyTask.CARD:
                return _news(post, guild)
            return drawn_card(
                post.view, post.chapter, server_localizer(guild, post.locale), guild, posted_by, pings=pings
            )

        if post.work.task is PartyTask.CARD and party.message is not None:
            return await self._poster.change(post.job, party.channel, party.message, draw)
        return await self._poster.post(post.job, party.channel, draw)

    async def _may_ping(self, party: Party) -> bool:
        """Tell whether the role of *party* may be mentioned still: a series lasts longer than some rights."""
        guild = self._client.get_guild(party.guild)
        role = None if guild is None or party.role is None else guild.get_role(party.role)
        if role is not None and role.mentionable and not role.is_default():
            return True
        if guild is None or role is None or party.host is None:
            return False
        try:
            async with self._poster.pacer.turn():
                host = await member_of(guild, party.host)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            log.warning("could not ask for the host of a party: %s", error, extra={"guild": guild.id})
            return False
        channel = guild.get_channel_or_thread(party.channel)
        return host is not None and may_mention(role, host, channel if takes_posts(channel) else None)

    async def whisper(self, post: PartyPost, user: UserId) -> Outcome:
        """Tell it to *user* by direct message, unless they have left, or hear nothing from bots.

        Nor where they cannot view the party's channel any more: then it is none of theirs.
        """
        channel = post.view.party.channel

        def draw(guild: discord.Guild) -> OutgoingMessage:
            view, say = as_it_is(post.view, guild), server_localizer(guild, post.locale)
            return OutgoingMessage(news_card(_news_of(post), view, post.chapter, say, post.job.id, server=guild.name))

        async def concerns(member: discord.Member) -> bool:
            return await can_view(member, channel) is not False

        return await self._poster.write(post.job, user, draw, concerns)

    async def absence(self, party: Party, guests: Sequence[UserId]) -> Absence:
        """Return which of *guests* the channel of *party* does not reach."""
        guild = self._client.get_guild(party.guild)
        return Absence() if guild is None else await absence_of(guild, party, guests, self._poster.pacer)

    async def unname(self, post: PartyPost, channel: ChannelId, message: MessageId) -> Outcome:
        """Draw *message* once more as it was, but without the names of those whom it notified."""

        def draw(guild: discord.Guild) -> OutgoingMessage:
            view, say = as_it_is(post.view, guild), server_localizer(guild, post.locale)
            return OutgoingMessage(news_card(_news_of(post), view, post.chapter, say, post.job.id, pinged=None))

        return await self._poster.change(post.job, channel, message, draw)


def drawn_card(
    view: PartyView, chapter: Chapter, say: Localizer, guild: discord.Guild, job: int, *, pings: bool = True
) -> OutgoingMessage:
    """Draw the card that *job* made, with whom it notifies when it is new, if it *pings* anybody."""
    view = as_it_is(view, guild)
    role = None if view.party.role is None or not pings else guild.get_role(view.party.role)
    mention, mentions = ping(role)
    return OutgoingMessage(party_card(view, chapter, say, job=job, mention=mention), mentions)


def as_it_is(view: PartyView, guild: discord.Guild) -> PartyView:
    """Return *view* without a place to meet that is gone."""
    venue = view.party.venue
    if venue is None or guild.get_channel(venue) is not None:
        return view
    return replace(view, party=replace(view.party, venue=None))


def _news(post: PartyPost, guild: discord.Guild) -> OutgoingMessage:
    """Draw what tells those who come, and notify them: a hundred, which is as many as Discord takes."""
    hearers = (user for user in told(post.view, post.work) if user not in post.not_pinged)
    pinged = tuple(islice(hearers, MOST_PINGED))
    view = as_it_is(post.view, guild)
    card = news_card(
        _news_of(post), view, post.chapter, server_localizer(guild, post.locale), post.job.id, pinged=pinged
    )
    users = [discord.Object(user) for user in pinged]
    return OutgoingMessage(card, discord.AllowedMentions(everyone=False, roles=False, users=users))


def _news_of(post: PartyPost) -> News:
    if post.work.task is PartyTask.REMINDER:
        in_time = post.now < post.view.party.starts_at + A_MOMENT
        return News.BEGINS if in_time else News.SHOULD_HAVE_BEGUN
    return NEWS[post.work.task]


class DiscordRoomDeliverer:
    """Posts what is said while a party runs; it notifies nobody."""

    def __init__(self, client: discord.Client, poster: MessageSender, course: Course) -> None:
        self._client = client
        self._poster = poster
        self._course = course

    async def post_room(self, post: RoomPost) -> Outcome:
        """Post it, or bring the message in step from which the party is led, and say how it went."""
        party = post.room.party

        def draw(guild: discord.Guild) -> OutgoingMessage:
            say = server_localizer(guild, post.locale)
            if post.task is PartyTask.CLOSING:
                return OutgoingMessage(closing_card(self._course, post.room, say, job=post.job.id))
            if post.task is PartyTask.ROOM:
                return OutgoingMessage(room_card(post.room, say, job=party.room_job or post.job.id))
            drawing = {PartyTask.LATE: late_card, PartyTask.COUNTDOWN: countdown_card}
            return OutgoingMessage(drawing.get(post.task, room_card)(post.room, say, job=post.job.id))

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
