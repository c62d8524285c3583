"""Sends the messages of jobs exactly once: a further attempt first searches for what an earlier one has sent.

Discord recognises a message that is repeated soon by its nonce. Forum posts have none, so after creating one in a
further attempt, the forum is searched again, and of two posts the newer is deleted.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import aiohttp
import discord

from bot.client import error_codes
from bot.client.error_codes import FAILURES, outcome_of, refusal, suppress_refusals
from bot.client.internals import lift_global_limit
from bot.client.no_retry import OutcomeUnknownError, sent_once
from bot.client.pacing import BannedError, Pacer
from bot.client.permissions import MessageChannel, VoiceRoom, hold_reasons, takes_messages, takes_posts
from bot.ids import ChannelId, GuildId, MessageId, TagId, UserId
from bot.jobs.model import (
    CARRIED_OUT_WITHIN,
    Delivered,
    Held,
    HoldReason,
    Job,
    JobKind,
    Outcome,
    Retry,
    Skipped,
    SkipReason,
)
from bot.ui.buttons import job_id_in
from bot.ui.cards import Card

log = logging.getLogger(__name__)
# Codes of refusals because a user left the guild, or accepts no direct messages.
UNREACHABLE = {error_codes.UNKNOWN_MEMBER, error_codes.UNKNOWN_USER, error_codes.CANNOT_WRITE_TO_USER}
BLIND = {HoldReason.CANNOT_SEE, HoldReason.CANNOT_READ_HISTORY}  # reasons why a channel cannot be searched
IN_PRIVATE = Delivered(None, None)
"""The outcome of a direct message: its channel is not recorded, since it would tell who received it."""
A_WEEK: Final = 10080  # minutes without a message after which Discord archives a thread; the longest possible
CLOCK_TOLERANCE = timedelta(minutes=1)  # by which the clocks of Discord's machines may differ
TalkChannel = discord.TextChannel | discord.Thread | VoiceRoom | discord.DMChannel


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """A message to send; the custom_id of a button on *card* must name the job, since it is found again by that.

    In a forum, *title* is the post's title, and *tag* is applied if the forum has it.
    """

    card: Card
    mentions: discord.AllowedMentions = field(default_factory=discord.AllowedMentions.none)
    title: str = "Lectern"
    tag: TagId | None = None


Draw = Callable[[discord.Guild], OutgoingMessage]
MayBeTold = Callable[[discord.Member], Awaitable[bool]]


class MessageSender:
    """Sends, edits and finds the messages of jobs, and returns the outcome of each attempt."""

    def __init__(self, client: discord.Client, pacer: Pacer) -> None:
        self._client = client
        self.pacer = pacer

    async def post(
        self,
        job: Job,
        channel: ChannelId,
        draw: Callable[[discord.Guild], OutgoingMessage | Held],
        instead_of: UserId | None = None,
    ) -> Outcome:
        """Post in *channel* what *draw* returns for the job's guild, unless that is `Held`, and return the outcome.

        *instead_of* is a user to whom an earlier attempt may have sent a direct message instead.
        """

        async def work(place: MessageChannel) -> Outcome:
            if (found := await self._found_elsewhere(job, place.guild, place, instead_of)) is not None:
                return found
            message = draw(place.guild)
            if isinstance(message, Held):
                return message
            if missing := hold_reasons(place, look_back=job.attempts > 1, tag=message.tag):
                # Discord sends no event at a timeout's end, so a held post would wait for ever.
                return Retry("timed out") if place.guild.me.is_timed_out() else Held(missing[0])
            if isinstance(place, discord.ForumChannel):
                return await self._once_in_forum(job, place, message)
            return await self._once(job, place, message)

        return await self._attempt_in(job, channel, work)

    async def find(self, job: Job, channel: ChannelId) -> Outcome:
        """Return as an outcome what *job* has posted in *channel* before, `Skipped` if nothing."""

        async def work(place: MessageChannel) -> Outcome:
            found = await find_post(job, place, self.pacer) if _looks_back(job, place) else None
            return Skipped(SkipReason.NOBODY) if found is None else _delivered(found)

        return await self._attempt_in(job, channel, work)

    async def change(self, job: Job, channel: ChannelId, message: MessageId, draw: Draw) -> Outcome:
        """Edit *message* in *channel* to what *draw* returns; the outcome has no message if somebody deleted it."""

        async def work(place: MessageChannel) -> Outcome:
            if isinstance(place, discord.ForumChannel):
                return Held(HoldReason.CHANNEL_GONE)
            if missing := hold_reasons(place, look_back=False):
                return Held(missing[0])
            card = draw(place.guild).card
            card.stop()
            with suppress_refusals(error_codes.UNKNOWN_MESSAGE):
                async with self.pacer.turn():
                    await place.get_partial_message(message).edit(view=card)
                return Delivered(channel, message)
            return Delivered(channel, None)

        return await self._attempt_in(job, channel, work)

    async def write(self, job: Job, user: UserId, draw: Draw, may_be_told: MayBeTold | None = None) -> Outcome:
        """Send *user* what *draw* returns for the job's guild as a direct message, and return the outcome.

        It is skipped if they are no member, accept none, or *may_be_told*, called with the member, returns false.
        """

        async def work() -> Outcome:
            guild = self._client.get_guild(job.guild)
            if guild is None or guild.unavailable:
                return Held(HoldReason.GUILD_GONE)
            if (found := await self._found_elsewhere(job, guild)) is not None:
                return found
            if (channel := await self._direct(guild, user, may_be_told)) is not None:
                with suppress_refusals(*UNREACHABLE):
                    await self._once(job, channel, draw(guild))
                    return IN_PRIVATE
            return Skipped(SkipReason.NOBODY)

        return await self.attempt(job, work)

    async def _attempt_in(
        self, job: Job, channel: ChannelId, work: Callable[[MessageChannel], Awaitable[Outcome]]
    ) -> Outcome:
        async def work_there() -> Outcome:
            place = await self.place(job.guild, channel, voice=job.kind is JobKind.PARTY)
            return place if isinstance(place, Held) else await work(place)

        return await self.attempt(job, work_there)

    async def attempt(self, job: Job, work: Callable[[], Awaitable[Outcome]]) -> Outcome:
        """Do *work* for *job* and return its outcome, or the one that its exception means."""
        try:
            return await work()
        except asyncio.CancelledError:
            lift_global_limit(self._client)
            raise
        except discord.HTTPException as error:
            return outcome_of(job, error)
        except OutcomeUnknownError as error:
            return Retry(str(error)[:200], rest=CARRIED_OUT_WITHIN)
        except BannedError as error:
            # The attempt counts, since an earlier request of it may have been carried out.
            return Retry(str(error), rest=timedelta(seconds=error.seconds))
        except (TimeoutError, OSError, aiohttp.ClientError) as error:
            return Retry(f"{type(error).__name__}: {error}"[:200])

    async def _once(self, job: Job, channel: TalkChannel, message: OutgoingMessage) -> Outcome:
        """Send *message* to *channel*, unless an earlier attempt at *job* did; raise what discord.py raises."""
        if _looks_back(job, channel) and (found := await find_post(job, channel, self.pacer)) is not None:
            return _delivered(found)
        message.card.stop()
        with suppress_refusals(error_codes.UNKNOWN_MESSAGE):
            async with self.pacer.turn():
                view, mentions = message.card, message.mentions
                return _delivered(await channel.send(view=view, nonce=job.nonce, allowed_mentions=mentions))
        # Discord recognised the nonce of an earlier attempt, whose message somebody has deleted.
        return Delivered(ChannelId(channel.id), None)

    async def _once_in_forum(self, job: Job, forum: discord.ForumChannel, message: OutgoingMessage) -> Outcome:
        """Create a forum post of *message*, unless an earlier attempt at *job* did."""
        post = await find_post(job, forum, self.pacer) if _looks_back(job, forum) else None
        if post is None:
            post = await self._make_post(forum, message)
            if job.attempts > 1:
                post = await self._oldest_post(job, forum, post)
        return _delivered(post)

    async def _make_post(self, forum: discord.ForumChannel, message: OutgoingMessage) -> discord.Message:
        message.card.stop()
        tag = None if message.tag is None else forum.get_tag(message.tag)
        async with self.pacer.turn():
            with sent_once():
                made = await forum.create_thread(
                    name=message.title,
                    auto_archive_duration=A_WEEK,
                    view=message.card,
                    allowed_mentions=message.mentions,
                    applied_tags=[] if tag is None else [tag],
                )
        return made.message

    async def _oldest_post(self, job: Job, forum: discord.ForumChannel, made: discord.Message) -> discord.Message:
        """Return the oldest post of *job*, and delete newer ones: an earlier attempt may be carried out only now."""
        try:
            kept, *repeats = await forum_posts(job, forum, self.pacer) or [made]
            for repeat in repeats:
                await self._take_back(repeat)
        except FAILURES as error:
            log.warning("could not look whether a forum post was made twice: %s", error, extra={"job": job.id})
            return made
        return kept

    async def _take_back(self, post: discord.Message) -> None:
        """Delete a forum post or, if the bot lacks Manage Threads, its first message, and archive it."""
        thread = post.channel
        if not isinstance(thread, discord.Thread):
            return
        try:
            async with self.pacer.turn():
                await thread.delete()
        except discord.Forbidden as error:
            if refusal(error) is None:
                raise
            async with self.pacer.turn():
                await post.delete()
            async with self.pacer.turn():
                await thread.edit(archived=True)

    async def _found_elsewhere(
        self, job: Job, guild: discord.Guild, place: MessageChannel | None = None, person: UserId | None = None
    ) -> Delivered | None:
        """Return what an earlier attempt sent elsewhere than to *place*: to another channel, or to *person*; or None.

        A channel that is gone or hidden from the bot is not searched: nobody reads it, so the message is sent again.
        """
        if not job.may_have_been_sent:
            return None
        former = guild.get_channel_or_thread(job.sent_to or 0)
        places: list[MessageChannel | discord.DMChannel] = []
        if former != place and takes_messages(former) and not BLIND.intersection(hold_reasons(former)):
            places.append(former)
        if person is not None and (direct := await self._direct(guild, person)) is not None:
            places.append(direct)
        for channel in places:
            if (message := await find_post(job, channel, self.pacer)) is not None:
                return IN_PRIVATE if isinstance(channel, discord.DMChannel) else _delivered(message)
        return None

    async def _direct(
        self, guild: discord.Guild, user: UserId, may_be_told: MayBeTold | None = None
    ) -> discord.DMChannel | None:
        """Return the direct message channel of *user*; None if they left *guild* or *may_be_told* returns false."""
        with suppress_refusals(*UNREACHABLE):
            async with self.pacer.turn():
                member = await guild.fetch_member(user)
            if may_be_told is None or await may_be_told(member):
                async with self.pacer.turn():
                    return await member.create_dm()
        return None

    async def place(self, server: GuildId, wanted: ChannelId, *, voice: bool = False) -> MessageChannel | Held:
        """Return the channel *wanted* of the guild *server*, or `Held` if either is gone or of another kind.

        The chat of a *voice* channel is for watch parties only.
        """
        guild = self._client.get_guild(server)
        if guild is None or guild.unavailable:
            return Held(HoldReason.GUILD_GONE)
        channel = guild.get_channel_or_thread(wanted)
        if channel is None:
            # An archived thread is not in the cache.
            async with self.pacer.turn():
                fetched = await self._client.fetch_channel(wanted)
            channel = fetched if isinstance(fetched, discord.abc.GuildChannel | discord.Thread) else None
        takes = takes_messages if voice else takes_posts
        return channel if takes(channel) else Held(HoldReason.CHANNEL_GONE)


def _delivered(message: discord.Message) -> Delivered:
    return Delivered(ChannelId(message.channel.id), MessageId(message.id))


def _looks_back(job: Job, place: MessageChannel | discord.DMChannel) -> bool:
    """Tell whether to search *place* for what *job* has sent before.

    Before a first attempt that is overdue, in case the database is a restored copy, only if the history can be read.
    """
    if isinstance(place, discord.DMChannel) or job.attempts > 1:
        return job.may_have_been_sent
    return job.overdue and HoldReason.CANNOT_READ_HISTORY not in hold_reasons(place)


async def find_post(job: Job, place: TalkChannel | discord.ForumChannel, pacer: Pacer) -> discord.Message | None:
    """Return the bot's message in *place* with a button that names *job*, of forum posts the oldest; None if none."""
    if isinstance(place, discord.ForumChannel):
        return next(iter(await forum_posts(job, place, pacer)), None)
    me = place.me if isinstance(place, discord.DMChannel) else place.guild.me
    async with pacer.turn():
        async for message in place.history(limit=None, after=_earliest(job), oldest_first=False):
            if _is_of(job, message, me):
                return message
    return None


