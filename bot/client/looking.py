"""Looks for what an earlier attempt at a job made, before anything is sent again."""

from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from typing import Any

import discord

from bot.client.pacing import Pacer
from bot.core.actions import job_on
from bot.core.jobs import Job

PAGE = 100
CLOCKS_APART = timedelta(minutes=5)
TalkChannel = discord.TextChannel | discord.Thread | discord.DMChannel


async def find_post(
    job: Job, place: TalkChannel | discord.ForumChannel, pacer: Pacer
) -> discord.Message | None:
    """Return our own message in *place* that carries the job's button, if there is one."""
    if isinstance(place, discord.ForumChannel):
        return await _find_forum_post(job, place, pacer)
    return await _find_message(job, place, pacer)


async def _find_message(job: Job, channel: TalkChannel, pacer: Pacer) -> discord.Message | None:
    me = channel.me if isinstance(channel, discord.DMChannel) else channel.guild.me
    oldest: discord.Message | None = None
    while True:
        async with pacer.turn():
            page = [message async for message in channel.history(limit=PAGE, before=oldest)]
        for message in page:
            if _is_of(job, message, me):
                return message
        if len(page) < PAGE or page[-1].created_at < _earliest(job):
            return None
        oldest = page[-1]


async def _find_forum_post(job: Job, forum: discord.ForumChannel, pacer: Pacer) -> discord.Message | None:
    me = forum.guild.me
    async for thread in _threads_since(_earliest(job), forum, pacer):
        if thread.owner_id != me.id:
            continue
        try:
            async with pacer.turn():
                message = await thread.fetch_message(thread.id)  # the first has the thread's own id
        except discord.NotFound:
            continue
        if _is_of(job, message, me):
            return message
    return None


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
    return job.due - CLOCKS_APART


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
