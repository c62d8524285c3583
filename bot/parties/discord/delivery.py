"""Sends what is said about watch parties to Discord, and finds out whom that reaches."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from itertools import islice

import aiohttp
import discord

from bot.client.permissions import may_mention, takes_posts
from bot.client.replies import server_localizer
from bot.client.sender import MessageSender, OutgoingMessage
from bot.client.visibility import can_view, member_of
from bot.courses.model import Chapter, Course
from bot.ids import ChannelId, MessageId, UserId
from bot.jobs.model import Job, Outcome
from bot.parties.cards.live import closing_card, countdown_card, late_card, live_card
from bot.parties.cards.party import announcement_card, party_card
from bot.parties.model import AbsentGuests, LiveParty, Party, PartyView
from bot.parties.tasks import PartyPost, PartyTask, recipients
from bot.schedules.discord.delivery import ping
from bot.text.locales import Locale
from bot.text.translations import Localizer
from bot.ui.cards import Card

log = logging.getLogger(__name__)
MOST_PINGED = 100  # Discord refuses more in one message
MEMBERS_PER_QUERY = 100  # as many members as the gateway tells of in answer to one request
MEMBER_QUERY_TIMEOUT_S = 20  # far below the time that a delivery may take
MOST_MEMBER_FETCHES = 25  # those thought to have left who are asked for one by one; the others the next time
NO_ANSWER = (TimeoutError, RuntimeError, OSError, aiohttp.ClientError, discord.DiscordException)


class DiscordPartyDeliverer:
    """Posts the cards and announcements of parties."""

    def __init__(self, client: discord.Client, sender: MessageSender, course: Course) -> None:
        self._client = client
        self._sender = sender
        self._course = course

    async def post_party(self, post: PartyPost) -> Outcome:
        """Post it, or bring the card in step."""
        party = post.view.party
        if post.work.task is not PartyTask.CARD:
            return await self._sender.post(post.job, party.channel, lambda guild: _announcement(post, guild))
        pings = party.message is not None or await self._may_ping(party)

        def draw(guild: discord.Guild) -> OutgoingMessage:
            say = server_localizer(guild, post.locale)
            return draw_card(post.view, post.chapter, say, guild, party.card_job or post.job.id, pings=pings)

        if party.message is not None:
            return await self._sender.change(post.job, party.channel, party.message, draw)
        return await self._sender.post(post.job, party.channel, draw)

    async def _may_ping(self, party: Party) -> bool:
        """Tell whether the role of *party* may be mentioned still: a series lasts longer than some rights."""
        guild = self._client.get_guild(party.guild)
        role = None if guild is None or party.role is None else guild.get_role(party.role)
        if role is not None and role.mentionable and not role.is_default():
            return True
        if guild is None or role is None or party.host is None:
            return False
        try:
            async with self._sender.pacer.turn():
                host = await member_of(guild, party.host)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            log.warning("could not ask for the host of a party: %s", error, extra={"guild": guild.id})
            return False
        channel = guild.get_channel_or_thread(party.channel)
        return host is not None and may_mention(role, host, channel if takes_posts(channel) else None)

    async def post_live(self, job: Job, task: PartyTask, live: LiveParty, locale: Locale | None) -> Outcome:
        """Post what *task* says while a party runs, or bring the live card in step; it notifies nobody."""
        party, redraws = live.party, task is PartyTask.LIVE_CARD
        drawings: dict[PartyTask, Callable[..., Card]] = {
            PartyTask.CLOSING: partial(closing_card, self._course),
            PartyTask.LATE: late_card,
            PartyTask.COUNTDOWN: countdown_card,
        }
        posted_by = (party.live_job if redraws else None) or job.id

        def draw(guild: discord.Guild) -> OutgoingMessage:
            drawing = drawings.get(task, live_card)
            return OutgoingMessage(drawing(live, server_localizer(guild, locale), job=posted_by))

        if redraws and party.live_message is not None:
            return await self._sender.change(job, party.channel, party.live_message, draw)
        return await self._sender.post(job, party.channel, draw)

    async def send_direct_message(self, post: PartyPost, user: UserId) -> Outcome:
        """Tell it to *user* by direct message, unless they left, hear nothing from bots, or cannot view the channel."""

        async def concerns(member: discord.Member) -> bool:
            return await can_view(member, post.view.party.channel) is not False

        return await self._sender.write(
            post.job, user, lambda guild: OutgoingMessage(_announcement_card(post, guild, server=guild.name)), concerns
        )

    async def remove_names(self, post: PartyPost, channel: ChannelId, message: MessageId) -> Outcome:
        """Draw *message* once more as it was, but without the names of those whom it notified."""
        return await self._sender.change(
            post.job, channel, message, lambda guild: OutgoingMessage(_announcement_card(post, guild, pinged=None))
        )

    def in_voice(self, party: Party) -> Sequence[UserId]:
        """Return who is in the voice or stage channel of *party* now."""
        guild = self._client.get_guild(party.guild)
        venue = None if guild is None or party.venue is None else guild.get_channel(party.venue)
        if not isinstance(venue, discord.VoiceChannel | discord.StageChannel):
            return ()
        return [UserId(member.id) for member in venue.members if not member.bot]

    async def find_absent(self, party: Party, guests: Sequence[UserId]) -> AbsentGuests:
        """Return which of *guests* have left the guild, and which cannot view the channel of *party*.

        The gateway tells of single members without a privileged intent. Whoever it leaves out is asked
        for once more: only Discord's word that there is no such member counts. Where nobody can say,
        nobody is thought absent: a reminder does not wait for this.
        """
        if (guild := self._client.get_guild(party.guild)) is None:
            return AbsentGuests()
        try:
            async with asyncio.timeout(MEMBER_QUERY_TIMEOUT_S):
                members = await _members(guild, guests)
                missing = (user for user in guests if user not in members)
                left = [user for user in islice(missing, MOST_MEMBER_FETCHES) if await self._has_left(guild, user)]
                cannot_view = [user for user, member in members.items() if not await self._can_view(member, party)]
        except NO_ANSWER as error:
            log.warning("could not ask who can view a party: %s", error, extra={"guild": guild.id})
            return AbsentGuests()
        return AbsentGuests(frozenset(left), frozenset(cannot_view))

    async def _has_left(self, guild: discord.Guild, user: UserId) -> bool:
        async with self._sender.pacer.turn():
            return await member_of(guild, user) is None

    async def _can_view(self, member: discord.Member, party: Party) -> bool:
        """Tell whether *member* can view the party's channel; of a thread Discord may have to be asked."""
        known = member.guild.get_channel(party.channel) is not None
        async with nullcontext() if known else self._sender.pacer.turn():
            return await can_view(member, party.channel) is not False


