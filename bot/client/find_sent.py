"""Looks for what an earlier attempt at a job made, before anything is sent again."""

from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from typing import Any

import discord

from bot.client.error_codes import refusal
from bot.client.pacing import Pacer
from bot.jobs.model import Job
from bot.ui.buttons import job_on

PAGE = 100
A_MOMENT = timedelta(minutes=1)  # that Discord's own machines may be apart
TalkChannel = discord.TextChannel | discord.Thread | discord.DMChannel


async def find_post(job: Job, place: TalkChannel | discord.ForumChannel, pacer: Pacer) -> discord.Message | None:
    """Return our own message in *place* that carries the job's button, of forum posts the oldest."""
    if isinstance(place, discord.ForumChannel):
        posts = await forum_posts(job, place, pacer)
        return posts[0] if posts else None
    return await _find_message(job, place, pacer)


async def _find_message(job: Job, channel: TalkChannel, pacer: Pacer) -> discord.Message | None:
    me = channel.me if isinstance(channel, discord.DMChannel) else channel.guild.me
    oldest: discord.Message | None = None
    while True:
        async with pacer.turn():
            page = [message async for message in channel.history(limit=PAGE, before=oldest)]
        for message in page:
            if _is_of(job, message, me) and message.created_at >= _earliest(job):
                return message
        if len(page) < PAGE or page[-1].created_at < _earliest(job):
            return None
        oldest = page[-1]


async def forum_posts(job: Job, forum: discord.ForumChannel, pacer: Pacer) -> list[discord.Message]:
    """Return the first messages of our own posts in *forum* that carry the job's button, oldest first."""
    me, found = forum.guild.me, []
    async for thread in _threads_since(_earliest(job), forum, pacer):
        if thread.owner_id != me.id:
            continue
        try:
            async with pacer.turn():
                message = await thread.fetch_message(thread.id)  # the first has the thread's own id
        except discord.NotFound as error:
            if refusal(error) is None:
                raise
            continue
        if _is_of(job, message, me):
            found.append(message)
    return sorted(found, key=lambda message: message.id)


async def _threads_since(
    earliest: datetime, forum: discord.ForumChannel, pacer: Pacer
) -> AsyncIterator[discord.Thread]:
    """Yield the posts made in *forum* since then: those alive, then those archived since."""
    async with pacer.turn():
        alive = await forum.guild.active_threads()
    for thread in alive:
        if thread.parent_id == forum.id and _made(thread) >= earliest:
            yield thread
    before: datetime | None = None
    while True:
        async with pacer.turn():
            page = [thread async for thread in forum.archived_threads(limit=PAGE, before=before)]
        for thread in page:
            if _made(thread) >= earliest:
                yield thread
        if len(page) < PAGE or page[-1].archive_timestamp < earliest:
            return
        before = page[-1].archive_timestamp


def _made(thread: discord.Thread) -> datetime:
    return discord.utils.snowflake_time(thread.id)


def _earliest(job: Job) -> datetime:
    """Return from when on, by Discord's clock, something of *job* is looked for."""
    return (job.sent_from or job.due) - A_MOMENT


def _is_of(job: Job, message: discord.Message, me: discord.abc.User) -> bool:
    return message.author.id == me.id and job.id in map(job_on, custom_ids_on(message))


def custom_ids_on(message: discord.Message) -> Iterator[str]:
    """Yield what the buttons of *message* carry, from top to bottom."""
    waiting: list[Any] = list(reversed(message.components))
    while waiting:
        component = waiting.pop()
        waiting.extend(reversed(getattr(component, "children", ())))
        if custom_id := getattr(component, "custom_id", None):
            yield custom_id
