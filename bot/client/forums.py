"""Makes a forum post once. Discord knows no nonce for it, so before and after making one it is looked for."""

import logging
from collections.abc import Awaitable, Callable

import discord

from bot.client.error_codes import FAILURES, refusal
from bot.client.find_sent import find_post, forum_posts
from bot.client.pacing import Pacer
from bot.jobs.model import Job

log = logging.getLogger(__name__)


async def once_in_forum(
    job: Job,
    forum: discord.ForumChannel,
    make: Callable[[], Awaitable[discord.Message]],
    pacer: Pacer,
    *,
    looks_back: bool,
) -> discord.Message:
    """Return the first message of the post of *job* in *forum*, which *make* makes unless it is found.

    Raises:
        discord.HTTPException: Discord cannot say, or refuses it.
    """
    if looks_back and (found := await find_post(job, forum, pacer)) is not None:
        return found
    made = await make()
    return await _kept(job, forum, made, pacer) if job.attempts > 1 else made


async def _kept(job: Job, forum: discord.ForumChannel, made: discord.Message, pacer: Pacer) -> discord.Message:
    """Return the older post where an earlier attempt's was carried out while *made* was; the newer goes."""
    try:
        kept, *repeats = await forum_posts(job, forum, pacer) or [made]
        for repeat in repeats:
            await _take_back(repeat, pacer)
    except FAILURES as error:
        log.warning("could not look whether a forum post was made twice: %s", error, extra={"job": job.id})
        return made
    return kept


async def _take_back(post: discord.Message, pacer: Pacer) -> None:
    """Delete a forum post or, where that takes a permission that the bot lacks, what it says."""
    thread = post.channel
    if not isinstance(thread, discord.Thread):
        return
    try:
        async with pacer.turn():
            await thread.delete()
    except discord.Forbidden as error:
        if refusal(error) is None:
            raise
        async with pacer.turn():
            await post.delete()
        async with pacer.turn():
            await thread.edit(archived=True)
