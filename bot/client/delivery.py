"""Carries due posts to Discord, once each, and tells a lost one from a refused one."""

import asyncio
import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import aiohttp
import discord

from bot.client.internals import lift_global_limit
from bot.client.pacing import Pacer
from bot.client.permissions import PostChannel, obstacles
from bot.core.actions import WatchedPost, parse_action
from bot.core.catalogue import Course
from bot.core.ids import ChannelId, JobId, MessageId
from bot.core.jobs import Dead, Delivered, Held, HoldReason, Outcome, Retry
from bot.core.locales import Locale
from bot.core.posts import WeeklyPost
from bot.i18n.words import speaking
from bot.ui.posts import weekly_post_card

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


class DiscordDeliverer:
    """Posts what is due."""

    def __init__(self, client: discord.Client, course: Course, pacer: Pacer) -> None:
        self._client = client
        self._course = course
        self._pacer = pacer

    async def post_weekly(self, post: WeeklyPost) -> Outcome:
        """Post the week's chapter and say how it went."""
        try:
            channel = await self._channel(post)
            if isinstance(channel, Held):
                return channel
            return await self._post_once(post, channel)
        except asyncio.CancelledError:
            lift_global_limit(self._client)
            raise
        except discord.HTTPException as error:
            return self._classify(post, error)
        except (TimeoutError, OSError, aiohttp.ClientError) as error:
            return Retry(f"{type(error).__name__}: {error}"[:200])

    async def _channel(self, post: WeeklyPost) -> PostChannel | Held:
        guild = self._client.get_guild(post.job.guild)
        if guild is None or guild.unavailable:
            return Held(HoldReason.GUILD_GONE)
        channel = guild.get_channel_or_thread(post.channel)
        if channel is None:
            # An archived thread is not in the cache.
            async with self._pacer.turn():
                fetched = await self._client.fetch_channel(post.channel)
            channel = fetched if isinstance(fetched, discord.abc.GuildChannel | discord.Thread) else None
        if not isinstance(channel, discord.TextChannel | discord.Thread):
            return Held(HoldReason.CHANNEL_GONE)
        missing = obstacles(channel, look_back=post.job.attempts > 1)
        return Held(missing[0]) if missing else channel

    async def _post_once(self, post: WeeklyPost, channel: PostChannel) -> Outcome:
        if post.job.attempts > 1 and (found := await self._find(post, channel)) is not None:
            return Delivered(post.channel, found)
        role = None if post.role is None else channel.guild.get_role(post.role)
        locale = post.locale or Locale.spoken_to(channel.guild.preferred_locale.value)
        mention, mentions = _ping(role)
        card = weekly_post_card(self._course, post, speaking(locale), mention=mention)
        card.stop()
        async with self._pacer.turn():
            message = await channel.send(view=card, nonce=post.job.nonce, allowed_mentions=mentions)
        return Delivered(ChannelId(channel.id), MessageId(message.id))

    async def _find(self, post: WeeklyPost, channel: PostChannel) -> MessageId | None:
        """Return our own message that carries this job's button, if an earlier attempt made it."""
        earliest = post.job.due - CLOCKS_APART
        oldest: discord.Message | None = None
        while True:
            async with self._pacer.turn():
                page = [message async for message in channel.history(limit=PAGE, before=oldest)]
            for message in page:
                if message.author == self._client.user and post.job.id in _jobs_on(message):
                    return MessageId(message.id)
            if len(page) < PAGE or page[-1].created_at < earliest:
                return None
            oldest = page[-1]

    @staticmethod
    def _classify(post: WeeklyPost, error: discord.HTTPException) -> Outcome:
        """Say by Discord's error code how an attempt ended."""
        if reason := HELD.get(error.code):
            return Held(reason)
        # A refusal without a code is not Discord's own, but of something on the way to it.
        if error.status == 403 and error.code:  # noqa: PLR2004 - HTTP's own number
            return Held(HoldReason.CANNOT_SEND)
        if error.status == 404 and error.code:  # noqa: PLR2004 - as above
            # Discord knows the nonce, and somebody deleted the message since.
            return Delivered(post.channel, None)
        if error.status == 400:  # noqa: PLR2004 - as above
            log.error(
                "Discord refuses a post: %s", error, extra={"job": post.job.id, "guild": post.job.guild}
            )
            return Dead(str(error)[:200])
        return Retry(str(error)[:200])


def _ping(role: discord.Role | None) -> tuple[str | None, discord.AllowedMentions]:
    """Return what to write to notify *role*, and the leave to notify it and nobody else."""
    if role is None:
        return None, discord.AllowedMentions.none()
    if role.is_default():
        return "@everyone", discord.AllowedMentions(everyone=True, users=False, roles=False)
    return role.mention, discord.AllowedMentions(everyone=False, users=False, roles=[role])


def _jobs_on(message: discord.Message) -> Iterator[JobId]:
    """Yield the jobs that the buttons of *message* name."""
    waiting: list[Any] = list(message.components)
    while waiting:
        component = waiting.pop()
        waiting.extend(getattr(component, "children", ()))
        action = parse_action(getattr(component, "custom_id", None) or "")
        if isinstance(action, WatchedPost):
            yield JobId(action.job)