async def _members(guild: discord.Guild, users: Sequence[UserId]) -> dict[UserId, discord.Member]:
    found: dict[UserId, discord.Member] = {}
    for batch in discord.utils.as_chunks(users, MEMBERS_PER_QUERY):
        members = await guild.query_members(user_ids=[*batch], limit=MEMBERS_PER_QUERY, cache=False)
        found.update((UserId(member.id), member) for member in members)
    return found


def draw_card(
    view: PartyView, chapter: Chapter, say: Localizer, guild: discord.Guild, job: int, *, pings: bool = True
) -> OutgoingMessage:
    """Draw the card that *job* made, with whom it notifies when it is new, if it *pings* anybody."""
    view = without_lost_venue(view, guild)
    role = None if view.party.role is None or not pings else guild.get_role(view.party.role)
    mention, mentions = ping(role)
    return OutgoingMessage(party_card(view, chapter, say, job=job, mention=mention), mentions)


def without_lost_venue(view: PartyView, guild: discord.Guild) -> PartyView:
    """Return *view* without a place to meet that is gone."""
    venue = view.party.venue
    if venue is None or guild.get_channel(venue) is not None:
        return view
    return replace(view, party=replace(view.party, venue=None))


def _announcement(post: PartyPost, guild: discord.Guild) -> OutgoingMessage:
    """Draw what tells those who come, and notify them: a hundred, which is as many as Discord takes."""
    users = (user for user in recipients(post.view, post.work) if user not in post.not_pinged)
    pinged = tuple(islice(users, MOST_PINGED))
    mentioned = [discord.Object(user) for user in pinged]
    mentions = discord.AllowedMentions(everyone=False, roles=False, users=mentioned)
    return OutgoingMessage(_announcement_card(post, guild, pinged=pinged), mentions)


def _announcement_card(
    post: PartyPost, guild: discord.Guild, *, pinged: Sequence[UserId] | None = (), server: str | None = None
) -> Card:
    post = replace(post, view=without_lost_venue(post.view, guild))
    return announcement_card(post, server_localizer(guild, post.locale), pinged=pinged, server=server)
