"""Sends messages about watch parties to Discord, and finds out which guests they reach."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import replace
from itertools import islice

import aiohttp
import discord

from bot.client.permissions import may_mention, takes_messages
from bot.client.replies import server_localizer
from bot.client.sender import MessageSender, OutgoingMessage
from bot.client.visibility import NO_ANSWER, can_view, member_of, queried_members
from bot.courses.model import Chapter
from bot.ids import ChannelId, MessageId, UserId
from bot.jobs.model import Job, JobRecord, Outcome, Skipped, SkipReason
from bot.parties.cards.live import closing_card, countdown_card, live_card, not_started_card
from bot.parties.cards.party import announcement_card, party_card
from bot.parties.model import AbsentGuests, LiveParty, Party, PartyView
from bot.parties.tasks import PartyPost, PartyTask, pinged
from bot.schedules.discord.delivery import ping
from bot.text.locales import Locale
from bot.text.translations import Localizer
from bot.ui.cards import Card

log = logging.getLogger(__name__)
MEMBER_QUERY_TIMEOUT_S = 20  # for all queries of a job, far below `LONGEST_DELIVERY`
MOST_MEMBER_FETCHES = 25  # of members that a query did not return; the others are fetched the next time


class DiscordPartyDeliverer:
    """Posts and edits the messages of parties; implements `PartyDeliverer`."""

    def __init__(self, client: discord.Client, sender: MessageSender) -> None:
        self._client = client
        self._sender = sender

    async def post_party(self, post: PartyPost) -> Outcome:
        """Send *post*, or redraw the card if it was sent before."""
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
        """Tell whether the host of *party* may still ping its role: a series can outlast that permission."""
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
        return host is not None and may_mention(role, host, channel if takes_messages(channel) else None)

    async def post_live(self, job: Job, task: PartyTask, live: LiveParty, locale: Locale | None) -> Outcome:
        """Send the message of *task*, or redraw the live card; it notifies nobody."""
        party, redraws = live.party, task is PartyTask.LIVE_CARD
        drawings: dict[PartyTask, Callable[..., Card]] = {
            PartyTask.CLOSING: closing_card,
            PartyTask.LATE: not_started_card,
            PartyTask.COUNTDOWN: countdown_card,
        }
        posted_by = (party.live_job if redraws else None) or job.id

        def draw(guild: discord.Guild) -> OutgoingMessage:
            drawing = drawings.get(task, live_card)
            return OutgoingMessage(drawing(live, server_localizer(guild, locale), job=posted_by))

        if redraws and party.live_message is not None:
            return await self._sender.change(job, party.channel, party.live_message, draw)
        return await self._sender.post(job, party.channel, draw)

    async def redraw_start(
        self, job: Job, said: PartyTask, posted: JobRecord, live: LiveParty, locale: Locale | None
    ) -> Outcome:
        """Redraw what *posted* has said about the start, of the task *said*, unless that is gone."""
        if posted.channel is None or posted.message is None:
            return Skipped(SkipReason.OVER)
        drawing = countdown_card if said is PartyTask.COUNTDOWN else not_started_card

        def draw(guild: discord.Guild) -> OutgoingMessage:
            return OutgoingMessage(drawing(live, server_localizer(guild, locale), job=posted.id))

        return await self._sender.change(job, posted.channel, posted.message, draw)

    async def send_direct_message(self, post: PartyPost, user: UserId) -> Outcome:
        """Send *post* to *user*, unless they left, accept none from the bot, or cannot view the party's channel."""

        async def may_be_told(member: discord.Member) -> bool:
            return await can_view(member, post.view.party.channel) is not False

        return await self._sender.write(
            post.job,
            user,
            lambda guild: OutgoingMessage(_announcement_card(post, guild, server=guild.name)),
            may_be_told,
        )

    async def redraw_reminder(self, post: PartyPost, channel: ChannelId, message: MessageId) -> Outcome:
        """Redraw *message*, the reminder at the start that *post* was; that notifies nobody."""
        users = pinged(post.view, post.work, post.not_pinged)
        return await self._sender.change(
            post.job, channel, message, lambda guild: OutgoingMessage(_announcement_card(post, guild, pinged=users))
        )

    async def remove_names(self, post: PartyPost, channel: ChannelId, message: MessageId) -> Outcome:
        """Redraw *message*, in which *post* was sent, without the names of those whom it notified."""
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

        Members are queried by id over the gateway, which needs no privileged intent. Whoever is not in the answer
        is fetched by HTTP: only Discord's error "unknown member" counts. Where a request fails, nobody is thought
        absent, so that no reminder waits.
        """
        if (guild := self._client.get_guild(party.guild)) is None:
            return AbsentGuests()
        try:
            async with asyncio.timeout(MEMBER_QUERY_TIMEOUT_S):
                members = await queried_members(guild, guests)
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
        """Tell whether *member* can view the party's channel; one that is not cached, a thread, is fetched."""
        known = member.guild.get_channel(party.channel) is not None
        async with nullcontext() if known else self._sender.pacer.turn():
            return await can_view(member, party.channel) is not False


def draw_card(
    view: PartyView, chapter: Chapter, say: Localizer, guild: discord.Guild, job: int, *, pings: bool = True
) -> OutgoingMessage:
    """Draw the public card of a party, which *job* posted; it mentions the party's role if it *pings*."""
    view = without_lost_venue(view, guild)
    role = None if view.party.role is None or not pings else guild.get_role(view.party.role)
    mention, mentions = ping(role)
    return OutgoingMessage(party_card(view, chapter, say, job=job, mention=mention), mentions)


def without_lost_venue(view: PartyView, guild: discord.Guild) -> PartyView:
    """Return *view* without the venue if that channel is gone from *guild*."""
    venue = view.party.venue
    if venue is None or guild.get_channel(venue) is not None:
        return view
    return replace(view, party=replace(view.party, venue=None))


def _announcement(post: PartyPost, guild: discord.Guild) -> OutgoingMessage:
    """Draw an announcement that mentions its recipients."""
    users = pinged(post.view, post.work, post.not_pinged)
    mentioned = [discord.Object(user) for user in users]
    mentions = discord.AllowedMentions(everyone=False, roles=False, users=mentioned)
    return OutgoingMessage(_announcement_card(post, guild, pinged=users), mentions)


def _announcement_card(
    post: PartyPost, guild: discord.Guild, *, pinged: Sequence[UserId] | None = (), server: str | None = None
) -> Card:
    post = replace(post, view=without_lost_venue(post.view, guild))
    return announcement_card(post, server_localizer(guild, post.locale), pinged=pinged, server=server)
