"""Looks for what an earlier attempt at a job made, before anything is sent again."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import discord

from bot.client.error_codes import UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, suppress_refusals
from bot.client.pacing import Pacer
from bot.jobs.model import Job
from bot.ui.buttons import job_on

CLOCK_TOLERANCE = timedelta(minutes=1)  # that Discord's own machines may be apart
TalkChannel = discord.TextChannel | discord.Thread | discord.DMChannel


async def find_post(job: Job, place: TalkChannel | discord.ForumChannel, pacer: Pacer) -> discord.Message | None:
    """Return our own message in *place* that carries the job's button, of forum posts the oldest."""
    if isinstance(place, discord.ForumChannel):
        return next(iter(await forum_posts(job, place, pacer)), None)
    me = place.me if isinstance(place, discord.DMChannel) else place.guild.me
    async with pacer.turn():
        async for message in place.history(limit=None, after=_earliest(job), oldest_first=False):
            if _is_of(job, message, me):
                return message
    return None


async def forum_posts(job: Job, forum: discord.ForumChannel, pacer: Pacer) -> list[discord.Message]:
    """Return the first messages of our own posts in *forum* that carry the job's button, oldest first."""
    me, found = forum.guild.me, []
    for thread in await _threads_since(_earliest(job), forum, pacer):
        if thread.owner_id == me.id:
            with suppress_refusals(UNKNOWN_MESSAGE, UNKNOWN_CHANNEL):
                async with pacer.turn():
                    message = await thread.fetch_message(thread.id)  # the first has the thread's own id
                if _is_of(job, message, me):
                    found.append(message)
    return sorted(found, key=lambda message: message.id)


async def _threads_since(earliest: datetime, forum: discord.ForumChannel, pacer: Pacer) -> list[discord.Thread]:
    """Return the posts made in *forum* since then: those alive, then those archived since."""
    async with pacer.turn():
        threads = [thread for thread in await forum.guild.active_threads() if thread.parent_id == forum.id]
        async for thread in forum.archived_threads(limit=None):  # those archived last come first
            if thread.archive_timestamp < earliest:
                break
            threads.append(thread)
    return [thread for thread in threads if discord.utils.snowflake_time(thread.id) >= earliest]


def _earliest(job: Job) -> datetime:
    """Return from when on, by Discord's clock, something of *job* is looked for."""
    return (job.sent_from or job.due) - CLOCK_TOLERANCE


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
