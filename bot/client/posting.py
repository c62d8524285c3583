"""Posts what a job asks for exactly once: it looks for what an earlier attempt made before it sends again."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import aiohttp
import discord

from bot.client.internals import lift_global_limit
from bot.client.pacing import Pacer
from bot.client.permissions import PostChannel, obstacles
from bot.core.actions import job_on
from bot.core.ids import ChannelId, JobId, MessageId
from bot.core.jobs import Dead, Delivered, Held, HoldReason, Job, Outcome, Retry
from bot.ui.cards import Card

log = logging.getLogger(__name__)

PAGE = 100
CLOCKS_APART = timedelta(minutes=5)
UNKNOWN_CHANNEL = 10003
UNKNOWN_GUILD = 10004
MISSING_ACCESS = 50001
MISSING_PERMISSIONS = 50013
THREAD_ARCHIVED = 50083
THREAD_LOCKED = 160005
HELD = {
    UNKNOWN_CHANNEL: HoldReason.CHANNEL_GONE,
    UNKNOWN_GUILD: HoldReason.GUILD_GONE,
    MISSING_ACCESS: HoldReason.CANNOT_SEE,
    MISSING_PERMISSIONS: HoldReason.CANNOT_SEND,
    THREAD_ARCHIVED: HoldReason.THREAD_LOCKED,
    THREAD_LOCKED: HoldReason.THREAD_LOCKED,
}


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be posted.

    Attributes:
        card: It has a button whose action names the job: by that the message is found again.
        mentions: Who may be notified; nobody, unless said.
    """

    card: Card
    mentions: discord.AllowedMentions = field(default_factory=discord.AllowedMentions.none)


Draw = Callable[[discord.Guild], Letter]


class Poster:
    """Posts once what it is given, and tells a lost message from a refused one."""

    def __init__(self, client: discord.Client, pacer: Pacer) -> None:
        self._client = client
        self._pacer = pacer

    async def post(self, job: Job, channel: ChannelId, draw: Draw) -> Outcome:
        """Post in *channel* of the job's guild what *draw* makes for that guild, and say how it went."""

        async def work() -> Outcome:
            place = await self._place(job, channel)
            return place if isinstance(place, Held) else await self.once(job, place, draw(place.guild))

        return await self.attempt(job, work)

    async def attempt(self, job: Job, work: Callable[[], Awaitable[Outcome]]) -> Outcome:
        """Do *work*, and say by Discord's error code how it ended when it fails."""
        try:
            return await work()
        except asyncio.CancelledError:
            lift_global_limit(self._client)
            raise
        except discord.HTTPException as error:
            return _classify(job, error)
        except (TimeoutError, OSError, aiohttp.ClientError) as error:
            return Retry(f"{type(error).__name__}: {error}"[:200])

    async def once(self, job: Job, channel: PostChannel | discord.DMChannel, letter: Letter) -> Outcome:
        """Send *letter* to *channel*, unless an earlier attempt at *job* did.

        Raises:
            discord.HTTPException: Discord refuses it; `attempt` knows what that means.
        """
        where = ChannelId(channel.id)
        if job.attempts > 1 and (found := await self._find(job, channel)) is not None:
            return Delivered(where, found)
        letter.card.stop()
        try:
            async with self._pacer.turn():
                message = await channel.send(
                    view=letter.card, nonce=job.nonce, allowed_mentions=letter.mentions
                )
        except discord.NotFound as error:
            # A refusal without a code is not Discord's own, but of something on the way to it.
            if not error.code or error.code in HELD:
                raise
            # Discord knows the nonce, and somebody deleted the message since.
            return Delivered(where, None)
        return Delivered(where, MessageId(message.id))

    async def _place(self, job: Job, wanted: ChannelId) -> PostChannel | Held:
        guild = self._client.get_guild(job.guild)
        if guild is None or guild.unavailable:
            return Held(HoldReason.GUILD_GONE)
        channel = guild.get_channel_or_thread(wanted)
        if channel is None:
            # An archived thread is not in the cache.
            async with self._pacer.turn():
                fetched = await self._client.fetch_channel(wanted)
            channel = fetched if isinstance(fetched, discord.abc.GuildChannel | discord.Thread) else None
        if not isinstance(channel, discord.TextChannel | discord.Thread):
            return Held(HoldReason.CHANNEL_GONE)
        missing = obstacles(channel, look_back=job.attempts > 1)
        return Held(missing[0]) if missing else channel

    async def _find(self, job: Job, channel: PostChannel | discord.DMChannel) -> MessageId | None:
        """Return our own message that carries the job's button, if an earlier attempt made it."""
        earliest = job.due - CLOCKS_APART
        oldest: discord.Message | None = None
        while True:
            async with self._pacer.turn():
                page = [message async for message in channel.history(limit=PAGE, before=oldest)]
            for message in page:
                if message.author == self._client.user and job.id in _jobs_on(message):
                    return MessageId(message.id)
            if len(page) < PAGE or page[-1].created_at < earliest:
                return None
            oldest = page[-1]


def _classify(job: Job, error: discord.HTTPException) -> Outcome:
    if reason := HELD.get(error.code):
        return Held(reason)
    # As in `once`: without a code, it is not Discord that refuses.
    if error.status == 403 and error.code:  # noqa: PLR2004 - HTTP's own number
        return Held(HoldReason.CANNOT_SEND)
    if error.status == 400:  # noqa: PLR2004 - as above
        log.error("Discord refuses a post: %s", error, extra={"job": job.id, "guild": job.guild})
        return Dead(str(error)[:200])
    return Retry(str(error)[:200])


def _jobs_on(message: discord.Message) -> Iterator[JobId]:
    """Yield the jobs that the buttons of *message* name."""
    waiting: list[Any] = list(message.components)
    while waiting:
        component = waiting.pop()
        waiting.extend(getattr(component, "children", ()))
        if (job := job_on(getattr(component, "custom_id", None) or "")) is not None:
            yield job