async def forum_posts(job: Job, forum: discord.ForumChannel, pacer: Pacer) -> list[discord.Message]:
    """Return the first messages of the bot's posts in *forum* with a button that names *job*, oldest first."""
    me, found = forum.guild.me, []
    for thread in await _threads_since(_earliest(job), forum, pacer):
        if thread.owner_id == me.id:
            with suppress_refusals(error_codes.UNKNOWN_MESSAGE, error_codes.UNKNOWN_CHANNEL):
                async with pacer.turn():
                    message = await thread.fetch_message(thread.id)  # the first has the thread's own id
                if _is_of(job, message, me):
                    found.append(message)
    return sorted(found, key=lambda message: message.id)


async def _threads_since(earliest: datetime, forum: discord.ForumChannel, pacer: Pacer) -> list[discord.Thread]:
    """Return the posts created in *forum* since *earliest*, active ones first, then archived ones."""
    async with pacer.turn():
        threads = [thread for thread in await forum.guild.active_threads() if thread.parent_id == forum.id]
        async for thread in forum.archived_threads(limit=None):  # those archived last come first
            if thread.archive_timestamp < earliest:
                break
            threads.append(thread)
    return [thread for thread in threads if discord.utils.snowflake_time(thread.id) >= earliest]


def _earliest(job: Job) -> datetime:
    """Return the time, by Discord's clock, from which messages of *job* are searched for."""
    return (job.sent_from or job.due) - CLOCK_TOLERANCE


def _is_of(job: Job, message: discord.Message, me: discord.abc.User) -> bool:
    return message.author.id == me.id and job.id in map(job_id_in, _custom_ids(message.components))


def _custom_ids(components: Iterable[Any]) -> Iterator[str]:
    for component in components:
        if custom_id := getattr(component, "custom_id", None):
            yield custom_id
        yield from _custom_ids(getattr(component, "children", ()))
