"""Opens a thread on a post that is out; Discord gives a message one at most, so it is never opened twice."""

import discord

from bot.client.looking import custom_ids_on
from bot.client.permissions import discussion_obstacles
from bot.client.posting import A_WEEK, Poster
from bot.client.verdicts import MISSING_PERMISSIONS, THREAD_EXISTS, UNKNOWN_MESSAGE, refusal
from bot.core.actions import WatchedPost, parse_action
from bot.core.catalogue import Course
from bot.core.ids import ChannelId, ChapterNumber
from bot.core.jobs import Delivered, Held, HoldReason, Outcome, Skipped, SkipReason
from bot.core.posts import Discussion
from bot.ui.posts import post_title


class DiscordOpener:
    """Opens discussions, named after the chapters of their posts."""

    def __init__(self, poster: Poster, course: Course) -> None:
        self._poster = poster
        self._course = course

    async def open_discussion(self, discussion: Discussion) -> Outcome:
        """Open a thread on a post, unless it has one, and say how it went."""

        async def work() -> Outcome:
            channel = await self._poster.place(discussion.job.guild, discussion.channel)
            if isinstance(channel, Held):
                return channel
            if not isinstance(channel, discord.TextChannel):
                return Skipped(SkipReason.OVER)
            if missing := discussion_obstacles(channel):
                return Held(missing[0])
            return await self._open(discussion, channel)

        return await self._poster.attempt(discussion.job, work)

    async def _open(self, discussion: Discussion, channel: discord.TextChannel) -> Outcome:
        opened = Delivered(ChannelId(discussion.message), None)  # such a thread has its message's id
        try:
            async with self._poster.pacer.turn():
                post = await channel.fetch_message(discussion.message)
            if post.flags.has_thread:
                return opened
            async with self._poster.pacer.turn():
                await post.create_thread(name=self._title(post), auto_archive_duration=A_WEEK)
        except discord.HTTPException as error:
            outcomes: dict[int, Outcome] = {
                UNKNOWN_MESSAGE: Skipped(SkipReason.OVER),
                MISSING_PERMISSIONS: Held(HoldReason.CANNOT_START_THREADS),
                THREAD_EXISTS: opened,
            }
            if (outcome := outcomes.get(refusal(error) or 0)) is None:
                raise
            return outcome
        return opened

    def _title(self, post: discord.Message) -> str:
        """Return what the thread is called: its post's buttons know the chapters."""
        marked = [
            action.chapter
            for action in map(parse_action, custom_ids_on(post))
            if isinstance(action, WatchedPost)
        ]
        found = (self._course.get(ChapterNumber(number)) for number in marked)
        return post_title([chapter for chapter in found if chapter is not None])
